import pytest

from app.documents.compiling import compile_document
from app.documents.qr import qr_svg
from tests.documents.papers import CODE, LONG_NAME, claims_ua, read, record, root_of, tag_names, text_of


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (1, 1), (200, 5)])
def test_it_holds_any_number_of_rows(rows: int, pages: int) -> None:
    paper = compile_document("record", record(rows))
    assert claims_ua(paper)
    assert len(read(paper).pages) == pages
    text = text_of(paper)
    assert all(f"Course{number}2.0" in text for number in range(1, rows + 1))
    assert text.count(CODE) == rows
    assert ("Nothinghasbeencompletedyet." in text) == (rows == 0)


def test_every_page_has_its_number_the_name_and_the_heads_of_the_table() -> None:
    pages = read(compile_document("record", record(200))).pages
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert "Jonas Weber" in text
        assert "Completed on" in text


def test_the_table_has_one_head_row_and_one_heading_stands_above() -> None:
    names = tag_names(compile_document("record", record(200)))
    assert names.count("/H1") == names.count("/Table") == names.count("/THead") == 1
    assert names.count("/TH") == 6
    assert names.count("/TR") == 201
    assert names.count("/TD") == 1200


def test_it_has_title_and_language() -> None:
    paper = compile_document("record", record(1, lang="de"))
    reader = read(paper)
    assert root_of(paper)["/Lang"] == "de"
    assert reader.metadata is not None
    assert reader.metadata.title == "Training record, Jonas Weber"


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_long_words_and_a_qr_code_fit(paper: str) -> None:
    address = "https://openward.calder.example/verify"
    data = record(3, paper=paper, name=LONG_NAME, qr=qr_svg(address), url=address, demo=True, note="A note.")
    document = compile_document("record", data)
    assert len(read(document).pages) == 1
    assert claims_ua(document)
    assert "DEMONSTRATION" in text_of(document)
    assert "Anote." in text_of(document)
