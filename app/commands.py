"""Every command of the console program `openward`, and where it is: each is loaded when it is asked for.

Exit codes: 0 in order; 1 something was found that needs a person; 2 wrong use; 3 cannot tell; 4 a setting is missing or unsafe.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

import click
from flask.cli import AppGroup

_RUNNING, _DATABASE, _SETTLING = (f"app.operating.commands.{name}" for name in ("running", "database", "settling"))
MODULES = {
    "archive": _DATABASE,
    "audit": "app.operating.commands.auditing",
    "backup": _DATABASE,
    "check": "app.oversight.commands",
    "completions": "app.entry.commands",
    "content": "app.authoring.commands",
    "db": _DATABASE,
    "demo": "app.demo.commands",
    "jobs": _SETTLING,
    "mail": _SETTLING,
    "people": "app.entry.commands",
    "restore": _DATABASE,
    "rules": "app.operating.commands.ruling",
    "serve": _RUNNING,
    "sign-on": "app.entry.commands",
    "status": _RUNNING,
    "verify": "app.learning.commands",
    "work": _RUNNING,
}
OF_FILES = {("content", "check"), ("content", "links"), ("content", "new"), ("rules", "check")}
"""Commands that read and write files only, and ask nothing of an installation. `verify` is another, of a file."""


class Commands(AppGroup):
    """A process that works for months carries its own command alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES:
            return None
        return cast(click.Command, getattr(import_module(MODULES[cmd_name]), cmd_name.replace("-", "_")))


OPENWARD = Commands(
    "openward",
    help="""Training for research security, and proof of who has completed it.

    Exit codes: 0 in order; 1 something needs a person; 2 wrong use; 3 cannot tell; 4 a setting is missing or unsafe.
    docs/running.md says more of each command.""",
)
