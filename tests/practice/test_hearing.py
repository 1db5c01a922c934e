from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier
from app.mail.models import Letter
from app.practice.practising import end_practice, forget_practice
from app.practice.queries import practices_of
from app.settings import Settings
from tests.factories.completions import make_finished
from tests.factories.people import make_person
from tests.factories.practice import TWO_WEEKS, hear_what_is_due, switch_on


def test_without_an_address_the_questions_wait_all_the_same(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    switch_on(session, finished)
    session.scalars(select(PersonIdentifier)).one().is_primary = False
    session.flush()
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    assert session.scalars(select(Letter)).all() == []
    assert practices_of(session, finished.person_id)[0].rounds[0].is_ready


def test_merged_into_another_she_is_written_to_under_her_present_name(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    switch_on(session, finished)
    now = make_person(session, "Ana Soto")
    session.get_one(Person, finished.person_id).merged_into = now.id
    session.flush()
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    letter = session.scalars(select(Letter)).one()
    assert (letter.address, letter.person_id) == ("ana.soto@calder.example", now.id)
    assert "Ana Soto, 2 weeks ago" in letter.text
    assert practices_of(session, now.id)[0].rounds[0].is_ready


@pytest.mark.parametrize("end", [end_practice, forget_practice])
def test_a_letter_that_waits_when_it_is_switched_off_does_not_leave(
    session: Session, settings: Settings, end: Callable[..., None]
) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    assert session.scalars(select(Letter.kind)).all() == ["practice"]
    when = {"at": TWO_WEEKS} if end is end_practice else {}
    end(session, code=practice.code, person_id=finished.person_id, **when)
    assert session.scalars(select(Letter)).all() == []
