"""The main job in a browser, with and without JavaScript: from a letter to a certificate that a stranger has checked."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import func, select

from app.accounts.queries import credentials_of
from app.records.models import Completion
from tests.browser.conftest import Site, age_session
from tests.browser.travelling import Traveller, fill
from tests.factories.attempts import right_answer, wrong_answer

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
SHOWS_FOCUS = """[document.activeElement, ...document.activeElement.labels ?? []]
    .some(node => ['', '::before'].some(part => getComputedStyle(node, part).outlineStyle !== 'none'))"""
"""A box or a circle shows it by its label."""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_letter_to_a_certificate_that_a_stranger_checks(open_page: Opener, site: Site, scripts: bool) -> None:
    mei = Traveller(open_page(scripts=scripts, width=320), site, "Mei Tan" if scripts else "Ines Sato")
    mei.register()
    read_everything(mei, in_place=scripts)
    (take_one_by_one if scripts else take_as_one_form)(mei)
    mei.press("Hand in")
    assert mei.heading == "Passed: 10 of 10"
    mei.follow("See your certificate")
    code = mei.page.locator("dd.ow-code").inner_text()
    assert mei.name in (words := read_pdf(mei, "Download the PDF"))
    assert code in words
    check_as_stranger(open_page(), mei, code)
    mei.follow("My record")
    assert mei.heading == "One completion on your record"
    assert code in mei.page.locator("main").inner_text()
    with mei.database.reading() as session:
        assert session.scalars(select(func.count()).where(Completion.person_id == person_id(mei))).one() == 1


def person_id(traveller: Traveller) -> int:
    with traveller.database.reading() as session:
        found = credentials_of(session, traveller.address)
    assert found is not None
    return found.person_id


def read_everything(mei: Traveller, *, in_place: bool) -> None:
    """Every page in order, each block on it, and Done."""
    for number, page in enumerate(mei.course.pages, start=1):
        assert mei.heading == page.content.title
        expect(mei.page.get_by_text(f"Page {number} of {len(mei.course.pages)}")).to_be_visible()
        mei.use_blocks(page.slug, in_place=in_place)
        if number == 1:
            mei.write_note("Ask about the visiting post.")
        mei.press(re.compile("^Done"))
    assert mei.module.quiz is not None
    assert mei.heading == mei.module.quiz.title


def take_one_by_one(mei: Traveller) -> None:
    mei.press("Begin", exact=True)
    for number, question in enumerate(mei.questions, start=1):
        assert mei.heading == f"Question {number} of 10"
        fill(mei.page, question, right_answer(question))
        if number == 2:
            send_without_network(mei)
        else:
            mei.press("Save and go on")
        assert mei.answers == mei.right_answers[:number]
    assert mei.heading == "Every question is answered"


def send_without_network(mei: Traveller) -> None:
    """The answer waits in the page, says so, and is sent once when the connection is back."""
    posts: list[str] = []
    mei.page.on("requestfinished", lambda request: posts.append(request.url) if request.method == "POST" else None)
    mei.page.context.set_offline(True)
    mei.page.get_by_role("button", name="Save and go on").click()
    expect(mei.page.get_by_text("Not yet saved.")).to_be_visible()
    assert mei.heading == "Question 2 of 10"
    assert len(mei.answers) == 1
    mei.page.context.set_offline(False)
    mei.page.wait_for_url("**/3")
    assert len(posts) == 1


def take_as_one_form(mei: Traveller) -> None:
    mei.press("Begin with all questions on one page")
    questions = mei.questions
    for number, question in enumerate(questions, start=1):
        fill(mei.page, question, (wrong_answer if number == 1 else right_answer)(question), f"q{number}-")
    mei.press("Save and stay here")
    fill(mei.page, questions[0], right_answer(questions[0]), "q1-")
    mei.press("Save and look over")
    assert mei.heading == "Every question is answered"
    assert mei.answers == mei.right_answers


def read_pdf(mei: Traveller, words: str) -> str:
    with mei.page.expect_download() as waiting:
        mei.page.get_by_role("link", name=words).click()
    content = waiting.value.path().read_bytes()
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def check_as_stranger(page: Page, mei: Traveller, code: str) -> None:
    """Initials first; the name in full once its owner says so."""
    page.goto("/verify")
    page.get_by_label(re.compile("code", re.I)).fill(code.lower().replace("-", " "))
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This certificate is in force")
    assert mei.name not in page.locator("main").inner_text()
    assert mei.course.content.title in page.locator("main").inner_text()
    mei.press("Show my name in full")
    page.reload()
    expect(page.get_by_text(mei.name)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_answer_outlives_its_session(open_page: Opener, site: Site, scripts: bool) -> None:
    noor = Traveller(open_page(scripts=scripts, width=320), site, "Noor Aziz" if scripts else "Nora Aziz")
    noor.register()
    noor.page.goto(f"/courses/{noor.course.slug}/{noor.module.slug}/quiz")
    noor.press("Begin", exact=True)
    attempt, question = noor.page.url, noor.questions[0]
    fill(noor.page, question, right_answer(question))
    age_session(noor.page, site)
    noor.press("Save and go on")
    assert noor.heading == "Sign in"
    noor.sign_in()
    assert noor.heading == "You were signed out before this was saved"
    waiting = noor.page.url
    noor.press("Save it now")
    assert noor.heading == "Question 2 of 10"
    noor.page.goto(attempt)
    assert noor.answers == [right_answer(question)]
    noor.page.goto(waiting)
    expect(noor.page.locator("main")).to_contain_text("saved already")
    noor.page.goto(attempt)
    assert noor.answers == [right_answer(question)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_by_keyboard_alone(open_page: Opener, site: Site, scripts: bool) -> None:
    ola = Traveller(open_page(scripts=scripts), site, "Ola Berg" if scripts else "Ole Berg")
    ola.register()
    first = ola.page.url
    tab_to(ola.page, re.compile("^Done"))
    with ola.page.expect_navigation():
        ola.page.keyboard.press("Enter")
    assert ola.page.url != first
    assert ola.heading == ola.course.pages[1].content.title
    ola.page.goto(f"/courses/{ola.course.slug}/{ola.module.slug}/quiz")
    tab_to(ola.page, "Begin")
    with ola.page.expect_navigation():
        ola.page.keyboard.press("Space")
    for number in range(1, len(ola.questions) + 1):
        assert ola.heading == f"Question {number} of 10"
        answer_by_keys(ola)
        assert len(ola.answers) == number
    assert ola.heading == "Every question is answered"


def answer_by_keys(ola: Traveller) -> None:
    """Whatever is asked: chosen with the arrows or Space, or typed; then Enter on the button."""
    keys = ola.page.keyboard
    for _press in range(80):
        keys.press("Tab")
        if ola.page.evaluate("document.activeElement.closest('form[data-saves]') !== null"):
            break
    field = "document.activeElement.localName + ' ' + (document.activeElement.type ?? '')"
    match ola.page.evaluate(field):
        case "input radio":
            keys.press("Space")
            keys.press("ArrowDown")
            assert ola.page.locator("form[data-saves] input:checked").count() == 1
        case "input checkbox":
            keys.press("Space")
        case "select select-one":
            number = 0
            while ola.page.evaluate("document.activeElement.localName") == "select":
                number += 1
                for _step in range(number):
                    keys.press("ArrowDown")
                keys.press("Tab")
        case _:
            keys.type("5")
    tab_to(ola.page, "Save and go on")
    with ola.page.expect_navigation(url=re.compile(r"/(\d+|review)$")):
        keys.press("Enter")


def tab_to(page: Page, words: str | re.Pattern[str]) -> None:
    """The focus, moved on by Tab as often as it takes; it is visible wherever it stops."""
    wanted = page.get_by_role("button", name=words, exact=isinstance(words, str))
    for _press in range(150):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"Tab never came to {words}")
