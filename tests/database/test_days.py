from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.granting import grant_role, roles_of
from app.accounts.inviting import invite, prepare_invitation
from app.accounts.models import Membership, Role
from app.database.days import day_of
from app.mail.composing import Composer
from app.settings import Settings
from app.web.places import TEMPLATES
from tests.factories.people import make_person
from tests.factories.staff import make_institution

EVENING = dt.datetime(2026, 11, 21, 2, tzinfo=dt.UTC)
"""At the institution it is still the day before, nine in the evening."""
DAY = dt.date(2026, 11, 20)


def test_the_day_is_that_of_the_institution(session: Session) -> None:
    assert day_of(session, EVENING) == DAY
    assert day_of(Session(), EVENING) == EVENING.date(), "a session made by hand knows no zone"


def test_who_is_invited_in_the_evening_belongs_to_the_unit_at_once(session: Session, settings: Settings) -> None:
    there, what = make_institution(session), {"base_address": "https://x.example", "language": "en", "zone": "UTC"}
    invitation = prepare_invitation(Composer(settings, TEMPLATES / "mail"), name="Gia Guest", address="gia@x.example", **what)
    invite(session, invitation, at=EVENING, by=None, unit_id=there.physics.id)
    assert session.scalars(select(Membership.from_on)).all() == [DAY]


def test_a_role_that_ends_today_can_be_given_in_the_evening(session: Session) -> None:
    vera = make_person(session, "Vera Vidal")
    grant_role(session, person_id=vera.id, role=Role.AUDITOR, at=EVENING, by=None, ends_on=DAY)
    assert [held.role for held in roles_of(session, vera.id, on=DAY)] == [Role.AUDITOR]
