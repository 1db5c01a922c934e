"""A whole institution, invented in bulk, on either engine: people, units, completions, proofs from elsewhere, assignments, teams.

Its facts are what the application would have written; only the seal does not know them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.models import Membership, Person, PersonIdentifier, Unit
from app.accounts.naming import ends_key, name_key
from app.catalogue.checking import read_and_check
from app.catalogue.files import files_under
from app.catalogue.live import LiveCourse
from app.catalogue.publishing import publish
from app.catalogue.queries import current_courses
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.enrolments.models import Enrolment
from app.equivalents.models import Decision, Submission
from app.records.models import Assignment, Completion, CompletionVoid
from app.records.sorting import sort_of
from app.teams.models import Team, TeamEvent, TeamMember
from bench.bulk import writer_for
from bench.world import PROJECT

NOW = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
YEARS = 3
AFFILIATIONS = ("researcher", "researcher", "student", "staff", "manager", "partner")
FIRST = (
    "Ada",
    "Ben",
    "Chen",
    "Dora",
    "Emil",
    "Fatima",
    "Goran",
    "Hana",
    "Ivo",
    "June",
    "Kofi",
    "Lena",
    "Mei",
    "Noor",
    "Omar",
    "Pia",
)
LAST = (
    "Abel",
    "Brook",
    "Castro",
    "Diaz",
    "Evans",
    "Frost",
    "Gupta",
    "Haas",
    "Ito",
    "Jung",
    "Kraus",
    "Lund",
    "Moss",
    "Novak",
    "Ortiz",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How many of each."""

    people: int = 200_000
    completions: int = 1_000_000
    units: int = 300
    teams: int = 20_000
    members: int = 8
    """Of each team."""


@dataclass(frozen=True, slots=True)
class Sort:
    course: LiveCourse
    key: str


def fill_crowd(url: str, scale: Scale, *, seed: int = 7) -> None:
    """Into a database that does not exist yet or is empty."""
    upgrade(url)
    database = Database(url)
    with database.transaction() as session:
        bundle, _complaints = read_and_check(files_under(PROJECT), today=NOW.date())
        publish(session, bundle, at=NOW - dt.timedelta(days=365 * (YEARS + 1)), reason="First publication")
    with database.transaction() as session:
        courses = current_courses(session)
    database.dispose()
    chance = random.Random(seed)
    write = writer_for(url)
    for table, names, rows in everything(scale, chance, [sorted_by(course) for course in courses]):
        write.fill(table, names, rows)
    write.close()


def sorted_by(course: LiveCourse) -> Sort:
    return Sort(course, sort_of(course.version_id, course.label, course.topics))


Part = tuple[Any, Sequence[str], Iterable[Sequence[Any]]]


def everything(scale: Scale, chance: random.Random, sorts: list[Sort]) -> Iterator[Part]:
    codes = map(code_of, itertools.count(1))
    days = [NOW - dt.timedelta(days=chance.random() * 365 * YEARS) for _number in range(20_000)]
    yield Unit, ("id", "slug", "name", "parent_id", "path", "recorded_at"), units(scale)
    yield (
        Person,
        ("id", "code", "name", "name_key", "name_ends", "joined_on", "left_on", "merged_into", "recorded_at"),
        people(scale, chance, codes),
    )
    yield (
        PersonIdentifier,
        ("person_id", "scheme", "value", "is_primary", "confirmed_at", "recorded_at"),
        ((n, "address", f"person{n}@calder.example", True, NOW, NOW) for n in range(1, scale.people + 1)),
    )
    yield Membership, ("person_id", "unit_id", "affiliation", "from_on", "until_on", "recorded_at"), memberships(scale, chance)
    takings = [(1 + chance.randrange(scale.people), chance.choice(sorts), chance.choice(days)) for _n in range(scale.completions)]
    yield from learning(takings, codes)
    yield from beside(scale, chance, sorts, codes)
    yield from teams(scale, chance, codes)


def code_of(number: int) -> str:
    """Twenty-two letters that look drawn by chance, as those of real codes do."""
    return f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}{number:06x}"[:22]


