"""The letter about a changed account: in the reader's language, with the time where they are, and what to do."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.accounts.alerting import Change, alert
from app.accounts.models import PersonIdentifier
from app.mail.composing import Composer
from app.mail.models import Letter
from app.settings import load_settings
from app.web.places import TEMPLATES
from tests.conftest import SETTINGS
from tests.factories.people import make_person

AT = dt.datetime(2026, 12, 4, 14, 5, tzinfo=dt.UTC)
COMPOSER = Composer(load_settings(_env_file=None, **SETTINGS), TEMPLATES / "mail")


def letter_about(session: Session, change: Change, *, zone: str = "America/New_York", **facts: object) -> Letter:
    person = make_person(session, "Ana Ruiz", zone=zone)
    alert(session, COMPOSER, change, person_id=person.id, at=AT, **facts)  # type: ignore[arg-type]
    return session.query(Letter).one()


@pytest.mark.parametrize("by_office", [False, True])
@pytest.mark.parametrize("change", Change)
def test_each_says_what_when_and_what_to_do(session: Session, change: Change, by_office: bool) -> None:
    letter = letter_about(session, change, name="Calder Key", left=1, by_office=by_office)
    assert letter.address == "ana.ruiz@calder.example"
    for said in (letter.text, letter.html):
        assert "4 December 2026, 09:05 EST" in said
        assert "tell the research security office" in said
        assert "https://localhost/whom-to-ask" in said
    assert ("https://localhost/forgotten" in letter.text) is (change != Change.ADDRESS and not by_office)


def test_in_the_zone_of_the_person(session: Session) -> None:
    assert "4 December 2026, 22:05 +08" in letter_about(session, Change.PASSWORD, zone="Asia/Singapore").text


def test_a_name_is_words_and_nothing_else(session: Session) -> None:
    letter = letter_about(session, Change.ADDED, name="<b>My</b> & phone", left=10)
    assert "<b>My</b> & phone now counts" in letter.text
    assert "&lt;b&gt;My&lt;/b&gt; &amp; phone now counts" in letter.html
    assert "Ten recovery codes were made with it." in letter.html


def test_where_nothing_is_left(session: Session) -> None:
    assert "opens without a second step now" in letter_about(session, Change.REMOVED, name="My phone").text


def test_who_has_no_address_gets_none(session: Session) -> None:
    person = make_person(session, "Ana Ruiz")
    session.query(PersonIdentifier).delete()
    alert(session, COMPOSER, Change.PASSWORD, person_id=person.id, at=AT)
    assert session.query(Letter).count() == 0
