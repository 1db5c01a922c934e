"""Terms, cases and cards as frozen values. Strings named `html` are sanitised HTML; everything else is plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Definition:
    """What one source says that a term means; `who` is whose meaning it is."""

    who: str
    html: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """`also` are its other names; `see` are slugs of terms beside it; `html` is what holds for all definitions."""

    slug: str
    title: str
    also: tuple[str, ...]
    see: tuple[str, ...]
    html: str
    definitions: tuple[Definition, ...]


class CaseKind(StrEnum):
    SETTLEMENT = "settlement"
    CORRECTION = "correction"
    FAILED = "failed accusation"
    INCIDENT = "incident"
    DECISION = "decision"
    OPENNESS = "openness"


@dataclass(frozen=True, slots=True)
class Case:
    """`signs` are slugs of what to recognise, named in the register's head; `beside` are slugs of cases to read with it."""

    slug: str
    title: str
    who: str
    when: str
    kind: CaseKind
    status: str
    signs: tuple[str, ...]
    beside: tuple[str, ...]
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    happened: str
    recognise: str
    good: str


@dataclass(frozen=True, slots=True)
class Card:
    """A framework: `what` it is, whom it `binds`, what it `asks` of a researcher, as of the day it was reviewed."""

    slug: str
    title: str
    place: str
    also: tuple[str, ...]
    reviewed_on: dt.date
    sources: tuple[str, ...]
    what: str
    binds: str
    asks: str


@dataclass(frozen=True, slots=True)
class Library:
    """By slug, in the order in which they stand. `signs` says in a sentence what each sign is."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)

    def beside(self, case: Case) -> tuple[Case, ...]:
        """The cases that it names, and those that name it."""
        return tuple(
            other for slug, other in self.cases.items() if slug in case.beside or (case.slug in other.beside and other != case)
        )
