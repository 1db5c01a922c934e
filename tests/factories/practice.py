"""Practice switched on, and the worker's hand that opens its rounds."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.announcing import Moment
from app.jobs.models import Announcement
from app.mail.composing import Composer
from app.practice.hearing import ask_questions
from app.practice.practising import begin_practice
from app.practice.queries import practices_of
from app.practice.shapes import PracticeFacts
from app.settings import Settings
from app.web.places import TEMPLATES
from tests.factories.completions import Finished

BEGUN = dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
TWO_WEEKS = BEGUN + dt.timedelta(weeks=2)
TWELVE_WEEKS = BEGUN + dt.timedelta(weeks=12)


def switch_on(session: Session, finished: Finished, *, at: dt.datetime = BEGUN) -> PracticeFacts:
    begin_practice(session, completion=finished.completion.code, person_id=finished.person_id, at=at)
    return practices_of(session, finished.person_id)[0]


def hear_what_is_due(session: Session, settings: Settings, *, at: dt.datetime) -> int:
    """As the worker does at `at`, each time anew: how many announcements of practice were due."""
    tools = {"settings": settings, "composer": Composer(settings, TEMPLATES / "mail")}
    due = (Announcement.topic == "practice.due", Announcement.run_at <= at)
    payloads = list(session.scalars(select(Announcement.payload).where(*due).order_by(Announcement.run_at)))
    for payload in payloads:
        ask_questions(Moment(session, payload, at, tools))
    return len(payloads)
