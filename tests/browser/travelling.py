"""Somebody who takes the course in a browser: reads what is published to know what to answer, and does the rest by hand."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.assessment.models import Attempt, DrawnQuestion, Response
from app.assessment.queries import read_sitting
from app.catalogue.live import LiveCourse, LiveModule
from app.catalogue.paths import course_on_path
from app.catalogue.queries import current_course, module_version
from app.catalogue.shapes import Check, Checklist, Question, QuestionType, Scenario
from app.mail.models import Letter
from app.settings import Settings
from tests.browser.conftest import Site
from tests.conftest import database_of
from tests.factories.attempts import right_answer, typed, wrong_answer

COURSE = "what-is-research-security"
PASSWORD = "the otters are back"


class Traveller:
    def __init__(self, page: Page, site: Site, name: str) -> None:
        self.page, self.site, self.name = page, site, name
        self.address = f"{name.lower().replace(' ', '.')}@calder.example"
        self.database = database_of(site.app)
        with self.database.reading() as session:
            self.course: LiveCourse = course_on_path(current_course(session, COURSE), "")
        self.module: LiveModule = self.course.modules[0]

    def check_width(self) -> None:
        """At 320 px a page scrolls only downwards."""
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        shown = self.page.viewport_size
        assert shown is None or width <= shown["width"], f"{self.page.url} is {width} px wide"

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def press(self, words: str | re.Pattern[str], *, exact: bool = False) -> None:
        """A button that leads to another page, or to the same one anew."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=exact).click()
        self.check_width()

    def follow(self, words: str | re.Pattern[str], *, within: str = "body") -> None:
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("link", name=words).first.click()
        self.check_width()

    def register(self) -> None:
        """From the course's page by the form, the letter and its one button to the first lesson."""
        self.page.goto(f"/courses/{COURSE}")
        self.follow("Begin reading")
        self.follow(re.compile("^Sign in"), within="article")
        self.follow("Make an account")
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Address").fill(self.address)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Send me the letter")
        with self.database.reading() as session:
            text = session.scalars(select(Letter.text).where(Letter.address == self.address)).one()
        settings: Settings = self.site.app.extensions["openward.settings"]
        found = re.search(rf"{re.escape(settings.base_address)}/welcome/\S+", text)
        assert found
        self.page.goto(found[0])
        self.check_width()
        self.press("Confirm and begin")

    def sign_in(self) -> None:
        self.page.get_by_label("Address").fill(self.address)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in", exact=True)

    def use_blocks(self, slug: str, *, in_place: bool) -> None:
        """Every block that stands open: checks wrong and then right, scenarios to an ending, checklists ticked.

        What is folded away is meant for readers of another field or role.
        """
        content = next(page.content for page in self.course.pages if page.slug == slug)
        for part in content.parts:
            if isinstance(part, Check):
                self._use_check(part.question, in_place=in_place)
            elif isinstance(part, Scenario):
                self._walk_scenario(part, in_place=in_place)
            elif isinstance(part, Checklist):
                self._tick(part, in_place=in_place)

    def _send(self, button: Locator, *, in_place: bool) -> None:
        """With a script the answer comes into the page and has the focus; without one the page comes back at the same place."""
        if in_place:
            address = self.page.url
            with self.page.expect_response(lambda answer: answer.request.method == "POST"):
                button.click()
            expect(self.page.locator("[data-feedback]:focus, section[data-part]:focus")).to_have_count(1)
            assert self.page.url == address
        else:
            with self.page.expect_navigation():
                button.click()
            assert "#" in self.page.url
        self.check_width()

    def _use_check(self, question: Question, *, in_place: bool) -> None:
        block = self.page.locator(f"#check-{question.slug}")
        for value, word in ((wrong_answer(question), "Not right"), (right_answer(question), "Right")):
            fill(block, question, value)
            self._send(block.get_by_role("button", name="Check my answer"), in_place=in_place)
            expect(block.locator("[data-feedback]")).to_contain_text(word)

    def _walk_scenario(self, scenario: Scenario, *, in_place: bool) -> None:
        block = self.page.locator(f"#scenario-{scenario.slug}")
        steps = {step.slug: step for step in scenario.steps}
        step = scenario.steps[0]
        while not step.is_ending:
            way = step.ways[-1]
            self._send(block.locator(f"button[name=way][value='{way.id}']"), in_place=in_place)
            step = steps[way.to]
            expect(block.get_by_role("heading", level=3)).to_have_text(step.title)

    def _tick(self, checklist: Checklist, *, in_place: bool) -> None:
        block = self.page.locator(f"#checklist-{checklist.slug}")
        block.get_by_role("checkbox").first.check()
        self._send(block.get_by_role("button", name="Keep my ticks"), in_place=in_place)
        expect(block.get_by_role("checkbox").first).to_be_checked()

    def write_note(self, words: str) -> None:
        self.page.get_by_text("Your own note on this page").click()
        self.page.get_by_label("Note", exact=True).fill(words)
        self.press("Keep the note")
        expect(self.page.get_by_label("Note", exact=True)).to_have_value(words)

    @property
    def questions(self) -> list[Question]:
        """Those of the attempt that was begun last, in their order."""
        with self.database.reading() as session:
            sitting = read_sitting(session, session.scalars(self._attempts()).all()[-1])
            module = module_version(session, sitting.version_id)
            return [module.question(asked.question_id) for asked in sitting.asked]

    @property
    def answers(self) -> list[Any]:
        """What is kept of that attempt."""
        query = select(Response.answer).join(DrawnQuestion, DrawnQuestion.id == Response.drawn_id)
        with self.database.reading() as session:
            attempt_id = session.scalars(self._attempts()).all()[-1]
            query = query.where(DrawnQuestion.attempt_id == attempt_id).order_by(DrawnQuestion.position)
            return list(session.scalars(query))

    def _attempts(self) -> Any:
        code = self.page.url.split("/quiz/")[1].split("/")[0]
        return select(Attempt.id).where(Attempt.code == code)

    @property
    def right_answers(self) -> list[Any]:
        return [right_answer(question) for question in self.questions]


def fill(place: Page | Locator, question: Question, value: Any, prefix: str = "") -> None:
    """Chooses, ticks or types the answer in the fields of a question."""
    for name, given in typed(question, value, prefix).items():
        if question.type == QuestionType.SINGLE:
            place.locator(f"input[name='{name}'][value='{given}']").check()
        elif question.type == QuestionType.MULTIPLE:
            for box in place.locator(f"input[name='{name}']").all():
                box.set_checked(box.get_attribute("value") in given)
        elif question.type in (QuestionType.ORDER, QuestionType.MATCH):
            place.locator(f"select[name='{name}']").select_option(given)
        else:
            place.locator(f"input[name='{name}']").fill(given)
