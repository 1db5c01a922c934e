"""Two years of somebody's learning, made through the functions that a learner's clicks call."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.attempting import answer, begin_attempt, submit
from app.assessment.models import DrawnQuestion
from app.assessment.questions import Answer
from app.catalogue.live import LiveCourse, LiveModule
from app.catalogue.shapes import Question, QuestionType
from app.credentials.completing import complete_if_done
from app.demo.people import History
from app.enrolments.enrolling import choose_path, open_enrolment, start_cycle
from app.enrolments.models import Enrolment
from app.enrolments.reading import mark_read


@dataclass(slots=True)
class Learner:
    """One person working through one course; `at` moves on with each act."""

    session: Session
    person_id: int
    course: LiveCourse
    chance: random.Random
    at: dt.datetime

    def live(self, history: History, *, now: dt.datetime) -> None:
        day = dt.timedelta(days=1)
        match history:
            case History.DONE | History.LEFT:
                self.complete(now - day * self.chance.randint(20, 330))
            case History.RENEWED:
                self.complete(now - day * self.chance.randint(420, 700))
                self.complete(now - day * self.chance.randint(15, 300))
            case History.LAPSED:
                self.complete(now - day * self.chance.randint(380, 700))
            case History.FAILED_ONCE:
                self.complete(now - day * self.chance.randint(30, 300), fails_first=True)
            case History.UNDER_WAY:
                self.get_under_way(now - day * self.chance.randint(2, 20))
            case History.IN_QUIZ:
                self.stop_in_quiz(now - day * self.chance.randint(1, 6))
            case History.NEWCOMER | History.NOT_BEGUN:
                pass

    def complete(self, began_at: dt.datetime, *, fails_first: bool = False) -> None:
        enrolment = self.read(began_at, pages=len(self.course.pages))
        for module in self.course.modules:
            if fails_first:
                self.sit(enrolment, module, right=5)
            self.sit(enrolment, module, right=self.chance.choice((8, 9, 9, 10)))
        complete_if_done(self.session, enrolment_id=enrolment.id, course=self.course, at=self.at)

    def read(self, began_at: dt.datetime, *, pages: int) -> Enrolment:
        self.at = began_at.replace(hour=self.chance.randint(13, 20), minute=self.chance.randint(0, 59))
        enrolment = open_enrolment(self.session, person_id=self.person_id, course=self.course, at=self.at)
        if enrolment.began_at != self.at:
            enrolment = start_cycle(self.session, person_id=self.person_id, course=self.course, at=self.at)
        if self.course.seen_as:
            choose_path(self.session, enrolment_id=enrolment.id, path=self.course.seen_as)
        for page in self.course.pages[:pages]:
            self.pass_minutes(page.content.minutes)
            mark_read(self.session, enrolment_id=enrolment.id, page=page, manner="read", at=self.at)
        return enrolment

    def sit(self, enrolment: Enrolment, module: LiveModule, *, right: int) -> None:
        attempt_id = self._answer(enrolment, module, right=right, of=None)
        self.pass_minutes(2)
        submit(self.session, attempt_id=attempt_id, module=module, at=self.at)

    def get_under_way(self, began_at: dt.datetime) -> None:
        """Through the first module where there are several, and some pages into the next."""
        first = [page for page in self.course.pages if page.module == self.course.modules[0].slug]
        if len(self.course.modules) == 1:
            self.read(began_at, pages=self.chance.randint(2, len(first) - 2))
            return
        enrolment = self.read(began_at, pages=len(first) + self.chance.randint(1, 4))
        self.sit(enrolment, self.course.modules[0], right=9)

    def stop_in_quiz(self, began_at: dt.datetime) -> None:
        enrolment = self.read(began_at, pages=len(self.course.pages))
        self._answer(enrolment, self.course.modules[0], right=3, of=4)

    def _answer(self, enrolment: Enrolment, module: LiveModule, *, right: int, of: int | None) -> int:
        self.pass_minutes(3)
        attempt = begin_attempt(self.session, enrolment_id=enrolment.id, module=module, at=self.at, chance=self.chance)
        query = select(DrawnQuestion).where(DrawnQuestion.attempt_id == attempt.id).order_by(DrawnQuestion.position)
        for place, drawn in enumerate(self.session.scalars(query).all()[:of]):
            self.pass_minutes(1)
            value = an_answer(module.question(drawn.question_id), right=place < right)
            answer(self.session, attempt_id=attempt.id, drawn_id=drawn.id, value=value, at=self.at)
        return attempt.id

    def pass_minutes(self, minutes: int) -> None:
        self.at += dt.timedelta(minutes=minutes, seconds=self.chance.randint(0, 59))


def an_answer(question: Question, *, right: bool) -> Answer:
    """An answer of the shape that the question's type keeps."""
    match question.type:
        case QuestionType.SINGLE:
            return next(choice.id for choice in question.choices if choice.right is right)
        case QuestionType.MULTIPLE:
            return [choice.id for choice in question.choices if choice.right is right]
        case QuestionType.ORDER:
            ids = [choice.id for choice in question.choices]
            return ids if right else ids[::-1]
        case QuestionType.MATCH:
            if right:
                return {row.id: row.choice for row in question.rows}
            return {row.id: question.choices[0].id for row in question.rows}
        case QuestionType.NUMBER:
            return question.number or "" if right else "987654321"
        case _:
            return question.accepted[0] if right else "something else"
