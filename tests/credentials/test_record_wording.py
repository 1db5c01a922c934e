from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from sqlalchemy.orm import Session

from app.credentials.queries import Entry, entries_of
from app.credentials.record_wording import COLUMNS, Owner, record_data, record_facts, record_table
from app.credentials.wording import Issuer
from app.documents.compiling import compile_document
from app.documents.sheets import csv_lines
from app.records.recording import void_completion
from tests.documents.papers import claims_ua, text_of
from tests.factories.completions import DONE, finish_again, make_finished

ISSUER = Issuer("Calder University", "https://openward.calder.example", demo=False)
OWNER = Owner("Ana Ruiz", "en", "America/New_York")
NOW = dt.datetime(2027, 11, 23, 14, tzinfo=dt.UTC)


@pytest.fixture
def entries(session: Session) -> list[Entry]:
    first = make_finished(session)
    finish_again(session, first, at=DONE + dt.timedelta(days=365))
    void_completion(session, completion_id=first.completion.id, reason="Taken by somebody else.", by=None, at=NOW)
    return entries_of(session, first.person_id)


def test_on_paper(entries: list[Entry]) -> None:
    document = compile_document("record", record_data(entries, OWNER, ISSUER, paper="letter", at=NOW))
    assert claims_ua(document)
    text = text_of(document)
    for entry in entries:
        assert entry.certificate
        assert entry.certificate.printed in text
    for words in ("Ana Ruiz", "20 November 2026", "20 November 2027", "Voided", "In force", "23 November 2027, 09:00 EST"):
        assert words.replace(" ", "") in text


def test_an_empty_record_is_a_page_too() -> None:
    text = text_of(compile_document("record", record_data([], OWNER, ISSUER, paper="a4", at=NOW)))
    assert "Nothinghasbeencompletedyet." in text


def test_as_data(entries: list[Entry]) -> None:
    facts = json.loads(json.dumps(record_facts(entries, OWNER, ISSUER, at=NOW)))
    assert (facts["name"], facts["issuer"], facts["demonstration"]) == ("Ana Ruiz", "Calder University", False)
    new, old = facts["completions"]
    assert list(new) == list(COLUMNS)
    assert (new["completed_at"], new["state"], new["ended_at"]) == ("2027-11-20T10:12:00-05:00", "in force", None)
    assert (old["state"], old["ended_at"]) == ("voided", "2027-11-23T09:00:00-05:00")
    assert old["topics"] == ["disclosure", "openness", "risk-management"]


def test_as_a_table(entries: list[Entry]) -> None:
    text = "".join(csv_lines(record_table(entries, OWNER, ISSUER)))
    assert text.startswith("\ufeffcourse,title")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["state"] for row in rows] == ["in force", "voided"]
    assert rows[0]["topics"] == "Disclosure; Openness and academic freedom; Managing and mitigating risk"
    assert "demonstration" not in rows[0]


def test_in_a_demonstration_every_form_says_so(entries: list[Entry]) -> None:
    demo = Issuer("Calder University", "http://127.0.0.1:8000", demo=True)
    assert [row[-1] for row in record_table(entries, OWNER, demo)] == ["demonstration", "DEMONSTRATION", "DEMONSTRATION"]
    assert record_facts(entries, OWNER, demo, at=NOW)["demonstration"] is True
    assert "DEMONSTRATION" in text_of(compile_document("record", record_data(entries, OWNER, demo, paper="a4", at=NOW)))
