"""The letter to somebody whose ways in an administrator has changed."""

from __future__ import annotations

from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.alerting import Change, alert
from app.mail.composing import Composer
from app.web.requests import now


def alert_person(session: Session, person_id: int, change: Change, *, name: str) -> None:
    composer = cast(Composer, current_app.extensions["openward.composer"])
    alert(session, composer, change, person_id=person_id, at=now(), name=name, by_office=True)
