"""A person as the provider describes her, sign-on after sign-on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.following import follow_introduction
from app.accounts.granting import grant_role, roles_of
from app.accounts.models import Membership, Person, PersonIdentifier, Unit
from app.accounts.units import join_unit
from app.audit.models import Act
from app.sign_on.shapes import GivenRole, Introduction
from tests.factories.people import make_person
from tests.factories.staff import Institution, make_institution

NOON = dt.datetime(2026, 3, 2, 17, tzinfo=dt.UTC)
ANA = Introduction("calder", "s-1", name="Ana Ruiz", units=("physics",), affiliation="student", follows=("name", "unit"))
OFFICER = GivenRole("officer", "physics")


@pytest.fixture
def there(session: Session) -> Institution:
    return make_institution(session)


@pytest.fixture
def ana(session: Session) -> Person:
    return make_person(session, "Ana Ruiz")


def follow(session: Session, person: Person, introduction: Introduction, day: int = 0, is_new: bool = False) -> None:
    at = NOON + dt.timedelta(days=day)
    follow_introduction(session, person_id=person.id, introduction=introduction, is_new=is_new, at=at, on=at.date())
    session.flush()


def places(session: Session, person: Person) -> list[tuple[str, str, int, int | None]]:
    """Unit, affiliation, first and last day, in days from the first sign-on."""
    query = select(Unit.slug, Membership).join(Unit, Unit.id == Membership.unit_id).where(Membership.person_id == person.id)
    session.expire_all()
    rows = session.execute(query.order_by(Membership.id)).all()
    return [(slug, one.affiliation, nth(one.from_on), nth(one.until_on) if one.until_on else None) for slug, one in rows]


def nth(day: dt.date) -> int:
    return (day - NOON.date()).days


def held(session: Session, person: Person, day: int = 0) -> list[tuple[str, str | None]]:
    return [(str(one.role), one.unit_slug) for one in roles_of(session, person.id, on=(NOON + dt.timedelta(days=day)).date())]


def test_memberships_are_dated(session: Session, there: Institution, ana: Person) -> None:
    follow(session, ana, ANA)
    follow(session, ana, ANA, 1)
    assert places(session, ana) == [("physics", "student", 0, None)]
    follow(session, ana, replace(ANA, units=("arts",)), 10)
    assert places(session, ana) == [("physics", "student", 0, 9), ("arts", "student", 10, None)]
    follow(session, ana, replace(ANA, units=None), 11)
    assert places(session, ana)[1] == ("arts", "student", 10, None)
    follow(session, ana, replace(ANA, units=("arts",), affiliation="researcher"), 20)
    assert places(session, ana)[1:] == [("arts", "student", 10, 19), ("arts", "researcher", 20, None)]
    follow(session, ana, replace(ANA, units=()), 30)
    assert places(session, ana)[2] == ("arts", "researcher", 20, 29)


def test_moving_twice_in_a_day_leaves_nothing_impossible(session: Session, there: Institution, ana: Person) -> None:
    follow(session, ana, ANA)
    follow(session, ana, replace(ANA, units=("arts",)))
    follow(session, ana, ANA)
    assert places(session, ana) == [("physics", "student", 0, 0), ("arts", "student", 0, 0)]
    follow(session, ana, ANA, 1)
    assert places(session, ana)[2] == ("physics", "student", 1, None)


def test_what_the_office_entered_is_left_alone(session: Session, there: Institution, ana: Person) -> None:
    join_unit(session, person_id=ana.id, unit_id=there.chemistry.id, from_on=NOON.date(), at=NOON)
    grant_role(session, person_id=ana.id, role="officer", unit_id=there.arts.id, at=NOON, by=None)
    follow(session, ana, replace(ANA, units=()))
    assert places(session, ana) == [("chemistry", "researcher", 0, None)]
    assert held(session, ana) == [("officer", "arts")]


def test_no_role_comes_by_itself_and_a_mapped_one_goes_with_its_claim(session: Session, there: Institution, ana: Person) -> None:
    follow(session, ana, ANA)
    assert held(session, ana) == []
    follow(session, ana, replace(ANA, roles=(OFFICER,)), 1)
    follow(session, ana, replace(ANA, roles=(OFFICER,)), 2)
    assert held(session, ana, 2) == [("officer", "physics")]
    follow(session, ana, replace(ANA, provider="harbour"), 3)
    assert held(session, ana, 3) == [("officer", "physics")]
    follow(session, ana, ANA, 4)
    assert held(session, ana, 4) == []
    acts = session.execute(select(Act.action, Act.by).where(Act.action.startswith("role.")).order_by(Act.id)).all()
    assert [tuple(act) for act in acts] == [("role.granted", None), ("role.withdrawn", None)]
    assert session.scalars(select(Act).where(Act.action == "role.granted")).one().detail["provider"] == "calder"


def test_the_last_administrator_stays_and_still_signs_on(session: Session, there: Institution, ana: Person) -> None:
    follow(session, ana, replace(ANA, roles=(GivenRole("administrator"),)))
    follow(session, ana, ANA, 1)
    assert held(session, ana, 1) == [("administrator", None)]


def test_units_that_are_not_here_are_passed_over(session: Session, there: Institution, ana: Person) -> None:
    follow(session, ana, replace(ANA, units=("alchemy", "physics"), roles=(GivenRole("officer", "alchemy"),)))
    assert [place[0] for place in places(session, ana)] == ["physics"]
    assert held(session, ana) == []


def test_names_are_followed_where_the_file_says_so(session: Session, ana: Person) -> None:
    follow(session, ana, replace(ANA, name="Ana Ruiz-Moreno", units=None))
    session.refresh(ana)
    assert ana.name == "Ana Ruiz-Moreno"
    for name in ("Ana\x00", "https://evil.example", None, ""):
        follow(session, ana, replace(ANA, name=name, units=None))
    follow(session, ana, replace(ANA, name="Somebody", units=("physics",), follows=()))
    session.refresh(ana)
    assert ana.name == "Ana Ruiz-Moreno"
    assert places(session, ana) == []


def test_a_number_of_somebody_else_is_not_taken(session: Session, ana: Person) -> None:
    bo = make_person(session, "Bo Brandt")
    follow(session, bo, replace(ANA, subject="s-2", name=None, units=None, employee="4711"))
    follow(session, ana, replace(ANA, units=None, employee="4711", orcid="0000-0002-1825-0097"))
    rows = session.execute(select(PersonIdentifier.value, PersonIdentifier.person_id).where(PersonIdentifier.scheme != "address"))
    assert {row.value: row.person_id for row in rows} == {"4711": bo.id, "0000-0002-1825-0097": ana.id}
