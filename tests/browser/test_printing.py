"""Pages on paper: the heading and the texts are there, the ways to other pages are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from sqlalchemy import select

from app.accounts.models import Person
from app.assessment.models import Attempt
from app.catalogue.models import Item
from app.enrolments.models import Enrolment
from tests.browser.conftest import Site, sign_in
from tests.browser.test_every_page import COURSE
from tests.conftest import database_of

pytestmark = pytest.mark.browser
NAVIGATION = ("Skip to the content", "My workbook", "Sign out", "Done. Go on", "Download", "Read the page")


class Paper(NamedTuple):
    heading: str
    text: str
    pages: int


def printed(page: Page, address: str) -> Paper:
    page.goto(address)
    page.emulate_media(media="print")
    heading = page.get_by_role("heading", level=1).inner_text()
    paper = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    page.emulate_media(media="screen")
    text = squeezed(" ".join(one.extract_text() for one in paper))
    assert squeezed(heading) in text, text[:500]
    assert [words for words in NAVIGATION if squeezed(words) in text] == []
    return Paper(heading, text, len(paper))


def squeezed(text: str) -> str:
    """Spaces and line ends of a paper say nothing about its words."""
    return "".join(text.split())


@pytest.fixture
def officer(open_page: Callable[..., Page]) -> Page:
    page = open_page()
    sign_in(page, "officer")
    return page


def test_a_lesson(officer: Page) -> None:
    paper = printed(officer, f"{COURSE}/index")
    assert squeezed("What it is not") in paper.text
    assert squeezed("They overlap, but security also looks outward") in paper.text
    assert 2 <= paper.pages <= 6


def test_the_record_and_a_certificate(officer: Page) -> None:
    record = printed(officer, "/record")
    code = officer.locator("main a.ow-code").first.inner_text()
    assert code in record.text
    certificate = printed(officer, f"/certificates/{code}")
    assert certificate.heading == "Certificate of completion"
    for words in ("Helen Moss", code, "Research security", "DEMONSTRATION"):
        assert squeezed(words) in certificate.text
    assert certificate.pages == 1


def test_a_result(officer: Page, site: Site) -> None:
    with database_of(site.app).reading() as session:
        found = session.execute(
            select(Item.slug, Attempt.code, Attempt.module_id)
            .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
            .join(Item, Item.id == Enrolment.course_id)
            .where(Enrolment.person_id == select(Person.id).where(Person.name == "Helen Moss").scalar_subquery())
            .where(Attempt.is_pass.is_(True))
        ).first()
        assert found is not None
        module = session.get_one(Item, found.module_id).slug
    paper = printed(officer, f"/courses/{found.slug}/{module}/quiz/{found.code}/result")
    assert paper.heading.startswith("Passed")
    assert squeezed("Your answer, right") in paper.text, "what is folded on the screen stands open on paper"
