"""Marking a page as read."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy.orm import Session

from app.catalogue.live import LivePage
from app.database.writing import insert_or_ignore
from app.enrolments.enrolling import lock_enrolment
from app.enrolments.models import PageRead


def mark_read(
    session: Session, *, enrolment_id: int, page: LivePage, manner: Literal["read", "known"] = "read", at: dt.datetime
) -> bool:
    """Once for a page in one edition: the first reading stays. Tells whether this was it."""
    lock_enrolment(session, enrolment_id)
    values = {
        "enrolment_id": enrolment_id,
        "page_id": page.page_id,
        "edition": page.edition,
        "page_version_id": page.page_version_id,
        "manner": manner,
        "read_at": at,
        "recorded_at": at,
    }
    return insert_or_ignore(session, PageRead, values)
