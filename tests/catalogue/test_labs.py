"""Labs: what an author writes, and what is complained of, with its line."""

from __future__ import annotations

import pytest

from app.catalogue.compiling import module_from_json, module_to_json
from app.catalogue.lab_shapes import Clauses, Sort, SortPlace, Stage
from app.catalogue.reading import read_bundle
from tests.catalogue.example import CLOSING, CLOSING_PATH, complaints, tree

SORT = """::: sort the-list Where does it go? {worked=1}
Dr Ade sends a form.

| Place | What goes there |
|---|---|
| Sketch | Posts and *titles* |
| Support | Grants |

- A post
  > **Sketch.** It is a post.
- A grant, with <3 people
  > **Support.** It is money.
- A post with a grant
  > **NSF: Sketch.** It is a post.
  >
  > **NIH: Sketch + Support.** It is both.
:::
"""
CLAUSES = """::: clauses the-letter The letter
- [ ] **1. Title.** You are named.
  > It is listed.
- [x] **2. Silence.** You tell nobody.
  > It cannot be kept.
:::
"""
SPOT = """::: spot the-sketches Where would you ask?
- [ ] **Fundamental.** A proof.
  > Publish.
- [x] **Development:** A prototype for nobody known.
  > Ask.
:::
"""


def with_lab(text: str) -> dict[str, bytes]:
    return tree(**{CLOSING_PATH: CLOSING.replace("minutes: 1", "minutes: 9") + "\n" + text})


def said(text: str) -> list[tuple[int, str]]:
    """Lines counted from the one that opens the lab."""
    first = CLOSING.count("\n") + 2
    found = [one for one in complaints(with_lab(text)) if "minutes" not in one.text]
    assert {one.path for one in found} <= {CLOSING_PATH}
    return [(one.line - first + 1, one.text) for one in found]


def parts() -> tuple[Sort, Clauses, Clauses]:
    bundle, found = read_bundle(with_lab(f"{SORT}\n{CLAUSES}\n{SPOT}"))
    assert not found
    sort, clauses, spot = bundle.modules["small"].pages[2].parts[-3:]
    assert isinstance(sort, Sort)
    assert isinstance(clauses, Clauses)
    assert isinstance(spot, Clauses)
    return sort, clauses, spot


def test_a_sort_has_places_worked_items_and_items() -> None:
    sort, _, _ = parts()
    assert (sort.slug, sort.title, sort.html) == ("the-list", "Where does it go?", "<p>Dr Ade sends a form.</p>")
    assert sort.places == (SortPlace("sketch", "Sketch", "Posts and <em>titles</em>"), SortPlace("support", "Support", "Grants"))
    assert [(item.html, [(one.sponsor, one.places, one.why) for one in item.placings]) for item in sort.worked + sort.items] == [
        ("A post", [("", ("sketch",), "It is a post.")]),
        ("A grant, with &lt;3 people", [("", ("support",), "It is money.")]),
        ("A post with a grant", [("NSF", ("sketch",), "It is a post."), ("NIH", ("sketch", "support"), "It is both.")]),
    ]
    assert len(sort.worked) == 1


def test_an_id_outlives_a_change_of_order_and_not_of_words() -> None:
    before = [placing.id for item in parts()[0].items for placing in item.placings]
    assert len(set(before)) == 3
    swapped = SORT.replace("- A post\n", "- A boat\n")
    sort = read_bundle(with_lab(swapped))[0].modules["small"].pages[2].parts[-1]
    assert isinstance(sort, Sort)
    assert [placing.id for item in sort.items for placing in item.placings] == before
    assert sort.worked[0].placings[0].id != parts()[0].worked[0].placings[0].id


def test_clauses_may_stand_or_are_to_be_questioned() -> None:
    _, clauses, spot = parts()
    assert [(item.is_questionable, item.why, item.stage) for item in clauses.items] == [
        (False, "It is listed.", None),
        (True, "It cannot be kept.", None),
    ]
    assert clauses.items[0].html == "<strong>1. Title.</strong> You are named."
    assert not clauses.has_stages
    assert [(item.html, item.stage) for item in spot.items] == [
        ("A proof.", Stage.FUNDAMENTAL),
        ("A prototype for nobody known.", Stage.DEVELOPMENT),
    ]
    assert spot.has_stages


def test_labs_survive_the_trip_through_json() -> None:
    module = read_bundle(with_lab(f"{SORT}\n{CLAUSES}\n:::: path student\n{SPOT}::::\n"))[0].modules["small"]
    assert module_from_json(module_to_json(module)) == module


SORT_FAULTS = [
    ("{worked=1}", "{worked=3}", 1, "3 of 3 items are worked."),
    ("{worked=1}", "{places=3}", 1, "The braces of a sort say only"),
    ("{worked=1}", "{worked=x}", 1, "The braces of a sort say only"),
    ("| Support |", "| Sketch |", 4, "A sort needs at least two places"),
    ("| Support |", "| To: me |", 4, "A place has a name without : and +"),
    ("> **Support.** It is money.", "> It is money.", 12, "The why does not begin with a place in bold"),
    ("> **Support.** It is money.", "> **Support.**", 12, "The why does not begin with a place in bold"),
    ("> **Support.** It is money.", "> **Bin.** It is money.", 12, '"Bin" is no place of this sort. There are: Sketch, Support.'),
    ("  > **Support.** It is money.\n", "", 11, "The item needs one why."),
    ("**NIH: Sketch", "**NSF: Sketch", 14, "Where sponsors differ"),
    ("**NIH: Sketch", "**Sketch", 14, "Where sponsors differ"),
    ("- A grant, with <3 people", "- A post", 9, "Two items say the same."),
    ("- A grant", "- [x] A grant", 11, "An item of a sort is one paragraph without a box."),
    ("Dr Ade sends a form.", "## A form", 2, "Before its items a lab has paragraphs and lists"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), SORT_FAULTS)
def test_a_faulty_sort_is_complained_of_at_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in SORT
    found = said(SORT.replace(old, new, 1))
    assert (line, True) in [(at, text.startswith(words)) for at, text in found], found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("::: sort a A\nWords.\n:::\n", 1, "The sort does not end with a table of places and a list"),
        ("::: sort A\n- x\n:::\n", 1, 'The sort needs a slug first; "A" is none.'),
        ("::: clauses a A\nWords.\n:::\n", 1, "The block does not end with a list."),
        (CLAUSES.replace("[x]", "[ ]"), 2, "All items are ticked, or none is."),
        (CLAUSES.replace("- [ ]", "-"), 2, "The item has no box."),
        (CLAUSES.replace("  > It is listed.\n", ""), 2, "The item has no why."),
        (CLAUSES.replace("letter The letter", "letter The letter {a=b}"), 1, "Braces say nothing about a clauses."),
        (SPOT.replace("**Fundamental.**", "**Early.**"), 2, "The item does not begin with its stage in bold."),
        (SPOT.replace("**Fundamental.** ", ""), 2, "The item does not begin with its stage in bold."),
        (f"{CLAUSES}\n{CLAUSES}", 8, '"the-letter" names a block on'),
    ],
)
def test_other_faults_are_complained_of_at_their_line(text: str, line: int, words: str) -> None:
    found = said(text)
    assert (line, True) in [(at, complaint.startswith(words)) for at, complaint in found], found
