from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from flask import Flask

from app.access.models import Tally
from app.accounts.models import Person
from app.credentials.codes import in_fours
from app.credentials.issuing import reissue_certificate, revoke_certificate
from app.credentials.showing import show_name
from app.database.sessions import Database
from app.learning.views.verify import MISSES
from app.records.recording import void_completion
from tests.factories.completions import DONE, WIDE, Finished, store_finished
from tests.factories.people import sign_in
from tests.visitor import Visitor

UNKNOWN = "ACDE-FGHJ-KLMN-PQRT"
REASON = "Taken by somebody else."
LATER = DONE + dt.timedelta(days=1)


@pytest.fixture
def finished(database: Database) -> Finished:
    return store_finished(database)


@pytest.fixture
def code(finished: Finished) -> str:
    return in_fours(finished.certificate.code)


def test_every_certified_fact_and_nothing_more(visitor: Visitor, code: str, finished: Finished) -> None:
    visitor.get(f"/verify/{code}")
    assert visitor.heading == "This certificate is in force"
    for fact in (
        "Calder University answers for it",
        "A. R.",
        "20 November 2026, 10:12 EST",
        "Looking after keys",
        f"{finished.course.label}, digest",
        f"{finished.course.minutes} minutes of reading and questions",
        code,
        "Openness and academic freedom",
        "from 20 November 2026 to 19 November 2027",
        "does not meet the rules of NSF, DOE, NIH, NASA, USDA",
    ):
        assert fact in visitor.text, fact
    assert "Ana" not in visitor.response.text
    assert "calder.example" not in visitor.response.text
    assert visitor.response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in visitor.response.headers
    assert visitor.page.query("svg.ow-seal")


def test_it_is_found_however_it_is_typed(visitor: Visitor, code: str) -> None:
    visitor.get("/verify")
    assert visitor.heading == "Check a certificate"
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" https://localhost/verify/{code}/ "):
        visitor.get("/verify").press("Look up", code=typed)
        assert visitor.path == f"/verify/{code}"
        assert visitor.heading == "This certificate is in force"
    visitor.get(f"/verify/{code.lower().replace('-', '')}")
    assert visitor.path == f"/verify/{code}"


@pytest.mark.parametrize("typed", [UNKNOWN, "nonsense", "<script>alert(1)</script>", "5" * 16, "x" * 300, "ЖЖ"])
def test_an_unknown_code_is_said_to_be_unknown(visitor: Visitor, code: str, typed: str) -> None:
    visitor.get("/verify", query_string={"code": typed}, status=404)
    assert visitor.heading == "No certificate has this code"
    assert "there is no B, I, O, S or Z in our codes" in visitor.text


def test_nothing_typed_is_no_code(visitor: Visitor) -> None:
    assert visitor.get("/verify?code=%20").heading == "Check a certificate"


@pytest.mark.parametrize("end", ["superseded", "voided", "revoked"])
def test_what_is_no_longer_in_force_says_since_when(database: Database, visitor: Visitor, finished: Finished, end: str) -> None:
    with database.transaction() as session:
        session.get_one(Person, finished.person_id).name = "Ana Soto"
        session.flush()
        if end == "superseded":
            reissue_certificate(session, certificate_id=finished.certificate.id, person_id=finished.person_id, at=LATER)
        elif end == "voided":
            void_completion(session, completion_id=finished.completion.id, reason=REASON, by=None, at=LATER)
        else:
            revoke_certificate(session, certificate_id=finished.certificate.id, reason=REASON, by=None, at=LATER)
    address = f"/verify/{in_fours(finished.certificate.code)}"
    visitor.get(address)
    assert "not in force" not in visitor.heading
    assert "in force" not in visitor.heading
    assert "21 November 2026, 10:12 EST" in visitor.text
    assert "Dates it covers" not in visitor.text
    assert REASON not in visitor.text
    assert "Soto" not in visitor.text
    facts = visitor.client.get(f"{address}.json").get_json()
    assert (facts["standing"], facts["is_in_force"], facts["ended_at"]) == (end, False, "2026-11-21T10:12:00-05:00")
    assert facts["rules"] == []


def test_the_name_in_full_once_its_owner_says_so(database: Database, visitor: Visitor, code: str, finished: Finished) -> None:
    with database.transaction() as session:
        show_name(session, certificate_id=finished.certificate.id, person_id=finished.person_id, in_full=True, at=LATER)
    visitor.get(f"/verify/{code}")
    assert "Ana Ruiz" in visitor.text
    assert visitor.client.get(f"/verify/{code}.json").get_json()["name"] == "Ana Ruiz"


def test_the_dates_it_covers_for_each_sponsor(database: Database, visitor: Visitor) -> None:
    finished = store_finished(database, files=WIDE)
    visitor.get(f"/verify/{in_fours(finished.certificate.code)}")
    assert "NSF, Important Notice 149: to 19 November 2027" in visitor.text
    assert "before the submission of the proposal." in visitor.text
    assert "does not meet" not in visitor.text
    assert "settled nowhere" in visitor.text
    rules = visitor.client.get(f"{visitor.path}.json").get_json()["rules"]
    assert {(rule["covers_from"], rule["covers_through"]) for rule in rules} == {("2026-11-20", "2027-11-19")}


def test_the_same_facts_as_json(visitor: Visitor, code: str, finished: Finished, project: Path) -> None:
    answer = visitor.client.get(f"/verify/{code}.json")
    facts = answer.get_json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert (facts["code"], facts["standing"], facts["is_in_force"]) == (code, "in force", True)
    assert (facts["name"], facts["name_is_in_full"]) == ("A. R.", False)
    assert (facts["completed_at"], facts["zone"]) == ("2026-11-20T10:12:00-05:00", "America/New_York")
    assert (facts["course"], facts["minutes"]) == ("keys", finished.course.minutes)
    assert facts["demonstration"] is False
    assert dt.datetime.fromisoformat(facts["looked_up_at"]).tzinfo is not None
    documented = set(re.findall(r"`(\w+)`", (project / "docs/verifying.md").read_text(encoding="utf-8")))
    assert set(facts) | set(facts["rules"][0]) <= documented


def test_unknown_as_json(visitor: Visitor) -> None:
    answer = visitor.client.get(f"/verify/{UNKNOWN}.json")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert answer.get_json()["standing"] == "unknown"


def test_guessing_is_slowed_and_checking_is_not(database: Database, visitor: Visitor, code: str) -> None:
    for _time in range(MISSES.tries):
        visitor.client.get(f"/verify/{UNKNOWN}.json")
    visitor.get(f"/verify/{UNKNOWN}", status=429)
    assert int(visitor.response.headers["Retry-After"]) > 0
    assert visitor.get(f"/verify/{code}").heading == "This certificate is in force"
    with database.reading() as session:
        assert session.query(Tally).count() <= 2


def test_its_owner_finds_the_way_back(visitor: Visitor, code: str) -> None:
    sign_in(visitor)
    visitor.get(f"/verify/{code}").follow("Your certificate")
    assert visitor.heading == "Certificate of completion"


def test_in_the_console(app: Flask, finished: Finished, code: str) -> None:
    runner = app.test_cli_runner()
    found = runner.invoke(args=["verify", code.lower()])
    assert found.exit_code == 0
    for fact in (code, "in force", "A. R.", "Looking after keys", "2026-11-20T10:12:00-05:00", "Calder University"):
        assert fact in found.output
    unknown = runner.invoke(args=["verify", UNKNOWN])
    assert unknown.exit_code == 1
    assert "No certificate has this code" in unknown.output
    assert runner.invoke(args=["verify"]).exit_code == 2
