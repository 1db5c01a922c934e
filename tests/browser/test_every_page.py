"""Every kind of page, for each kind of person: axe finds nothing in light or dark, and at 320 px nothing scrolls sideways."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app import clock
from app.accounts.merging import merge
from app.accounts.queries import find_by_address
from app.credentials.models import Certificate
from app.demo.loading import PASSWORD
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Outcome
from app.mail.models import Letter
from app.records.models import Completion
from tests.browser.conftest import Site, age_session, sign_in
from tests.conftest import database_of
from tests.factories.days import today
from tests.factories.keys import code_now
from tests.factories.people import make_person
from tests.factories.proofs import hand_in, import_by, make_certification

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
AXE = Path(__file__).parent / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
    .then(found => found.violations.map(one => `${one.id} ${one.nodes.slice(0, 3).map(node => node.target)}`))"""
LINKS = "[...document.querySelectorAll('main a[href], header a[href], footer a[href]')].map(link => link.href)"
BUILD = """() => [...new Set([...document.querySelectorAll('*')].map(node => [node.tagName, node.getAttribute('class'),
    node.getAttribute('role'), node.type, node.parentElement?.tagName].join('.')))].sort().join(' ')"""
"""What a page is built of: kinds of elements, whatever they say."""
ROLES = ("learner", "officer", "administrator", "auditor", "instructor")
COURSE = "/courses/what-is-research-security/what-is-research-security"
NO_PAGES = re.compile(
    r"_(pdf|csv|json|zip|file)$|\.(picture|go_on|quiz_go_on|linked_page|back_to_course|practice_round)$|^(operating|api)\."
    r"|\.(evidence|evidence_keys|evidence_standing|your_data_page)$"
    r"|\.(come_back_from|come_in_from|metadata|introduced|letter|signed_out|sign_ons)$"
)
"""Endpoints that give a file, a redirect or a word to a machine; a round of practice, which opens two weeks after its day; and
the pages of sign-on, which `test_sign_on` examines with a provider."""


class Examiner:
    """Remembers what it has seen: a page built of the same kinds of elements as one before it is not put to axe again."""

    def __init__(self, site: Site) -> None:
        self.routes = site.app.url_map.bind("")
        self.pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
        self.builds: set[str] = set()
        self.visited: set[str] = set()
        self.walked: set[str | None] = set()

    def complaints(self, page: Page) -> list[str]:
        address = urlsplit(page.url).path
        self.visited.add(kind_of(self.routes, address) or "")
        width = page.evaluate("document.scrollingElement.scrollWidth")
        found = [f"{width} px wide"] if width > 320 else []
        build = page.evaluate(BUILD)
        if build not in self.builds:
            self.builds.add(build)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found += page.evaluate(RUN, TAGS)
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            found += [f"in the dark: {words}" for words in page.evaluate(RUN, COLOURS)]
            page.emulate_media(color_scheme="light")
        return [f"{address}: {words}" for words in found]


@pytest.fixture(scope="session")
def examiner(site: Site) -> Examiner:
    return Examiner(site)


@pytest.mark.parametrize("who", [None, *ROLES])
def test_pages_that_links_lead_to(open_page: Callable[..., Page], examiner: Examiner, who: str | None) -> None:
    page = open_page(width=320)
    if who:
        sign_in(page, who)
    problems = [words for _address in walk(page, examiner.routes) for words in examiner.complaints(page)]
    examiner.walked.add(who)
    assert not problems


