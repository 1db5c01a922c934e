"""Where a page of a list ended. Lists are read by ascending row: what is added meanwhile comes later, nothing comes twice."""

from __future__ import annotations

import base64
import binascii
import re

from app.errors import NotFound

SHAPE = r"^[A-Za-z0-9_-]{1,80}$"
_INSIDE = re.compile(r"([a-z]+):([1-9][0-9]{0,17})", re.ASCII)


def cursor_after(collection: str, row_id: int) -> str:
    return base64.urlsafe_b64encode(f"{collection}:{row_id}".encode()).decode().rstrip("=")


def read_cursor(collection: str, cursor: str | None) -> int:
    """The row after which to go on. Raises `NotFound` for what was never given out for this list."""
    if cursor is None:
        return 0
    try:
        inside = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise NotFound("This cursor leads nowhere in %(list)s.", list=collection) from None
    found = _INSIDE.fullmatch(inside)
    if not found or found[1] != collection or cursor_after(collection, int(found[2])) != cursor:
        raise NotFound("This cursor leads nowhere in %(list)s.", list=collection)
    return int(found[2])
