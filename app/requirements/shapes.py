"""What a sponsor's rule and the institution's policy say, and what somebody's training is worth under them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from app.catalogue.topics import TOPICS
from app.markdown.heads import HeadModel

Words = Annotated[str, Field(min_length=1, max_length=300)]


class Event(StrEnum):
    """When a sponsor asks. `award-year` is each year of the award, counted from its start."""

    PROPOSAL = "proposal"
    JUST_IN_TIME = "just-in-time"
    AWARD = "award"
    PROGRESS_REPORT = "progress-report"
    JOINING = "joining"
    START_OF_WORK = "start-of-work"
    AWARD_YEAR = "award-year"
    PEOPLE_CHANGE = "people-change"
    NEW_SUBAWARD = "new-subaward"


class TeamRole(StrEnum):
    """What somebody is on a proposal or award. Empty, or any other word: nobody knows, and so the rule is asked."""

    PRINCIPAL_INVESTIGATOR = "principal-investigator"
    CO_PRINCIPAL_INVESTIGATOR = "co-principal-investigator"
    CO_INVESTIGATOR = "co-investigator"
    PROJECT_DIRECTOR = "project-director"
    CO_PROJECT_DIRECTOR = "co-project-director"
    PROJECT_MANAGER = "project-manager"
    SENIOR_PERSONNEL = "senior-personnel"
    POSTDOC = "postdoc"
    STUDENT = "student"
    TECHNICIAN = "technician"
    CONSULTANT = "consultant"
    ADMINISTRATIVE_STAFF = "administrative-staff"


ANY = "any"
EVENTS = tuple(Event)
ROLES = tuple(TeamRole)


def is_named(taken: Sequence[str], provider: str) -> bool:
    """Whether a list of a rule or of the policy takes this provider."""
    return ANY in taken or provider in taken


def _check_topics(value: list[str]) -> list[str]:
    unknown = [topic for topic in value if topic not in TOPICS]
    if unknown:
        raise ValueError(f"there is no topic {', '.join(unknown)}")
    return value


def _check_words(kind: type[StrEnum]) -> AfterValidator:
    def check(value: list[str]) -> list[str]:
        unknown = [word for word in value if word not in set(kind)]
        if unknown:
            raise ValueError(f"there is no {', '.join(unknown)}; write one of {', '.join(kind)}")
        return value

    return AfterValidator(check)


Topics = Annotated[list[str], Field(min_length=1), AfterValidator(_check_topics)]
Roles = Annotated[list[str], _check_words(TeamRole)]
Status = Literal["announced", "in force", "delayed", "withdrawn"]


class SponsorRule(HeadModel):
    """Training not older than `window_months` is asked at `events`, from `in_force_from` to `in_force_until`, both included.

    `kind` `certification`: no training, but each person's own word not to be party to a malign talent programme, given `per`
    person or award. `applies_by`: whether the day of the event or the sponsor's deadline decides if the rule applies; the
    window always runs back from the event. `window_months` None: once is enough. A role neither covered nor exempt is asked,
    to be safe. `courses`: only these count; none: any whose topics suffice. `equivalents`: slugs of providers, or `any`.
    `attestation`: another employer's word for its own people counts. `event` continues the word "before".
    """

    slug: str
    kind: Literal["training", "certification"] = "training"
    sponsor: Words
    name: Words
    title: Words
    status: Status
    in_force_from: dt.date
    in_force_until: dt.date | None = None
    applies_by: Literal["event", "due"] = "event"
    window_months: Annotated[int, Field(ge=1, le=120)] | None
    event: Words
    events: Annotated[list[str], Field(min_length=1), _check_words(Event)]
    people: Words
    everyone: bool = False
    covered_roles: Roles = []
    exempt_roles: Roles = []
    joiners_days: Annotated[int, Field(ge=1, le=366)] | None = None
    per: Literal["person", "award"] | None = None
    topics: Annotated[list[str], AfterValidator(_check_topics)] = []
    courses: list[str] = []
    equivalents: list[str] = ["any"]
    attestation: bool = False
    person_certifies: Words | None = None
    institution_certifies: Words | None = None
    source_title: Words
    source_address: Annotated[str, Field(pattern=r"^https://\S+$")]
    checked_on: dt.date
    open_points: list[Words]

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if self.kind == "training" and not self.topics and not self.courses:
            raise ValueError("name the topics that training must address, or the courses that count")
        if self.kind == "certification" and self.per is None:
            raise ValueError("say whether it is given per person or per award")
        never = self.in_force_from - dt.timedelta(days=1) if self.status == "withdrawn" else self.in_force_from
        if self.in_force_until and self.in_force_until < never:
            raise ValueError("in_force_until lies before in_force_from")
        if self.status == "withdrawn" and self.in_force_until is None:
            raise ValueError("a withdrawn rule says in_force_until: the last day on which it held")
        return self

    @property
    def sponsor_slug(self) -> str:
        return self.sponsor.lower()

    def holds_on(self, day: dt.date) -> bool:
        """A delayed rule holds on no day. One that was withdrawn held until its last day, or never where that is the day before
        its first; one that is announced will hold."""
        if self.status == "delayed":
            return False
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def asks_role(self, role: str) -> bool:
        """An unknown role is always asked."""
        return self.everyone or role not in self.exempt_roles

    def takes(self, provider: str) -> bool:
        """Nothing from elsewhere where the rule names its courses: proof from elsewhere is of topics."""
        return not self.courses and is_named(self.equivalents, provider)


class RefusedVersion(HeadModel):
    """Completions of this version of a course do not count for events from `from_on` on."""

    course: str
    label: str
    from_on: dt.date


class Policy(HeadModel):
    """How the institution reads the rules. `anniversary_counts`: whether training of 3 June still covers 3 June a year later.

    `warn_days` before something lapses. `stricter_months`: a shorter window by sponsor slug. `equivalents`: slugs of the
    providers that this institution takes, or `any`.
    """

    anniversary_counts: bool = False
    warn_days: Annotated[list[int], Field(max_length=6)] = [60, 30, 7]
    stricter_months: dict[str, int] = {}
    equivalents: list[str] = ["any"]
    refused_versions: list[RefusedVersion] = []

    def months_for(self, rule: SponsorRule) -> int | None:
        stricter = self.stricter_months.get(rule.sponsor_slug)
        if rule.window_months is None or stricter is None:
            return rule.window_months
        return min(rule.window_months, stricter)

    def takes(self, provider: str) -> bool:
        return is_named(self.equivalents, provider)

    def refuses(self, course: str, label: str, on: dt.date) -> bool:
        """Whether this version of the course no longer counts for events of that day."""
        return any((one.course, one.label) == (course, label) and one.from_on <= on for one in self.refused_versions)


class DutyItem(HeadModel):
    """One thing that training is asked to cover, in our own words, and the topics that answer it: all of them together."""

    words: Words
    topics: Topics


class Duty(HeadModel):
    """Who asks, where it is written (`source` is an id of the register of sources), and what. `items` are named by slug."""

    slug: str
    name: Words
    place: Words
    source: str
    checked_on: dt.date
    note: Words
    items: Annotated[dict[str, DutyItem], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Training:
    """A completion as rules see it: the day, in the institution's zone, and the topics it addressed."""

    completed_on: dt.date
    topics: frozenset[str]
    course: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Until when training meets a rule. `missing` are the topics that none of it addressed: then both days are None.

    `held_from` is the day on which the newest training of each topic was complete, `held_through` the last day for the event:
    None with a `held_from` where once is enough. `attested_by`: the other employer on whose word it rests.
    """

    rule: SponsorRule
    held_from: dt.date | None
    held_through: dt.date | None
    missing: tuple[str, ...]
    attested_by: str = ""

    def holds_on(self, day: dt.date) -> bool:
        return self.held_from is not None and self.held_from <= day and (self.held_through is None or day <= self.held_through)
