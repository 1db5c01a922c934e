import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import typst

from app.documents.compiling import FONTS, TEMPLATES, NotPrintable, compile_document
from app.errors import Failure
from tests.documents.papers import certificate, claims_ua, read, root_of, text_of


def test_the_same_data_gives_the_same_bytes_in_any_thread() -> None:
    data = certificate()
    with ThreadPoolExecutor(4) as pool:
        papers = set(pool.map(lambda _: compile_document("certificate", data), range(12)))
    assert len(papers) == 1


def test_the_paper_knows_no_clock() -> None:
    metadata = read(compile_document("certificate", certificate())).metadata
    assert metadata is not None
    assert metadata.creation_date is None


WRONG: list[tuple[str, object]] = [
    ("name", None),
    ("name", object()),
    ("qr", "<nope"),
    ("paper", "napkin"),
    ("title", ""),
    ("lang", "nonsense"),
]


@pytest.mark.parametrize("name", ["../settings", "nope", "parts/sheet", "Certificate", "", "certificate.typ"])
def test_only_the_templates_here_are_printed(name: str) -> None:
    with pytest.raises(NotPrintable, match="no document named"):
        compile_document(name, certificate())


@pytest.mark.parametrize(
    "data",
    [{}, *(certificate(**{key: value}) for key, value in WRONG)],
)
def test_wrong_data_is_one_failure_that_tells_the_person_no_details(data: dict[str, object]) -> None:
    with pytest.raises(NotPrintable) as caught:
        compile_document("certificate", data)
    assert isinstance(caught.value, Failure)
    assert str(caught.value).startswith("The document certificate could not be made: ")
    assert "certificate" not in caught.value.message


def test_what_people_typed_is_never_markup() -> None:
    hostile = '#panic("x") *bold* $x$ <label> @cite `raw` \\ // \u202e "quoted"'
    text = text_of(compile_document("certificate", certificate(name=hostile)))
    assert '#panic("x")*bold*$x$<label>@cite`raw`' in text


def test_a_name_no_font_can_write_still_gets_its_paper_without_the_claim() -> None:
    paper = compile_document("certificate", certificate(name="प्रिया शर्मा"))
    assert not claims_ua(paper)
    assert root_of(paper)["/MarkInfo"]["/Marked"]
    assert claims_ua(compile_document("certificate", certificate()))


def test_only_the_fonts_here_are_used() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    families = {"Literata", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans CJK SC"}
    assert set(fonts.families()) == families
    page: Any = read(compile_document("certificate", certificate(name="Ελένη 王睿琳 김민준 محمد דוד"))).pages[0]
    used = [font.get_object()["/BaseFont"].split("+")[1] for font in page["/Resources"]["/Font"].values()]
    assert all(name.startswith(("Literata", "NotoSans")) for name in used)


def test_the_fonts_are_free_and_light() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 3_000_000


def test_templates_hold_no_words_of_their_own() -> None:
    for path in TEMPLATES.rglob("*.typ"):
        code = [line for line in path.read_text().splitlines() if not line.startswith("//")]
        assert len(code) <= 120
        assert not [line for line in code if re.search(r"\[\s*[A-Za-z]", line)]
