"""The privacy notice in its versions: a Markdown file each, named by the day since when it holds, and never changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from app.database.writing import insert_or_ignore
from app.errors import NotFound
from app.privacy.models import NoticeRead

FOLDER = Path(__file__).parent / "notices"


@dataclass(frozen=True, slots=True)
class Notice:
    """`digest` is the SHA-256 of the file: it names the version."""

    since_on: dt.date
    digest: str
    text: str


@cache
def notices() -> tuple[Notice, ...]:
    """Newest first."""
    files = sorted(FOLDER.glob("*.md"), reverse=True)
    return tuple(Notice(dt.date.fromisoformat(file.stem), _digest(file), file.read_text(encoding="utf-8")) for file in files)


def current_notice() -> Notice:
    return notices()[0]


def notice_since(day: str) -> Notice:
    """Raises `NotFound`."""
    found = next((notice for notice in notices() if notice.since_on.isoformat() == day), None)
    if found is None:
        raise NotFound("There is no privacy notice of this day.")
    return found


def keep_read(session: Session, *, person_id: int, digest: str, at: dt.datetime) -> None:
    """Raises `NotFound` for what is no notice."""
    if digest not in {notice.digest for notice in notices()}:
        raise NotFound("There is no such privacy notice.")
    insert_or_ignore(session, NoticeRead, {"person_id": person_id, "digest": digest, "read_at": at})


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
