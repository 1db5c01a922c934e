"""What `openward people`, `openward completions` and `openward sign-on` do."""

import click

from app.entry.commands.importing import import_completions, import_roster
from app.entry.commands.people import people
from app.entry.commands.signing_on import sign_on

people.add_command(import_roster)


@click.group("completions")
def completions() -> None:
    """Bring completions over from elsewhere."""


completions.add_command(import_completions)

__all__ = ["completions", "people", "sign_on"]
