"""Who was given a letter or a link, when and by whom: part of what "last mailing" shows (`reminders.queries`)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.models import Mailing


def record_mailing(session: Session, *, person_id: int, kind: str, address: str | None, at: dt.datetime, by: int | None) -> None:
    """`address` None: the link was copied and given away by hand."""
    session.add(Mailing(person_id=person_id, kind=kind, address=address, sent_at=at, sent_by=by))
