from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.mailing import record_mailing
from app.accounts.merging import merge
from app.accounts.models import Mailing, Membership, Person, PersonIdentifier, Scheme
from app.accounts.nudging import PersonalLink, prepare_personal_link, receivers_of, send_personal_link
from app.catalogue.live import LiveCourse
from app.database.sessions import Database
from app.errors import Conflict
from app.mail.composing import Composer
from app.mail.models import Letter
from app.records.models import Assignment
from app.records.welcoming import invite_guest, prepare_guest
from app.reminders.queries import last_mailings
from tests.factories.content import publish_sample
from tests.factories.people import PASSWORD, make_person
from tests.factories.staff import make_institution
from tests.visitor import Visitor

AT = dt.datetime(2026, 11, 22, 15, tzinfo=dt.UTC)
FACTS = {"course": "Keys", "because": "The proposal goes out soon.", "host": "Ruth Okafor"}
BASE = "https://localhost"


@pytest.fixture
def composer(app: Flask) -> Composer:
    found = app.extensions["openward.composer"]
    assert isinstance(found, Composer)
    return found


def guest(session: Session, composer: Composer, *, is_mailed: bool = True) -> tuple[str, LiveCourse]:
    course, there = publish_sample(session), make_institution(session)
    host = make_person(session, "Ruth Okafor")
    who = {"name": "Gia Guest", "address": "Gia@Elsewhere.Example", "language": "en", "zone": "UTC"}
    invitation = prepare_guest(composer, base_address=BASE, **who, **FACTS)
    for _twice in range(2):
        invite_guest(
            session, invitation, unit_id=there.arts.id, course=course, because=FACTS["because"], due_on=None,
            is_mailed=is_mailed, at=AT, by=host.id,
        )  # fmt: skip
        if not is_mailed:
            break
    return invitation.link, course


def prepared(session: Session, composer: Composer, person: Person, **facts: str) -> PersonalLink:
    receiver = receivers_of(session, [person.id])[person.id]
    return prepare_personal_link(composer, receiver, target="/courses/keys", base_address=BASE, **FACTS | facts)


def test_a_guest_has_a_unit_a_course_and_a_mailing(session: Session, composer: Composer) -> None:
    link, course = guest(session, composer)
    letter = session.scalars(select(Letter)).one()
    assert (letter.kind, letter.address) == ("guest", "gia@elsewhere.example")
    assert link in letter.text
    assert "Ruth Okafor" in letter.text
    member = session.scalars(select(Membership)).one()
    assert member.affiliation == "partner"
    assert session.scalars(select(Assignment.course_id)).one() == course.item_id
    assert last_mailings(session, [member.person_id]) == {member.person_id: AT}
    with pytest.raises(Conflict):
        invite_guest(
            session, prepare_guest(composer, name="Ruth", address="ruth.okafor@calder.example", base_address=BASE, language="en",
            zone="UTC", **FACTS), unit_id=None, course=course, because="Why not", due_on=None,
            is_mailed=True, at=AT, by=None,
        )  # fmt: skip


@pytest.mark.parametrize("is_mailed", [True, False])
def test_the_link_is_used_by_a_button_and_leads_to_the_course(
    database: Database, composer: Composer, visitor: Visitor, is_mailed: bool
) -> None:
    with database.transaction() as session:
        link, _course = guest(session, composer, is_mailed=is_mailed)
    visitor.get(link.removeprefix(BASE))
    assert "Ruth Okafor of Calder University invites you" in visitor.text
    visitor.get(link.removeprefix(BASE))
    visitor.press("Keep this and begin", password="a quiet green door")
    assert visitor.path == "/courses/keys"
    visitor.get(link.removeprefix(BASE), status=410)
    with database.reading() as session:
        letters = session.scalars(select(Letter.id).where(Letter.kind == "guest")).all()
        assert bool(letters) is is_mailed
        mailing = session.scalars(select(Mailing)).one()
        assert (mailing.address is not None) is is_mailed
        confirmed = session.scalar(select(PersonIdentifier.confirmed_at).where(PersonIdentifier.value == "gia@elsewhere.example"))
        assert (confirmed is not None) is is_mailed


@pytest.mark.parametrize("password", [PASSWORD, None])
def test_a_personal_link_leads_to_sign_in_or_first_to_a_password(
    database: Database, composer: Composer, visitor: Visitor, password: str | None
) -> None:
    with database.transaction() as session:
        publish_sample(session)
        ana = make_person(session, "Ana Ruiz", password=password)
        personal = prepared(session, composer, ana)
        assert send_personal_link(session, personal, at=AT, by=ana.id)
        assert not send_personal_link(session, prepared(session, composer, ana), at=AT + dt.timedelta(minutes=1), by=ana.id)
        assert last_mailings(session, [ana.id]) == {ana.id: AT}
        assert personal.link in session.scalars(select(Letter)).one().text
    visitor.get(personal.link.removeprefix(BASE))
    if password is None:
        visitor.press("Keep this and begin", password="a quiet green door")
    else:
        visitor.press("Sign in", address="ana.ruiz@calder.example", password=PASSWORD)
    assert visitor.path == "/courses/keys"


def test_the_last_mailing_is_of_the_human_being(session: Session) -> None:
    a, b, c = (make_person(session, name) for name in ("Ana One", "Ana Two", "Ana Three"))
    record_mailing(session, person_id=a.id, kind="personal", address="x@calder.example", at=AT, by=None)
    record_mailing(session, person_id=b.id, kind="personal", address=None, at=AT + dt.timedelta(days=1), by=None)
    merge(session, person_id=b.id, into_id=a.id, reason="One and the same", at=AT, by=None)
    assert last_mailings(session, [a.id, c.id]) == {a.id: AT + dt.timedelta(days=1)}


def test_somebody_without_an_address_cannot_be_reached(session: Session, composer: Composer) -> None:
    ana = make_person(session, "Ana Ruiz")
    session.execute(PersonIdentifier.__table__.delete())  # type: ignore[attr-defined]
    with pytest.raises(Conflict, match="No address"):
        prepared(session, composer, ana)


def test_the_same_letter_goes_out_again_on_another_day_or_for_another_reason(session: Session, composer: Composer) -> None:
    ana = make_person(session, "Ana Ruiz")
    assert send_personal_link(session, prepared(session, composer, ana), at=AT, by=ana.id)
    assert send_personal_link(session, prepared(session, composer, ana, because="Another proposal."), at=AT, by=ana.id)
    assert send_personal_link(session, prepared(session, composer, ana), at=AT + dt.timedelta(days=1), by=ana.id)
    assert len(session.scalars(select(Letter)).all()) == 3


def test_who_signs_in_through_the_institution_needs_no_password(session: Session, composer: Composer) -> None:
    ana, twin = (make_person(session, name, password=None) for name in ("Ana Ruiz", "Ana M. Ruiz"))
    assert prepared(session, composer, ana).invitation
    known = PersonIdentifier(person_id=twin.id, scheme=Scheme.SUBJECT, value="idp|ana", confirmed_at=AT, recorded_at=AT)
    session.add(known)
    merge(session, person_id=twin.id, into_id=ana.id, reason="One and the same", at=AT, by=None)
    assert prepared(session, composer, ana).link == f"{BASE}/sign-in?next=/courses/keys"
