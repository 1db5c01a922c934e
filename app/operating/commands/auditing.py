"""audit check."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.audit.checking import check_chain
from app.audit.heads import FILE, parse_head, read_head
from app.catalogue.keeping import altered_versions
from app.operating.wording import counted
from app.requirements.seal_signing import is_head_signed, signature_in
from app.requirements.signing import published_keys, signer_from
from app.web.requests import database, settings

audit = AppGroup("audit", help="The seal over all records.")
NOT_OURS = "The head is not signed by a key of this institution: it was changed, or comes from elsewhere."


@audit.command("check")
@click.option(
    "--head",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head kept elsewhere: sealed-head, seal.json, or a letter that brought one. Without it, the one in the data folder.",
)
def check(file: Path | None) -> None:
    """Recompute every sealed row and the chain over them. Exit 1 where something was changed, removed or put in."""
    text = file.read_text(encoding="utf-8", errors="replace") if file else ""
    head = parse_head(text) if file else read_head(settings().data / FILE)
    signature = signature_in(text)
    with database().snapshot() as session:
        findings = check_chain(session, settings().key("seal"), head)
        for sentence in altered_versions(session):
            findings.add(sentence)
        keys = [signer_from(settings().key("signing")).public, *published_keys(session)["keys"]]
    if head and signature and not is_head_signed(head, signature, {"keys": keys}):
        findings.add(NOT_OURS)
    for sentence in findings.faults:
        click.echo(sentence)
    if findings.count > len(findings.faults):
        click.echo(f"… and {findings.count - len(findings.faults)} more.")
    words = f"{counted(findings.sealed, 'row')} sealed, {findings.unsealed} not yet."
    if head is not None:
        signed = ", signed" if signature else ""
        words += f" The chain was compared with seal {head.number}, kept {head.sealed_at:%Y-%m-%d %H:%M} UTC{signed}."
    click.echo(f"{'In order' if findings.is_clean else counted(findings.count, 'fault')}. {words}")
    sys.exit(0 if findings.is_clean else 1)
