"""Completions from a former system, many at once: submissions that are accepted with a reason, the same line never twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.addressing import clean_address
from app.accounts.models import Person
from app.accounts.naming import ends_key
from app.audit.adding import add_sealed
from app.audit.recording import digest_of_reason, given_reason, record_act
from app.catalogue.topics import TOPICS
from app.documents.days import read_day
from app.documents.spreadsheets import Cell, Record, read_sheet
from app.equivalents.models import Decision, Submission
from app.errors import Invalid
from app.roster.queries import AT_ONCE, holders_of
from app.roster.reading import checked, find_columns, read_orcid
from app.roster.shapes import COLUMNS as ROSTER_COLUMNS
from app.roster.shapes import Problem

COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "employee_number": ROSTER_COLUMNS["employee_number"],
    "orcid": ROSTER_COLUMNS["orcid"],
    "address": (
        "The mail address. It counts only with the same name, and where no identifier is given.",
        ("mail", "email"),
    ),
    "name": ("The name, to be compared with the one that is known here.", ("full name", "learner", "person")),
    "course": ("What was completed, by its title.", ("title", "module", "training", "course title", "course name")),
    "completed_on": ("The day of completion, as 2026-12-04.", ("date", "completion date", "date completed", "completed")),
    "provider": ("Short name of who gave the course, as citi. Empty: what `--provider` says.", ("source", "vendor")),
    "topics": ("Short names of the topics it addressed, apart by spaces or bars. Empty: what `--topic` says.", ()),
    "reference": ("The former system's own number of the completion. Empty: person, course and day together.", ("record id",)),
}
"""The first line of a file of completions: each column, what it means, and how else it may be called."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Past:
    """One completion, read. `who` are (scheme, value)."""

    line: int
    who: tuple[tuple[str, str], ...]
    name: str
    course: str
    completed_on: dt.date
    provider: str
    topics: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """What would be added: each completion with whose it is. `known` were added before."""

    new: list[tuple[Past, int]]
    known: int
    problems: list[Problem]
    lines: int
    how: str


def read_completions(
    content: bytes, *, provider: str, topics: Sequence[str], today: dt.date
) -> tuple[list[Past], list[Problem], int, str]:
    """Raises `Invalid` where the first line does not say what the columns are."""
    sheet = read_sheet(content)
    places, _ignored = find_columns(sheet.head, COLUMNS)
    missing = [name for name in ("course", "completed_on") if name not in places]
    if missing:
        raise Invalid("The first line has no column %(column)s.", column=missing[0], field="file")
    defaults = (_provider(provider), _topics(" ".join(topics)))
    past, problems = [], []
    for record in sheet.records:
        found = list(record.complaints)
        cells = dict(enumerate(record.cells))
        words = {name: cells.get(places.get(name, -1), "") for name in COLUMNS}
        one = _read(record, words, found, defaults, today)
        if one is None or found:
            problems.append(Problem(record.line, str(words["name"]), " ".join(found)))
        else:
            past.append(one)
    return past, problems, len(sheet.records), sheet.how


def plan_transfer(
    session: Session, content: bytes, *, source: str, provider: str, topics: Sequence[str] = (), today: dt.date
) -> Transfer:
    """`source` names the former system: with a line's reference it makes the same file do nothing the second time."""
    past, problems, lines, how = read_completions(content, provider=provider, topics=topics, today=today)
    holders = _holders(session, past)
    names = _names(session, set(holders.values()))
    known = _known(session, _provider(source), [one.reference for one in past])
    new, before, seen = [], 0, set()
    for one in past:
        person_id, words = _whose(one, holders, names)
        if words or person_id is None:
            problems.append(Problem(one.line, one.name, words))
        elif one.reference in known or one.reference in seen:
            before += 1
        else:
            new.append((one, person_id))
        seen.add(one.reference)
    return Transfer(new, before, sorted(problems, key=lambda problem: problem.line), lines, how)


def transfer(session: Session, planned: Transfer, *, source: str, reason: str, at: dt.datetime, by: int | None) -> int:
    """Returns how many are new: another importer at the same time adds nothing twice."""
    words, name = given_reason(reason), _provider(source)
    rows = [
        {
            "person_id": person_id, "kind": "completion", "provider": one.provider, "title": one.course, "employer": None,
            "completed_on": one.completed_on, "topics": list(one.topics), "evidence_digest": None, "evidence_kind": None,
            "note": None, "source": name, "source_ref": one.reference, "submitted_at": at, "submitted_by": by, "recorded_at": at,
        }
        for one, person_id in planned.new
    ]  # fmt: skip
    add_sealed(session, Submission, rows, new_only=True)
    decided = select(Decision.id).where(Decision.submission_id == Submission.id).exists()
    mine = (Submission.source == name, Submission.recorded_at == at, ~decided)
    fixed = {
        "outcome": "accepted", "reason": words, "reason_digest": digest_of_reason(words), "decided_at": at, "decided_by": by,
        "recorded_at": at,
    }  # fmt: skip
    found = session.execute(select(Submission.id, Submission.topics).where(*mine).order_by(Submission.id)).all()
    added = add_sealed(session, Decision, [{"submission_id": row.id, "topics": row.topics, **fixed} for row in found])
    if added:
        record_act(
            session, "completions.transferred", ("submission", None), at=at, by=by, reason=words, source=name, people=added
        )
    return added


