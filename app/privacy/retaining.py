"""How long a name must stay: 2 CFR 200.334 asks that an award's records are kept for three years after its final report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.granting import holds_on, roles_of
from app.accounts.merging import selves_of
from app.accounts.models import Grant, Person
from app.audit.recording import record_act
from app.privacy.models import Hold, HoldRelease
from app.privacy.shapes import Stay, Why
from app.records.recording import given_reason
from app.requirements.models import Check, CheckSubject
from app.teams.models import Team, TeamDeparture, TeamMember


def years_after(day: dt.date, years: int) -> dt.date:
    """A leap day's anniversary is the last of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def years_before(day: dt.date, years: int) -> dt.date:
    return years_after(day, -years)


def stays_of(session: Session, person_id: int, *, on: dt.date, years: int) -> tuple[Stay, ...]:
    """What keeps this person's name on that day: awards, checks, holds, and a role in force."""
    roles = [Stay(Why.ROLE, str(held.role)) for held in roles_of(session, person_id, on=on)]
    holds = [Stay(Why.HOLD, hold.reason or "") for hold in open_holds(session, person_id)]
    awards = session.execute(_teams_of(person_id)).all()
    checks = session.execute(_checks_of(person_id)).all()
    dated = [Stay(Why.AWARD, row.title, years_after(row.ends_on, years) if row.ends_on else None) for row in awards]
    dated += [_stay_of_check(row, years) for row in checks]
    return (*roles, *holds, *(stay for stay in dated if stay.until is None or stay.until >= on))


def open_holds(session: Session, person_id: int) -> Sequence[Hold]:
    query = select(Hold).outerjoin(HoldRelease, HoldRelease.hold_id == Hold.id)
    query = query.where(Hold.person_id.in_(selves_of(person_id)), HoldRelease.id.is_(None))
    return session.execute(query.order_by(Hold.id)).scalars().all()


def blank_old_checks(session: Session, *, on: dt.date, years: int, at: dt.datetime, by: int | None, reason: str) -> int:
    """Answers whose award is over for so long, and of no person under a hold. Returns how many. Raises `Invalid`."""
    reason = given_reason(reason)
    ids = session.execute(old_checks(on, years)).scalars().all()
    if ids:
        session.execute(update(Check).where(Check.id.in_(ids)).values(answer=None))
        record_act(session, "answers.blanked", ("check", None), at=at, by=by, reason=reason, checks=list(ids))
    return len(ids)


def old_checks(on: dt.date, years: int) -> Select[int]:
    """A check without an award counts from the day it was asked."""
    held = select(CheckSubject.check_id).join(Hold, Hold.person_id == CheckSubject.person_id)
    held = held.outerjoin(HoldRelease, HoldRelease.hold_id == Hold.id).where(HoldRelease.id.is_(None))
    query = select(Check.id).outerjoin(Team, Team.id == Check.team_id).where(Check.answer.is_not(None))
    return query.where(~_is_kept_check(on, years), Check.id.not_in(held)).order_by(Check.id)


def count_old_checks(session: Session, *, on: dt.date, years: int) -> int:
    return session.execute(select(func.count()).select_from(old_checks(on, years).subquery())).scalar_one()


def due_people(on: dt.date, years: int) -> Select[int]:
    """Who left so long ago, and of whom nothing must stay. People merged into somebody count as that one."""
    day = years_before(on, years)
    left = (Person.left_on < day, Person.erased_at.is_(None), Person.merged_into.is_(None))
    return select(Person.id).where(*left, Person.id.not_in(_kept(on, years))).order_by(Person.left_on, Person.id)


def count_people_due(session: Session, *, on: dt.date, years: int) -> int:
    return session.execute(select(func.count()).select_from(due_people(on, years).subquery())).scalar_one()


def _kept(on: dt.date, years: int) -> Select[int]:
    """Of everybody something must stay of: who they are now."""
    roots = select(Person.id.label("self_id"), Person.id.label("root")).where(Person.merged_into.is_(None))
    tree = roots.cte("now_are", recursive=True)
    merged = aliased(Person)
    tree = tree.union_all(select(merged.id, tree.c.root).join(tree, merged.merged_into == tree.c.self_id))
    on_team = _counting(select(TeamMember.person_id)).where(_is_running(on, years))
    asked = select(CheckSubject.person_id).join(Check, Check.id == CheckSubject.check_id)
    asked = asked.outerjoin(Team, Team.id == Check.team_id).where(Check.answer.is_not(None), _is_kept_check(on, years))
    holds = select(Hold.person_id).outerjoin(HoldRelease, HoldRelease.hold_id == Hold.id).where(HoldRelease.id.is_(None))
    everybody = on_team.where(TeamMember.person_id.is_not(None)).union(asked, holds, select(Grant.person_id).where(*holds_on(on)))
    return select(tree.c.root).where(tree.c.self_id.in_(everybody))


def _is_running(on: dt.date, years: int) -> ColumnElement[bool]:
    """Of a team: no end is known, or its years are not over."""
    return or_(Team.ends_on.is_(None), Team.ends_on >= years_before(on, years))


def _is_kept_check(on: dt.date, years: int) -> ColumnElement[bool]:
    begun = dt.datetime.combine(years_before(on, years), dt.time(), dt.UTC)
    alone = Check.team_id.is_(None) & (Check.asked_at >= begun)
    return or_(alone, Check.team_id.is_not(None) & _is_running(on, years))


def _teams_of(person_id: int) -> Any:
    query = _counting(select(Team.title, Team.ends_on)).where(TeamMember.person_id.in_(selves_of(person_id)))
    return query.distinct().order_by(Team.title)


def _counting(query: Any) -> Any:
    """Without those who were put on a team by mistake."""
    query = query.select_from(TeamMember).join(Team, Team.id == TeamMember.team_id)
    query = query.outerjoin(TeamDeparture, TeamDeparture.member_id == TeamMember.id)
    return query.where(or_(TeamDeparture.id.is_(None), TeamDeparture.until_on >= TeamMember.from_on))


def _checks_of(person_id: int) -> Select[str, dt.datetime, int | None, dt.date | None]:
    query = select(Check.code, Check.asked_at, Check.team_id, Team.ends_on).outerjoin(Team, Team.id == Check.team_id)
    query = query.join(CheckSubject, CheckSubject.check_id == Check.id).where(Check.answer.is_not(None))
    return query.where(CheckSubject.person_id.in_(selves_of(person_id))).distinct().order_by(Check.asked_at)


def _stay_of_check(row: Any, years: int) -> Stay:
    code, asked_at, team_id, ends_on = row
    if team_id is not None and ends_on is None:
        return Stay(Why.CHECK, code)
    return Stay(Why.CHECK, code, years_after(ends_on or asked_at.date(), years))
