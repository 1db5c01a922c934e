"""The letter to somebody whose ways in an administrator has changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.alerting import Change, alert
from app.web.requests import composer, now


def alert_person(session: Session, person_id: int, change: Change, *, name: str) -> None:
    alert(session, composer(), change, person_id=person_id, at=now(), name=name, by_office=True)
