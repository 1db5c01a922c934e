from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.equivalents.examining import LARGEST, examine
from app.errors import Invalid
from tests.factories.proofs import PDF, jpeg, png


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (png(), "png"), (jpeg(), "jpeg"), (jpeg(4000, 3000), "jpeg"), (jpeg() + b"\0" * 9, "jpeg")],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str) -> None:
    found = examine(content)
    assert (found.kind, found.content) == (kind, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "neither PDF"),
        (b"<html>" + PDF, "neither PDF"),
        (b"PK\x03\x04" + PDF, "neither PDF"),
        (b"GIF89a", "neither PDF"),
        (b"%PDF-x.1 %%EOF", "neither PDF"),
        (PDF.replace(b"%%EOF", b""), "end is missing"),
        (PDF.replace(b"%%EOF", b"trailer <</Encrypt 5 0 R>> %%EOF"), "is locked"),
        (PDF.replace(b"%%EOF", b"trailer <</#45ncrypt<<>>>> %%EOF"), "is locked"),
        (PDF + b"\0" * (LARGEST + 1), "larger than 5 MB"),
        (png(60_000, 60_000), "too large"),
        (png(30_000, 1), "too large"),
        (png(0, 2), "damaged"),
        (png(tail=b"<script>"), "damaged"),
        (png()[:-9], "damaged"),
        (png()[:20], "damaged"),
        (jpeg(60_000, 60_000), "too large"),
        (jpeg(end=b""), "damaged"),
        (jpeg()[:20], "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x00", "damaged"),
        (b"\xff\xd8\xff" + b"\xff" * 500, "damaged"),
    ],
)
def test_whatever_else_is_refused_and_the_field_is_named(content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as raised:
        examine(content)
    assert raised.value.field == "file"


@pytest.mark.parametrize(
    "name", [b"/JavaScript", b"/JS (app.alert(1))", b"/J#53 1 0 R", b"/#4a#53 9", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles"]
)
def test_a_pdf_that_does_something_is_refused(name: bytes) -> None:
    with pytest.raises(Invalid, match="holds a program or another file"):
        examine(PDF.replace(b"/OpenAction", name + b" /OpenAction"))


def test_letters_inside_a_stream_and_longer_names_are_no_program() -> None:
    examine(PDF.replace(b"trailer", b"stream\n\x00/JS \x00/Launch\nendstream\n/JSON 1 /Launchpad 2\ntrailer"))


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", png()[:33], jpeg()[:20]])
)
def test_nothing_breaks_it(content: bytes, start: bytes) -> None:
    with contextlib.suppress(Invalid):
        assert examine(start + content).content == start + content


@given(st.data())
def test_a_picture_cut_anywhere_is_no_picture(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([png(), jpeg()]))
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(Invalid):
        examine(cut)
