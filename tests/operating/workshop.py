"""A worker with its own data folder, hearers and clock."""

from __future__ import annotations

import copy
import datetime as dt
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.access.models import Tally
from app.database.sessions import Database
from app.jobs.announcing import HEARERS, Hearer, Hearers, Moment, announce
from app.jobs.working import name_hearers
from app.mail.composing import Composer
from app.mail.models import LetterState
from app.mail.posting import post_letter
from app.mail.transports import NotHandedOver
from app.operating.working import Worker
from app.settings import Settings
from app.web.places import TEMPLATES

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


class Bag:
    """A way out that keeps what leaves; `is_closed` tells that it fails for now."""

    ends_as = LetterState.SENT

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.is_closed = False
        self.rests = 0

    def send(self, message: EmailMessage, *, sender: str, address: str) -> None:
        if self.is_closed:
            raise NotHandedOver("closed", is_server=True)
        self.letters.append(message)

    def rest(self) -> None:
        self.rests += 1


def note(moment: Moment) -> None:
    """Leaves a row, and a letter."""
    moment.session.execute(insert(Tally).values(key=f"{moment.payload['n']:064d}", window_at=AT, count=1))
    composed = moment.tools["composer"].compose("head", language="en", head="seal 1", day="2026-11-22")
    post_letter(moment.session, composed, address="ana@calder.example", at=moment.at)


def fail(moment: Moment) -> None:
    raise RuntimeError("no paper")


TABLE: Hearers = {"thing.happened": (Hearer("note", note),), "thing.broke": (Hearer("fail", fail),)}


def tell(database: Database, topic: str, number: int) -> None:
    with database.transaction() as session:
        session.info[HEARERS] = TABLE
        announce(session, topic, {"n": number}, at=AT)


class Clock:
    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> dt.datetime:
        return self.at


def make_worker(database: Database, settings: Settings, folder: Path, **given: Any) -> Worker:
    """Its announcements reach the hearers of `TABLE` alone, unless others are given."""
    if "hearers" not in given:
        database = copy.copy(database)
        database._info = {HEARERS: TABLE}
    own = settings.model_copy(update={"data": folder})
    composer = Composer(own, TEMPLATES / "mail")
    telling = copy.copy(database)
    telling._info = {HEARERS: TABLE}
    parts: dict[str, Any] = {
        "database": telling,
        "settings": own,
        "composer": composer,
        "hearers": name_hearers(TABLE),
        "tools": {"composer": composer},
        "transport": Bag(),
        "now": Clock(),
    }
    return Worker(**(parts | given))
