import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from app.documents.seal import seal_svg

SVG = "{http://www.w3.org/2000/svg}"
CODE = "7K4M-Q2XN-8TRD"


def test_the_same_code_has_the_same_seal_and_another_code_another() -> None:
    assert seal_svg(CODE) == seal_svg(CODE)
    assert seal_svg(CODE) != seal_svg(CODE.lower())


def test_the_seal_of_a_known_code_never_changes() -> None:
    root = ElementTree.fromstring(seal_svg(CODE))
    circles, ellipses = list(root.iter(f"{SVG}circle")), list(root.iter(f"{SVG}ellipse"))
    assert len(circles) == 27
    assert circles[1].attrib == {"cx": "11", "r": "33", "transform": "rotate(13.3)"}
    assert len(ellipses) == 24
    assert ellipses[0].attrib == {"rx": "37", "ry": "25", "transform": "rotate(12.9)"}


@given(st.text(max_size=40))
def test_any_code_draws_within_the_bounds_and_carries_no_style_nor_script(code: str) -> None:
    svg = seal_svg(code)
    root = ElementTree.fromstring(svg)
    assert 18 <= len(list(root.iter(f"{SVG}circle"))) <= 36
    assert 9 <= len(list(root.iter(f"{SVG}ellipse"))) <= 24
    assert all(float(circle.attrib["cx"]) + float(circle.attrib["r"]) == 44 for circle in root.iter(f"{SVG}circle"))
    assert "style" not in svg
    assert root.attrib["aria-hidden"] == "true"


def test_two_seals_on_one_page_share_no_id() -> None:
    ids = re.findall(r' id="([^"]+)"', seal_svg(CODE) + seal_svg("another"))
    assert len(ids) == len(set(ids)) == 6
