from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.announcing import Moment
from app.mail.composing import Composer
from app.mail.models import Letter
from app.operating.tools import make_tools
from app.requirements.checking import keep_check
from app.requirements.hearing import question_of, tell_askers
from app.requirements.models import CheckSubject
from app.settings import Settings
from app.web.places import TEMPLATES
from tests.factories.attempts import begin_course
from tests.factories.completions import WIDE, finish, make_finished
from tests.factories.people import make_person
from tests.requirements.test_checking import ASKED, ISSUER, SIGNER, ask


def test_when_the_last_one_finishes_whoever_asked_hears_of_it_once(session: Session, settings: Settings) -> None:
    begun = begin_course(session, files=WIDE)
    asker = make_person(session, "Ruth Okafor")
    kept = keep_check(session, ask(session, "Ana Ruiz"), issuer=ISSUER, signer=SIGNER, by=asker.id, at=ASKED)
    moment = Moment(session, {"person": begun.person_id}, ASKED, make_tools(settings, Composer(settings, TEMPLATES / "mail")))
    tell_askers(moment)
    assert session.scalars(select(Letter).where(Letter.kind == "all_covered")).all() == []
    finish(session, begun, at=ASKED - dt.timedelta(minutes=1))
    tell_askers(moment)
    tell_askers(moment)
    letter = session.scalars(select(Letter).where(Letter.kind == "all_covered")).one()
    assert (letter.person_id, f"/checks/{kept.code}" in letter.text) == (asker.id, True)
    assert "the one person you asked about is covered for NSF on 4 December 2026" in letter.text
    assert not session.get_one(CheckSubject, (kept.id, begun.person_id)).is_open


def test_a_kept_question_reads_back_with_who_was_meant(session: Session) -> None:
    finished = make_finished(session, files=WIDE)
    answer = ask(session, "Ana Ruiz", "Nobody")
    kept = keep_check(session, answer, issuer=ISSUER, signer=SIGNER, by=None, at=ASKED)
    question = question_of(kept)
    assert [one.typed for one in question.people] == ["Ana Ruiz", "Nobody"]
    assert [bool(one.chosen) for one in question.people] == [True, False]
    assert not session.get_one(CheckSubject, (kept.id, finished.person_id)).is_open
