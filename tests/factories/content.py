"""A small tree of content with every block and every type of question, and its publication."""

from __future__ import annotations

import datetime as dt
from functools import cache

from sqlalchemy.orm import Session

from app.catalogue.live import LiveCourse
from app.catalogue.models import Publication, Scope
from app.catalogue.publishing import publish
from app.catalogue.queries import current_course
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Bundle
from tests.factories.texts import ALL, KEYS

SMALL: dict[str, bytes] = {path: text.encode() for path, text in KEYS.items()}
"""One course, `keys`, of one module, `keys`: pages index, lending, asking; a quiz of eight that draws six, four to pass."""

LARGE: dict[str, bytes] = {path: text.encode() for path, text in ALL.items()}
"""And a module `travel` (pages index, packing; a quiz of two), and a course `keys-and-travel` that completes by its quizzes."""

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def publish_sample(
    session: Session, *, at: dt.datetime = AT, files: dict[str, bytes] | None = None, slug: str = "keys"
) -> LiveCourse:
    """Publishes SMALL (or `files`) and gives back the course `slug` as it is now."""
    publish_files(session, files or SMALL, at=at)
    return current_course(session, slug)


def publish_files(
    session: Session,
    files: dict[str, bytes],
    *,
    at: dt.datetime = AT,
    scope: Scope = Scope.SUBSTANTIVE,
    reason: str = "First publication",
    by: int | None = None,
    retires: bool = False,
) -> list[Publication]:
    return publish(session, _read(tuple(files.items())), at=at, by=by, scope=scope, reason=reason, retires=retires)


@cache
def _read(files: tuple[tuple[str, bytes], ...]) -> Bundle:
    """The same few trees are published by a thousand tests."""
    bundle, complaints = read_bundle(dict(files))
    assert not complaints, [str(complaint) for complaint in complaints]
    return bundle


def changed(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """The same tree with `old` replaced by `new` in one file."""
    text = files[path].decode()
    assert old in text, f"{old!r} is not in {path}"
    return files | {path: text.replace(old, new).encode()}
