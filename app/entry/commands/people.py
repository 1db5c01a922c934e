"""`openward people`: making accounts and giving roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.accounts.addressing import clean_address
from app.accounts.granting import grant_role
from app.accounts.inviting import Invitation, invite, prepare_invitation
from app.accounts.models import Role
from app.accounts.queries import find_by_address, unit_named
from app.entry.proving import cipher
from app.errors import Conflict, NotFound
from app.factors.timing import renew_secrets
from app.teams.queries import teams_called
from app.web.requests import composer, now, settings, transaction

UNIT = click.option("--unit", metavar="SLUG", help="The unit, by its slug.")
TEAMS = click.option(
    "--team", "teams", multiple=True, metavar="NUMBER", help="An award, for an auditor who sees nothing else: its number or name."
)
UNTIL = click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The last day of the role.")


@click.group("people")
def people() -> None:
    """Make accounts and give roles."""


@people.command("add")
@click.argument("name")
@click.argument("address")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="A role beside that of learner, which all have.")
@UNIT
@UNTIL
@with_appcontext
def add(name: str, address: str, role: str | None, unit: str | None, until: dt.datetime | None) -> None:
    """Invite NAME at ADDRESS, who sets a password from the letter. So the first administrator is made:

    openward people add "Ada Byron" ada@university.edu --role administrator
    """
    who = {"name": name, "address": address, "language": settings().languages[0], "zone": settings().zone}
    invitation = prepare_invitation(composer(), base_address=settings().base_address, **who)
    with transaction() as session:
        unit_id = unit_named(session, unit).id if unit else None
        person = invite(session, invitation, at=now(), by=None, unit_id=unit_id).person
        if role:
            _grant(session, person.id, role, unit_id=unit_id, until=until)
    click.echo(_told(invitation))


@people.command("grant")
@click.argument("address")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@UNIT
@TEAMS
@UNTIL
@with_appcontext
def grant(address: str, role: str, unit: str | None, teams: tuple[str, ...], until: dt.datetime | None) -> None:
    """Give ROLE to the person with ADDRESS.

    It holds below a unit, for single awards, or everywhere.
    """
    with transaction() as session:
        person = find_by_address(session, clean_address(address))
        if person is None:
            raise NotFound("Nobody has this address. Make the account first: openward people add NAME ADDRESS")
        name = person.name
        where = {"unit_id": unit_named(session, unit).id if unit else None}
        _grant(session, person.id, role, **where, until=until, team_ids=[team.id for team in teams_called(session, teams)])
    click.echo(f"{name} is {role} now.")


@people.command("rekey")
@with_appcontext
def rekey() -> None:
    """Encrypt second factors anew, so that a former key may go."""
    with transaction() as session:
        changed, lost = renew_secrets(session, cipher=cipher())
    click.echo(f"{changed} encrypted anew.")
    if lost:
        raise Conflict(
            "%(lost)s under a key that is not in the settings: put it into OPENWARD_FORMER_SECRET_KEYS, or reset them.", lost=lost
        )


def _grant(
    session: Session,
    person_id: int,
    role: str,
    *,
    unit_id: int | None,
    until: dt.datetime | None,
    team_ids: Collection[int] = (),
) -> None:
    whole = unit_id if role in (Role.OFFICER, Role.AUDITOR) else None
    where: dict[str, Any] = {"unit_id": whole, "team_ids": team_ids, "ends_on": until.date() if until else None}
    grant_role(session, person_id=person_id, role=role, **where, at=now(), by=None)


def _told(invitation: Invitation) -> str:
    if settings().smtp_host:
        return f"A letter is on its way to {invitation.address}."
    return f"No mail server is set. Give this link to {invitation.name} (it works once, for 30 days):\n{invitation.link}"
