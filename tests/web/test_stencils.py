from __future__ import annotations

import gzip

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web.stencils import OPEN, Stencil, answer, cut, hole, marked_forms, squeezed, uncompressed, usual_frame

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=60), min_size=2, max_size=6)
GZIP = {"Accept-Encoding": "gzip"}


def words_of(page: Stencil, **texts: str) -> str:
    return "".join(texts[part] if isinstance(part, str) else part.plain.decode() for part in page.parts)


@given(TEXTS)
def test_filled_it_reads_as_if_it_had_been_written_so(texts: list[str]) -> None:
    inner, left = str(hole("inner")), str(hole("left"))
    filled = cut(texts[0] + inner + texts[1] + left).fill({"inner": cut(left.join(texts))})
    assert words_of(filled, left="<LEFT>") == texts[0] + "<LEFT>".join(texts) + texts[1] + "<LEFT>"


@given(TEXTS, st.integers(1, 9))
def test_compressed_piece_by_piece_it_is_one_whole(texts: list[str], level: int) -> None:
    pieces = [
        part for text in texts for part in (*cut(text * 9, level=level).parts, uncompressed(text)) if not isinstance(part, str)
    ]
    assert (
        gzip.decompress(squeezed(pieces)) == "".join(text * 9 + str(uncompressed(text).plain, "utf-8") for text in texts).encode()
    )


def test_what_is_put_in_is_escaped_and_may_be_long() -> None:
    assert uncompressed('<b> "&"').plain == b"&lt;b&gt; &#34;&amp;&#34;"
    assert gzip.decompress(squeezed([uncompressed("é" * 70_000)])) == ("é" * 70_000).encode()


def test_a_text_that_looks_like_a_hole_is_none(app: Flask) -> None:
    forged = hole("name").replace(OPEN, "\ue000deadbeef:")
    with app.test_request_context("/"):
        assert answer(cut(forged)).data.decode() == forged


@pytest.mark.parametrize(("accepted", "coding"), [("gzip", "gzip"), ("br, *;q=0.5", "gzip"), ("gzip;q=0", None), ("", None)])
def test_it_is_compressed_for_whoever_can_read_it(app: Flask, accepted: str, coding: str | None) -> None:
    with app.test_request_context("/", headers={"Accept-Encoding": accepted}):
        response = answer(cut("<p>always</p>"))
    assert response.headers.get("Content-Encoding") == coding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.mimetype == "text/html"
    assert (gzip.decompress(response.data) if coding else response.data) == b"<p>always</p>"


def test_what_a_page_does_not_always_say_makes_it_unusual(app: Flask) -> None:
    for path, method in (("/?x=1", "GET"), ("/", "HEAD"), ("/", "POST")):
        with app.test_request_context(path, method=method):
            assert usual_frame() is None
    with app.test_request_context("/"):
        assert usual_frame() == usual_frame()


def test_a_strangers_forms_have_no_token_to_leave_open(app: Flask) -> None:
    with app.test_request_context("/"), marked_forms():
        assert app.jinja_env.from_string("{{ 'csrf_token' in g }}").render() == "False"
