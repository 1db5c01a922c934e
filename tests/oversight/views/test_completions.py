"""The list of completions, the same list as a file, voiding and revoking."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person
from app.accounts.profiling import change_name
from app.credentials.models import Revocation
from app.database.sessions import Database
from app.records.models import CompletionVoid
from tests.factories.proofs import accept, attested, hand_in
from tests.oversight.conftest import Calder, nodes
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def names(visitor: Visitor) -> list[str]:
    return [cell.to_text().strip() for cell in nodes(visitor, "tbody th")]


def download(visitor: Visitor, address: str) -> list[list[str]]:
    response = visitor.client.get(address)
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_an_officer_sees_what_lies_below_the_own_unit(calder: Calder, as_: As) -> None:
    assert sorted(names(as_(calder.sam).get("/completions"))) == ["Cher Chemistry", "Phil Physics"]
    assert names(as_(calder.olga).get("/completions")) == ["Art Arts"]
    assert as_(calder.vera).get("/completions").heading == "3 completions"
    as_(calder.phil).get("/completions", status=403)


@pytest.mark.parametrize(
    ("query", "heading", "count"),
    [
        ("", "3 completions", 3),
        ("?unit=science", "2 completions", 2),
        ("?unit=physics&course=keys", "1 completion", 1),
        ("?words=cher", "1 completion", 1),
        ("?since=2026-11-10", "3 completions since 10 November 2026", 3),
        ("?until=2026-11-10", "3 completions until 10 November 2026", 3),
        ("?since=2026-11-11", "0 completions since 11 November 2026", 0),
        ("?since=2026-11-01&until=2026-11-09", "0 completions from 1 November 2026 until 9 November 2026", 0),
        ("?state=standing", "3 completions", 3),
        ("?state=voided", "0 completions", 0),
    ],
)
def test_filters_and_the_file_holds_the_rows_of_the_screen(calder: Calder, as_: As, query: str, heading: str, count: int) -> None:
    visitor = as_(calder.ruth).get(f"/completions{query}")
    assert visitor.heading == heading
    head, *rows, last = download(visitor, f"/completions.csv{query}")
    assert head[:4] == ["name", "address", "units", "course"]
    assert [row[0] for row in rows] == names(visitor)
    assert last == ["rows", str(count)]
    assert len(rows) == count


def test_the_file_says_what_the_page_says(calder: Calder, as_: As) -> None:
    visitor = as_(calder.paul).get("/completions")
    assert "What stands in the file" in visitor.text
    link = next(a for a in nodes(visitor, "a[href]") if "Download" in a.to_text())
    head, row, _last = download(visitor, str(link.attrs["href"]))
    assert dict(zip(head, row, strict=True)) == {
        "name": "Phil Physics",
        "address": "phil.physics@calder.example",
        "units": "Department of Physics",
        "course": "keys",
        "title": "Looking after keys",
        "version": "1.0",
        "minutes": str(calder.course.minutes),
        "completed_on": "2026-11-10",
        "completed_at": "2026-11-10T15:30:00Z",
        "state": "standing",
        "voided_at": "",
        "void_reason": "",
        "certificate": calder.certificates["Phil Physics"],
        "certificate_state": "in force",
        "kind": "completion",
    }


def test_a_name_that_would_compute_does_not(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        change_name(session, person_id=calder.phil.id, name="=SUM(A1:A9)")
    _head, row, _last = download(as_(calder.paul), "/completions.csv")
    assert row[0] == "'=SUM(A1:A9)"


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("?since=31.02.", "31.02. is no day"),
        ("?unit=nowhere", "Choose one from the list"),
        ("?course=nothing", "Choose one from the list"),
        ("?state=dead", "Choose one from the list"),
        ("?since=2026-12-01&until=2026-11-01", "The last day lies before the first one"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(calder: Calder, as_: As, query: str, complaint: str) -> None:
    visitor = as_(calder.ruth).get(f"/completions{query}&words=typed", status=422)
    assert complaint in visitor.text
    assert nodes(visitor, "#words")[0].attrs["value"] == "typed"
    assert names(visitor) == []
    visitor.get(f"/completions.csv{query}", status=422)


def test_a_completion_is_voided_with_a_reason_and_verify_says_so(calder: Calder, as_: As, database: Database) -> None:
    code, paper = calder.completions["Phil Physics"], calder.certificates["Phil Physics"]
    visitor = as_(calder.paul).get(f"/people/{calder.phil.code}").follow("Void")
    assert visitor.heading == "Void a completion"
    visitor.press("Void the completion", reason="no", status=422)
    assert "Say why, in a sentence" in visitor.text
    visitor.press("Void the completion", reason="The quiz was taken by somebody else.")
    assert visitor.path == f"/people/{calder.phil.code}"
    assert "The completion is voided" in visitor.text
    assert "Completed, then voided" in visitor.text
    assert visitor.heading == "Phil Physics holds no completion"
    visitor.get(f"/completions/{code}/void", status=409)
    assert visitor.get("/completions?state=voided").heading == "1 completion"
    _head, row, _last = download(visitor, "/completions.csv")
    assert row[9:] == ["voided", row[10], "The quiz was taken by somebody else.", paper, "voided", "completion"]
    assert "voided" in Visitor(visitor.client.application).get(f"/verify/{paper}").text.lower()
    with database.reading() as session:
        assert session.scalars(select(CompletionVoid.voided_by)).one() == calder.paul.id


def test_a_certificate_is_revoked_and_the_completion_stays(calder: Calder, as_: As, database: Database) -> None:
    paper = calder.certificates["Phil Physics"]
    visitor = as_(calder.sam).get(f"/people/{calder.phil.code}").follow("Revoke")
    visitor.press("Revoke the certificate", status=422)
    visitor.press("Revoke the certificate", reason="It was printed on a forged letterhead.")
    assert "The certificate is revoked" in visitor.text
    assert visitor.heading == "Phil Physics has completed one course"
    visitor.get(f"/certificates/{paper}/revoke", status=409)
    stranger = Visitor(visitor.client.application)
    assert "revoked" in stranger.get(f"/verify/{paper}").text.lower()
    assert "forged letterhead" not in stranger.text
    with database.reading() as session:
        assert session.scalars(select(Revocation.revoked_by)).one() == calder.sam.id


def test_out_of_reach_there_is_nothing_to_void(calder: Calder, as_: As, database: Database) -> None:
    reason = {"reason": "Because I can, and I say so."}
    visitor = as_(calder.paul).get("/completions")
    for name in ("Cher Chemistry", "Art Arts"):
        for address in (f"/completions/{calder.completions[name]}/void", f"/certificates/{calder.certificates[name]}/revoke"):
            visitor.get(address, status=404)
            visitor.post(address, reason, status=404)
    visitor.get("/completions/nothing/void", status=404)
    visitor.get("/certificates/nothing/revoke", status=404)
    auditor = as_(calder.vera).get("/completions")
    auditor.post(f"/completions/{calder.completions['Art Arts']}/void", reason, status=403)
    with database.reading() as session:
        assert session.scalar(select(func.count(CompletionVoid.id))) == 0
        assert session.scalar(select(func.count(Revocation.id))) == 0


def test_what_was_accepted_from_elsewhere_is_a_kind_of_its_own(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        accept(session, hand_in(session, calder.phil))
        accept(session, hand_in(session, calder.art, attested()))
        hand_in(session, calder.cher)
    visitor = as_(calder.ruth).get("/completions?kind=elsewhere")
    assert names(visitor) == ["Art Arts", "Phil Physics"]
    assert "Attested" in visitor.text
    assert names(as_(calder.sam).get("/completions?kind=elsewhere")) == ["Phil Physics"]
    assert names(as_(calder.ruth).get("/completions?kind=elsewhere&state=voided")) == []
    assert names(as_(calder.ruth).get("/completions?kind=elsewhere&until=2026-06-02")) == []
    head, *rows, last = download(visitor, "/completions.csv?kind=elsewhere&words=phil")
    (line,) = (dict(zip(head, row, strict=True)) for row in rows)
    assert (line["kind"], line["completed_on"], line["completed_at"], line["course"]) == ("equivalent", "2026-06-03", "", "")
    assert line["title"] == "Condensed Training Module (SECURE Center, condensed training module (CTM))"
    assert last == ["rows", "1"]
