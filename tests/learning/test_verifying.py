"""Where the console asks when a file of evidence names an address: at an institution's web server, and nowhere else."""

from __future__ import annotations

import pytest

from app.errors import Invalid, Unavailable
from app.learning.verifying import _fetch


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "ftp://127.0.0.1/keys.json",
        "http://keys.example/keys.json",
        "http://localhost.example/keys.json",
        "data:application/json,{}",
        "None",
        "",
    ],
)
def test_an_address_that_is_no_web_server_with_tls_is_not_asked(address: str) -> None:
    with pytest.raises(Invalid, match="no https address"):
        _fetch(address)


def test_a_server_that_is_not_there_is_said_to_be() -> None:
    with pytest.raises(Unavailable, match="did not answer"):
        _fetch("http://127.0.0.1:1/keys.json")
