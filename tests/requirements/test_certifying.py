from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.models import Act
from app.errors import Conflict, Invalid, NotFound
from app.requirements.certifying import HERE, Occasion, certifications_of, certify, occasions_for, void_certification
from app.requirements.models import TalentCertification
from app.teams.models import Team, TeamDeparture, TeamMember
from tests.factories.people import make_person
from tests.factories.proofs import AT, ON

DAY = dt.timedelta(days=1)


def occasions(session: Session, person: Person, on: dt.date = ON) -> dict[str, Occasion]:
    return {one.key: one for one in occasions_for(session, person.id, on=on, known_at=AT)}


def name_on_team(session: Session, person: Person, sponsor: str = "nih") -> tuple[Team, TeamMember]:
    team = Team(title="Lung Atlas", sponsor=sponsor, made_at=AT, recorded_at=AT)
    session.add(team)
    session.flush()
    member = TeamMember(team_id=team.id, person_id=person.id, typed=person.name, from_on=ON - 9 * DAY, recorded_at=AT)
    session.add(member)
    session.flush()
    return team, member


def give(
    session: Session, person: Person, one: Occasion, *, by: int | None = -1, where: str = HERE, day: dt.date = ON
) -> TalentCertification:
    by = person.id if by == -1 else by
    return certify(session, person_id=person.id, occasion=one, certified_on=day, where_given=where, by=by, at=AT, on=ON)


def test_once_for_the_person_or_for_each_own_award(session: Session) -> None:
    ana, bo = make_person(session), make_person(session, "Bo Berg")
    team, member = name_on_team(session, ana)
    name_on_team(session, ana, "doe")
    assert set(occasions(session, ana)) == {"nsf-talent", f"nih-talent:{team.code}"}
    assert set(occasions(session, bo)) == {"nsf-talent"}
    assert occasions(session, ana, dt.date(2025, 1, 1)) == {}
    session.add(TeamDeparture(member_id=member.id, until_on=ON - DAY, recorded_at=AT))
    session.flush()
    assert set(occasions(session, ana)) == {"nsf-talent"}


def test_it_stands_on_the_record_by_sponsor_and_award(session: Session) -> None:
    ana = make_person(session)
    team, _member = name_on_team(session, ana)
    found = occasions(session, ana)
    give(session, ana, found["nsf-talent"], day=ON - DAY)
    give(session, ana, found[f"nih-talent:{team.code}"])
    assert [(one.sponsor, one.team, one.certified_on) for one in certifications_of(session, ana.id)] == [
        ("nih", "Lung Atlas", ON),
        ("nsf", "", ON - DAY),
    ]
    assert session.scalars(select(Act)).all() == []


def test_nobody_gives_another_persons_word(session: Session) -> None:
    ana, officer = make_person(session), make_person(session, "Olga Officer")
    nsf = occasions(session, ana)["nsf-talent"]
    with pytest.raises(Invalid, match="Only the person"):
        give(session, ana, nsf, by=officer.id)
    give(session, ana, nsf, by=officer.id, where="Research.gov")
    act = session.scalars(select(Act)).one()
    assert (act.action, act.by, act.detail) == ("talent.recorded", officer.id, {"person": ana.id})


@pytest.mark.parametrize(
    ("day", "where", "field"),
    [(ON + DAY, HERE, "certified_on"), (dt.date(2019, 1, 1), HERE, "certified_on"), (ON, " ", "where_given")],
)
def test_what_is_wrong_is_named_with_its_field(session: Session, day: dt.date, where: str, field: str) -> None:
    ana = make_person(session)
    with pytest.raises(Invalid) as raised:
        give(session, ana, occasions(session, ana)["nsf-talent"], day=day, where=where)
    assert raised.value.field == field


def test_it_is_voided_once_with_a_reason(session: Session) -> None:
    ana = make_person(session)
    given = give(session, ana, occasions(session, ana)["nsf-talent"])
    void_certification(session, code=given.code, reason="It was meant for another.", by=None, at=AT)
    (one,) = certifications_of(session, ana.id)
    assert (one.voided_at, one.reason) == (AT, "It was meant for another.")
    with pytest.raises(Conflict):
        void_certification(session, code=given.code, reason="It was meant for another.", by=None, at=AT)
    with pytest.raises(NotFound):
        void_certification(session, code="x", reason="It was meant for another.", by=None, at=AT)
