"""Teams from what was typed, or from a check; and the present answer for each of their coming days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.resolving import resolve
from app.errors import Invalid
from app.oversight.answering import AnswerView, view_of
from app.oversight.asking import Kept, ask_states, question_about, refuse_hidden
from app.oversight.check_forms import TeamFactsForm, TeamForm
from app.oversight.lists import read_lines
from app.oversight.reaching import scope_of
from app.privacy.retaining import years_after
from app.requirements.answers import Named
from app.requirements.checking import asked_of
from app.requirements.hearing import question_of
from app.teams.forming import Joining, add_event, add_members, describe_team, make_team
from app.teams.models import Team
from app.teams.shapes import Happening, Member
from app.web.guarding import principal
from app.web.requests import now, settings, today_here

MOST_DAYS = 4


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """What the answer would be now for one of a team's days. Nothing of it is kept."""

    event: Happening
    view: AnswerView


def joinings(session: Session, text: str) -> list[Joining]:
    """Who is certainly known is named as that person; the others stay as typed until somebody says who they are."""
    read = read_lines(text)
    if read.complaints:
        raise Invalid(" ".join(read.complaints[:20]), field="people")
    refuse_hidden(session, read.people, scope=scope_of(Permission.CHECK_TEAMS))
    return joinings_of(session, read.people)


def joinings_of(session: Session, people: tuple[Named, ...]) -> list[Joining]:
    found = resolve(session, {asked_of(one) for one in people}, scope=scope_of(Permission.CHECK_TEAMS))
    return [
        Joining(
            one.typed,
            person.id if (person := found[asked_of(one)].person) else None,
            one.role,
            one.employer,
            one.joined_on,
            one.starts_on,
        )
        for one in people
    ]


def make_from_form(session: Session, form: TeamForm, people: list[Joining], *, unit_id: int | None) -> Team:
    made = make_team(
        session,
        title=form.title.data,
        sponsor=form.sponsor.data,
        reference=form.reference.data,
        unit_id=unit_id,
        ends_on=form.ends_on.data,
        at=now(),
        by=principal().id,
    )
    add_members(session, made, people, from_on=today_here(), at=now(), by=principal().id)
    return made


def make_from_check(session: Session, kept: Kept, *, title: str, unit_id: int | None) -> Team:
    """The people of the check, and its day where that lies ahead."""
    row, by, at = kept.row, principal().id, now()
    made = make_team(session, title=title, sponsor=row.sponsor, reference="", unit_id=unit_id, at=at, by=by)
    people = joinings_of(session, question_of(row).people)
    add_members(session, made, people, from_on=min(today_here(), row.happens_on), at=at, by=by)
    if row.happens_on >= today_here():
        add_event(session, made, kind=row.event, happens_on=row.happens_on, due_on=row.due_on, at=at, by=by)
    return made


def describe_from_form(session: Session, team_id: int, form: TeamFactsForm) -> None:
    team = session.get_one(Team, team_id, with_for_update=True)
    said = {"title": form.title.data, "reference": form.reference.data, "ends_on": form.ends_on.data}
    describe_team(session, team, **said, at=now(), by=principal().id)


def kept_until(team: Team) -> dt.date | None:
    """The last day on which the records of its award are kept for certain; None where the award's end is not known."""
    return years_after(team.ends_on, settings().retention_years) if team.ends_on else None


def _days_ahead(events: Sequence[Happening], on: dt.date) -> list[Happening]:
    return [one for one in events if one.happens_on >= on and not one.is_cancelled][:MOST_DAYS]


def live_answers(
    session: Session, team: Team, members: Sequence[Member], events: Sequence[Happening], on: dt.date
) -> tuple[list[DayAnswer], frozenset[int]]:
    """For the coming days of a team, the nearest first; and whose states they tell, also of who was known by what was typed."""
    ahead = _days_ahead(events, on)
    asked = [(one, question_about(team, members, event=one.kind, on=one.happens_on, due_on=one.due_on)) for one in ahead]
    asked = [(event, question) for event, question in asked if question.people]
    answers = ask_states(session, [question for _event, question in asked])
    days = [
        DayAnswer(event, view_of(answer.as_data(), str(get_locale())))
        for (event, _question), answer in zip(asked, answers, strict=True)
    ]
    return days, frozenset[int]().union(*(answer.subjects for answer in answers))
