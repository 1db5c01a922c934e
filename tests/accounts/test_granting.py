"""Roles: given by a row, taken back by another."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.granting import grant_role, roles_of, withdraw_role
from app.accounts.loading import load_principal
from app.accounts.models import Grant, GrantWithdrawal, Role
from app.audit.models import Act
from app.database.sessions import Database
from app.errors import Conflict, Invalid, NotFound
from tests.factories.people import make_person
from tests.factories.staff import make_institution, make_staff

AT = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
TOMORROW = dt.date(2026, 11, 21)


def test_an_officer_has_the_permissions_below_the_unit_from_then_on(session: Session) -> None:
    there, ana = make_institution(session), make_person(session)
    grant_role(session, person_id=ana.id, role="officer", unit_id=there.physics.id, at=AT, by=None)
    who = load_principal(session, ana.id, AT.date())
    assert who is not None
    assert who.units_for(Permission.SEE_PEOPLE) == frozenset({there.physics.id})
    assert not who.may(Permission.GRANT_ROLES)


def test_a_withdrawn_role_is_gone_and_both_rows_stay(session: Session) -> None:
    there, ana, ruth = make_institution(session), make_person(session), make_person(session, "Ruth Okafor")
    grant = grant_role(session, person_id=ana.id, role=Role.OFFICER, unit_id=there.arts.id, at=AT, by=ruth.id)
    withdraw_role(session, grant_id=grant.id, at=AT, by=ruth.id)
    who = load_principal(session, ana.id, AT.date())
    assert who is not None
    assert not who.is_staff
    assert roles_of(session, ana.id, on=AT.date()) == []
    assert session.scalar(select(func.count(Grant.id))) == session.scalar(select(func.count(GrantWithdrawal.id))) == 1
    acts = session.scalars(select(Act).where(Act.by == ruth.id).order_by(Act.id)).all()
    assert [(act.action, act.detail["person"], act.unit_id) for act in acts] == [
        ("role.granted", ana.id, there.arts.id),
        ("role.withdrawn", ana.id, there.arts.id),
    ]
    with pytest.raises(Conflict):
        withdraw_role(session, grant_id=grant.id, at=AT, by=ruth.id)
    grant_role(session, person_id=ana.id, role=Role.OFFICER, unit_id=there.arts.id, at=AT, by=ruth.id)


def test_the_same_role_is_held_once_and_again_after_its_end(session: Session) -> None:
    there, ana = make_institution(session), make_person(session)
    facts: dict[str, Any] = {"person_id": ana.id, "role": Role.AUDITOR, "unit_id": there.arts.id, "ends_on": TOMORROW, "by": None}
    grant_role(session, at=AT, **facts)
    with pytest.raises(Conflict):
        grant_role(session, at=AT, **facts)
    grant_role(session, at=AT, **{**facts, "unit_id": None})
    later = {**facts, "ends_on": dt.date(2027, 1, 31)}
    grant_role(session, at=AT + dt.timedelta(days=3), **later)
    assert len(roles_of(session, ana.id, on=dt.date(2026, 11, 25))) == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"role": "officer"}, "unit"),
        ({"role": "auditor"}, "ends_on"),
        ({"role": "auditor", "ends_on": dt.date(2026, 11, 19)}, "ends_on"),
        ({"role": "king"}, "role"),
        ({"role": "officer", "unit_id": 10**6}, "unit"),
        ({"role": "administrator", "unit_id": 1}, "unit"),
        ({"role": "auditor", "ends_on": TOMORROW, "module_slug": "keys"}, "module"),
    ],
)
def test_a_role_that_does_not_fit_names_its_field(session: Session, facts: dict[str, Any], field: str) -> None:
    ana = make_person(session)
    with pytest.raises(Invalid) as caught:
        grant_role(session, person_id=ana.id, at=AT, by=None, **facts)
    assert caught.value.field == field


def test_nobody_and_the_merged_are_granted_nothing(session: Session) -> None:
    ana, again = make_person(session), make_person(session, "Ana Ruiz Again")
    again.merged_into = ana.id
    session.flush()
    for person_id in (again.id, 10**6):
        with pytest.raises(NotFound):
            grant_role(session, person_id=person_id, role=Role.ADMINISTRATOR, at=AT, by=None)
    with pytest.raises(NotFound):
        withdraw_role(session, grant_id=10**6, at=AT, by=None)


def test_the_last_administrator_stays(session: Session) -> None:
    ruth, ana = make_person(session, "Ruth Okafor"), make_person(session)
    first = grant_role(session, person_id=ruth.id, role=Role.ADMINISTRATOR, at=AT, by=None)
    grant_role(session, person_id=ana.id, role=Role.ADMINISTRATOR, ends_on=TOMORROW, at=AT, by=None)
    with pytest.raises(Conflict):
        withdraw_role(session, grant_id=first.id, at=AT, by=ruth.id)
    tom = make_person(session, "Tom Brandt")
    second = grant_role(session, person_id=tom.id, role=Role.ADMINISTRATOR, at=AT, by=ruth.id)
    withdraw_role(session, grant_id=first.id, at=AT, by=tom.id)
    with pytest.raises(Conflict):
        withdraw_role(session, grant_id=second.id, at=AT, by=tom.id)


def test_two_administrators_withdrawn_at_the_same_moment_leave_one(database: Database) -> None:
    with database.transaction() as session:
        people = [make_staff(session, name, Role.ADMINISTRATOR) for name in ("Ruth Okafor", "Tom Brandt")]
        grants = [roles_of(session, person.id, on=AT.date())[0].grant_id for person in people]
    start, refused = threading.Barrier(2), []

    def withdraw(grant_id: int) -> None:
        start.wait()
        try:
            with database.transaction() as session:
                withdraw_role(session, grant_id=grant_id, at=AT, by=None)
        except Conflict as error:
            refused.append(error)

    threads = [threading.Thread(target=withdraw, args=(grant_id,)) for grant_id in grants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
