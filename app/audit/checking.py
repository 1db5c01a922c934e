"""Recomputing every sealed row and every link of the chain, from the rows as they are now."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.audit.digesting import FIRST, GONE, chain, digest_row, false_words, read_rows, sealed_tables, table_of
from app.audit.heads import Head
from app.audit.models import HeadSent, Seal, Unsealed
from app.documents.models import Blob

BATCH = 1000
FILES = 20
"""Read at once; the largest that is taken has some megabytes."""
MOST_TOLD = 100

UNFIT = "does not follow from the one before it"
Link = Row[int, str, int, str, str, dt.datetime]


@dataclass(slots=True)
class Findings:
    """`faults` are sentences, the first hundred; `count` counts them all. What is not yet sealed is no fault."""

    sealed: int = 0
    unsealed: int = 0
    head: Head | None = None
    count: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.count == 0

    def add(self, sentence: str) -> None:
        self.count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(sentence)


def check_chain(session: Session, key: str, head: Head | None = None) -> Findings:
    """In one snapshot, in constant memory. `head` is what was kept outside: the chain must pass through it."""
    findings = Findings(unsealed=session.execute(select(func.count()).select_from(Unsealed)).scalar_one())
    kept = {sent.seal_id: sent.mac for sent in session.execute(select(HeadSent.seal_id, HeadSent.mac))}
    _check_links(session, key.encode(), kept | ({head.number: head.mac} if head else {}), findings)
    for kind in sealed_tables():
        _check_never_queued(session, kind, findings)
    _check_files(session, findings)
    return findings


def _check_links(session: Session, key: bytes, kept: dict[int, str], findings: Findings) -> None:
    expected, before, broken = 1, FIRST, 0
    for batch in _links(session):
        for link in batch:
            if link.id != expected:
                findings.add(f"Seals {expected} to {link.id - 1} are missing.")
            if link.mac != chain(key, before, link.id, link.kind, link.row_id, link.row_digest, link.sealed_at):
                broken += 1
                findings.add(f"Seal {link.id} {UNFIT}: the chain was rewritten here.")
            if kept.pop(link.id, link.mac) != link.mac:
                findings.add(f"Seal {link.id} is not the one that left the building: the chain was rewritten.")
            expected, before = link.id + 1, link.mac
            findings.sealed += 1
            findings.head = Head(link.id, link.mac, link.sealed_at)
        _check_rows(session, batch, findings)
    for number in sorted(kept):
        findings.add(f"The chain ends at seal {expected - 1}, but seal {number} was kept outside: the end was cut off.")
    if broken and broken == findings.sealed:
        findings.faults = [sentence for sentence in findings.faults if UNFIT not in sentence]
        findings.faults.insert(0, "No seal fits the key: this is another key, or the whole chain was made without it.")


def _links(session: Session) -> Iterator[Sequence[Link]]:
    last = 0
    columns = (Seal.id, Seal.kind, Seal.row_id, Seal.row_digest, Seal.mac, Seal.sealed_at)
    while batch := session.execute(select(*columns).where(Seal.id > last).order_by(Seal.id).limit(BATCH)).all():
        yield batch
        last = batch[-1].id


def _check_rows(session: Session, batch: Sequence[Link], findings: Findings) -> None:
    by_kind: defaultdict[str, list[Link]] = defaultdict(list)
    for link in batch:
        by_kind[link.kind].append(link)
    for kind, links in by_kind.items():
        if kind not in sealed_tables():
            findings.add(f"Seal {links[0].id} is about {kind}: no sealed table has this name.")
            continue
        rows = read_rows(session, kind, [link.row_id for link in links])
        for link in links:
            name = f"{kind} {link.row_id} (seal {link.id})"
            if link.row_digest == GONE:
                findings.add(f"{name} vanished before it could be sealed.")
            elif link.row_id not in rows:
                findings.add(f"{name} is gone.")
            elif digest_row(kind, rows[link.row_id]) != link.row_digest:
                findings.add(f"{name} was changed after it was sealed.")
            else:
                for column in false_words(kind, rows[link.row_id]):
                    findings.add(f"{name}: the {column} was changed after it was sealed.")


def _check_files(session: Session, findings: Findings) -> None:
    """Certificates that were handed in, lessons as they were taught, papers: each by its digest. What was erased is empty."""
    last = ""
    while files := session.execute(
        select(Blob.digest, Blob.bytes).where(Blob.digest > last).order_by(Blob.digest).limit(FILES)
    ).all():
        for digest, content in files:
            if content and hashlib.sha256(content).hexdigest() != digest:
                findings.add(f"The file {digest[:16]}… was changed: its bytes are not those of its digest.")
        last = files[-1].digest


def _check_never_queued(session: Session, kind: str, findings: Findings) -> None:
    """Rows that came into the table by another way than the program: they have neither a seal nor a mark for one."""
    ids = table_of(kind).columns.id
    is_sealed = select(Seal.id).where(Seal.kind == kind, Seal.row_id == ids).exists()
    is_queued = select(Unsealed.id).where(Unsealed.kind == kind, Unsealed.row_id == ids).exists()
    query = select(ids).where(~is_sealed, ~is_queued).order_by(ids).execution_options(yield_per=BATCH)
    for row_id in session.execute(query).scalars():
        findings.add(f"{kind} {row_id} was put in past the program: it was never marked for sealing.")
