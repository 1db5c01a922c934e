"""Letters that tell somebody of a change to the own account."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.alerting import Change, alert
from app.web.requests import composer, now


def tell_by_letter(
    session: Session, person_id: int, change: Change, *, name: str = "", left: int = 0, former: str | None = None
) -> None:
    alert(session, composer(), change, person_id=person_id, at=now(), name=name, left=left, former=former)
