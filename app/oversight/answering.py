"""A kept answer as its page shows it: in three groups, each person with one reason and one remedy."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.requirements import wording
from app.requirements.answer_wording import headline
from app.requirements.answers import BAD, GOOD, WORST_FIRST, Fix, State, worst_of
from app.web.filters import day, reader_locale

SHAPES = {State.ATTESTED: "covered", State.PENDING: "unknown", State.AMBIGUOUS: "unknown"}
"""Which of the drawn shapes a state has, where it is not its own name."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the place on the list, from 0: forms name the person by it. `held`: the days of the bar. `proof`: the code of
    what waits for review.
    """

    number: int
    who: str
    code: str | None
    typed: str
    about: str
    state: State
    shape: str
    words: str
    day: dt.date | None
    because: str
    action: Fix
    fix: str
    candidates: Sequence[Mapping[str, str]]
    held: tuple[dt.date | None, dt.date | None]
    proof: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class RuleView:
    rule: Mapping[str, Any]
    headline: str
    covered: bool | None
    tally: Sequence[tuple[str, int, str]]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class AnswerView:
    headline: str
    covered: bool | None
    event: str
    on: dt.date
    due_on: dt.date | None
    people: int
    rules: Sequence[RuleView]
    certifications: Sequence[RuleView]
    elsewhere: Sequence[str]
    to_send: int

    @property
    def states(self) -> list[list[tuple[int, State, dt.date | None]]]:
        """Of each rule: everybody's place on the list, state and day. What has to agree where the same is reckoned again."""
        return [sorted((row.number, row.state, row.day) for each in one.groups for row in each.rows) for one in self.rules]


def view_of(data: Mapping[str, Any], language: str) -> AnswerView:
    rules = [_rule(rule, language) for rule in data["rules"]]
    people = max((len(rule["people"]) for rule in data["rules"] + data["certifications"]), default=0)
    worst = worst_of([State(one["state"]) for one in rule["people"]] for rule in data["rules"])
    words = headline(data["covered"], worst, language)
    return AnswerView(
        headline=words,
        covered=data["covered"],
        event=event_words(data["event"]),
        on=dt.date.fromisoformat(data["on"]),
        due_on=_day(data["due_on"]),
        people=people,
        rules=rules,
        certifications=[_rule(rule, language) for rule in data["certifications"]],
        elsewhere=[_elsewhere(one) for one in data["elsewhere"]],
        to_send=len(numbers_to_send(data)),
    )


def event_words(event: str) -> str:
    return wording.event_words(event, str(reader_locale()))


def role_words_of(role: str) -> str:
    return wording.role_words(role, str(reader_locale()))


def iso_day(text: str) -> Any:
    """A day as an answer keeps it, as pages write days."""
    return day(dt.date.fromisoformat(text[:10]))


def row_at(data: Mapping[str, Any], number: int) -> Mapping[str, Any] | None:
    """Of the people as they stand on the list: the row of the first rule in which something is to be mended."""
    lists = [rule["people"] for rule in data["rules"]]
    if not lists or not 0 <= number < len(lists[0]):
        return None
    rows: list[Mapping[str, Any]] = [people[number] for people in lists]
    return next((row for row in rows if row["action"] != Fix.NONE), rows[0])


def numbers_to_send(data: Mapping[str, Any]) -> list[int]:
    """The places on the list of those whom a personal link would mend under any rule."""
    rows = (each for rule in data["rules"] for each in enumerate(rule["people"]))
    return sorted({number for number, row in rows if row["action"] == Fix.SEND_LINK})


def _rule(rule: Mapping[str, Any], language: str) -> RuleView:
    rows = [_row(number, one) for number, one in enumerate(rule["people"])]
    states = [row.state for row in rows]
    counts = Counter((row.shape, row.words) for row in sorted(rows, key=lambda row: WORST_FIRST.index(row.state)))
    return RuleView(
        rule=rule,
        headline=headline(rule["covered"], states, language) if rule["applies"] else rule["why"],
        covered=rule["covered"],
        tally=[(shape, count, words) for (shape, words), count in counts.items()],
        groups=[group for group in _groups(rows) if group.rows],
    )


def _groups(rows: Sequence[Row]) -> list[Group]:
    ordered = sorted(rows, key=lambda row: (WORST_FIRST.index(row.state), row.number))
    bad = [row for row in ordered if row.state in BAD]
    good = [row for row in ordered if row.state in GOOD]
    rest = [row for row in ordered if row.state not in BAD and row.state not in GOOD]
    return [
        Group(ngettext("Not covered on that day (%(num)s)", "Not covered on that day (%(num)s)", len(bad)), bad),
        Group(ngettext("Cannot be told yet (%(num)s)", "Cannot be told yet (%(num)s)", len(rest)), rest),
        Group(ngettext("In order (%(num)s)", "In order (%(num)s)", len(good)), good),
    ]


def _row(number: int, one: Mapping[str, Any]) -> Row:
    state = State(one["state"])
    person = one["person"]
    through = _day(one["covered_through"])
    until = _day(one["until"])
    about = ", ".join(part for part in (role_words_of(one["role"]), one["employer"]) if part)
    began = one["rests_on"][-1].get("completed_on") or one["rests_on"][-1].get("certified_on") if one["rests_on"] else None
    held = (_day(one["joined_on"]), until) if state is State.JOINER else (_day(began), through)
    return Row(
        number=number,
        who=person["name"] if person else one["input"],
        code=person["code"] if person else None,
        typed=one["input"],
        about=about,
        state=state,
        shape=SHAPES.get(state, state.value),
        words=wording.state_words(state, str(reader_locale())),
        day=until if state is State.JOINER else None if state is State.PENDING else through,
        because=one["because"],
        action=Fix(one["action"]),
        fix=one["fix"],
        candidates=one["candidates"],
        held=held,
        proof=one["rests_on"][-1]["code"] if state is State.PENDING else "",
    )


def _elsewhere(one: Mapping[str, Any]) -> str:
    events = ", ".join(event_words(event).lower() for event in one["events"])
    return str(_("%(title)s asks at: %(events)s.", title=one["title"], events=events))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None
