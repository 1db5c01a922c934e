from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.jobs.announcing import Moment
from app.mail.composing import Composer
from app.mail.models import Letter
from app.operating.tools import make_tools
from app.requirements.answers import Answer
from app.requirements.checking import keep_check
from app.requirements.hearing import question_of, tell_askers
from app.requirements.models import Check, CheckSubject
from app.settings import Settings
from app.web.places import TEMPLATES
from tests.factories.attempts import begin_course
from tests.factories.completions import WIDE, finish, finish_for, make_finished
from tests.factories.people import make_person
from tests.factories.teams import make_team
from tests.queries import counted_queries
from tests.requirements.test_checking import ASKED, ISSUER, SIGNER, ask


@pytest.fixture
def moment(session: Session, settings: Settings) -> Moment:
    """Somebody called Ana Ruiz has begun, and news of her comes."""
    begun = begin_course(session, files=WIDE)
    tools = make_tools(settings, Composer(settings, TEMPLATES / "mail"))
    return Moment(session, {"person": begun.person_id, "enrolment": begun.enrolment_id}, ASKED, tools)


def keep(session: Session, answer: Answer, by: int | None) -> Check:
    return keep_check(session, answer, issuer=ISSUER, signer=SIGNER, by=by, at=ASKED)


def watched(session: Session) -> list[int]:
    """The checks that wait for somebody."""
    return sorted(session.scalars(select(CheckSubject.check_id).where(CheckSubject.is_open)))


def ask_anew(session: Session, kept: Check) -> Answer:
    question = question_of(kept)
    return dataclasses.replace(ask(session, "Ana Ruiz"), question=question)


def test_what_is_asked_anew_is_watched_for_once(session: Session, moment: Moment) -> None:
    ruth = make_person(session, "Ruth Okafor")
    first = keep(session, ask(session, "Ana Ruiz"), ruth.id)
    other = keep(session, ask(session, "Ana Ruiz", on=dt.date(2026, 12, 5)), ruth.id)
    second = keep(session, ask_anew(session, first), ruth.id)
    assert watched(session) == [other.id, second.id]
    third = keep(session, ask_anew(session, second), ruth.id)
    assert watched(session) == [other.id, third.id]


def test_another_asker_of_the_same_still_waits(session: Session, moment: Moment) -> None:
    ruth, sam = make_person(session, "Ruth Okafor"), make_person(session, "Sam Science", "sam@calder.example")
    team = make_team(session, sponsor="nsf")
    first = keep(session, ask(session, "Ana Ruiz", team_id=team.id), ruth.id)
    by_sam = keep(session, ask_anew(session, first), sam.id)
    assert watched(session) == [first.id, by_sam.id]
    by_nobody = keep(session, ask_anew(session, first), None)
    assert watched(session) == [first.id, by_sam.id]
    assert by_nobody.covered is False


def test_of_a_team_each_day_is_watched_by_the_newest_check(session: Session, moment: Moment) -> None:
    ruth, team, next_day = make_person(session, "Ruth Okafor"), make_team(session, sponsor="nsf"), dt.date(2026, 12, 5)
    keep(session, ask(session, "Ana Ruiz", team_id=team.id), ruth.id)
    later = keep(session, ask(session, "Ana Ruiz", team_id=team.id, on=next_day), ruth.id)
    newer = keep(session, ask(session, "Ana Ruiz", "Nobody", team_id=team.id), ruth.id)
    assert watched(session) == [later.id, newer.id]


def test_many_that_wait_are_asked_in_one_go(session: Session, moment: Moment, database: Database) -> None:
    ruth = make_person(session, "Ruth Okafor")

    def queries_of(days: range) -> int:
        for number in days:
            keep(session, ask(session, "Ana Ruiz", on=dt.date(2026, 12, 1) + dt.timedelta(days=number)), ruth.id)
        session.flush()
        with counted_queries(database) as queries:
            tell_askers(moment)
        return len(queries)

    queries_of(range(1))
    assert queries_of(range(1, 3)) == queries_of(range(3, 20)) <= 11


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


def test_nobody_hears_that_all_are_covered_by_a_name_that_was_not_known(session: Session, settings: Settings) -> None:
    begun = begin_course(session, files=WIDE)
    asker = make_person(session, "Ruth Okafor")
    keep(session, ask(session, "Ana Ruiz", "Bo Lind"), asker.id)
    finish_for(session, make_person(session, "Bo Lind"), begun.course)
    finish(session, begun, at=ASKED - dt.timedelta(minutes=1))
    tell_askers(Moment(session, {"person": begun.person_id}, ASKED, make_tools(settings, Composer(settings, TEMPLATES / "mail"))))
    assert session.scalars(select(Letter).where(Letter.kind == "all_covered")).all() == []


def test_a_kept_question_reads_back_with_who_was_meant(session: Session) -> None:
    finished = make_finished(session, files=WIDE)
    answer = ask(session, "Ana Ruiz", "Nobody")
    kept = keep_check(session, answer, issuer=ISSUER, signer=SIGNER, by=None, at=ASKED)
    question = question_of(kept)
    assert [one.typed for one in question.people] == ["Ana Ruiz", "Nobody"]
    assert [bool(one.chosen) for one in question.people] == [True, False]
    assert not session.get_one(CheckSubject, (kept.id, finished.person_id)).is_open
