from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text, update

from app.audit.heads import FILE, write_head
from app.audit.models import Seal
from app.audit.sealing import seal_batch
from app.database.sessions import Database
from app.jobs.beating import beat
from app.mail.composing import Composed
from app.mail.models import Letter
from app.mail.posting import post_letter
from app.mail.settling import hold_mail
from app.operating.backing import record_backup, write_backup
from app.operating.reporting import Status, describe_status, report_status
from app.settings import Settings
from tests.audit.ledger import KEY, make_facts
from tests.operating.workshop import AT, tell


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"data": tmp_path, "smtp_host": "mail.calder.example", "backup_days": 0})


def look(database: Database, settings: Settings, at: dt.datetime = AT) -> Status:
    with database.snapshot() as session:
        return report_status(session, settings, at=at)


def be_alive(database: Database) -> None:
    with database.transaction() as session:
        beat(session, worker="calder:7", at=AT)


def test_in_order(database: Database, own: Settings) -> None:
    be_alive(database)
    status = look(database, own, AT + dt.timedelta(seconds=50))
    assert status.needs == []
    assert status.workers == ["calder:7"]
    assert describe_status(status)[-1] == "In order."


def test_no_life(database: Database, own: Settings) -> None:
    be_alive(database)
    status = look(database, own, AT + dt.timedelta(seconds=61))
    assert len(status.needs) == 1
    assert "last seen 2026-11-22 12:00:00 UTC" in "\n".join(describe_status(status))


def test_no_mail_server(database: Database, own: Settings) -> None:
    be_alive(database)
    bare = own.model_copy(update={"smtp_host": ""})
    assert "No mail server is set" in look(database, bare).needs[0]
    assert look(database, bare.model_copy(update={"demo": True})).needs == []


def test_everything_that_needs_a_person(database: Database, own: Settings) -> None:
    be_alive(database)
    make_facts(database)
    tell(database, "thing.broke", 1)
    with database.transaction() as session:
        session.execute(text("UPDATE announcement SET failed_at = announced_at"))
        for number, state in enumerate(["waiting", "uncertain", "failed"]):
            post_letter(session, Composed("head", "s", "t", "h"), address="a@x.example", at=AT, key=state)
            session.execute(update(Letter).where(Letter.unique_key == state).values(state=state))
            assert number < 3
        hold_mail(session, because="moved", at=AT)
        head, _sealed = seal_batch(session, KEY, at=AT, kept=None, limit=5)
        assert head is not None
        write_head(own.data / FILE, head)
    status = look(database, own)
    assert (status.seals, status.unsealed, status.letters["held"]) == (5, 3, 1)
    assert [need.split(":")[0] for need in status.needs] == [
        "1 announcement failed",
        "Mail is held (moved)",
        "1 letter uncertain",
        "1 letter failed",
    ]
    with database.transaction() as session:
        session.execute(update(Seal).where(Seal.id == 5).values(mac="0" * 64))
    assert "do not fit the head" in look(database, own).needs[-1]
    (own.data / FILE).write_text("nothing")
    assert "do not fit the head" in look(database, own).needs[-1]


def test_tables_of_another_version(database: Database, own: Settings) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001_people'"))
    try:
        status = look(database, own)
    finally:
        with database.transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :wanted"), {"wanted": status.wanted_revision})
    assert "openward db upgrade" in status.needs[0]
    assert "not the newest" in describe_status(status)[1]


def test_the_last_good_backup(database: Database, own: Settings, tmp_path: Path) -> None:
    be_alive(database)
    asking = own.model_copy(update={"backup_days": 2})
    assert look(database, asking).needs == ["There is no backup: openward backup FOLDER"]
    assert look(database, asking.model_copy(update={"demo": True})).needs == []
    with database.snapshot() as session:
        manifest = write_backup(session, tmp_path / "b.zip", at=AT)
    assert look(database, asking).backed_up_at is None, "it counts once it was read again and written down"
    with database.transaction() as session:
        record_backup(session, manifest, size=1, at=AT - dt.timedelta(days=2))
    status = look(database, asking)
    assert status.needs == []
    assert "backup     last 2026-11-20 12:00:00 UTC" in describe_status(status)
    late = look(database, asking, AT + dt.timedelta(seconds=1)).needs
    assert late == ["The last backup is of 2026-11-20 12:00:00 UTC: openward backup FOLDER"]
