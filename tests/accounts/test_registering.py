from __future__ import annotations

import pytest

from app.accounts.registering import check_may_register
from app.errors import Invalid, NotAllowed


def test_open() -> None:
    check_may_register("a@anywhere.example", registration="open", domains=())


def test_domains() -> None:
    check_may_register("a@calder.edu", registration="domains", domains=("Calder.edu", "lab.example"))
    for address in ("a@evilcalder.edu", "a@calder.edu.evil.example", "a@sub.calder.edu"):
        with pytest.raises(Invalid) as caught:
            check_may_register(address, registration="domains", domains=("calder.edu",))
        assert caught.value.field == "address"


def test_invitation() -> None:
    with pytest.raises(NotAllowed):
        check_may_register("a@calder.edu", registration="invitation", domains=())