def walk(page: Page, routes: MapAdapter) -> Iterator[str]:
    """One page of each kind, breadth first; the page stands open when its address is given out."""
    waiting, seen, given = ["/"], set(), 0
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(routes, address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        page.goto(address)
        given += 1
        yield address
        waiting += [urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl() for link in page.evaluate(LINKS)]
    assert given > 4


def kind_of(routes: MapAdapter, address: str) -> str | None:
    """The endpoint behind an address on this site; None for another site, a file, or a form's target."""
    path = urlsplit(address).path
    if (
        address.startswith("//")
        or not path.startswith("/")
        or path.endswith((".pdf", ".csv", ".json", ".svg", ".xlsx", ".zip", "data.html"))
    ):
        return None
    try:
        endpoint, _values = routes.match(path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)


def test_pages_of_somebody_who_comes_in(open_page: Callable[..., Page], examiner: Examiner, site: Site) -> None:
    page = open_page(width=320)
    problems = []
    for address in ("/nothing-here", "/verify", "/verify/AAAA-AAAA-AAAA-AAAA", "/people", "/demo/post", "/welcome/nothing"):
        page.goto(address)
        problems += examiner.complaints(page)
    page.goto("/sign-in")
    press(page, "Sign in")
    problems += examiner.complaints(page)
    page.goto("/register")
    press(page, "Send me the letter")
    problems += examiner.complaints(page)
    page.get_by_label("Name").fill("Vera Lind")
    page.get_by_label("Address").fill("vera.lind@calder.example")
    page.get_by_label("Password", exact=False).fill("the otters are back")
    press(page, "Send me the letter")
    problems += examiner.complaints(page)
    with database_of(site.app).reading() as session:
        text = session.scalars(select(Letter.text).where(Letter.address == "vera.lind@calder.example")).one()
    page.goto(text[text.index("/welcome/") :].split()[0])
    problems += examiner.complaints(page)
    press(page, "Confirm and begin")
    problems += examiner.complaints(page)
    assert not problems


def test_pages_behind_a_press(open_page: Callable[..., Page], examiner: Examiner, site: Site) -> None:
    page = open_page(width=320)
    sign_in(page, "auditor")
    problems = []
    page.goto(f"{COURSE}/openness/know")
    problems += examiner.complaints(page)
    press(page, "Check my answers")
    problems += examiner.complaints(page)
    page.goto(f"{COURSE}/quiz")
    press(page, "Begin", exact=True)
    problems += examiner.complaints(page)
    attempt = page.url.rpartition("/")[0]
    for address in (f"{attempt}/all", f"{attempt}/review"):
        page.goto(address)
        problems += examiner.complaints(page)
    press(page, "Hand in")
    problems += examiner.complaints(page)
    for slug in ("warning-signs", "weighing", "first-steps"):
        page.goto(f"{COURSE}/{slug}")
        problems += [words for _step in use_blocks(page) for words in examiner.complaints(page)]
    page.goto("/workbook")
    problems += examiner.complaints(page)
    page.goto("/account/preferences")
    age_session(page, site)
    press(page, "Save")
    problems += examiner.complaints(page)
    page.get_by_label("Address").fill("auditor@calder.example")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    problems += examiner.complaints(page)
    page.goto("/account/password")
    press(page, "Save the password")
    problems += examiner.complaints(page)
    assert not problems


def test_pages_of_the_private_tools(open_page: Callable[..., Page], examiner: Examiner) -> None:
    page = open_page(width=320)
    sign_in(page, "auditor")
    page.goto("/checklists")
    press(page, "Begin the list")
    problems = examiner.complaints(page)
    page.get_by_label("Name of the project").fill("Crystals with Lund")
    page.get_by_label("Look at it again on").fill("2020-01-01")
    press(page, "Begin the list")
    problems += examiner.complaints(page)
    page.get_by_label("Look at it again on").fill((today() + dt.timedelta(days=90)).isoformat())
    press(page, "Begin the list")
    problems += examiner.complaints(page)
    press(page, "Keep the list")
    page.goto("/checklists")
    problems += examiner.complaints(page)
    page.goto("/plan")
    press(page, "Show what follows")
    problems += examiner.complaints(page)
    page.locator("#q-what-for").fill("A theorem.")
    for name in page.evaluate("[...new Set([...document.querySelectorAll('input[type=radio]')].map(field => field.name))]"):
        page.locator(f"input[name={name}]").last.check()
    press(page, "Show what follows")
    problems += examiner.complaints(page)
    press(page, "Keep this")
    problems += examiner.complaints(page)
    page.goto("/plans")
    problems += examiner.complaints(page)
    assert not problems


def use_blocks(page: Page) -> Iterator[None]:
    """Each check wrong until it is explained, each scenario a step on, each checklist kept."""
    for number in range(page.locator("section[data-part]").count()):
        block = page.locator("section[data-part]").nth(number)
        if not block.is_visible():
            continue
        for _try in range(2):
            if block.get_by_role("radio").count():
                block.get_by_role("radio").last.check()
                block.get_by_role("button", name="Check my answer").click()
            elif block.locator("button[name=way]").count():
                block.locator("button[name=way]").first.click()
            page.wait_for_load_state()
            page.locator("section[data-part]:not([aria-busy])").nth(number).wait_for()
        yield


def test_pages_of_staff_behind_a_code(open_page: Callable[..., Page], examiner: Examiner, site: Site) -> None:
    page = open_page(width=320)
    sign_in(page, "administrator")
    with database_of(site.app).reading() as session:
        completion = session.scalars(select(Completion.code).order_by(Completion.id.desc())).first()
        certificate = session.scalars(select(Certificate.code).order_by(Certificate.id.desc())).first()
    problems = []
    for address, words in (
        (f"/completions/{completion}/void", "Void"),
        (f"/certificates/{certificate}/revoke", "Revoke"),
        ("/people/invite", "Send the invitation"),
    ):
        page.goto(address)
        problems += examiner.complaints(page)
        press(page, words)
        problems += examiner.complaints(page)
    assert not problems


def test_pages_of_what_staff_decide(open_page: Callable[..., Page], examiner: Examiner, site: Site) -> None:
    with database_of(site.app).transaction() as session:
        ruth = find_by_address(session, "administrator@calder.example")
        vida, twin = (make_person(session, name) for name in ("Vida Lind", "Vida B Lind"))
        assert ruth
        merged = merge(session, person_id=twin.id, into_id=vida.id, reason="Seen twice", at=clock.now(), by=ruth.id)
        brought = import_by(session, ruth, "Vida Lind,vida.lind@calder.example,2026-06-03")
        addresses = {
            f"/equivalents/{hand_in(session, vida).code}": "Refuse",
            f"/equivalent-imports/{brought.code}": "Hand these in",
            f"/merges/{merged.code}/undo": "Undo the merge",
            f"/talent-certifications/{make_certification(session, vida).code}/void": "Void the certification",
        }
    page = open_page(width=320)
    sign_in(page, "administrator")
    problems = []
    for address, words in addresses.items():
        page.goto(address)
        problems += examiner.complaints(page)
        press(page, words)
        problems += examiner.complaints(page)
    assert not problems


def test_pages_of_a_question_about_what_was_handed_in(open_page: Callable[..., Page], examiner: Examiner, site: Site) -> None:
    with database_of(site.app).transaction() as session:
        learner = find_by_address(session, "learner@calder.example")
        assert learner
        given = hand_in(session, learner)
        decide(session, submission_id=given.id, outcome=Outcome.ASKED, reason="Page two?", by=None, at=clock.now(), seen=None)
    page = open_page(width=320)
    sign_in(page, "learner")
    page.goto("/record/elsewhere")
    page.get_by_role("link", name="Answer the question").first.click()
    problems = examiner.complaints(page)
    press(page, "Send the answer")
    problems += examiner.complaints(page)
    page.get_by_label("Your answer").fill("It is on the back.")
    press(page, "Send the answer")
    problems += examiner.complaints(page)
    assert not problems


def test_pages_of_the_second_step(open_page: Callable[..., Page], examiner: Examiner) -> None:
    page = open_page(width=320)
    sign_in(page, "instructor")
    problems = []
    page.goto("/account/confirm")
    problems += examiner.complaints(page)
    page.goto("/account/second-factor/passkey")
    problems += examiner.complaints(page)
    page.goto("/account/second-factor/app")
    secret = page.locator("code.ow-code").inner_text().replace(" ", "")
    press(page, "Keep this app")
    problems += examiner.complaints(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Code").fill(code_now(secret))
    press(page, "Keep this app")
    problems += examiner.complaints(page)
    code = page.locator(".ow-codes code").first.inner_text()
    page.goto("/account/second-factor")
    problems += examiner.complaints(page)
    press(page, "Sign out")
    page.get_by_label("Address").fill("instructor@calder.example")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.get_by_text("Phone or key lost?").click()
    problems += examiner.complaints(page)
    page.get_by_label("Recovery code").fill("wrong")
    press(page, "Use this code")
    problems += examiner.complaints(page)
    page.get_by_label("Recovery code").fill(code)
    press(page, "Use this code")
    page.goto("/account/second-factor")
    press(page, "Remove")
    assert not problems


def test_pages_of_tokens(open_page: Callable[..., Page], examiner: Examiner) -> None:
    page = open_page(width=320)
    sign_in(page, "administrator")
    page.goto("/tokens")
    press(page, "Make the token")
    problems = examiner.complaints(page)
    page.get_by_label("Name").fill("Payroll")
    page.get_by_label("How people stand").check()
    press(page, "Make the token")
    problems += examiner.complaints(page)
    page.goto("/tokens")
    problems += examiner.complaints(page)
    assert not problems


def test_a_check_and_what_mends_it(open_page: Callable[..., Page], examiner: Examiner) -> None:
    page = open_page(width=320)
    sign_in(page, "administrator")
    page.goto("/checks")
    page.get_by_label("On which day").fill("2026-12-15")
    page.get_by_label("People").fill("Grace Mbeki; PI\nNobody Known; key\nJonas Weber; student")
    press(page, "Check", exact=True)
    check = page.url
    problems = examiner.complaints(page)
    for address in (f"{check}/compare", f"{check}/people/0", f"{check}/people/1/invite", "/seal"):
        page.goto(address)
        problems += examiner.complaints(page)
    assert not problems


def test_no_kind_of_page_is_forgotten(examiner: Examiner) -> None:
    if examiner.walked < {None, *ROLES}:
        pytest.skip("says something only after all the others of this file")
    forgotten = {name for name in examiner.pages if not NO_PAGES.search(name)} - examiner.visited
    assert not forgotten, " ".join(sorted(forgotten))


def press(page: Page, words: str, *, exact: bool = False) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=exact).last.click()
