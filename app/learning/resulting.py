"""What came of an attempt, which pages are worth reading again, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.assessment.queries import passed_modules
from app.catalogue.live import Asking, LiveCourse, LivePage
from app.catalogue.shapes import Question
from app.credentials.verifying import certificates_of
from app.enrolments.queries import find_reading
from app.learning.going_on import NextStep, step_in
from app.learning.sitting import Line, Sheet
from app.records.models import Completion
from app.records.queries import completion_of_enrolment


@dataclass(frozen=True, slots=True)
class Outcome:
    """`again` are the pages behind what was not right, in the order of reading. `certificate` is the code of the completion's.

    `following` is what the course still asks for, where it is not completed.
    """

    sheet: Sheet
    course: LiveCourse
    again: tuple[LivePage, ...]
    completion: Completion | None
    certificate: str | None
    following: NextStep | None

    @property
    def wrong(self) -> tuple[Line, ...]:
        return tuple(line for line in self.sheet.lines if not line.asked.is_right)

    @property
    def right(self) -> tuple[Line, ...]:
        return tuple(line for line in self.sheet.lines if line.asked.is_right)

    @property
    def minutes(self) -> int:
        return sum(page.content.minutes for page in self.again)

    def page_for(self, line: Line) -> LivePage | None:
        return page_behind(self.sheet.module, line.question)


def find_outcome(session: Session, *, sheet: Sheet, course: LiveCourse, person_id: int) -> Outcome:
    """`sheet` is an attempt that was handed in."""
    behind = [page_behind(sheet.module, line.question) for line in sheet.lines if not line.asked.is_right]
    again = tuple(page for page in sheet.module.pages if page in behind)
    enrolment_id = sheet.sitting.enrolment_id
    completion = completion_of_enrolment(session, enrolment_id)
    if completion is None:
        reading = find_reading(session, person_id=person_id, course_id=course.item_id)
        return Outcome(sheet, course, again, None, None, step_in(course, reading, passed_modules(session, enrolment_id)))
    held = certificates_of(session, person_id)
    certificate = next((one.code for one in held if one.completion_id == completion.id), None)
    return Outcome(sheet, course, again, completion, certificate, None)


def page_behind(module: Asking, question: Question) -> LivePage | None:
    """The page the author names, else the first one with the question's objective."""
    named = next((page for page in module.pages if page.slug == question.page), None)
    return named or next((page for page in module.pages if question.objective in page.content.objectives), None)
