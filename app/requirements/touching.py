"""What a change of a rule touches: teams of its sponsor, their coming events, what their people owe, pages that cite it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.catalogue.queries import current_courses, current_sources
from app.records.models import Assignment, Completion, CompletionVoid, Excuse
from app.requirements.shapes import SponsorRule
from app.teams.models import Team, TeamDeparture, TeamEvent, TeamEventCancelled, TeamMember

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Coming:
    """An event of a team, that the rule is asked at."""

    team: str
    kind: str
    happens_on: dt.date


@dataclass(frozen=True, slots=True)
class Touched:
    """`teams` and `events` are the first of so many; `pages`: module, page, title."""

    teams: list[str]
    team_count: int
    events: list[Coming]
    event_count: int
    assignment_count: int
    pages: list[tuple[str, str, str]]


def touched_by(session: Session, rule: SponsorRule, *, on: dt.date) -> Touched:
    teams = select(Team.id).where(Team.sponsor == rule.sponsor_slug, Team.ends_on.is_(None) | (Team.ends_on >= on))
    events = _events(teams, rule, on)
    shown = session.execute(events.order_by(TeamEvent.happens_on, TeamEvent.id).limit(SHOWN))
    return Touched(
        teams=list(session.scalars(select(Team.title).where(Team.id.in_(teams)).order_by(Team.title).limit(SHOWN))),
        team_count=session.scalar(select(func.count()).select_from(teams.subquery())) or 0,
        events=[Coming(*row) for row in shown],
        event_count=session.scalar(select(func.count()).select_from(events.subquery())) or 0,
        assignment_count=session.scalar(_assignments(teams, on)) or 0,
        pages=pages_citing(session, rule.source_address),
    )


def pages_citing(session: Session, address: str) -> list[tuple[str, str, str]]:
    """Of every course that can be taken."""
    wanted = {source.id for source in current_sources(session).values() if _same(source.address, address)}
    found = {
        (page.module, page.slug, page.content.title)
        for course in current_courses(session)
        for page in course.pages
        if wanted & set(page.content.sources)
    }
    return sorted(found)


def _same(one: str, other: str) -> bool:
    return one.partition("#")[0].rstrip("/").casefold() == other.partition("#")[0].rstrip("/").casefold()


def _events(teams: Select[int], rule: SponsorRule, on: dt.date) -> Select[str, str, dt.date]:
    cancelled = select(TeamEventCancelled.id).where(TeamEventCancelled.event_id == TeamEvent.id).exists()
    query = select(Team.title, TeamEvent.kind, TeamEvent.happens_on).join(TeamEvent, TeamEvent.team_id == Team.id)
    return query.where(Team.id.in_(teams), TeamEvent.happens_on >= on, TeamEvent.kind.in_(rule.events), ~cancelled)


def _assignments(teams: Select[int], on: dt.date) -> Select[int]:
    """How many open ones the present people of these teams have."""
    left = select(TeamDeparture.id).where(TeamDeparture.member_id == TeamMember.id, TeamDeparture.until_on < on).exists()
    people = select(TeamMember.person_id).where(TeamMember.team_id.in_(teams), TeamMember.person_id.is_not(None), ~left)
    excused = select(Excuse.id).where(Excuse.assignment_id == Assignment.id).exists()
    void = select(CompletionVoid.id).where(CompletionVoid.completion_id == Completion.id).exists()
    done = select(Completion.id).where(
        Completion.person_id == Assignment.person_id,
        Completion.course_id == Assignment.course_id,
        Completion.completed_at >= Assignment.assigned_at,
        ~void,
    )
    return select(func.count(Assignment.id)).where(Assignment.person_id.in_(people), ~excused, ~done.exists())
