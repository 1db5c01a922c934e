"""Each person's own word not to be party to a malign talent programme: given, and voided. It is no training."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.audit.recording import record_act
from app.database.tables import new_code
from app.errors import Conflict, Invalid, NotFound
from app.jobs.announcing import announce
from app.records.recording import given_reason
from app.requirements.models import TalentCertification, TalentCertificationVoid
from app.requirements.queries import rules_known
from app.requirements.shapes import SponsorRule
from app.teams.models import Team, TeamDeparture, TeamMember

HERE = "Openward"
EARLIEST = dt.date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """For what it can be given: a sponsor's rule, and the award where the rule asks for each."""

    rule: SponsorRule
    team_id: int | None
    team_code: str
    team: str

    @property
    def key(self) -> str:
        return f"{self.rule.slug}:{self.team_code}" if self.team_code else self.rule.slug


@dataclass(frozen=True, slots=True)
class Certified:
    """As it stands on the record. `team` is empty where it was given once for the person."""

    code: str
    sponsor: str
    team: str
    certified_on: dt.date
    where_given: str
    voided_at: dt.datetime | None
    reason: str | None


def occasions_for(session: Session, person_id: int, *, on: dt.date, known_at: dt.datetime) -> list[Occasion]:
    """Under the rules that hold on this day: once for the person, or for each award of the sponsor that names her."""
    rules = [rule for _id, rule in rules_known(session, known_at=known_at)]
    asked = [rule for rule in rules if rule.kind == "certification" and rule.holds_on(on)]
    sponsors = {rule.sponsor_slug for rule in asked if rule.per == "award"}
    teams = _teams_of(session, person_id, sponsors, on) if sponsors else []
    found = []
    for rule in asked:
        if rule.per == "person":
            found.append(Occasion(rule, None, "", ""))
        else:
            found += [Occasion(rule, team.id, team.code, team.title) for team in teams if team.sponsor == rule.sponsor_slug]
    return found


def certify(
    session: Session,
    *,
    person_id: int,
    occasion: Occasion,
    certified_on: dt.date,
    where_given: str,
    by: int | None,
    at: dt.datetime,
    on: dt.date,
) -> TalentCertification:
    """By somebody else: recorded as given in the sponsor's own system. Nobody gives another person's word here."""
    where = " ".join(where_given.split())
    if not where or len(where) > 300:
        raise Invalid("Write where it was given, in at most 300 characters", field="where_given")
    if by != person_id and where == HERE:
        raise Invalid("Only the person gives the own word here: write which system of the sponsor has it", field="where_given")
    if not EARLIEST <= certified_on <= on:
        raise Invalid("Write the day on which it was given, today or before", field="certified_on")
    given = TalentCertification(
        code=new_code(),
        person_id=person_id,
        sponsor=occasion.rule.sponsor_slug,
        team_id=occasion.team_id,
        certified_on=certified_on,
        where_given=where,
        recorded_by=by,
        recorded_at=at,
    )
    session.add(given)
    session.flush()
    if by != person_id:
        record_act(session, "talent.recorded", ("talent", given.id), at=at, by=by, person=person_id)
    announce(session, "talent.certified", {"certification": given.id, "person": person_id}, at=at)
    return given


def void_certification(session: Session, *, code: str, reason: str, by: int | None, at: dt.datetime) -> TalentCertificationVoid:
    """Raises `Conflict` when it is voided already."""
    query = select(TalentCertification).where(TalentCertification.code == code).with_for_update()
    given = session.execute(query).scalar_one_or_none()
    if given is None:
        raise NotFound("There is no such certification.")
    voids = select(TalentCertificationVoid.id).where(TalentCertificationVoid.certification_id == given.id)
    if session.execute(voids).first():
        raise Conflict("This was voided before. Nothing was changed.")
    words = given_reason(reason)
    void = TalentCertificationVoid(
        certification_id=given.id,
        voided_at=at,
        voided_by=by,
        reason=words,
        reason_digest=hashlib.sha256(words.encode()).hexdigest(),
        recorded_at=at,
    )
    session.add(void)
    session.flush()
    record_act(session, "talent.voided", ("talent", given.id), at=at, by=by, reason=words, person=given.person_id)
    return void


def certifications_of(session: Session, person_id: int) -> list[Certified]:
    """Newest first, voided or not."""
    void = TalentCertificationVoid
    query = (
        select(TalentCertification, Team.title, void.voided_at, void.reason)
        .outerjoin(Team, Team.id == TalentCertification.team_id)
        .outerjoin(void, void.certification_id == TalentCertification.id)
        .where(TalentCertification.person_id.in_(selves_of(person_id)))
        .order_by(TalentCertification.certified_on.desc(), TalentCertification.id.desc())
    )
    return [
        Certified(given.code, given.sponsor, team or "", given.certified_on, given.where_given, voided_at, reason)
        for given, team, voided_at, reason in session.execute(query)
    ]


def person_certified(session: Session, code: str) -> int:
    """Whose word it is. Raises `NotFound`."""
    found = session.scalar(select(TalentCertification.person_id).where(TalentCertification.code == code))
    if found is None:
        raise NotFound("There is no such certification.")
    return found


def _teams_of(session: Session, person_id: int, sponsors: Collection[str], on: dt.date) -> Sequence[Team]:
    left = select(TeamDeparture.id).where(TeamDeparture.member_id == TeamMember.id, TeamDeparture.until_on < on).exists()
    mine = select(TeamMember.team_id).where(TeamMember.person_id.in_(selves_of(person_id)), TeamMember.from_on <= on, ~left)
    return session.scalars(select(Team).where(Team.id.in_(mine), Team.sponsor.in_(sponsors)).order_by(Team.title)).all()
