"""Every command of the console program `openward`.

Exit codes: 0 in order; 1 something was found that needs a person; 2 wrong use; 3 cannot tell; 4 a setting is missing or unsafe.
"""

import click

from app.authoring.commands import content
from app.demo.commands import demo
from app.entry.commands import completions, people, sign_on
from app.learning.commands import verify
from app.operating.commands import OPERATING
from app.oversight.commands import check

COMMANDS: list[click.Command] = [check, completions, content, demo, people, sign_on, verify, *OPERATING]
OF_FILES = {("content", "check"), ("content", "links"), ("content", "new"), ("rules", "check")}
"""Commands that read and write files only, and ask nothing of an installation. `verify` is another, of a file."""

OPENWARD = click.Group(
    "openward",
    commands=COMMANDS,
    help="""Training for research security, and proof of who has completed it.

    Exit codes: 0 in order; 1 something needs a person; 2 wrong use; 3 cannot tell; 4 a setting is missing or unsafe.
    docs/running.md says more of each command.""",
)
