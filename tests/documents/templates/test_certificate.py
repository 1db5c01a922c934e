from typing import Any

import pytest

from app.documents.compiling import compile_document
from tests.documents.papers import (
    ADDRESS,
    CODE,
    LONG_NAME,
    TOPICS,
    bare,
    certificate,
    claims_ua,
    read,
    root_of,
    tag_names,
    tags,
    text_of,
)

SIZES = {"a4": (595, 842), "us-letter": (612, 792)}


def test_it_says_every_certified_fact() -> None:
    data = certificate(note="The proof is at the address.")
    text = text_of(compile_document("certificate", data))
    for key in ("institution", "name", "completed", "course", "version", "date", "length", "code", "address", "note"):
        assert bare(str(data[key])) in text
    assert bare("; ".join(TOPICS)) in text
    assert "DEMONSTRATION" not in text


def test_it_is_tagged_titled_and_has_a_language() -> None:
    paper = compile_document("certificate", certificate(lang="pt_BR"))
    reader = read(paper)
    root = root_of(paper)
    assert claims_ua(paper)
    assert root["/Lang"] == "pt-BR"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Certificate of completion, Jonas Weber"


def test_its_tags_read_as_a_heading_paragraphs_and_a_list() -> None:
    paper = compile_document("certificate", certificate())
    names = tag_names(paper)
    assert names.count("/H1") == 1
    assert not {"/H2", "/Title"} & set(names)
    assert names.count("/LI") == names.count("/Lbl") == names.count("/LBody") == 6
    assert [tag["/Alt"] for tag in tags(paper) if tag["/S"] == "/Figure"] == ["The address to verify, as a QR code"]


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("name", ["Jonas Weber", LONG_NAME, "W" * 120, "王" * 60])
def test_it_is_one_page_in_both_sizes_however_long_the_words(paper: str, name: str) -> None:
    topics = [f"{topic} and everything that an investigator has to know about it in practice" for topic in TOPICS]
    data = certificate(paper=paper, name=name, course=LONG_NAME, institution=LONG_NAME, topics=topics, demo=True, note="N " * 90)
    reader = read(compile_document("certificate", data))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == SIZES[paper]
    assert CODE in reader.pages[0].extract_text()


def test_a_name_without_spaces_breaks_instead_of_leaving_the_paper() -> None:
    page = read(compile_document("certificate", certificate(name="W" * 120))).pages[0]
    lines = [line.count("W") for line in page.extract_text().replace("\u200b", "").splitlines() if "WW" in line]
    assert sum(lines) == 120
    assert max(lines) <= 30


@pytest.mark.parametrize(
    "name",
    ["Ελένη Παπαδοπούλου", "Наталія Ковальчук", "Nguyễn Thị Phương", "王睿琳 陳曉明", "佐藤 さくら", "김민준", "Li Wei (李伟)"],
)
def test_names_in_other_scripts_are_written_not_boxed(name: str) -> None:
    paper = compile_document("certificate", certificate(name=name))
    assert claims_ua(paper)
    assert bare(name) in text_of(paper)


@pytest.mark.parametrize("name", ["محمد عبد الرحمن الخوارزمي", "דוד בן־גוריון"])
def test_names_written_from_the_right_are_not_boxed(name: str) -> None:
    assert claims_ua(compile_document("certificate", certificate(name=name)))
    assert claims_ua(compile_document("certificate", certificate(name=name, lang="ar")))


def test_a_demonstration_says_so_to_the_eye_and_the_ear() -> None:
    paper = compile_document("certificate", certificate(demo=True))
    assert text_of(paper).count("DEMONSTRATION") == 2
    assert len(tag_names(paper)) > len(tag_names(compile_document("certificate", certificate())))


def test_the_address_can_be_followed_where_it_is_given_in_full() -> None:
    page: Any = read(compile_document("certificate", certificate(url=f"https://{ADDRESS}"))).pages[0]
    assert [note.get_object()["/A"]["/URI"] for note in page["/Annots"]] == [f"https://{ADDRESS}"]
    assert "/Annots" not in read(compile_document("certificate", certificate())).pages[0]


def test_no_topics_are_no_failure() -> None:
    assert "Topics" in text_of(compile_document("certificate", certificate(topics=[])))
