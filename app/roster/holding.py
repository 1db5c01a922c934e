"""A file between its preview and the second press: kept packed, for a day, few at a time."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import Conflict, Gone, Invalid, NotFound
from app.roster.models import RosterFile

LARGEST = 20_000_000
KEPT = dt.timedelta(days=1)
MOST = 5
"""Files of one person that wait at the same time; a further one takes the place of the oldest."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Made before the transaction that keeps it."""

    name: str
    digest: str
    size: int
    content: bytes


def pack(name: str, content: bytes) -> Packed:
    """Raises `Invalid` for a file that is too large."""
    if len(content) > LARGEST:
        raise Invalid(
            "The file has more than %(megabytes)s megabytes. Send it in parts.",
            megabytes=LARGEST // 1000000,
            field="file",
        )
    kept = " ".join(name.replace("\\", "/").rpartition("/")[2].split())[:200] or "roster"
    return Packed(kept, hashlib.sha256(content).hexdigest(), len(content), zlib.compress(content, 6))


def keep_file(session: Session, packed: Packed, *, is_whole: bool, by: int | None, at: dt.datetime) -> RosterFile:
    kept = RosterFile(
        name=packed.name, digest=packed.digest, size=packed.size, packed=packed.content, is_whole=is_whole, kept_at=at, kept_by=by
    )
    session.add(kept)
    session.flush()
    mine = select(RosterFile.id).where(RosterFile.kept_by == by, RosterFile.packed.is_not(None))
    old = session.scalars(mine.order_by(RosterFile.id.desc()).offset(MOST)).all()
    session.execute(update(RosterFile).where(RosterFile.id.in_(old)).values(packed=None))
    return kept


def find_file(session: Session, code: str) -> tuple[RosterFile, bytes]:
    """With its bytes. Raises `NotFound`, `Conflict` for one that was applied, `Gone` for one that was forgotten."""
    kept = session.scalars(select(RosterFile).where(RosterFile.code == code)).one_or_none()
    if kept is None:
        raise NotFound("There is no such file.")
    if kept.applied_at is not None:
        raise Conflict("This file was applied before. Nothing was done twice.")
    if kept.packed is None:
        raise Gone("A file waits for a day. This one waited longer, or newer ones took its place: send it again.")
    return kept, zlib.decompress(kept.packed)


def end_file(session: Session, code: str, *, at: dt.datetime) -> None:
    """It is applied. Of two presses, one gets through: the other gets `Conflict`."""
    waiting = (RosterFile.code == code, RosterFile.applied_at.is_(None))
    ended = session.execute(
        update(RosterFile).where(*waiting).values(applied_at=at, packed=None).returning(RosterFile.id)
    ).first()
    if ended is None:
        raise Conflict("This file was applied before. Nothing was done twice.")


def forget_files(session: Session, *, before: dt.datetime) -> None:
    """What was in them; that they were sent stays."""
    old = (RosterFile.kept_at < before, RosterFile.packed.is_not(None))
    session.execute(update(RosterFile).where(*old).values(packed=None))
