"""`openward sign-on`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.entry.signing_on import trouble_with
from app.web.requests import providers


@click.group("sign-on")
def sign_on() -> None:
    """Ask whether the providers of sign-on are there."""


@sign_on.command("check")
@with_appcontext
def check() -> None:
    """Ask each provider what it says of itself.

    So a sign-on begins. Exit 1 where one does not answer as it must.
    """
    found = {provider.id: trouble_with(provider.id) for provider in providers()}
    for provider_id, trouble in found.items():
        click.echo(f"{provider_id}: {trouble or 'in order'}")
    if any(found.values()):
        raise SystemExit(1)
