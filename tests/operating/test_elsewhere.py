"""A backup made while certificates are issued, restored elsewhere: what verifies there, what is missing, and who says so."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from app.audit.checking import check_chain
from app.audit.heads import newest_head
from app.audit.sealing import seal_batch
from app.credentials.models import Certificate
from app.credentials.verifying import Standing, verify
from app.database.sessions import Database
from app.operating.backing import write_backup
from app.operating.restoring import restore_backup
from tests.audit.ledger import AT, KEY, make_facts
from tests.operating.conftest import MakeDatabase


def issue_and_seal(database: Database, people: int) -> None:
    make_facts(database, people=people)
    with database.transaction() as session:
        seal_batch(session, KEY, at=AT, kept=None)


def codes_in(database: Database) -> set[str]:
    with database.snapshot() as session:
        return set(session.scalars(select(Certificate.code)))


@pytest.fixture
def moments(database: Database, make_database: MakeDatabase, tmp_path: Path) -> tuple[Database, Database]:
    """The place that went on, and the one restored from a backup that was made while it issued certificates."""
    issue_and_seal(database, 5)
    done = threading.Event()

    def issue() -> None:
        while not done.is_set():
            issue_and_seal(database, 1)

    issuing = threading.Thread(target=issue)
    issuing.start()
    try:
        with database.snapshot() as session:
            write_backup(session, tmp_path / "b.zip", at=AT)
    finally:
        done.set()
        issuing.join()
    issue_and_seal(database, 1)
    other = make_database("postgresql" if database.readers.dialect.name == "sqlite" else "sqlite")
    with other.transaction() as session:
        restore_backup(session, tmp_path / "b.zip", at=AT)
    return database, other


def test_each_certificate_in_it_verifies_as_before(moments: tuple[Database, Database]) -> None:
    before, restored = moments
    codes = codes_in(restored)
    assert len(codes) >= 5
    assert codes < codes_in(before)
    with before.snapshot() as here, restored.snapshot() as there:
        for code in codes:
            found = verify(there, code)
            assert found == verify(here, code)
            assert found is not None
            assert found.standing is Standing.IN_FORCE


def test_the_head_kept_outside_tells_what_is_missing(moments: tuple[Database, Database]) -> None:
    before, restored = moments
    with before.snapshot() as session:
        head = newest_head(session)
    with restored.snapshot() as session:
        assert check_chain(session, KEY).is_clean
        faults = check_chain(session, KEY, head).faults
    assert head is not None
    assert [fault for fault in faults if f"seal {head.number} was kept outside: the end was cut off" in fault]


def test_certificates_issued_after_it_verify_and_are_sealed(moments: tuple[Database, Database]) -> None:
    _before, restored = moments
    had = codes_in(restored)
    issue_and_seal(restored, 3)
    with restored.snapshot() as session:
        assert check_chain(session, KEY).is_clean
        assert check_chain(session, KEY).unsealed == 0
        for code in codes_in(restored):
            found = verify(session, code)
            assert found is not None
            assert found.standing is Standing.IN_FORCE
    assert len(codes_in(restored) - had) == 3
