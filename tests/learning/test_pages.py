from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.catalogue.files import files_under
from app.catalogue.models import Scope
from app.database.sessions import Database
from app.enrolments.models import Enrolment, PageRead
from tests.factories.content import LARGE, SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person, sign_in
from tests.queries import counted_queries
from tests.visitor import Visitor

COURSE = "/courses/keys"
LENDING = f"{COURSE}/keys/lending"


@pytest.fixture
def published(database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)


@pytest.fixture
def learner(database: Database, published: None, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        make_person(session)
    return sign_in(visitor)


def reads(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [(row.edition, row.manner) for row in session.scalars(select(PageRead).order_by(PageRead.id))]


def test_reading_is_open_to_all(published: None, visitor: Visitor) -> None:
    visitor.get(COURSE)
    assert "23 min" in visitor.text
    assert "a quiz of 6 questions, 4 to pass" in visitor.text
    visitor.follow("Begin reading")
    assert visitor.heading == "Looking after keys"
    visitor.follow("Go on to Lending a key")
    assert "Page 2 of 3" in visitor.text
    assert not visitor.page.query("main form")


def test_one_press_marks_the_page_and_goes_on(learner: Visitor, database: Database) -> None:
    learner.get(COURSE).press("Begin")
    assert learner.heading == "Looking after keys"
    learner.press("Done. Go on to Lending a key")
    assert learner.heading == "Lending a key"
    learner.press("Done. Go on to Whom to ask")
    assert learner.page.query(".ow-toc a")[0].to_text().split()[-1] == "read"
    learner.press("Done. Go on to the quiz", status=200)
    assert learner.path == f"{COURSE}/keys/quiz"
    assert reads(database) == [(1, "read")] * 3


def test_pressed_twice_is_read_once(learner: Visitor, database: Database) -> None:
    learner.get(LENDING).post(f"{LENDING}/done", {"edition": "1"}, follow=False, status=302)
    learner.post(f"{LENDING}/done", {"edition": "1"}, follow=False, status=302)
    assert reads(database) == [(1, "read")]
    with database.reading() as session:
        assert len(session.scalars(select(Enrolment)).all()) == 1


def test_a_page_that_changed_meanwhile_is_shown_again(learner: Visitor, database: Database) -> None:
    learner.get(LENDING)
    with database.transaction() as session:
        publish_files(session, changed(SMALL, "modules/keys/lending.md", "pocket", "coat"), reason="Other words")
    learner.press("Done")
    assert learner.path == LENDING
    assert "changed after you opened it" in learner.text
    assert reads(database) == []
    learner.press("Done")
    assert reads(database) == [(2, "read")]


def test_an_editorial_change_keeps_the_page_read(learner: Visitor, database: Database) -> None:
    learner.get(LENDING).press("Done")
    with database.transaction() as session:
        reworded = changed(SMALL, "modules/keys/lending.md", "pocket", "coat")
        publish_files(session, reworded, scope=Scope.EDITORIAL, reason="Wording")
    assert "· read" in learner.get(LENDING).text


def test_a_former_address_leads_to_the_renamed_page(database: Database, visitor: Visitor, published: None) -> None:
    files = {path.replace("asking.md", "whom.md"): text for path, text in SMALL.items()}
    files = changed(files, "modules/keys/index.md", "[lending, asking]", "[lending, whom]")
    files = changed(files, "modules/keys/whom.md", "minutes: 10", "minutes: 10\nwas: asking")
    files = changed(files, "quizzes/keys.md", "page=asking", "page=whom")
    with database.transaction() as session:
        publish_files(session, files, reason="A better name")
    response = visitor.client.get(f"{COURSE}/keys/asking")
    assert (response.status_code, response.location) == (301, f"{COURSE}/keys/whom")
    visitor.get(f"{COURSE}/keys/nowhere", status=404)


def test_a_page_or_a_course_that_was_taken_out_is_gone(database: Database, learner: Visitor) -> None:
    with database.transaction() as session:
        publish_sample(session, files=LARGE)
    course = changed(LARGE, "modules/courses/keys-and-travel.md", "modules: [keys, travel]", "modules: [keys]")
    with database.transaction() as session:
        publish_files(session, course, reason="No journeys")
    learner.get("/courses/keys-and-travel/travel/packing", status=410)
    assert "no longer part of the course" in learner.text
    learner.get("/courses/keys-and-travel/travel/nowhere", status=404)
    with database.transaction() as session:
        publish_files(session, SMALL, reason="Only keys", retires=True)
    learner.get("/courses/keys-and-travel", status=410)
    assert "no longer offered" in learner.text
    assert learner.get("/").heading
    assert learner.get("/record").heading


def test_links_inside_texts_stay_in_the_course_at_hand(database: Database, visitor: Visitor) -> None:
    with database.transaction() as session:
        publish_sample(session, files=LARGE)
    both = {"Referer": "https://localhost/courses/keys-and-travel/travel/packing"}
    assert visitor.client.get("/learn/modules/keys/lending").location == LENDING
    assert visitor.client.get("/learn/modules/keys/lending", headers=both).location == "/courses/keys-and-travel/keys/lending"
    visitor.get("/courses/keys-and-travel/travel/packing").follow("Lending")
    assert visitor.heading == "Lending a key"
    visitor.get("/learn/modules/keys/nowhere", status=404)


def test_what_is_known_need_not_be_read(learner: Visitor, database: Database) -> None:
    learner.get(LENDING).follow("I know this")
    learner.press("Check my answers", status=422)
    assert "Not all of it yet" in learner.text
    assert reads(database) == []
    answers = right_answers(learner)
    learner.press("Check my answers", **answers)
    assert learner.heading == "Whom to ask"
    assert reads(database) == [(1, "known")]


def attribute(node: Any, name: str) -> str:
    return str((node.attrs or {}).get(name))


def right_answers(visitor: Visitor) -> dict[str, Any]:
    """By the words on the form, as a person would."""
    answers = {}
    places = {"Ask what for": "1", "Write down the name": "2", "Hand over the key": "3"}
    belongs = {"Asks for it back": "The holder", "Brings it back": "The borrower", "Sets the date": "The holder"}
    for label in visitor.page.query("main label"):
        field, words = attribute(label, "for"), label.to_text().strip()
        control = visitor.page.query(f"#{field}")[0]
        name = attribute(control, "name")
        if words in places:
            answers[name] = places[words]
        elif words in belongs:
            options = {option.to_text().strip(): attribute(option, "value") for option in control.query("option")}
            answers[name] = options[belongs[words]]
        elif "What is the one called" in words:
            answers[name] = "holder"
    return answers


def test_an_institution_may_forbid_it(learner: Visitor, database: Database, app: object) -> None:
    extensions = learner.client.application.extensions
    settings = extensions["openward.settings"]
    extensions["openward.settings"] = settings.model_copy(update={"know_this": False})
    try:
        assert "I know this" not in learner.get(LENDING).text
        learner.get(f"{LENDING}/know", status=404)
    finally:
        extensions["openward.settings"] = settings


def test_the_first_page_has_no_questions_of_its_own(learner: Visitor) -> None:
    learner.get(f"{COURSE}/keys/index/know", status=404)


def test_a_lesson_asks_the_database_little(learner: Visitor, database: Database) -> None:
    learner.get(LENDING)
    with counted_queries(database) as seen:
        learner.get(LENDING)
    assert len(seen) <= 5, "\n".join(seen)


def test_the_whole_module_is_one_page(published: None, visitor: Visitor) -> None:
    visitor.get(f"{COURSE}/keys").follow("All on one page")
    assert {"Looking after keys", "Lending a key", "Whom to ask"} <= {head.to_text().strip() for head in visitor.page.query("h2")}
    assert "You went along" in visitor.text
    assert (
        attribute(next(link for link in visitor.page.query("main a") if link.to_text() == "Lending"), "href") == "#page-lending"
    )
    assert not visitor.page.query("main form")


def test_what_is_shipped_is_light(database: Database, visitor: Visitor, project: Path) -> None:
    """Compressed as it is sent: 15 kB a page, 60 kB a whole module."""
    with database.transaction() as session:
        course = publish_sample(session, files=files_under(project), slug="what-is-research-security")
    for page in course.pages:
        visitor.get(f"/courses/{course.slug}/{page.module}/{page.slug}")
        assert len(gzip.compress(visitor.response.data, 1)) < 15_000, page.slug
    visitor.get(f"/courses/{course.slug}/{course.slug}/all")
    assert len(gzip.compress(visitor.response.data, 1)) < 60_000


def test_pictures_are_served_once_and_for_ever(published: None, visitor: Visitor) -> None:
    address = attribute(visitor.get(f"{COURSE}/keys/index").page.query("main img")[0], "src")
    response = visitor.client.get(address)
    assert response.mimetype == "image/svg+xml"
    assert response.data == SMALL["modules/keys/images/key.svg"]
    assert "immutable" in response.headers["Cache-Control"]
    assert "sandbox" in response.headers["Content-Security-Policy"]
    again = visitor.client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert visitor.client.get(f"/media/{'0' * 64}.svg").status_code == 404
