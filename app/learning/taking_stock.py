"""What a person's first page answers: what is due and why, what is left, what is held and until when for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt
from app.catalogue.live import Asking, LiveCourse
from app.catalogue.paths import course_on_path
from app.credentials.queries import Entry, entries_from
from app.credentials.verifying import certificates_of
from app.equivalents.queries import Proof, proofs_of
from app.languages import local_day
from app.learning.browsing import Overview
from app.learning.going_on import Whereabouts, course_at_hand, find_whereabouts, step_from
from app.records.queries import Due
from app.requirements.holding import Worth, worth_of
from app.requirements.shapes import Holding


class Passed(NamedTuple):
    score: int
    out_of: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Stock:
    """`overview` is the course at hand, None where nothing is; `due` is why it is asked, None where nothing asks.

    `others` are further courses under way or due, `proofs` what was brought from elsewhere. `today` is the day in the
    institution's zone.
    """

    overview: Overview | None
    due: Due | None
    is_begun: bool
    results: Mapping[tuple[int, int], Passed]
    others: tuple[tuple[LiveCourse, Due | None], ...]
    entries: tuple[Entry, ...]
    proofs: tuple[Proof, ...]
    worth: Worth
    today: dt.date

    def result(self, module: Asking) -> Passed | None:
        reading = self.overview.reading if self.overview else None
        return self.results.get((reading.enrolment_id, module.item_id)) if reading else None

    @property
    def holdings(self) -> tuple[Holding, ...]:
        return self.worth.holdings

    @property
    def standing(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.counts)

    @property
    def accepted(self) -> tuple[Proof, ...]:
        return tuple(proof for proof in self.proofs if not proof.is_pending)

    @property
    def missing(self) -> tuple[str, ...]:
        """Topics that some sponsor asks for and no training has addressed."""
        return tuple(dict.fromkeys(topic for holding in self.holdings for topic in holding.missing))


def take_stock(session: Session, *, person_id: int, at: dt.datetime, zone: str, first: str) -> Stock:
    """`zone` is the institution's, `first` the course that its newcomers begin with."""
    where = find_whereabouts(session, person_id, first=first)
    today = local_day(at, zone)
    results = passed_results(session, [reading.enrolment_id for reading in where.readings])
    course = course_at_hand(where)
    overview = _overview(where, course, results) if course else None
    due = _due_of(where, course) if course else None
    proofs = proofs_of(session, [person_id], known_at=at)
    return Stock(
        overview,
        due,
        bool(overview and overview.reading),
        results,
        tuple((other, _due_of(where, other)) for other in _others(where, course)),
        tuple(entries_from(where.held, certificates_of(session, person_id))),
        tuple(proofs),
        worth_of(session, where.held, proofs, zone=zone, on=today, known_at=at),
        today,
    )


def passed_results(session: Session, enrolment_ids: list[int]) -> dict[tuple[int, int], Passed]:
    """By enrolment and module: the last time its quiz was passed."""
    columns = (Attempt.enrolment_id, Attempt.module_id, Attempt.score, Attempt.out_of, Attempt.submitted_at)
    query = select(*columns).where(Attempt.enrolment_id.in_(enrolment_ids), Attempt.is_pass.is_(True)).order_by(Attempt.number)
    return {(row.enrolment_id, row.module_id): Passed(row.score, row.out_of, row.submitted_at) for row in session.execute(query)}


def _overview(where: Whereabouts, course: LiveCourse, results: Mapping[tuple[int, int], Passed]) -> Overview:
    """A course that is owed again after it was finished counts as not begun."""
    reading = where.reading_in(course)
    passed = {module for enrolment, module in results if reading and enrolment == reading.enrolment_id}
    step = step_from(where, course, passed)
    if reading and where.is_finished(reading) and not (where.attempt and where.attempt.course_id == course.item_id):
        return Overview(course_on_path(course, reading.path), None, set(), None, step)
    return Overview(course_on_path(course, reading.path if reading else ""), reading, passed, None, step)


def _due_of(where: Whereabouts, course: LiveCourse) -> Due | None:
    return next((due for due in where.dues if due.course_id == course.item_id), None)


def _others(where: Whereabouts, course: LiveCourse | None) -> list[LiveCourse]:
    wanted = [due.course_id for due in where.dues]
    wanted += [reading.course_id for reading in where.readings if not where.is_finished(reading)]
    return [
        where.courses[course_id]
        for course_id in dict.fromkeys(wanted)
        if course_id in where.courses and (course is None or course_id != course.item_id)
    ]
