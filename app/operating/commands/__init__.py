"""The commands of whoever runs an installation, by what they are about."""

import click

from app.operating.commands.auditing import audit
from app.operating.commands.database import archive, backup, db, restore
from app.operating.commands.ruling import rules
from app.operating.commands.running import serve, status, work
from app.operating.commands.settling import jobs, mail

OPERATING: list[click.Command] = [serve, work, status, db, backup, restore, archive, audit, mail, jobs, rules]
