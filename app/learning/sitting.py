"""A quiz as its pages show it: where somebody stands, what is still open, what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.assessment.limiting import Limit, limit_of
from app.assessment.models import Attempt
from app.assessment.queries import attempts_of, find_sitting, read_sitting
from app.assessment.questions import is_whole
from app.assessment.shapes import Asked, Sitting
from app.catalogue.live import Asking, LiveCourse
from app.catalogue.paths import Outlook, course_on_path, read_outlook
from app.catalogue.queries import asking_version, current_course
from app.catalogue.shapes import Choice, Question
from app.enrolments.queries import find_reading
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Line:
    """One question of an attempt. `choices` in the order in which they are shown."""

    asked: Asked
    question: Question
    is_answered: bool

    @property
    def position(self) -> int:
        return self.asked.position

    @property
    def choices(self) -> tuple[Choice, ...]:
        by_id = {choice.id: choice for choice in self.question.choices}
        return tuple(by_id[id] for id in self.asked.choice_order)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt and the version it began on, a module's or a course's. An answer that is begun but not whole counts as open."""

    sitting: Sitting
    module: Asking
    lines: tuple[Line, ...]

    def line(self, position: int) -> Line:
        if not 1 <= position <= len(self.lines):
            raise NotFound("This attempt has %(count)s questions.", count=len(self.lines))
        return self.lines[position - 1]

    @property
    def open_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_answered)

    @property
    def answered(self) -> int:
        return sum(line.is_answered for line in self.lines)

    @property
    def next_position(self) -> int:
        """Where to go on: the first question still open, else the last one."""
        return self.open_lines[0].position if self.open_lines else len(self.lines)

    def next_open(self, after: int) -> int | None:
        """The next open question after this one. What was left open before it waits for the review."""
        return next((line.position for line in self.open_lines if line.position > after), None)


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody sees before an attempt. `sheet` is the open attempt."""

    course: LiveCourse
    module: Asking
    attempts: list[Attempt]
    sheet: Sheet | None
    limit: Limit | None

    @property
    def outlook(self) -> Outlook:
        return read_outlook(self.course.content, self.course.seen_as or "")

    @property
    def handed_in(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.submitted_at is not None]

    @property
    def has_passed(self) -> bool:
        return any(attempt.is_pass for attempt in self.attempts)


def quiz_on_path(course: LiveCourse, module: str, path: str) -> Asking:
    """As the path that an enrolment keeps asks it. A course's own quiz goes by the course's slug."""
    for one in course_on_path(course, path).quizzes:
        if one.slug == module:
            return one
    raise NotFound("This course has no such quiz. Open it from the course.")


def find_start(session: Session, *, course: str, module: str, person_id: int, at: dt.datetime) -> Start:
    live = current_course(session, course)
    enrolled = find_reading(session, person_id=person_id, course_id=live.item_id)
    live = course_on_path(live, enrolled.path if enrolled else "")
    taught = quiz_on_path(live, module, "")
    attempts = attempts_of(session, enrolment_id=enrolled.enrolment_id, module_id=taught.item_id) if enrolled else []
    under_way = attempts[-1] if attempts and attempts[-1].submitted_at is None else None
    sheet = _lay_out(session, read_sitting(session, under_way.id)) if under_way else None
    assert taught.quiz is not None
    return Start(live, taught, attempts, sheet, limit_of(taught.quiz, attempts, at=at))


def find_sheet(session: Session, *, course: str, module: str, code: str, person_id: int) -> Sheet:
    """Raises `NotFound` for an attempt of somebody else."""
    return _lay_out(session, find_sitting(session, code=code, person_id=person_id, course=course, module=module))


def _lay_out(session: Session, sitting: Sitting) -> Sheet:
    module = asking_version(session, sitting.version_id)
    return Sheet(sitting, module, tuple(_line(asked, module.question(asked.question_id)) for asked in sitting.asked))


def _line(asked: Asked, question: Question) -> Line:
    return Line(asked, question, is_whole(question, asked.answer))
