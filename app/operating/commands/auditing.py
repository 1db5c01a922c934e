"""audit check."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.audit.checking import check_chain
from app.audit.heads import FILE, parse_head, read_head
from app.operating.wording import counted
from app.web.requests import database, settings

audit = AppGroup("audit", help="The seal over all records.")


@audit.command("check")
@click.option(
    "--head",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head kept elsewhere: the file sealed-head, or a letter that brought one. Without it, the one in the data folder.",
)
def check(file: Path | None) -> None:
    """Recompute every sealed row and the chain over them. Exit 1 where something was changed, removed or put in."""
    head = parse_head(file.read_text(encoding="utf-8", errors="replace")) if file else read_head(settings().data / FILE)
    with database().snapshot() as session:
        findings = check_chain(session, settings().key("seal"), head)
    for sentence in findings.faults:
        click.echo(sentence)
    if findings.count > len(findings.faults):
        click.echo(f"… and {findings.count - len(findings.faults)} more.")
    words = f"{counted(findings.sealed, 'row')} sealed, {findings.unsealed} not yet."
    if head is not None:
        words += f" The chain was compared with seal {head.number}, kept {head.sealed_at:%Y-%m-%d %H:%M} UTC."
    click.echo(f"{'In order' if findings.is_clean else counted(findings.count, 'fault')}. {words}")
    sys.exit(0 if findings.is_clean else 1)
