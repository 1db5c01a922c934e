"""Tickets: made at one step of a sign-on, used once at the next. So nothing that comes back can be played twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from app.sign_on.models import SignOnTicket, Step
from app.sign_on.shapes import Reason, Refused

LASTING = {
    Step.WAY: dt.timedelta(minutes=30),
    Step.ANSWER: dt.timedelta(minutes=2),
    Step.INTRODUCED: dt.timedelta(hours=1),
    Step.LETTER: dt.timedelta(days=3),
}


def keep_ticket(session: Session, *, secret: str, step: Step, provider: str, offer: dict[str, Any], at: dt.datetime) -> None:
    values = {"digest": _digest(step, secret), "step": step, "provider": provider, "offer": offer}
    session.add(SignOnTicket(**values, made_at=at, ends_at=at + LASTING[step]))
    session.flush()


def find_ticket(session: Session, *, secret: str, step: Step, at: dt.datetime) -> SignOnTicket:
    """Looks without using. Raises `Refused`."""
    query = select(SignOnTicket).where(SignOnTicket.digest == _digest(step, secret))
    ticket = session.execute(query).scalar_one_or_none()
    if ticket is None:
        raise Refused(Reason.NOT_BEGUN)
    if ticket.used_at is not None:
        raise Refused(Reason.USED)
    if ticket.ends_at <= at:
        raise Refused(Reason.LATE)
    return ticket


def use_ticket(session: Session, *, secret: str, step: Step, at: dt.datetime) -> SignOnTicket:
    """Of two that come with it, one gets it. Raises `Refused`."""
    ticket = find_ticket(session, secret=secret, step=step, at=at)
    session.expunge(ticket)
    mine = (SignOnTicket.id == ticket.id, SignOnTicket.used_at.is_(None))
    result = session.execute(update(SignOnTicket).where(*mine).values(used_at=at, offer={}))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Refused(Reason.USED)
    return ticket


def forget_tickets(session: Session, *, at: dt.datetime) -> None:
    """A day after their end: until then a second use is told from an unknown one."""
    session.execute(delete(SignOnTicket).where(SignOnTicket.ends_at < at - dt.timedelta(days=1)))


def _digest(step: Step, secret: str) -> str:
    return hashlib.sha256(f"{step}\0{secret}".encode()).hexdigest()
