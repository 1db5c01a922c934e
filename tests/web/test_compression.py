"""Pages leave compressed, streams and small answers as they are."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app.web.compression import compress


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = Flask(__name__)
    compress(app)
    app.add_url_rule("/long", "long", lambda: "word " * 500)
    app.add_url_rule("/short", "short", lambda: "word")
    app.add_url_rule("/stream", "stream", lambda: Response((part for part in ["a" * 900]), mimetype="text/csv"))
    app.add_url_rule("/picture", "picture", lambda: Response(b"0" * 900, mimetype="image/png"))
    return app.test_client()


def test_a_page_is_compressed(client: FlaskClient) -> None:
    answer = client.get("/long", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.data) < 500
    assert gzip.decompress(answer.data) == b"word " * 500


def test_its_length_tells_nothing_exact(client: FlaskClient) -> None:
    lengths = {len(client.get("/long", headers={"Accept-Encoding": "gzip"}).data) for _ in range(20)}
    assert len(lengths) > 1


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0"])
def test_who_cannot_read_it_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/long", headers={"Accept-Encoding": accepted})
    assert answer.text == "word " * 500
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ["/short", "/stream", "/picture"])
def test_the_rest_passes_untouched(client: FlaskClient, address: str) -> None:
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "gzip"}).headers
