"""The person's own choice of what the verification page shows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.credentials.models import Certificate, NameShowing
from app.database.writing import insert_or_update
from app.errors import NotFound
from app.records.models import Completion


def show_name(session: Session, *, certificate_id: int, person_id: int, in_full: bool, at: dt.datetime) -> None:
    mine = Completion.person_id.in_(selves_of(person_id))
    query = select(Certificate.id).join(Completion).where(Certificate.id == certificate_id, mine)
    if session.execute(query).first() is None:
        raise NotFound("There is no such certificate on your record.")
    values = {"certificate_id": certificate_id, "in_full": in_full, "chosen_at": at}
    insert_or_update(session, NameShowing, values, key=[NameShowing.certificate_id])
