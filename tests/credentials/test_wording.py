from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.credentials.verifying import Standing, Verification, certificate_of
from app.credentials.wording import Issuer, certificate_data, line_for_cv, standing_words
from app.documents.compiling import compile_document
from tests.documents.papers import claims_ua, read, text_of
from tests.factories.completions import make_finished

ISSUER = Issuer("Calder University", "https://openward.calder.example/", demo=False)


@pytest.fixture
def certificate(session: Session) -> Verification:
    finished = make_finished(session)
    return certificate_of(session, code=finished.certificate.code, person_id=finished.person_id)


@pytest.mark.parametrize(("paper", "points"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_the_paper_says_what_was_certified(certificate: Verification, paper: str, points: tuple[int, int]) -> None:
    document = compile_document("certificate", certificate_data(certificate, ISSUER, paper=paper))
    page = read(document).pages[0]
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == points
    assert len(read(document).pages) == 1
    assert claims_ua(document)
    text = text_of(document)
    for fact in (
        "Calder University",
        "Ana Ruiz",
        "Looking after keys",
        "20 November 2026, 10:12 EST",
        f"{certificate.minutes} minutes",
        certificate.printed,
        f"openward.calder.example/verify/{certificate.printed}",
        "Openness and academic freedom",
    ):
        assert fact.replace(" ", "") in text
    assert "DEMONSTRATION" not in text


def test_a_demonstration_says_so(certificate: Verification) -> None:
    issuer = Issuer("Calder University", "http://127.0.0.1:8000", demo=True)
    assert "DEMONSTRATION" in text_of(compile_document("certificate", certificate_data(certificate, issuer, paper="a4")))


def test_the_line_for_a_cv(certificate: Verification) -> None:
    assert line_for_cv(certificate, ISSUER) == (
        f"Looking after keys, version {certificate.label} ({certificate.minutes} minutes). Calder University, 20 November 2026. "
        f"Certificate {certificate.printed}, https://openward.calder.example/verify/{certificate.printed}"
    )


def test_every_standing_has_a_word() -> None:
    assert set(standing_words("en")) == set(Standing)
