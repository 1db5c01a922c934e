"""From what was typed to a check that is kept, and back: the question and answer as the page shows them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.models import Person
from app.accounts.resolving import resolve
from app.accounts.units import below
from app.credentials.wording import Issuer
from app.errors import Invalid, NotFound
from app.oversight.check_forms import CheckForm
from app.oversight.lists import read_file, read_lines
from app.oversight.reaching import awards_of, scope_of
from app.requirements.answers import Answer, Named, Question
from app.requirements.checking import check, check_all, keep_check
from app.requirements.hearing import meant_then, question_of
from app.requirements.models import Check
from app.requirements.queries import rules_known
from app.requirements.shapes import ROLES
from app.requirements.signing import signer_from
from app.teams.models import Team
from app.teams.shapes import Member
from app.web.guarding import principal
from app.web.requests import now, settings

RECENT = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept check as its page needs it. `data` is the answer as it was given. `by` is the name of whoever asked."""

    row: Check
    data: dict[str, Any]
    by: str
    team: Team | None


def sponsors(session: Session) -> list[tuple[str, str]]:
    """(slug, name) of those that have a rule."""
    names = {rule.sponsor_slug: f"{rule.sponsor}, {rule.name}" for _number, rule in rules_known(session, known_at=now())}
    return list(names.items())


def question_from(session: Session, form: CheckForm) -> Question:
    """Raises `Invalid` with one complaint for each line that cannot be read."""
    upload = form.file.data
    content = upload.read() if upload else b""
    read = read_file(content) if content else read_lines(form.people.data or "")
    if read.complaints:
        raise Invalid(" ".join(read.complaints[:20]), field="file" if content else "people")
    refuse_hidden(session, read.people, scope=scope_of(Permission.CHECK_TEAMS))
    return Question(form.sponsor.data, form.event.data, form.on.data, read.people, form.due_on.data)


def refuse_hidden(session: Session, people: Sequence[Named], *, scope: Collection[int] | None) -> None:
    """Raises `Invalid` where somebody on record stands in the place of a role: then people of whom nobody asked share a line."""
    asked = {(one.role, "") for one in people if one.role and one.role not in ROLES}
    found = resolve(session, asked, scope=scope) if asked else {}
    hidden = next((words for (words, _chosen), who in found.items() if who.people), None)
    if hidden:
        words = _("“%(name)s” stands where a role is expected. Write each person on a line of their own.", name=hidden)
        raise Invalid(words, field="people")


def question_about(
    team: Team, members: Sequence[Member], *, event: str | None, on: Any, due_on: Any = None, event_id: int | None = None
) -> Question:
    """About whoever is on the team on that day."""
    people = tuple(
        Named(one.typed, one.role, one.employer, one.joined_on, one.starts_on, one.person[0] if one.person else "")
        for one in members
        if one.is_on(on)
    )
    return Question(team.sponsor, event or "", on, people, due_on, team.id, event_id)


def ask(session: Session, question: Question) -> Answer:
    """As the signed-in person asks it now."""
    return check(
        session, question, zone=settings().zone, language=str(get_locale()), at=now(), scope=scope_of(Permission.CHECK_TEAMS)
    )


def ask_states(session: Session, questions: Sequence[Question]) -> list[Answer]:
    """For whoever may see the team: of a member, who is known by name to it, the state is no secret to its lead. Names that
    are nobody's yet are looked up as far as staff reaches: for its lead, nowhere."""
    if not questions:
        return []
    scope = scope_of(Permission.SEE_CHECKS)
    return check_all(session, questions, zone=settings().zone, language=str(get_locale()), at=now(), scope=scope)


def ask_and_keep(session: Session, question: Question) -> Check:
    config = settings()
    issuer = Issuer(config.institution, config.base_address, config.demo)
    signer = signer_from(config.key("signing"))
    return keep_check(session, ask(session, question), issuer=issuer, signer=signer, by=principal().id, at=now())


def ask_as_known(session: Session, kept: Kept, *, anew: bool) -> Answer:
    """The same question: as known when it was asked, of whoever was meant then, or (`anew`) with what is known now."""
    question, said = question_of(kept.row), {"zone": kept.data["zone"], "language": str(get_locale())}
    if anew:
        return check(session, question, **said, at=now(), scope=scope_of(Permission.SEE_CHECKS))
    meant = meant_then(session, kept.row)
    return check(session, question, **said, at=kept.row.asked_at, known_at=kept.row.known_at, meant=meant)


def with_choice(question: Question, typed: str, code: str) -> Question:
    return replace(question, people=tuple(replace(one, chosen=code) if one.typed == typed else one for one in question.people))


def kept_check(session: Session, code: str) -> Kept:
    """One that the signed-in person may see: the own, those of teams in reach, all for who reaches everywhere."""
    query = (
        select(Check, Person.name, Team)
        .outerjoin(Person, Person.id == Check.asked_by)
        .outerjoin(Team, Team.id == Check.team_id)
        .where(Check.code == code, _is_seen())
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("There is no check under this address.")
    if found[0].answer is None:
        raise NotFound("The names in this answer were blanked. Evidence that was kept can still be checked.")
    return Kept(found[0], json.loads(found[0].answer), found[1] or "", found[2])


def recent_checks(session: Session, *, team_id: int | None = None) -> list[tuple[Check, str, str]]:
    """(check, who asked, the team's name), newest first."""
    query = (
        select(Check, Person.name, Team.title)
        .outerjoin(Person, Person.id == Check.asked_by)
        .outerjoin(Team, Team.id == Check.team_id)
        .where(_is_seen())
        .order_by(Check.asked_at.desc(), Check.id.desc())
        .limit(RECENT)
    )
    if team_id is not None:
        query = query.where(Check.team_id == team_id)
    return [(row, by or "", team or "") for row, by, team in session.execute(query)]


def _is_seen() -> Any:
    scope = scope_of(Permission.SEE_CHECKS)
    if scope is None:
        return Check.id.is_not(None)
    named = Check.team_id.in_(awards_of(Permission.SEE_CHECKS))
    return or_(Check.asked_by == principal().id, Team.unit_id.in_(below(scope)), named)