def units(scale: Scale) -> Iterator[Sequence[Any]]:
    """A tenth of them schools, the others departments in these."""
    schools = max(1, scale.units // 10)
    for n in range(1, scale.units + 1):
        parent = None if n <= schools else 1 + n % schools
        yield n, f"unit-{n}", f"Unit {n}", parent, f"/{parent}/{n}/" if parent else f"/{n}/", NOW


def people(scale: Scale, chance: random.Random, codes: Iterator[str]) -> Iterator[Sequence[Any]]:
    joined, left = dt.date(2023, 1, 9), dt.date(2026, 6, 30)
    for n in range(1, scale.people + 1):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {n}"
        merged = chance.randrange(1, n) if n % 200 == 0 and n > 200 else None
        merged = None if merged is None or merged % 200 == 0 else merged
        gone = left if n % 25 == 0 else None
        yield n, next(codes), name, name_key(name), ends_key(name), joined, gone, merged, NOW - dt.timedelta(days=1200)


def memberships(scale: Scale, chance: random.Random) -> Iterator[Sequence[Any]]:
    """One for each, a second one for every twentieth."""
    for n in range(1, scale.people + 1):
        affiliation = AFFILIATIONS[n % len(AFFILIATIONS)]
        yield n, 1 + chance.randrange(scale.units), affiliation, dt.date(2023, 1, 9), None, NOW
        if n % 20 == 0:
            yield n, 1 + chance.randrange(scale.units), affiliation, dt.date(2024, 1, 9), None, NOW


def learning(takings: list[tuple[int, Sort, dt.datetime]], codes: Iterator[str]) -> Iterator[Part]:
    cycles: dict[tuple[int, int], int] = {}

    def enrolments() -> Iterator[Sequence[Any]]:
        for n, (person, sort, at) in enumerate(takings, start=1):
            key = (person, sort.course.item_id)
            cycle = cycles[key] = cycles.get(key, 0) + 1
            yield n, next(codes), person, sort.course.item_id, sort.course.version_id, "", cycle, at, at

    def completions() -> Iterator[Sequence[Any]]:
        for n, (person, sort, at) in enumerate(takings, start=1):
            one = sort.course
            yield (
                n, next(codes), n, person, one.item_id, one.version_id, one.title, one.label, one.minutes, json.dumps(one.topics),
                sort.key, at, at,
            )  # fmt: skip

    head: tuple[str, ...] = (
        "id",
        "code",
        "person_id",
        "course_id",
        "course_version_id",
        "path",
        "cycle",
        "began_at",
        "recorded_at",
    )
    yield Enrolment, head, enrolments()
    head = (
        "id", "code", "enrolment_id", "person_id", "course_id", "course_version_id", "title", "label", "minutes", "topics",
        "sort", "completed_at", "recorded_at",
    )  # fmt: skip
    yield Completion, head, completions()
    head = ("completion_id", "voided_at", "voided_by", "reason", "reason_digest", "recorded_at")
    yield CompletionVoid, head, ((n, NOW, None, "Voided", "0" * 64, NOW) for n in range(500, len(takings), 500))


def beside(scale: Scale, chance: random.Random, sorts: list[Sort], codes: Iterator[str]) -> Iterator[Part]:
    """Accepted proofs of a tenth of the people, assignments of a fifth."""
    proofs, topics = scale.people // 10, json.dumps(sorts[0].course.topics)
    given = [
        (n, 1 + chance.randrange(scale.people), NOW.date() - dt.timedelta(days=chance.randrange(900))) for n in range(1, proofs)
    ]
    head: tuple[str, ...] = (
        "id",
        "code",
        "person_id",
        "kind",
        "provider",
        "title",
        "completed_on",
        "topics",
        "submitted_at",
        "recorded_at",
    )
    yield Submission, head, ((n, next(codes), who, "completion", "citi", "RST", on, topics, NOW, NOW) for n, who, on in given)
    head = ("submission_id", "outcome", "topics", "decided_at", "recorded_at")
    yield Decision, head, ((n, "accepted", topics, NOW, NOW) for n, _who, _on in given)
    course, at = sorts[0].course.item_id, NOW - dt.timedelta(days=20)
    head = ("person_id", "course_id", "due_on", "because", "kind", "assigned_at", "recorded_at")
    rows = (
        (1 + chance.randrange(scale.people), course, NOW.date() + dt.timedelta(days=n % 60), "It is due", "person", at, at)
        for n in range(scale.people // 5)
    )
    yield Assignment, head, rows


def teams(scale: Scale, chance: random.Random, codes: Iterator[str]) -> Iterator[Part]:
    sponsors, began = ("nsf", "doe", "nih", "nasa", "usda"), dt.date(2026, 1, 5)
    head: tuple[str, ...] = ("id", "code", "title", "sponsor", "reference", "unit_id", "made_at", "recorded_at")
    numbers = range(1, scale.teams + 1)
    yield (
        Team,
        head,
        ((n, next(codes), f"Project {n}", sponsors[n % 5], f"P-{n}", 1 + n % scale.units, NOW, NOW) for n in numbers),
    )
    head = ("code", "team_id", "person_id", "typed", "role", "from_on", "recorded_at")
    members = (
        (next(codes), n, who, f"Person {who}", "co-investigator", began, NOW)
        for n in numbers
        for who in (1 + chance.randrange(scale.people) for _place in range(scale.members))
    )
    yield TeamMember, head, members
    head = ("code", "team_id", "kind", "happens_on", "made_at", "recorded_at")
    yield TeamEvent, head, ((next(codes), n, "proposal", NOW.date() + dt.timedelta(days=n % 90), NOW, NOW) for n in numbers)
