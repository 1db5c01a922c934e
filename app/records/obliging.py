"""Assigning to many at once, and rules that stand: whoever fits owes the course, newcomers by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.searching import survivor_id
from app.audit.adding import add_sealed
from app.audit.recording import record_act
from app.database.days import day_of
from app.errors import Conflict, Invalid, NotFound
from app.records.aiming import people_reached, select_audience, select_without, those_assigned, those_fresh
from app.records.assigning import given_because
from app.records.models import Assignment, StandingRule, StandingRuleEnd
from app.records.shapes import Audience, DueDay

MOST_DAYS = 730


def assign_group(
    session: Session, audience: Audience, *, course_id: int, because: str, due: DueDay, seen: int, on: dt.date, at: dt.datetime,
    by: int | None,
) -> int:  # fmt: skip
    """Everybody who fits today, once. `seen` is how many were shown: raises `Conflict` where they are not as many any more."""
    words = given_because(because)
    _check_due(due, on)
    last = due.for_joiner(on, since=on)
    people = people_reached(session, audience, course_id=course_id, due_on=last, on=on, at=at)
    if len(people) != seen:
        raise Conflict("It would be %(count)s people by now. Nothing was assigned: look at it once more.", count=len(people))
    fixed = {"course_id": course_id, "because": words, "assigned_at": at, "assigned_by": by, "recorded_at": at}
    rows = [{"person_id": one, "due_on": due.for_joiner(on, since=on), "kind": "group", **fixed} for one, _joined in people]
    added = add_sealed(session, Assignment, rows)
    subject = ("course", course_id)
    record_act(session, "course.assigned", subject, at=at, by=by, unit=audience.unit_id, course=course_id, people=added)
    return added


def make_rule(
    session: Session, audience: Audience, *, course_id: int, because: str, due: DueDay, newcomers_only: bool, on: dt.date,
    at: dt.datetime, by: int | None,
) -> StandingRule:  # fmt: skip
    """Holds from now on, and is applied to who fits already, unless it is for newcomers alone."""
    words = given_because(because)
    _check_due(due, on)
    rule = StandingRule(
        course_id=course_id, unit_id=audience.unit_id, affiliation=audience.affiliation, team_id=audience.team_id,
        sponsor=audience.sponsor, newcomers_only=newcomers_only, because=words, due_on=due.on, due_days=due.days, made_on=on,
        made_at=at, made_by=by, recorded_at=at,
    )  # fmt: skip
    session.add(rule)
    session.flush()
    record_act(session, "standing_rule.made", ("standing_rule", rule.id), at=at, by=by, unit=rule.unit_id, course=course_id)
    _apply(session, rule, at=at, on=on, person_ids=None)
    return rule


def end_rule(session: Session, *, rule_id: int, at: dt.datetime, by: int | None) -> None:
    """It assigns nobody anew; what it assigned stands. Raises `Conflict` the second time."""
    rule = session.scalars(select(StandingRule).where(StandingRule.id == rule_id).with_for_update()).one_or_none()
    if rule is None:
        raise NotFound("There is no such rule.")
    if session.execute(select(StandingRuleEnd.id).where(StandingRuleEnd.rule_id == rule_id)).first():
        raise Conflict("This rule was withdrawn before. Nothing was changed.")
    session.add(StandingRuleEnd(rule_id=rule_id, ended_at=at, ended_by=by, recorded_at=at))
    session.flush()
    subject = ("standing_rule", rule_id)
    record_act(session, "standing_rule.withdrawn", subject, at=at, by=by, unit=rule.unit_id, course=rule.course_id)


def apply_standing_rules(
    session: Session, *, at: dt.datetime, on: dt.date | None = None, person_ids: Collection[int] | None = None
) -> int:
    """Assigns what every standing rule asks of who fits by now: a few statements a rule, and the second time nothing.
    `person_ids`: only of these people (any of their records). Returns how many are new. `on`: the institution's day."""
    ended = select(StandingRuleEnd.id).where(StandingRuleEnd.rule_id == StandingRule.id).exists()
    rules = session.scalars(select(StandingRule).where(~ended).order_by(StandingRule.id)).all()
    people = _survivors(session, person_ids) if person_ids is not None else None
    return sum(_apply(session, rule, at=at, on=on or day_of(session, at), person_ids=people) for rule in rules)


def audience_of(rule: StandingRule) -> Audience:
    since = rule.made_on if rule.newcomers_only else None
    return Audience(rule.unit_id, rule.affiliation, rule.team_id, rule.sponsor, since)


def _apply(session: Session, rule: StandingRule, *, at: dt.datetime, on: dt.date, person_ids: Collection[int] | None) -> int:
    found = select_audience(audience_of(rule), on=on)
    if person_ids is not None:
        found = found.where(survivor_id().in_(person_ids))
    query = select_without(found, those_assigned(rule.id), those_fresh(rule.course_id, at))
    due = DueDay(rule.due_on, rule.due_days)
    fixed = {
        "course_id": rule.course_id, "because": rule.because, "assigned_at": at, "assigned_by": None, "kind": "standing",
        "rule_id": rule.id, "recorded_at": at,
    }  # fmt: skip
    rows = [
        {"person_id": row.person_id, "due_on": due.for_joiner(row.joined_on, since=rule.made_on), **fixed}
        for row in session.execute(query)
    ]
    return add_sealed(session, Assignment, rows, new_only=True)


def _survivors(session: Session, person_ids: Collection[int]) -> list[int]:
    return list(session.scalars(select(func.coalesce(Person.merged_into, Person.id)).where(Person.id.in_(person_ids))))


def _check_due(due: DueDay, on: dt.date) -> None:
    if due.on is not None and due.days is not None:
        raise Invalid("Give a day or a number of days, not both", field="due_days")
    if due.on is not None and due.on < on:
        raise Invalid("The date lies in the past: choose today or later", field="due_on")
    if due.days is not None and not 1 <= due.days <= MOST_DAYS:
        raise Invalid("Write a number of days from 1 to %(most)s", most=MOST_DAYS, field="due_days")
