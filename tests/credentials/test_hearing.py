from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import PersonIdentifier
from app.credentials.codes import in_fours
from app.credentials.hearing import make_papers, print_papers, write_letter
from app.credentials.queries import find_paper
from app.credentials.wording import Issuer
from app.documents.compiling import compile_document
from app.jobs.announcing import Moment
from app.mail.composing import Composer
from app.mail.models import Letter
from app.settings import Settings
from app.web.places import TEMPLATES
from tests.documents.papers import text_of
from tests.factories.completions import DONE, Finished, make_finished

ISSUER = Issuer("Calder University", "https://localhost", demo=False)


def moment(session: Session, settings: Settings, finished: Finished) -> Moment:
    tools = {"compile_document": compile_document, "issuer": ISSUER, "composer": Composer(settings, TEMPLATES / "mail")}
    return Moment(session, {"certificate": finished.certificate.id}, DONE, tools)


def test_the_paper_of_the_country_is_kept_once(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    for _time in range(2):
        make_papers(moment(session, settings, finished))
    letter = find_paper(session, certificate_id=finished.certificate.id, size="letter")
    assert letter
    assert in_fours(finished.certificate.code) in text_of(letter)
    assert find_paper(session, certificate_id=finished.certificate.id, size="a4") is None
    assert find_paper(session, certificate_id=0, size="letter") is None


def test_papers_printed_before_are_kept_as_they_are(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    given = moment(session, settings, finished)
    printed = print_papers(given)
    make_papers(replace(given, prepared=printed, tools={}))
    assert find_paper(session, certificate_id=finished.certificate.id, size="letter") == printed["letter"]


def test_one_letter_goes_to_the_primary_address(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    for _time in range(2):
        write_letter(moment(session, settings, finished))
    letter = session.scalars(select(Letter)).one()
    code = in_fours(finished.certificate.code)
    assert (letter.address, letter.subject) == ("ana.ruiz@calder.example", "Your certificate: Looking after keys")
    for body in (letter.text, letter.html):
        assert f"https://localhost/verify/{code}" in body
        assert f"https://localhost/certificates/{code}" in body
        assert "20 November 2026, 10:12 EST" in body


def test_without_an_address_no_letter(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    session.scalars(select(PersonIdentifier)).one().is_primary = False
    session.flush()
    write_letter(moment(session, settings, finished))
    assert session.scalars(select(Letter)).all() == []
