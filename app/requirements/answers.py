"""The question whether people are covered, and its answer: frozen values, and the one JSON that is stored, signed and printed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    COVERED = "covered"
    JOINER = "joiner"
    ATTESTED = "attested"
    NOT_REQUIRED = "not-required"
    LAPSES = "lapses"
    EXPIRED = "expired"
    MISSING = "missing"
    PENDING = "pending-review"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


WORST_FIRST = (
    State.LAPSES,
    State.EXPIRED,
    State.MISSING,
    State.AMBIGUOUS,
    State.UNKNOWN,
    State.PENDING,
    State.JOINER,
    State.COVERED,
    State.ATTESTED,
    State.NOT_REQUIRED,
)
GOOD = frozenset((State.COVERED, State.JOINER, State.ATTESTED, State.NOT_REQUIRED))
BAD = frozenset((State.LAPSES, State.EXPIRED, State.MISSING))


class Fix(StrEnum):
    """The one action that mends a state."""

    NONE = "none"
    SEND_LINK = "send a link"
    CHOOSE = "choose the person"
    INVITE = "invite"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on the list, as typed. `role` is a `TeamRole` where it is known. `chosen` is the code of the person that was
    chosen."""

    typed: str
    role: str = ""
    employer: str = ""
    joined_on: dt.date | None = None
    starts_on: dt.date | None = None
    chosen: str = ""

    def as_data(self) -> dict[str, Any]:
        return {
            "input": self.typed,
            "role": self.role,
            "employer": self.employer,
            "joined_on": _day(self.joined_on),
            "starts_on": _day(self.starts_on),
        }


@dataclass(frozen=True, slots=True)
class Question:
    """`due_on`: the sponsor's deadline, where it is not the day of the event. `instead_of`: the id of the check that is asked
    anew."""

    sponsor: str
    event: str
    on: dt.date
    people: tuple[Named, ...]
    due_on: dt.date | None = None
    team_id: int | None = None
    event_id: int | None = None
    instead_of: int | None = None


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """`person` and `candidates` are (code, name). `rests_on`: codes of the completions and equivalents behind the state."""

    named: Named
    person: tuple[str, str] | None
    candidates: tuple[tuple[str, str, str], ...]
    state: State
    completed_at: str | None
    covered_through: dt.date | None
    until: dt.date | None
    because: str
    fix: Fix
    fix_words: str
    rests_on: tuple[dict[str, Any], ...]

    def as_data(self) -> dict[str, Any]:
        return {
            **self.named.as_data(),
            "person": {"code": self.person[0], "name": self.person[1]} if self.person else None,
            "candidates": [{"code": code, "name": name, "hint": hint} for code, name, hint in self.candidates],
            "state": self.state.value,
            "completed_at": self.completed_at,
            "covered_through": _day(self.covered_through),
            "until": _day(self.until),
            "because": self.because,
            "action": self.fix.value,
            "fix": self.fix_words,
            "rests_on": list(self.rests_on),
        }


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """`covered` None: it cannot be told. `rule` is what the rule says, as data, with the id and digest of its version."""

    rule: dict[str, Any]
    applies: bool
    why: str
    people: tuple[PersonAnswer, ...]

    @property
    def covered(self) -> bool | None:
        return verdict_of([one.state for one in self.people])

    def as_data(self) -> dict[str, Any]:
        people = [one.as_data() for one in self.people]
        return {**self.rule, "applies": self.applies, "covered": self.covered, "why": self.why, "people": people}


@dataclass(frozen=True, slots=True)
class Answer:
    """`elsewhere`: rules of the sponsor that ask at other events. `certifications` are never part of `covered`."""

    question: Question
    asked_at: dt.datetime
    known_at: dt.datetime
    zone: str
    policy: dict[str, Any]
    rules: tuple[RuleAnswer, ...]
    certifications: tuple[RuleAnswer, ...]
    elsewhere: tuple[dict[str, Any], ...] = ()
    subjects: frozenset[int] = field(default=frozenset())

    @property
    def worst(self) -> list[State]:
        return worst_of([one.state for one in rule.people] for rule in self.rules)

    @property
    def covered(self) -> bool | None:
        return verdict_of(self.worst)

    def as_data(self) -> dict[str, Any]:
        question = self.question
        return {
            "sponsor": question.sponsor,
            "event": question.event,
            "on": question.on.isoformat(),
            "due_on": _day(question.due_on),
            "asked_at": _instant(self.asked_at),
            "known_at": _instant(self.known_at),
            "zone": self.zone,
            "covered": self.covered,
            "policy": self.policy,
            "named": [{**one.as_data(), "chosen": one.chosen} for one in question.people],
            "rules": [rule.as_data() for rule in self.rules],
            "certifications": [rule.as_data() for rule in self.certifications],
            "elsewhere": list(self.elsewhere),
        }


def verdict_of(states: Sequence[State]) -> bool | None:
    """True when nobody is in the way, False when somebody certainly is, None when it cannot be told."""
    if any(state in BAD for state in states):
        return False
    return True if all(state in GOOD for state in states) else None


def worst_of(rules: Iterable[Sequence[State]]) -> list[State]:
    """Each person's worst state, of those under each rule."""
    return [min(states, key=WORST_FIRST.index) for states in zip(*rules, strict=True)]


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
