"""Every command of the console program `openward`.

Exit codes: 0 in order; 1 something was found that needs a person; 2 wrong use; 3 cannot tell; 4 a setting is missing or unsafe.
"""

import click

COMMANDS: list[click.Command] = []
