from typing import Any

import pytest

from app.documents.compiling import compile_document
from tests.documents.papers import bare, claims_ua, read, root_of, tag_names, text_of

LONG = "Internationalisierungsstrategieverantwortlichkeiten" * 3


def plan(**changes: Any) -> dict[str, Any]:
    labels = {
        "heading": "A planned collaboration",
        "gains": "The benefit, as you see it",
        "settled": "What stands well",
        "asks": "Questions to settle",
        "measures": "Measures that would fit",
        "whom": "Whom to talk to",
        "none": "None from these answers.",
        "page": "Page {page} of {pages}",
        "demo": "DEMONSTRATION",
    }
    return {
        "lang": "en",
        "paper": "a4",
        "title": "Plan: Swarms with Lund",
        "product": "Openward",
        "institution": "Calder University",
        "name": "Swarms with Lund",
        "made": "Printed on 22 November 2026.",
        "gains": [{"question": "What would it bring?", "answer": "A theorem.\n#strong[Two] data sets."}],
        "settled": ["Both sides gain."],
        "asks": [{"title": "The contract", "items": ["Who decides on a paper?", "Who owns what?"]}],
        "measures": [{"title": "The contract", "items": ["Offer a look of 45 days."]}],
        "whom": [{"title": "Research Security Office", "lines": ["Extension 4410", "Any day."]}],
        "demo": False,
        "note": "Not a decision.",
        "labels": labels,
    } | changes


def test_everything_is_said_and_tagged() -> None:
    paper = compile_document("plan", plan())
    assert claims_ua(paper)
    text = text_of(paper)
    said = ("Swarms with Lund", "A theorem.", "#strong[Two] data sets.", "Both sides gain.", "Who owns what?", "Extension 4410")
    assert [words for words in said if bare(words) not in text] == []
    names = tag_names(paper)
    assert [names.count(name) for name in ("/H1", "/H2", "/H3", "/L", "/LI")] == [1, 4, 5, 3, 4]


def test_it_has_title_and_language() -> None:
    paper = compile_document("plan", plan(lang="de"))
    reader = read(paper)
    assert root_of(paper)["/Lang"] == "de"
    assert reader.metadata is not None
    assert reader.metadata.title == "Plan: Swarms with Lund"


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_little_much_and_long_words_fit(paper: str) -> None:
    nothing = compile_document("plan", plan(paper=paper, gains=[], settled=[], asks=[], measures=[], whom=[]))
    assert text_of(nothing).count(bare("None from these answers.")) == 3
    groups = [{"title": LONG, "items": [f"{LONG} {number}" for number in range(60)]}]
    much = compile_document("plan", plan(paper=paper, name=LONG, asks=groups, demo=True))
    assert claims_ua(much)
    pages = read(much).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert bare(f"Page {number} of {len(pages)}") in bare(page.extract_text().replace("\u200b", ""))
    assert "DEMONSTRATION" in text_of(much)
