"""What the shipped modules promise beyond what the check asks of every module."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from app.catalogue.checking import read_and_check
from app.catalogue.files import files_under
from app.catalogue.minutes import estimate_minutes, is_honest
from app.catalogue.paths import Outlook, is_met, see_page
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Bundle, Html, QuestionType, Scenario
from app.catalogue.walking import walk_parts
from app.requirements.reading import shipped_rules
from app.web.places import PROJECT

KEPT = "Your own note, at the foot of this page, keeps what you answer. Nobody else can read it."
MODULES = ("what-is-research-security", "disclosure", "manage-and-mitigate-risk", "international-collaboration")
NOTE = re.compile(r'<div class="ow-block ow-note"[^>]*>(.*?)</div>', re.DOTALL)
"""A note in compiled prose."""
FRONT_PAGES = {
    "bis-princeton-2021",
    "bis-trends-2024",
    "ca10-2024",
    "daad-kiwi",
    "doj-2022",
    "doj-maryland-2024",
    "doj-ohio-state-2022",
    "edtn-2021",
    "nasa-gic-26-02",
    "nsdd-189",
    "ostp-talent-2024",
    "psi-2019",
    "science-2019",
    "uk-nsi-order-2022",
    "usao-ma-2024",
}
"""Sources whose own address could not be confirmed, and a series that has a host to itself."""


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return read_bundle(files_under(PROJECT))[0]


def test_the_shipped_content_is_in_order_on_the_day_of_its_review(shipped: Bundle) -> None:
    today = max(module.reviewed_on for module in shipped.modules.values())
    _, complaints = read_and_check(shipped.files, today=today)
    assert [str(complaint) for complaint in complaints] == []


@pytest.mark.parametrize("path", ["researcher", "student", "administrator"])
@pytest.mark.parametrize("module", MODULES)
def test_a_module_takes_forty_to_sixty_minutes_on_each_path(shipped: Bundle, module: str, path: str) -> None:
    course, quiz = shipped.courses["research-security"], shipped.modules[module].quiz
    pages = [page for page in shipped.modules[module].pages if is_met(page, course, Outlook(path))]
    seen = [see_page(page, course, Outlook(path)) for page in pages]
    assert quiz is not None
    assert 40 <= sum(page.minutes for page in seen) + quiz.minutes <= 60
    reckoned = sum(estimate_minutes(page.words, page.parts) for page in seen) + quiz.draw
    assert is_honest(sum(page.minutes for page in seen) + quiz.minutes, reckoned)


def test_the_short_course_takes_an_hour_at_most(shipped: Bundle) -> None:
    course = shipped.courses["research-security-condensed"]
    assert course.minutes <= 60
    pages = [page for module in shipped.modules.values() for page in module.pages if (module.slug, page.slug) in course.pages]
    seen = [see_page(page, course, Outlook()) for page in pages]
    assert sum(estimate_minutes(page.words, page.parts) for page in seen) + 10 <= 60


@pytest.mark.parametrize("module", MODULES)
def test_cases_are_swapped_by_field(shipped: Bundle, module: str) -> None:
    """At least five scenarios, and one for each field in each slot."""
    fields = {slug for slug, _words in shipped.courses["research-security"].fields}
    scenarios = [part for page in shipped.modules[module].pages for part in walk_parts(page.parts) if isinstance(part, Scenario)]
    assert len(scenarios) >= 5
    slots = {one.slot for one in scenarios if one.slot}
    assert len(slots) >= 2
    for slot in slots:
        assert {field for one in scenarios if one.slot == slot for field in one.fields} == fields


@pytest.mark.parametrize("module", MODULES)
def test_questions_are_many_and_of_every_type(shipped: Bundle, module: str) -> None:
    quiz = shipped.modules[module].quiz
    assert quiz is not None
    assert len(quiz.questions) >= 24
    assert {one.type for one in quiz.questions} >= set(QuestionType) - {QuestionType.NUMBER, QuestionType.TEXT}
    assert {one.type for one in quiz.questions} & {QuestionType.NUMBER, QuestionType.TEXT}


@pytest.mark.parametrize("module", MODULES)
def test_two_questions_to_think_about_and_where_the_answer_is_kept(shipped: Bundle, module: str) -> None:
    pages = shipped.modules[module].pages
    html = {page.slug: "".join(part.html for part in page.parts if isinstance(part, Html)) for page in pages}
    asking = {slug: [note for note in NOTE.findall(text) if "?" in note] for slug, text in html.items()}
    assert sum(map(len, asking.values())) >= 2
    for slug, notes in asking.items():
        assert not notes or KEPT in html[slug]


def test_a_source_leads_to_its_document_and_not_to_a_front_page(shipped: Bundle) -> None:
    assert {slug for slug, source in shipped.sources.items() if not urlsplit(source.address).path.strip("/")} == FRONT_PAGES


def test_a_rule_and_the_source_that_pages_cite_for_it_have_one_address(shipped: Bundle) -> None:
    """By it the pages are found that a change of the rule touches. Of two sponsors no page cites what their rule was read in."""
    cited = {source.address for source in shipped.sources.values()}
    assert {rule.slug for rule in shipped_rules() if rule.source_address not in cited} == {"nasa", "usda"}
