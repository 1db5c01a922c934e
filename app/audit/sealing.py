"""Chaining committed rows in order. Only the worker seals, one at a time."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.audit.digesting import FIRST, GONE, chain, digest_row, read_rows, sealed_tables
from app.audit.heads import Head, is_in_chain, newest_head
from app.audit.models import HeadSent, Seal, Unsealed
from app.errors import Conflict
from app.mail.composing import Composer
from app.mail.posting import post_letter

LOCK = 0x5EA1
"""PostgreSQL's advisory lock for sealing. On SQLite the writing transaction is the lock."""

Mark = tuple[int, str, int]
"""Id of the `Unsealed` row, kind, row id."""


class ChainBroken(Conflict):
    """The chain in the database does not hold the head that was kept: sealing stops, so that nothing covers this up."""


def seal_batch(session: Session, key: str, *, at: dt.datetime, kept: Head | None, limit: int = 500) -> tuple[Head | None, int]:
    """Returns the head, and how many rows were sealed. Nothing where another worker is sealing. Raises `ChainBroken`."""
    if not _take_turn(session):
        return None, 0
    if not is_in_chain(session, kept):
        assert kept is not None
        raise ChainBroken(f"The chain does not pass through seal {kept.number} as it was kept. Run: openward audit check")
    head = newest_head(session)
    query = select(Unsealed.id, Unsealed.kind, Unsealed.row_id).order_by(Unsealed.id).limit(limit)
    marks: list[Mark] = [(row.id, row.kind, row.row_id) for row in session.execute(query)]
    if not marks:
        return head, 0
    seals = _link(session, marks, key.encode(), head, at)
    if seals:
        session.execute(insert(Seal), seals)
        head = Head(seals[-1]["id"], seals[-1]["mac"], at)  # type: ignore[arg-type]
    session.execute(delete(Unsealed).where(Unsealed.id.in_([mark[0] for mark in marks])))
    return head, len(seals)


def _link(session: Session, marks: Sequence[Mark], key: bytes, head: Head | None, at: dt.datetime) -> list[dict[str, object]]:
    digests = _digest(session, marks)
    number, mac = (head.number, head.mac) if head else (0, FIRST)
    seals: list[dict[str, object]] = []
    for (kind, row_id), digest in digests.items():
        number += 1
        mac = chain(key, mac, number, kind, row_id, digest, at)
        seals.append({"id": number, "kind": kind, "row_id": row_id, "row_digest": digest, "mac": mac, "sealed_at": at})
    return seals


def _digest(session: Session, marks: Sequence[Mark]) -> dict[tuple[str, int], str]:
    """The digest of each marked row, in the order of the marks; rows that have a seal already keep it and are left out."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for _id, kind, row_id in marks:
        wanted[kind].append(row_id)
    found: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        sealed = set(session.execute(select(Seal.row_id).where(Seal.kind == kind, Seal.row_id.in_(ids))).scalars())
        rows = read_rows(session, kind, ids) if kind in sealed_tables() else {}
        found |= {(kind, one): digest_row(kind, rows[one]) if one in rows else GONE for one in ids if one not in sealed}
    return {(kind, row_id): found[kind, row_id] for _id, kind, row_id in marks if (kind, row_id) in found}


def _take_turn(session: Session) -> bool:
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.execute(select(func.pg_try_advisory_xact_lock(LOCK))).scalar_one())


def send_head(
    session: Session,
    composer: Composer,
    *,
    address: str,
    language: str,
    zone: str,
    at: dt.datetime,
    write: Callable[[Head], str] = str,
) -> bool:
    """The newest head as a letter, once a day of the institution's zone: as `write` puts it. Tells whether one was written."""
    day = at.astimezone(zoneinfo.ZoneInfo(zone))
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    head = newest_head(session)
    if head is None or session.execute(select(HeadSent.id).where(HeadSent.sent_at >= midnight).limit(1)).first():
        return False
    letter = composer.compose("head", language=language, head=write(head), day=day.date().isoformat())
    post_letter(session, letter, address=address, at=at, key=f"head:{day.date().isoformat()}")
    session.add(HeadSent(seal_id=head.number, mac=head.mac, sent_at=at, where=address))
    return True
