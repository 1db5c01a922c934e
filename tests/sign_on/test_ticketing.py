"""Tickets: good once, for a while, for one step."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.operating.housekeeping import keep_hour
from app.settings import Settings
from app.sign_on.models import SignOnTicket, Step
from app.sign_on.shapes import Reason, Refused
from app.sign_on.ticketing import LASTING, find_ticket, keep_ticket, use_ticket

NOON = dt.datetime(2026, 3, 2, 17, tzinfo=dt.UTC)


def keep(session: Session, secret: str = "secret", step: Step = Step.WAY) -> None:
    keep_ticket(session, secret=secret, step=step, provider="calder", offer={"nonce": "n"}, at=NOON)


def reason_of(session: Session, step: Step = Step.WAY, at: dt.datetime = NOON) -> Reason:
    with pytest.raises(Refused) as refusal:
        use_ticket(session, secret="secret", step=step, at=at)
    return refusal.value.reason


def test_once(session: Session) -> None:
    keep(session)
    assert find_ticket(session, secret="secret", step=Step.WAY, at=NOON).offer == {"nonce": "n"}
    assert use_ticket(session, secret="secret", step=Step.WAY, at=NOON).offer == {"nonce": "n"}
    assert reason_of(session) == Reason.USED


def test_for_its_step_and_time(session: Session) -> None:
    keep(session)
    assert reason_of(session, step=Step.LETTER) == Reason.NOT_BEGUN
    assert reason_of(session, at=NOON + LASTING[Step.WAY]) == Reason.LATE


def test_of_many_at_once_one_gets_it(database: Database) -> None:
    with database.transaction() as session:
        keep(session)

    def use(_nth: int) -> bool:
        try:
            with database.transaction() as session:
                use_ticket(session, secret="secret", step=Step.WAY, at=NOON)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(use, range(12))) == 1


def test_old_ones_are_forgotten(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        keep(session, "way")
        keep(session, "letter", Step.LETTER)
    keep_hour(database, settings, at=NOON + dt.timedelta(days=2))
    with database.reading() as session:
        assert session.scalars(select(SignOnTicket.step)).all() == ["letter"]
    keep_hour(database, settings, at=NOON + dt.timedelta(days=5))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignOnTicket)) == 0
