"""What makes a page hard to read, at its line, with words that say how to mend it."""

from __future__ import annotations

import pytest

from tests.catalogue.example import (
    CLOSING_PATH,
    FILES,
    INDEX_PATH,
    INSTITUTION_PATH,
    OPEN_PATH,
    QUIZ_PATH,
    broken,
    complaints,
    tree,
)

LONG = "One " + "and one " * 18 + "more."
HARD = "Institutional administrators habitually underestimate interdisciplinary collaborations. " * 3
STEADY = "We read what a friend who lives far from here once wrote about a long and slow walk in rain. " * 3

FAULTS = [
    (OPEN_PATH, "What was decided.", LONG, 19, "begins “One and one and one” has 38 words; 35 are the most. Make two of it."),
    (OPEN_PATH, "What was decided.", f"Short.\nNow this. {LONG}", 20, "38 words"),
    (OPEN_PATH, "It takes a week.", LONG, 39, "38 words"),
    (OPEN_PATH, "- Read it.", f"- {LONG}", 51, "38 words"),
    (QUIZ_PATH, "Which ones?", LONG, 19, "38 words"),
    (
        OPEN_PATH,
        "## A heading",
        "## What the NSF asks",
        10,
        "NSF is not explained where it first stands. Write its long form, and (NSF) after it.",
    ),
    (OPEN_PATH, "What was decided.", "Ask the\nNSF, then the NSF.", 20, "NSF is not explained"),
    (CLOSING_PATH, "## What next", STEADY, 5, "Sentences here have 20.0 words on average; 18 are the most."),
    (CLOSING_PATH, "## What next", HARD, 5, "years of school; 12 are the most. Use shorter words."),
]


@pytest.mark.parametrize(("path", "old", "new", "line", "words"), FAULTS)
def test_each_fault_is_named_once(path: str, old: str, new: str, line: int, words: str) -> None:
    found = [one for one in complaints(broken(path, old, new)) if words in one.text]
    assert [(one.path, one.line, one.is_warning) for one in found] == [(path, line, False)]


def test_a_module_is_judged_on_average() -> None:
    """One hard page is complained of itself; only several make the module hard."""
    prose = "Organisations occasionally communicate. " * 2
    files = {path: FILES[path].replace("What is at stake.", prose * 6) for path in (INDEX_PATH,)}
    found = [str(one) for one in complaints(tree(**files)) if "on average" in one.text and "The pages" in one.text]
    assert len(found) == 1
    assert found[0].startswith(f"{INDEX_PATH}:16: The pages of the module ask for ")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (OPEN_PATH, "Prose with", "The National Science Foundation (NSF) has, and the NSF is, prose with"),
        (OPEN_PATH, "Prose with", "A PDF is prose with"),
        (OPEN_PATH, "![What it shows]", "![What the NSF shows]"),
        (INSTITUTION_PATH, "Ask [the office]", f"At CU. {LONG} Ask [the office]"),
    ],
)
def test_what_is_explained_or_not_ours_passes(path: str, old: str, new: str) -> None:
    assert [str(one) for one in complaints(broken(path, old, new))] == []
