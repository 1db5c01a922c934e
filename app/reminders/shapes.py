"""When reminders go out, and what stands in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from app.markdown.heads import HeadModel

Days = Annotated[int, Field(ge=0, le=366)]


class Timing(HeadModel):
    """As the office sets it. `before_lapse` empty: the days that the institution's policy warns on. `quiet_days`: at most one
    letter by itself in so many days to one person. `escalate_days` after the due day the unit's officer is told; None: never.
    """

    is_on: bool = False
    before_due: Annotated[list[Days], Field(max_length=6)] = [14, 3]
    before_lapse: Annotated[list[Days], Field(max_length=6)] = []
    quiet_days: Annotated[int, Field(ge=0, le=90)] = 6
    escalate_days: Annotated[int, Field(ge=0, le=366)] | None = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """`cause`: due or lapse. `title`: of the course, or for whom the cover ends. `because`: as the assignment says."""

    cause: str
    subject: str
    title: str
    because: str
    ends_on: dt.date
    course: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One letter: to whom, and all it tells of. `address` empty: it cannot be sent."""

    person_id: int
    code: str
    name: str
    address: str
    language: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody whose training was due, for the officer's letter."""

    person_id: int
    code: str
    name: str
    reason: Reason