def _read(
    record: Record, words: Mapping[str, Cell], found: list[str], defaults: tuple[str, tuple[str, ...]], today: dt.date
) -> Past | None:
    text = {name: cell if isinstance(cell, str) else cell.isoformat() for name, cell in words.items()}
    found += [
        f"The cell {name} holds a formula: put its value there." for name, cell in text.items() if cell[:1] in ("=", "+", "@")
    ]
    orcid = checked(read_orcid, words["orcid"], found)
    address = checked(clean_address, words["address"], found)
    day = checked(read_day, words["completed_on"], found, "completed_on")
    provider = checked(_provider, words["provider"], found) or defaults[0]
    topics = checked(_topics, words["topics"], found) or defaults[1]
    keys = (("employee", text["employee_number"]), ("orcid", orcid or ""), ("address", address or ""))
    who = tuple((scheme, value) for scheme, value in keys if value)
    if not who:
        found.append("This line says of nobody whose completion it is.")
    if not text["course"] or len(text["course"]) > 300:
        found.append("This line names no course, or one with more than 300 characters.")
    if day is None and not found:
        found.append("This line has no day of completion.")
    if day is not None and day > today:
        found.append(f"The day of completion, {day.isoformat()}, lies in the future.")
    if found or day is None:
        return None
    given = "|".join((*who[0], text["course"], day.isoformat(), provider))
    reference = text["reference"][:300] or hashlib.sha256(given.encode()).hexdigest()
    return Past(record.line, who, text["name"], text["course"], day, provider, topics, reference)


def _whose(one: Past, holders: Mapping[tuple[str, str], int], names: Mapping[int, tuple[str, str]]) -> tuple[int | None, str]:
    found = {holders[key] for key in one.who if key[0] != "address" and key in holders}
    if len(found) > 1:
        return None, f"The number and the ORCID iD belong to two people: {' and '.join(names[key][0] for key in sorted(found))}."
    if found:
        return found.pop(), ""
    person_id = next((holders[key] for key in one.who if key[0] == "address" and key in holders), None)
    if person_id is None:
        return None, "Nobody is known by this. Bring the person in with the roster first."
    if any(key[0] != "address" for key in one.who):
        return None, f"The address belongs to {names[person_id][0]}, whose number this is not."
    if ends_key(one.name) != names[person_id][1] or not names[person_id][1]:
        return None, f"The address belongs to {names[person_id][0]}, and the name on the line is another or missing."
    return person_id, ""


def _holders(session: Session, past: Sequence[Past]) -> dict[tuple[str, str], int]:
    schemes = {
        scheme: {value for one in past for kind, value in one.who if kind == scheme}
        for scheme in ("employee", "orcid", "address")
    }
    return {
        (scheme, value): holder
        for scheme, values in schemes.items()
        for value, holder in holders_of(session, scheme, values).items()
    }


def _names(session: Session, people: Collection[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    ids = sorted(people)
    for start in range(0, len(ids), AT_ONCE):
        query = select(Person.id, Person.name, Person.name_ends).where(Person.id.in_(ids[start : start + AT_ONCE]))
        found |= {row.id: (row.name, row.name_ends) for row in session.execute(query)}
    return found


def _known(session: Session, source: str, references: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(references), AT_ONCE):
        among = Submission.source_ref.in_(references[start : start + AT_ONCE])
        found |= {ref for ref in session.scalars(select(Submission.source_ref).where(Submission.source == source, among)) if ref}
    return found


def _provider(text: str) -> str:
    if not _SLUG.fullmatch(text) or len(text) > 40:
        raise Invalid("%(text)s is no short name: write small letters, figures and hyphens, as citi", text=text[:40])
    return text


def _topics(text: str) -> tuple[str, ...]:
    topics = tuple(re.split(r"[\s|,;]+", text.strip())) if text.strip() else ()
    unknown = [topic for topic in topics if topic not in TOPICS]
    if unknown:
        raise Invalid(
            "There is no topic %(topic)s: write some of %(topics)s",
            topic=unknown[0][:40],
            topics=", ".join(TOPICS),
        )
    return tuple(dict.fromkeys(topics))
