"""The letter to somebody whose ways in an administrator has changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.alerting import Change, alert
from app.accounts.models import Merge, Person
from app.web.requests import composer, now


def alert_person(session: Session, person_id: int, change: Change, *, name: str) -> None:
    alert(session, composer(), change, person_id=person_id, at=now(), name=name, by_office=True)


def alert_pair(session: Session, merge: Merge, change: Change) -> None:
    """To the addresses of both records, each with the name of the other: who is another person hears of it."""
    for one, other in ((merge.person_id, merge.into_id), (merge.into_id, merge.person_id)):
        alert_person(session, one, change, name=session.get_one(Person, other).name)
