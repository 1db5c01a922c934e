"""A round of practice as its page shows it: the questions, what was answered, where it can be read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.assessment.questions import Answer, parse
from app.catalogue.live import LivePage
from app.catalogue.queries import current_courses, module_version
from app.catalogue.shapes import Choice, Question
from app.errors import Invalid
from app.learning.resulting import page_behind
from app.learning.sending import typed_again
from app.practice.queries import can_be_practised, find_round, practice_of_enrolment
from app.practice.shapes import Posed, PracticeFacts, RoundFacts
from app.records.models import Completion
from app.web.languages import said


class Again(NamedTuple):
    """A page to read again, as it is published now, in a course that has it."""

    course: str
    page: LivePage


@dataclass(frozen=True, slots=True)
class Recall:
    """One question of a round. `given` is what was answered, or typed in a form that could not be taken because of `error`."""

    question: Question
    prefix: str
    choices: tuple[Choice, ...]
    again: Again | None
    given: Any = None
    is_right: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A round with its questions in words."""

    practice: PracticeFacts
    round: RoundFacts
    recalls: tuple[Recall, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What the pages of something completed say about practice: `completion` is the code under which it is switched on."""

    completion: str
    practice: PracticeFacts | None


def find_offer(session: Session, *, completion_id: int, person_id: int) -> Offer | None:
    """Of a completion that is known to be this person's. None where it leaves nothing to ask."""
    done = session.get_one(Completion, completion_id)
    if not can_be_practised(session, done.enrolment_id):
        return None
    return Offer(done.code, practice_of_enrolment(session, enrolment_id=done.enrolment_id, person_id=person_id))


def open_round(session: Session, *, code: str, person_id: int) -> Asking:
    """Raises `NotFound` for somebody else's."""
    practice, asked = find_round(session, code=code, person_id=person_id)
    places: dict[int, Again] = {}
    for course in current_courses(session):
        for page in course.pages:
            if page.page_id not in places or course.slug == practice.course:
                places[page.page_id] = Again(course.slug, page)
    recalls = [_recall(session, posed, place, places) for place, posed in enumerate(asked.posed, start=1)]
    if asked.answers:
        given = zip(recalls, asked.answers, strict=True)
        recalls = [replace(recall, given=answer.given, is_right=answer.is_right) for recall, answer in given]
    return Asking(practice, asked, tuple(recalls))


def read_recalls(recalls: Sequence[Recall], fields: Mapping[str, Any]) -> tuple[list[Answer | None], tuple[Recall, ...]]:
    """The answers of a form, in order, and the questions with what was typed; those with an `error` could not be taken."""
    answers: list[Answer | None] = []
    typed = []
    for recall in recalls:
        shown = replace(recall, given=typed_again(recall.question, fields, recall.prefix))
        try:
            answers.append(parse(recall.question, fields, recall.prefix))
        except Invalid as error:
            shown = replace(shown, error=said(error))
        typed.append(shown)
    return answers, tuple(typed)


def _recall(session: Session, posed: Posed, place: int, places: Mapping[int, Again]) -> Recall:
    module = module_version(session, posed.version_id)
    question = module.question(posed.question_id)
    by_id = {choice.id: choice for choice in question.choices}
    behind = page_behind(module, question)
    again = places.get(behind.page_id) if behind else None
    return Recall(question, f"q{place}-", tuple(by_id[id] for id in posed.choice_order), again)
