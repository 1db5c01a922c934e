"""Pictures: an SVG only draws, and the others are what they say."""

from __future__ import annotations

import pytest

from app.catalogue.pictures import read_picture
from tests.catalogue.example import RING_PATH, SVG, complaints, tree

OPENING = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>", "<x:script>"),
        ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
        ("<image href='https://a.example/x.png'/>", "<image>"),
        ("<a href='#x'/>", "<a>"),
        ("<animate attributeName='href' to='javascript:x'/>", "<animate>"),
        ("<circle onclick='x'/>", "onclick="),
        ("<circle ONLOAD='x'/>", "ONLOAD="),
        ("<use href='https://a.example/x.svg#a'/>", "points outside"),
        ("<use xlink:href='data:image/svg+xml,x'/>", "points outside"),
        ("<circle fill='url(https://a.example/x)'/>", "from elsewhere"),
        ("<circle style='fill: url( //a.example/x)'/>", "from elsewhere"),
        ("<circle style='fill: u\\72l(x)'/>", "from elsewhere"),
        ("<style>@import 'x.css';</style>", "from elsewhere"),
        ("<style>a { fill: url(x.svg#a) }</style>", "from elsewhere"),
        ("<style><![CDATA[@import 'x']]></style>", "from elsewhere"),
        ("<?xml-stylesheet href='x.css'?>", "DOCTYPE or an instruction"),
        ("<circle>", "cannot be read"),
        ("&nbsp;", "cannot be read"),
        ("<g>" * 200 + "</g>" * 200, "nested too deeply"),
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(inside: str, words: str) -> None:
    _, problems = read_picture(f"{OPENING}\n{inside}\n</svg>".encode(), "svg")
    assert any(words in problem.text for problem in problems), problems
    assert all(problem.line in (2, 3) for problem in problems)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><svg>&b;</svg>",
        b"<?xml version='1.0' encoding='utf-16'?><svg/>",
        "<?xml version='1.0' encoding='utf-16'?><svg/>".encode("utf-16"),
        "<svg/>".encode("utf-16-le"),
        "<svg/>".encode("utf-16-be"),
        b"<?xml version='1.0' encoding='cp037'?><svg/>",
        b"<html/>",
        b"",
        b"\xff",
    ],
)
def test_what_is_no_plain_svg_is_refused(data: bytes) -> None:
    assert read_picture(data, "svg")[1]


def test_drawings_with_their_own_gradients_and_styles_are_fine() -> None:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{OPENING}<style>a {{ fill: url(#g) }}</style>'
        '<defs><linearGradient id="g"/></defs>'
        '<use xlink:href="#g"/><circle fill="url(#g)" style="fill: none"/></svg>'
    )
    assert read_picture(text.encode(), "svg")[1] == []


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 40 20"', (40, 20)),
        ('viewBox="0, 0, 40.4, 20.6"', (40, 21)),
        ('width="40" height="20px"', (40, 20)),
        ('width="100%" height="20"', None),
        ("", None),
    ],
)
def test_the_size_of_a_drawing(attributes: str, size: tuple[int, int] | None) -> None:
    assert read_picture(f"<svg {attributes}/>".encode(), "svg")[0].size == size


def test_other_pictures_are_known_by_their_first_bytes() -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (40).to_bytes(4, "big") + (20).to_bytes(4, "big")
    assert (read_picture(png, "png")[0].size, read_picture(png, "png")[1]) == ((40, 20), [])
    assert read_picture(b"\xff\xd8\xff\xe0", "jpeg")[1] == []
    assert read_picture(b"RIFF1234WEBPVP8 ", "webp")[1] == []
    for ending in ("png", "jpg", "webp"):
        assert "not what its name says" in read_picture(b"GIF89a", ending)[1][0].text
    assert "larger than" in read_picture(png + b"\0" * 1_000_000, "png")[1][0].text


def test_a_picture_that_nobody_shows_and_one_that_runs() -> None:
    spare = "modules/small/images/spare.svg"
    said = complaints(tree(**{spare: SVG, RING_PATH: SVG.replace("<title>", "<title onload='x'>")}))
    assert [(complaint.path, complaint.line) for complaint in said] == [(RING_PATH, 2), (spare, 1)]
