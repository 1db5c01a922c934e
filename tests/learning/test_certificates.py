from __future__ import annotations

import re

import pytest
from flask import Flask

from app.accounts.models import Person
from app.credentials.codes import in_fours
from app.credentials.issuing import revoke_certificate
from app.credentials.models import Paper
from app.database.sessions import Database
from app.documents.keeping import keep_blob
from app.records.recording import void_completion
from tests.documents.papers import bare, claims_ua, read, text_of
from tests.factories.completions import DONE, Finished, store_finished
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor


@pytest.fixture
def finished(database: Database) -> Finished:
    return store_finished(database)


@pytest.fixture
def code(finished: Finished) -> str:
    return in_fours(finished.certificate.code)


@pytest.fixture
def ana(visitor: Visitor, finished: Finished) -> Visitor:
    return sign_in(visitor)


def rename(database: Database, finished: Finished, name: str) -> None:
    with database.transaction() as session:
        session.get_one(Person, finished.person_id).name = name


def test_it_shows_what_it_certifies(ana: Visitor, code: str, finished: Finished) -> None:
    ana.get(f"/certificates/{code}")
    assert ana.heading == "Certificate of completion"
    for fact in ("Ana Ruiz", "Looking after keys", "20 November 2026, 10:12 EST", code, f"localhost/verify/{code}", "Disclosure"):
        assert fact in ana.text, fact
    assert "to copy" in ana.text
    line = ana.page.query("textarea")[0]
    assert line.to_text().startswith("Looking after keys, version")
    assert "readonly" in (line.attrs or {})
    assert ana.page.query("svg.ow-qr")
    assert "former name" not in ana.text


def test_the_same_seal_on_screen_as_on_the_verification_page(ana: Visitor, code: str) -> None:
    def seal(address: str) -> str:
        found = re.search(r'<svg[^>]*class="ow-seal".*?</svg>', ana.get(address).response.text, re.DOTALL)
        assert found
        return found[0]

    assert seal(f"/certificates/{code}") == seal(f"/verify/{code}")


@pytest.mark.parametrize("ending", ["", ".pdf", "/name", "/reissue"])
def test_nobody_else_is_told_that_it_exists(app: Flask, database: Database, code: str, ending: str) -> None:
    with database.transaction() as session:
        make_person(session, "Bo Li")
    stranger = sign_in(Visitor(app), "bo.li@calder.example")
    stranger.get("/record")
    if ending in ("", ".pdf"):
        for address in (code, "ACDE-FGHJ-KLMN-PQRT", "nonsense"):
            stranger.get(f"/certificates/{address}{ending}", status=404)
    else:
        stranger.post(f"/certificates/{code}{ending}", {"in_full": "yes"}, status=404)
    visitor = Visitor(app).get(f"/verify/{code}")
    assert "A. R." in visitor.text


def test_without_signing_in_one_is_asked_to(visitor: Visitor, code: str) -> None:
    assert visitor.get(f"/certificates/{code}").path == "/sign-in"


def test_the_paper_is_compiled_where_the_worker_has_not(ana: Visitor, code: str, finished: Finished) -> None:
    answer = ana.client.get(f"/certificates/{code}.pdf")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert f'filename="certificate-{code}.pdf"' in answer.headers["Content-Disposition"]
    assert claims_ua(answer.data)
    assert round(float(read(answer.data).pages[0].mediabox.width)) == 612
    facts = ana.client.get(f"/verify/{code}.json").get_json()
    text = text_of(answer.data)
    for fact in ("Ana Ruiz", facts["title"], facts["version"], facts["issuer"], facts["code"], f"{facts['minutes']} minutes"):
        assert bare(fact) in text, fact
    assert bare("20 November 2026, 10:12 EST") in text
    assert f"localhost/verify/{code}" in text
    a4 = ana.client.get(f"/certificates/{code}.pdf?paper=a4")
    assert round(float(read(a4.data).pages[0].mediabox.width)) == 595


def test_the_paper_the_worker_made_is_the_one_served(ana: Visitor, database: Database, code: str, finished: Finished) -> None:
    with database.transaction() as session:
        digest = keep_blob(session, b"%PDF-made-before")
        session.add(Paper(certificate_id=finished.certificate.id, size="letter", blob_digest=digest, made_at=DONE))
    assert ana.client.get(f"/certificates/{code}.pdf").data == b"%PDF-made-before"
    assert ana.client.get(f"/certificates/{code}.pdf?paper=wrong").data == b"%PDF-made-before"
    assert ana.client.get(f"/certificates/{code}.pdf?paper=a4").data != b"%PDF-made-before"


def test_its_owner_decides_whether_the_name_is_shown(ana: Visitor, app: Flask, code: str) -> None:
    ana.get(f"/certificates/{code}").press("Show my name in full")
    assert "now reads your full name" in ana.text
    assert "Ana Ruiz" in Visitor(app).get(f"/verify/{code}").text
    ana.press("Show only initials")
    assert "Now only initials are shown." in ana.text
    assert "Ana Ruiz" not in Visitor(app).get(f"/verify/{code}").text


def test_issued_again_in_the_present_name(ana: Visitor, database: Database, code: str, finished: Finished) -> None:
    rename(database, finished, "Ana Soto")
    ana.get(f"/certificates/{code}").press("Issue again in my present name")
    assert "Issued again in your present name" in ana.text
    assert ana.path != f"/certificates/{code}"
    assert ana.page.query(".ow-cert__name")[0].to_text() == "Ana Soto"
    new = ana.path.rpartition("/")[2]
    ana.get(f"/certificates/{code}")
    assert "Replaced on" in ana.text
    assert not [button for button in ana.page.query("button") if "Issue again" in button.to_text()]
    ana.follow("Open the newer one")
    assert ana.path == f"/certificates/{new}"
    assert "AnaSoto" in text_of(ana.client.get(f"/certificates/{new}.pdf").data)


def test_pressed_twice_it_is_issued_once(ana: Visitor, database: Database, code: str, finished: Finished) -> None:
    rename(database, finished, "Ana Soto")
    ana.get(f"/certificates/{code}")
    ana.post(f"/certificates/{code}/reissue")
    ana.get(f"/certificates/{code}")
    ana.post(f"/certificates/{code}/reissue", status=409)
    ana.get("/record")
    assert len(ana.page.query("table a")) == 2


@pytest.mark.parametrize(("end", "words"), [("void", "was voided on"), ("revoke", "Revoked on")])
def test_what_no_longer_counts_says_so(ana: Visitor, database: Database, finished: Finished, end: str, words: str) -> None:
    with database.transaction() as session:
        if end == "void":
            void_completion(session, completion_id=finished.completion.id, reason="Not the same person.", by=None, at=DONE)
        else:
            revoke_certificate(session, certificate_id=finished.certificate.id, reason="Issued by mistake.", by=None, at=DONE)
    ana.get(f"/certificates/{in_fours(finished.certificate.code)}")
    assert words in ana.text
    assert not ana.page.query("textarea")
