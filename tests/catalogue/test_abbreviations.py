from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.abbreviations import is_expanded, short_forms


def unexplained(text: str) -> list[str]:
    return [short.name for short in short_forms(text) if not is_expanded(text, short)]


@pytest.mark.parametrize(
    "text",
    [
        "The National Science Foundation (NSF) asks.",
        "The NSF (National Science Foundation) asks.",
        "In the United States (US) one asks.",
        "It is law (United States Code, 42 U.S.C. 6605(c)).",
        "Deutscher Akademischer Austauschdienst (DAAD)",
        "international traffic in arms regulations (ITAR, in the United States)",
        "Full-time students (FTSs)",
    ],
)
def test_a_long_form_before_or_after_explains(text: str) -> None:
    assert unexplained(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The NSF asks.", ["NSF"]),
        ("The agency (NSF) asks.", ["NSF"]),
        ("National Science Foundation, NSF.", ["NSF"]),
        ("The NSF (a funder) asks.", ["NSF"]),
        ("The U.S. statutes.", ["US"]),
        ("Both EAR and ITARs apply.", ["EAR", "ITAR"]),
        ("We use (as ever) the EU list.", ["EU"]),
    ],
)
def test_a_short_form_alone_does_not(text: str, names: list[str]) -> None:
    assert unexplained(text) == names


@pytest.mark.parametrize(
    "text", ["A PDF of a CV.", "An ORCID iD.", "A PhD at Calder.", "No. 3:20-CR-21", "I am. A B", "G7", "e.g. this"]
)
def test_what_needs_no_long_form(text: str) -> None:
    assert unexplained(text) == []


@given(st.text("ABcd.(),- s\n", max_size=300))
def test_places_are_where_the_short_form_stands(text: str) -> None:
    for short in short_forms(text):
        assert text[short.start : short.end].replace(".", "").startswith(short.name)
        is_expanded(text, short)
