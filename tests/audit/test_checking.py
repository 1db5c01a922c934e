from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, select, text, update

from app.audit.checking import Findings, check_chain
from app.audit.digesting import FIRST, chain
from app.audit.heads import Head
from app.audit.models import Act, HeadSent, Seal, Unsealed
from app.audit.sealing import seal_batch
from app.credentials.models import Certificate
from app.database.sessions import Database
from app.records.models import Completion
from tests.audit.ledger import AT, KEY, make_facts


def seal(database: Database, key: str = KEY) -> Head:
    with database.transaction() as session:
        head, _count = seal_batch(session, key, at=AT, kept=None)
    assert head is not None
    return head


def check(database: Database, head: Head | None = None, key: str = KEY) -> Findings:
    with database.snapshot() as session:
        return check_chain(session, key, head)


@pytest.fixture
def sealed(database: Database) -> tuple[list[int], Head]:
    """The ids of three sealed completions, and the head."""
    return make_facts(database), seal(database)


def test_an_untouched_chain(database: Database, sealed: tuple[list[int], Head]) -> None:
    make_facts(database, people=1)
    findings = check(database, sealed[1])
    assert findings.is_clean, findings.faults
    assert (findings.sealed, findings.unsealed, findings.head) == (8, 3, sealed[1])


def test_an_empty_one(database: Database) -> None:
    assert check(database).is_clean


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE completion SET completed_at = '2026-11-01 00:00:00.000000+00:00' WHERE id = :id",
        "UPDATE completion SET minutes = 90 WHERE id = :id",
        "UPDATE completion SET topics = '[]' WHERE id = :id",
        "UPDATE completion SET label = '9.9' WHERE id = :id",
    ],
)
def test_an_edited_completion(database: Database, sealed: tuple[list[int], Head], change: str) -> None:
    with database.transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            change = change.replace("+00:00", "")
        session.execute(text(change), {"id": sealed[0][1]})
    findings = check(database)
    assert findings.count == 1
    assert findings.faults[0].startswith(f"completion {sealed[0][1]} (seal ")
    assert findings.faults[0].endswith("was changed after it was sealed.")


def remove_certificate(database: Database, completion_id: int) -> None:
    with database.transaction() as session:
        session.execute(delete(Certificate).where(Certificate.completion_id == completion_id))


def test_a_deleted_completion(database: Database, sealed: tuple[list[int], Head]) -> None:
    remove_certificate(database, sealed[0][1])
    with database.transaction() as session:
        session.execute(delete(Completion).where(Completion.id == sealed[0][1]))
    findings = check(database)
    assert findings.count == 2
    assert any(f"completion {sealed[0][1]} " in fault and fault.endswith("is gone.") for fault in findings.faults)


def test_a_cut_tail_is_found_by_the_head(database: Database, sealed: tuple[list[int], Head]) -> None:
    last = sealed[0][-1]
    remove_certificate(database, last)
    with database.transaction() as session:
        session.execute(delete(Completion).where(Completion.id == last))
        session.execute(delete(Seal).where(Seal.id > 6))
        session.execute(delete(Unsealed))
    assert check(database).is_clean
    findings = check(database, sealed[1])
    assert findings.faults == ["The chain ends at seal 6, but seal 8 was kept outside: the end was cut off."]


def test_a_cut_tail_is_found_by_what_was_sent(database: Database, sealed: tuple[list[int], Head]) -> None:
    with database.transaction() as session:
        session.add(HeadSent(seal_id=sealed[1].number, mac=sealed[1].mac, sent_at=AT, where="office"))
        session.execute(delete(Seal).where(Seal.id > 6))
    assert "the end was cut off" in " ".join(check(database).faults)


def test_facts_left_behind_by_a_cut_tail(database: Database, sealed: tuple[list[int], Head]) -> None:
    with database.transaction() as session:
        session.execute(delete(Seal).where(Seal.id > 6))
        session.execute(delete(Unsealed))
    findings = check(database)
    assert findings.count == 2
    assert all("was never marked for sealing" in fault for fault in findings.faults)


def test_a_row_put_in_past_the_program(database: Database, sealed: tuple[list[int], Head]) -> None:
    values = {"at": AT, "recorded_at": AT, "action": "x", "subject_kind": "item", "detail": {}}
    with database.transaction() as session:
        session.execute(insert(Act).values(values))
    assert "was put in past the program" in check(database).faults[0]


def test_a_chain_rewritten_without_the_key(database: Database, sealed: tuple[list[int], Head]) -> None:
    with database.transaction() as session:
        session.execute(update(Completion).where(Completion.id == sealed[0][0]).values(minutes=90))
        session.execute(delete(Seal))
        for table in ("version", "act", "completion", "certificate"):
            for row_id in session.execute(text(f"SELECT id FROM {table} ORDER BY id")).scalars().all():
                session.add(Unsealed(kind=table, row_id=row_id))
    head = seal(database, key="another key that the attacker made up")
    findings = check(database)
    assert "another key" in findings.faults[0]
    assert findings.count == findings.sealed == 8
    assert check(database, head).count == 8
    assert check(database, sealed[1]).count == 9


def test_one_link_rewritten(database: Database, sealed: tuple[list[int], Head]) -> None:
    with database.transaction() as session:
        link = session.get_one(Seal, 4)
        link.mac = chain(b"guess", FIRST, 4, link.kind, link.row_id, link.row_digest, AT)
    findings = check(database)
    assert [fault[:6] for fault in findings.faults] == ["Seal 4", "Seal 5"]


def test_seals_taken_out_of_the_middle(database: Database, sealed: tuple[list[int], Head]) -> None:
    with database.transaction() as session:
        session.execute(delete(Seal).where(Seal.id.in_([3, 4])))
    faults = check(database).faults
    assert faults[0] == "Seals 3 to 4 are missing."
    assert faults[1].startswith("Seal 5 does not follow")


def test_what_may_be_blanked(database: Database, sealed: tuple[list[int], Head]) -> None:
    with database.transaction() as session:
        session.execute(update(Certificate).values(name=None, name_salt=None))
        session.execute(update(Act).values(reason=None))
    assert check(database, sealed[1]).is_clean


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda: update(Certificate).where(Certificate.name == "Ána 1").values(name="Eve"), "name"),
        (lambda: update(Act).values(reason="Another reason"), "reason"),
    ],
)
def test_what_may_not_be_replaced(
    database: Database, sealed: tuple[list[int], Head], change: Callable[[], object], word: str
) -> None:
    with database.transaction() as session:
        session.execute(change())  # type: ignore[call-overload]
    findings = check(database)
    assert findings.count == 1
    assert f"the {word} was changed" in findings.faults[0]


def test_a_row_that_vanished_before_it_was_sealed(database: Database) -> None:
    (only,) = make_facts(database, people=1)
    remove_certificate(database, only)
    seal(database)
    assert "vanished before it could be sealed" in check(database).faults[0]


def test_seals_of_unknown_things(database: Database, sealed: tuple[list[int], Head]) -> None:
    with database.transaction() as session:
        session.execute(update(Seal).where(Seal.id == 2).values(kind="nothing"))
    assert any("no sealed table has this name" in fault for fault in check(database).faults)


def test_only_so_many_sentences(database: Database) -> None:
    make_facts(database, people=120)
    seal(database)
    with database.transaction() as session:
        session.execute(update(Completion).values(minutes=6))
    findings = check(database)
    assert (findings.count, len(findings.faults)) == (120, 100)
    with database.reading() as session:
        assert session.execute(select(Seal.id)).first() is not None
