"""What the API is asked and what it answers: the one source of the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.records.standing import PersonState

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _whole(value: object) -> object:
    """Figures alone: no sign, point or space."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
        raise ValueError("write a whole number in figures")
    return value


def _day(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        raise ValueError("write the day as 2026-12-04")
    return value


Limit = Annotated[int, Field(ge=1, le=200, description="How many at most."), BeforeValidator(_whole)]
Day = Annotated[dt.date, BeforeValidator(_day)]
SlugText = Annotated[str, Field(pattern=SLUG, max_length=100)]


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoQuestion(Question):
    pass


class ListQuestion(Question):
    cursor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,24}$")] | None = Field(
        default=None, description="`next` of the page before."
    )
    limit: Limit = 50


class PeopleQuestion(ListQuestion):
    unit: SlugText | None = Field(default=None, description="Only who belongs to this unit or one below it today.")


class CompletionsQuestion(ListQuestion):
    course: SlugText | None = Field(default=None, description="Only of this course.")
    since: Day | None = Field(default=None, description="Completed on this day or later, in the institution's zone.")
    until: Day | None = Field(default=None, description="Completed on this day or earlier.")


class ChecksQuestion(ListQuestion):
    sponsor: SlugText | None = Field(default=None, description="Only for this sponsor.")
    since: Day | None = Field(default=None, description="Asked on this day or later, in the institution's zone.")
    until: Day | None = Field(default=None, description="Asked on this day or earlier.")


class CoverageQuestion(Question):
    measure: SlugText = Field(default="nsf", description="The name of a sponsor's rule, or of a course.")
    on: Day | None = Field(
        default=None, description="As of the end of this day, in the institution's zone. Today, if it is left out."
    )


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class UnitName(Answer):
    slug: str
    name: str


class CourseState(Answer):
    """How one person stands in one course."""

    course: str
    completed_at: dt.datetime | None = Field(description="The latest completion that stands.")
    under_way_since: dt.datetime | None = Field(description="When the cycle that is not completed yet began.")
    owed: bool = Field(description="Whether it is assigned and neither completed since nor excused.")
    due_on: dt.date | None = Field(description="The earliest day by which it is owed.")


class Person(Answer):
    """States and dates, never an answer or a score."""

    code: str
    name: str
    address: str | None
    units: list[UnitName]
    state: PersonState = Field(description="The most pressing one.")
    courses: list[CourseState]


class PersonName(Answer):
    code: str
    name: str
    address: str | None


class Completion(Answer):
    code: str
    person: PersonName
    course: str
    title: str
    version: str
    minutes: int
    topics: list[str]
    completed_at: dt.datetime
    voided_at: dt.datetime | None = Field(description="Since then it counts no longer.")
    certificate: str | None = Field(description="The code of the latest certificate.")
    revoked_at: dt.datetime | None = Field(description="When that certificate was revoked.")


class Check(Answer):
    """The stored answer to: are these people covered?"""

    code: str
    team: str | None
    sponsor: str
    event: str
    happens_on: dt.date
    due_on: dt.date | None
    asked_at: dt.datetime
    known_at: dt.datetime = Field(description="What was on record then is what the answer rests on.")
    covered: bool | None = Field(description="Null: it cannot be told.")
    answer: Any = Field(description="As it was given; null where it was blanked.")
    answer_digest: str = Field(description="SHA-256 of the answer in its canonical JSON, as sealed.")
    signature: str = Field(description="Over that JSON: a detached JWS, by a key of /.well-known/openward-keys.json.")


class CoverageRow(Answer):
    """One unit. Counts are null where so few belong to it that they would tell who is meant."""

    unit: str
    name: str
    people: int | None
    covered: int | None = Field(description="With those whose cover lapses soon.")
    lapses_soon: int | None
    expired: int | None
    missing: int | None


class Coverage(Answer):
    """How many are covered, by the topmost units that the token reaches."""

    measure: str
    title: str
    on: dt.date
    known_at: dt.datetime
    whole: CoverageRow = Field(description="Each person once, whatever the units do.")
    units: list[CoverageRow]


Next = Annotated[str | None, Field(description="Ask with this cursor for the next page; null: this is the last.")]


class People(Answer):
    items: list[Person]
    next: Next


class Completions(Answer):
    items: list[Completion]
    next: Next


class Checks(Answer):
    items: list[Check]
    next: Next


class Problem(Answer):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    reference: str | None = Field(description="Name it when you ask the office.")
