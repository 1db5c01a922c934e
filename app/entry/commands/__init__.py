"""What `openward people` and `openward completions` do."""

import click

from app.entry.commands.importing import import_completions, import_roster
from app.entry.commands.people import people

people.add_command(import_roster)


@click.group("completions")
def completions() -> None:
    """Bring completions over from elsewhere."""


completions.add_command(import_completions)

__all__ = ["completions", "people"]
