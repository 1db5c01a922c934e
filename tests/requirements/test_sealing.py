"""What `openward audit check` finds of rules, policies, answers and files that somebody edits behind the program's back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.checking import check_chain
from app.audit.sealing import seal_batch
from app.database.sessions import Database
from app.documents.models import Blob
from app.equivalents.models import Submission
from app.reminders.models import ReminderVersion
from app.reminders.setting import set_timing
from app.reminders.shapes import Timing
from app.requirements.checking import keep_check
from app.requirements.keeping import load_rules, set_policy
from app.requirements.models import Check, PolicyVersion, RuleVersion
from app.requirements.reading import shipped_rules
from app.requirements.shapes import Policy
from tests.factories.completions import WIDE, make_finished
from tests.factories.people import make_person
from tests.factories.proofs import hand_in
from tests.requirements.test_checking import ASKED, ISSUER, SIGNER, ask

KEY = "test-seal-" * 4


@pytest.fixture
def sealed(database: Database) -> Database:
    """Rules, a policy, a file from elsewhere and a check, all of them in the chain."""
    with database.transaction() as session:
        load_rules(session, shipped_rules(), by=None, at=ASKED)
        set_policy(session, Policy(anniversary_counts=True), by=None, at=ASKED, reason="As counsel reads it", based_on=None)
        set_timing(session, Timing(before_due=[7]), by=None, at=ASKED, reason="A week before")
        ana = session.get_one(Person, make_finished(session, files=WIDE).person_id)
        hand_in(session, ana)
        asker = make_person(session, "Ruth Okafor")
        keep_check(session, ask(session, "Ana Ruiz"), issuer=ISSUER, signer=SIGNER, by=asker.id, at=ASKED)
    with database.transaction() as session:
        seal_batch(session, KEY, at=ASKED + dt.timedelta(minutes=1), kept=None, limit=10_000)
    assert faults(database) == []
    return database


def faults(database: Database) -> list[str]:
    with database.snapshot() as session:
        findings = check_chain(session, KEY)
    assert findings.count == len(findings.faults)
    return findings.faults


def edit_body(session: Session, kind: Any, **facts: object) -> int:
    """Of the oldest row of it."""
    row = session.scalars(select(kind).order_by(kind.id).limit(1)).one()
    session.execute(update(kind).where(kind.id == row.id).values(body=row.body | facts))
    return int(row.id)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (RuleVersion, {"window_months": 24}),
        (RuleVersion, {"exempt_roles": []}),
        (PolicyVersion, {"anniversary_counts": False}),
        (ReminderVersion, {"before_due": [1]}),
    ],
)
def test_an_edited_body_is_found(sealed: Database, kind: Any, facts: dict[str, object]) -> None:
    with sealed.transaction() as session:
        row_id = edit_body(session, kind, **facts)
    (fault,) = faults(sealed)
    assert fault.startswith(f"{kind.__tablename__} {row_id} (seal ")
    assert fault.endswith("the body was changed after it was sealed.")


def test_a_body_edited_with_its_digest_is_found_too(sealed: Database) -> None:
    with sealed.transaction() as session:
        row_id = edit_body(session, RuleVersion, window_months=24)
        session.execute(update(RuleVersion).where(RuleVersion.id == row_id).values(digest="0" * 64))
    assert faults(sealed)[0].endswith("was changed after it was sealed.")


@pytest.mark.parametrize("edit", [lambda text: text.replace("Ana Ruiz", "Eve Ruiz"), lambda text: json.dumps(json.loads(text))])
def test_an_edited_answer_is_found(sealed: Database, edit: Callable[[str], str]) -> None:
    with sealed.transaction() as session:
        row = session.scalars(select(Check)).one()
        session.execute(update(Check).values(answer=edit(row.answer or "")))
    assert [fault.rpartition(": ")[2] for fault in faults(sealed)] == ["the answer was changed after it was sealed."]


def test_an_edited_file_is_found_and_an_erased_one_is_no_fault(sealed: Database) -> None:
    with sealed.transaction() as session:
        digest = session.scalars(select(Submission.evidence_digest)).one()
        assert session.scalar(select(func.count(Blob.digest)))
        session.execute(update(Blob).where(Blob.digest == digest).values(bytes=b"%PDF-1.7 another\n%%EOF"))
    assert faults(sealed) == [f"The file {str(digest)[:16]}… was changed: its bytes are not those of its digest."]
    with sealed.transaction() as session:
        session.execute(update(Blob).where(Blob.digest == digest).values(bytes=b""))
    assert faults(sealed) == []


def test_many_files_are_all_read(sealed: Database) -> None:
    with sealed.transaction() as session:
        for number in range(45):
            session.add(Blob(digest=f"{number:064x}", size=1, bytes=b"x"))
    assert len(faults(sealed)) == 45
