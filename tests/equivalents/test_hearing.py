from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier
from app.credentials.wording import Issuer
from app.equivalents.hearing import write_answer, write_decision
from app.equivalents.replying import reply
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Given, Outcome
from app.jobs.announcing import Moment
from app.jobs.models import Announcement
from app.mail.composing import Composer
from app.mail.models import Letter
from app.settings import Settings
from app.web.places import TEMPLATES
from tests.factories.people import make_person
from tests.factories.proofs import AT, TOPICS, attested, given, hand_in

WHY = "The file shows another name."


def tools(settings: Settings) -> dict[str, Any]:
    issuer = Issuer("Calder University", "https://localhost/", demo=False)
    return {"issuer": issuer, "composer": Composer(settings, TEMPLATES / "mail")}


def tell(session: Session, settings: Settings, person: Person, outcome: Outcome, what: Given | None = None) -> Letter | None:
    submission = hand_in(session, person, what)
    said: dict[str, Any] = {"reason": WHY, "topics": TOPICS}
    decide(session, submission_id=submission.id, outcome=outcome, **said, by=None, at=AT, seen=None)
    news = session.scalars(select(Announcement).where(Announcement.hearer == "proof-letter")).one()
    for _time in range(2):
        write_decision(Moment(session, news.payload, AT, tools(settings)))
    return session.scalars(select(Letter)).one_or_none()


@pytest.mark.parametrize(
    ("outcome", "subject", "words"),
    [
        (Outcome.ACCEPTED, "Accepted: Condensed Training Module", "It is accepted as an equivalent"),
        (Outcome.REFUSED, "Not accepted: Condensed Training Module", "It is not accepted"),
        (Outcome.ASKED, "A question about what you handed in: Condensed Training Module", "asks for something"),
    ],
)
def test_one_letter_says_what_was_decided_and_why(
    session: Session, settings: Settings, outcome: Outcome, subject: str, words: str
) -> None:
    letter = tell(session, settings, make_person(session), outcome)
    assert letter is not None
    assert (letter.address, letter.subject) == ("ana.ruiz@calder.example", subject)
    for body in (letter.text, letter.html):
        assert words in body
        assert WHY in body
        assert "3 June 2026" in body
        assert "https://localhost/record/elsewhere/" in body


def test_an_employers_word_is_named_by_the_employer(session: Session, settings: Settings) -> None:
    letter = tell(session, settings, make_person(session), Outcome.ACCEPTED, attested())
    assert letter is not None
    assert letter.subject == "Accepted: Nordfjord Institute"


def test_markup_in_a_title_stays_text(session: Session, settings: Settings) -> None:
    letter = tell(session, settings, make_person(session), Outcome.ACCEPTED, given(title="<b>Course</b>"))
    assert letter is not None
    assert "<b>Course" not in letter.html
    assert "<b>Course</b>" in letter.text


def test_it_goes_to_who_the_person_is_today(session: Session, settings: Settings) -> None:
    former, ana = make_person(session, "Ana Ruiz", "old@calder.example"), make_person(session)
    former.merged_into = ana.id
    session.flush()
    letter = tell(session, settings, former, Outcome.ACCEPTED)
    assert letter is not None
    assert (letter.address, letter.person_id) == ("ana.ruiz@calder.example", ana.id)


def test_without_an_address_no_letter(session: Session, settings: Settings) -> None:
    ana = make_person(session)
    session.execute(update(PersonIdentifier).values(is_primary=False))
    assert tell(session, settings, ana, Outcome.ACCEPTED) is None


def test_whoever_asked_hears_the_answer(session: Session, settings: Settings) -> None:
    ana, olga = make_person(session), make_person(session, "Olga Officer")
    submission = hand_in(session, ana)
    said: dict[str, Any] = {"reason": WHY, "by": olga.id, "at": AT}
    decide(session, submission_id=submission.id, outcome=Outcome.ASKED, seen=None, **said)
    answer = reply(session, submission_id=submission.id, words="It is my <b>former</b> name.", evidence=None, by=ana.id, at=AT)
    moment = Moment(session, {"reply": answer.id}, AT, tools(settings))
    for _time in range(2):
        write_answer(moment)
    letter = session.scalars(select(Letter)).one()
    assert (letter.person_id, letter.subject) == (olga.id, "Answered: Condensed Training Module, Ana Ruiz")
    for words in (WHY, "It is my <b>former</b> name.", f"https://localhost/equivalents/{submission.code}"):
        assert words in letter.text
    assert "<b>former" not in letter.html
    assert "Another file" not in letter.text


def test_an_answer_that_an_officer_recorded_says_so_and_is_no_news_to_her(session: Session, settings: Settings) -> None:
    ana, olga, olaf = make_person(session), make_person(session, "Olga Officer"), make_person(session, "Olaf Officer")
    for by, what in ((olaf, given()), (olga, attested())):
        submission = hand_in(session, ana, what)
        decide(session, submission_id=submission.id, outcome=Outcome.ASKED, reason=WHY, by=olga.id, at=AT, seen=None)
        answer = reply(session, submission_id=submission.id, words="She rang me.", evidence=None, by=by.id, at=AT)
        write_answer(Moment(session, {"reply": answer.id}, AT, tools(settings)))
        (letter,) = session.scalars(select(Letter)).all()
        assert "The answer, as Olaf Officer recorded it:" in letter.text


def test_a_question_of_the_program_has_nobody_to_tell(session: Session, settings: Settings) -> None:
    ana = make_person(session)
    submission = hand_in(session, ana)
    decide(session, submission_id=submission.id, outcome=Outcome.ASKED, reason=WHY, by=None, at=AT, seen=None)
    answer = reply(session, submission_id=submission.id, words="So it is.", evidence=None, by=ana.id, at=AT)
    write_answer(Moment(session, {"reply": answer.id}, AT, tools(settings)))
    assert session.scalars(select(Letter)).all() == []
