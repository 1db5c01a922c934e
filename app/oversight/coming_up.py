"""Teams with a day ahead and somebody who is not covered on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.oversight.asking import ask_states, question_about
from app.requirements.answer_wording import headline
from app.teams.models import Team
from app.teams.queries import members_of, teams_seen
from app.teams.shapes import TeamLine

DAYS_AHEAD = 60
MOST = 25


def coming_up(
    session: Session, *, scope: Collection[int] | None, named: Collection[int] = (), today: dt.date
) -> list[tuple[TeamLine, bool | None, str]]:
    """Of units in `scope`, and `named`, those with the nearest day first: the team, the verdict as of now, and its words. Covered
    teams are left out."""
    until = today + dt.timedelta(days=DAYS_AHEAD)
    lines = teams_seen(session, scope=scope, named=named, on=today, until=until)[:MOST]
    teams = {team.id: team for team in session.scalars(select(Team).where(Team.id.in_([line.id for line in lines])))}
    members = members_of(session, list(teams))
    asked = [
        (line, question_about(teams[line.id], members[line.id], event=line.next_kind, on=line.next_on, due_on=line.next_due_on))
        for line in lines
    ]
    asked = [(line, question) for line, question in asked if question.people]
    answers = ask_states(session, [question for _line, question in asked])
    return [
        (line, answer.covered, headline(answer.covered, answer.worst, str(get_locale())))
        for (line, _question), answer in zip(asked, answers, strict=True)
        if answer.covered is not True
    ]
