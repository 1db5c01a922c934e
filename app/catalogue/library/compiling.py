"""The registers of the reading room as JSON values, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.catalogue.library.shapes import Card, Case, CaseKind, Definition, Library, Term

Json = dict[str, Any]

GLOSSARY, CASES, CARDS = "glossary", "cases", "cards"
"""The slugs of their items."""

PARTS: dict[str, Callable[[Library], Json]] = {
    GLOSSARY: lambda library: {"terms": dict(library.terms)},
    CASES: lambda library: {"signs": dict(library.signs), "cases": dict(library.cases)},
    CARDS: lambda library: {"cards": dict(library.cards)},
}
"""What each register holds of the library."""


def library_from(glossary: Json, cases: Json, cards: Json) -> Library:
    """Each may be empty, where that register was never published."""
    return Library(
        terms={slug: _term(data) for slug, data in glossary.get("terms", {}).items()},
        signs=dict(cases.get("signs", {})),
        cases={slug: _case(data) for slug, data in cases.get("cases", {}).items()},
        cards={slug: _card(data) for slug, data in cards.get("cards", {}).items()},
    )


def _tuples(data: Json) -> Json:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _term(data: Json) -> Term:
    definitions = tuple(Definition(**_tuples(one)) for one in data["definitions"])
    return Term(**_tuples(data) | {"definitions": definitions})


def _case(data: Json) -> Case:
    return Case(**_tuples(data) | {"kind": CaseKind(data["kind"])})


def _card(data: Json) -> Card:
    return Card(**_tuples(data) | {"reviewed_on": dt.date.fromisoformat(data["reviewed_on"])})
