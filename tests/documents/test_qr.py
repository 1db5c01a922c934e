import re
from xml.etree import ElementTree

import pytest
import segno

from app.documents.qr import qr_svg
from tests.documents.papers import ADDRESS


def modules_of(svg: str) -> set[tuple[int, int]]:
    """The dark squares, read back from the path segno writes: moves and horizontal runs of one unit's height."""
    path = ElementTree.fromstring(svg)[0].attrib["d"]
    x, y, dark = 0.0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([^Mmh]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            dark |= {(int(x + step), int(y)) for step in range(int(values[0]))}
            x += values[0]
    return dark


def test_the_drawing_is_the_code_of_the_text() -> None:
    text = f"https://{ADDRESS}"
    matrix = segno.make_qr(text, error="m", version=5, mask=2, boost_error=False).matrix
    expected = {(x + 4, y + 4) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit}
    assert modules_of(qr_svg(text)) == expected


def test_addresses_of_usual_length_all_have_one_size() -> None:
    sizes = {ElementTree.fromstring(qr_svg("x" * length)).attrib["viewBox"] for length in (1, 30, 84)}
    assert sizes == {"0 0 45 45"}


def test_a_long_text_grows_and_one_beyond_every_code_is_refused() -> None:
    assert ElementTree.fromstring(qr_svg("x" * 85)).attrib["viewBox"] == "0 0 49 49"
    assert ElementTree.fromstring(qr_svg("é" * 60))
    with pytest.raises(ValueError):
        qr_svg("x" * 2400)


def test_it_has_a_name_or_is_hidden() -> None:
    named = ElementTree.fromstring(qr_svg("a", label='The "address" & more'))
    assert (named.attrib["role"], named.attrib["aria-label"]) == ("img", 'The "address" & more')
    assert ElementTree.fromstring(qr_svg("a")).attrib["aria-hidden"] == "true"
    assert "style" not in qr_svg("a", label="b")
