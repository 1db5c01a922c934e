"""Rosters as files, and everything that is done with one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.roster.applying import Wish, apply_roster, foresee
from app.roster.reading import read_roster
from app.roster.shapes import Plan

HEAD = ("employee_number", "orcid", "address", "name", "unit", "affiliation", "first_day", "last_day")
ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0001-5109-3700"
PROVIDERS = ("calder",)
ON = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 15, tzinfo=dt.UTC)


def roster(*lines: str, head: tuple[str, ...] = HEAD) -> bytes:
    """Lines with semicolons, below the usual head."""
    return "\n".join([";".join(head), *lines]).encode()


def look(
    session: Session, content: bytes, *, is_whole: bool = False, same: frozenset[int] = frozenset(), on: dt.date = ON
) -> Plan:
    return foresee(session, Wish(read_roster(content, PROVIDERS), is_whole, same), on=on).plan


def press(
    session: Session, content: bytes, *, is_whole: bool = False, same: frozenset[int] = frozenset(), on: dt.date = ON
) -> Plan:
    """Previewed, then applied."""
    wish = Wish(read_roster(content, PROVIDERS), is_whole, same)
    seen = foresee(session, wish, on=on).plan.digest
    at = dt.datetime.combine(on, AT.timetz())
    plan = apply_roster(session, wish, seen=seen, on=on, language="en", zone="UTC", file="f" * 64, at=at, by=None)
    session.expire_all()
    return plan
