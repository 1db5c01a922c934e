from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalogue.queries import current_course
from app.clock import now
from app.credentials.codes import in_fours
from app.database.sessions import Database
from app.enrolments.enrolling import open_enrolment
from app.enrolments.reading import mark_read
from app.records.assigning import assign
from app.records.recording import void_completion
from app.requirements.keeping import load_rules, set_rule
from app.requirements.queries import newest_versions
from app.requirements.reading import shipped_rules
from app.web.filters import duration
from tests.factories.attempts import Begun, begin, take
from tests.factories.completions import WIDE, finish_for, store_finished
from tests.factories.content import LARGE, publish_sample
from tests.factories.people import make_person, sign_in
from tests.factories.proofs import accept, attested, hand_in
from tests.queries import counted_queries
from tests.visitor import Visitor

WHY = "you are named on the DOE renewal."
DAY = dt.timedelta(days=1)


@pytest.fixture
def ana(database: Database, visitor: Visitor) -> Visitor:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
    return sign_in(visitor)


def her(session: Session) -> Person:
    return session.query(Person).one()


def to_go(app: Flask, minutes: int) -> str:
    with app.test_request_context():
        return f"{duration(minutes)} to go"


def pages(database: Database, slug: str = "keys") -> list[int]:
    """The minutes of each page, and of each quiz after them."""
    with database.reading() as session:
        course = current_course(session, slug)
    return [page.content.minutes for page in course.pages] + [one.quiz.minutes for one in course.modules if one.quiz]


def ask(database: Database, *, course: str = "keys", due: dt.timedelta | None = 18 * DAY) -> None:
    with database.transaction() as session:
        course_id = current_course(session, course).item_id
        due_on = (now() + due).date() if due is not None else None
        assign(session, person_id=her(session).id, course_id=course_id, because=WHY, due_on=due_on, by=None, at=now())


def enrol(session: Session, slug: str = "keys") -> Begun:
    course = current_course(session, slug)
    enrolment = open_enrolment(session, person_id=her(session).id, course=course, at=now())
    return Begun(enrolment.person_id, enrolment.id, course, course.modules[0])


def read(database: Database, count: int, slug: str = "keys") -> None:
    with database.transaction() as session:
        begun = enrol(session, slug)
        for page in begun.course.pages[:count]:
            mark_read(session, enrolment_id=begun.enrolment_id, page=page, at=now())


def test_a_newcomer_is_told_that_nothing_is_due(ana: Visitor) -> None:
    ana.get("/")
    assert ana.heading == "Nothing is due"
    assert "You can begin any course all the same" in ana.text
    ana.follow("Begin Looking after keys")
    assert ana.heading == "Looking after keys"


def test_a_newcomer_among_several_courses_is_shown_the_first(
    app: Flask, database: Database, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = app.extensions["openward.settings"].model_copy(update={"first_course": "keys-and-travel"})
    monkeypatch.setitem(app.extensions, "openward.settings", changed)
    with database.transaction() as session:
        publish_sample(session, files=LARGE)
        make_person(session)
    sign_in(visitor).get("/")
    assert visitor.heading == "Nothing is due"
    assert visitor.page.query("main a[href='/courses']")
    visitor.follow("Begin Keys at home and on the road")
    assert visitor.path == "/courses/keys-and-travel/keys/index"


def test_what_is_due_and_why_and_how_long_it_takes(app: Flask, ana: Visitor, database: Database) -> None:
    ask(database)
    ana.get("/")
    assert ana.heading == to_go(app, sum(pages(database)))
    assert "because you are named on the DOE renewal." in ana.text
    assert "Not begun" in ana.text
    assert len(ana.page.query("main .govuk-button:not(.govuk-button--secondary)")) == 1


def test_a_date_that_has_passed_and_one_that_was_never_set(ana: Visitor, database: Database) -> None:
    ask(database, due=None)
    assert "Asked of you because you are named on the DOE renewal; no date is set." in ana.get("/").text
    ask(database, due=-3 * DAY)
    assert "It was due by" in ana.get("/").text


def test_it_goes_on_exactly_where_one_stopped(app: Flask, ana: Visitor, database: Database) -> None:
    read(database, 1)
    ana.get("/")
    whole = pages(database)
    assert ana.heading == to_go(app, sum(whole[1:]))
    assert "You are here: page 2 of 3" in ana.text
    assert f"{sum(whole[1:])} of {sum(whole)} min left" in ana.text
    assert "No date asks for it." in ana.text
    assert "Everything up to then is kept." in ana.text
    ana.follow("Go on with Looking after keys, page 2")
    assert ana.heading == "Lending a key"


def test_it_goes_on_with_the_quiz_and_with_an_open_attempt(ana: Visitor, database: Database) -> None:
    read(database, 3)
    assert "You are here: the quiz" in ana.get("/").text
    with database.transaction() as session:
        begin(session, enrol(session), at=now())
    ana.get("/").follow("Go on with the quiz of Looking after keys")
    assert ana.heading.startswith("Question 1")


def test_a_module_that_is_done_says_its_marks(app: Flask, database: Database, visitor: Visitor) -> None:
    with database.transaction() as session:
        publish_sample(session, files=LARGE)
        make_person(session)
    read(database, 3, "keys-and-travel")
    with database.transaction() as session:
        take(session, enrol(session, "keys-and-travel"), right=5, at=now())
    sign_in(visitor).get("/")
    *_keys, index, packing, _quiz, quiz = pages(database, "keys-and-travel")
    assert visitor.heading == to_go(app, index + packing + quiz)
    assert "quiz 5 of 6" in visitor.text
    assert len(visitor.page.query(".ow-track li")) == 2
    assert "You are here: page 1 of 2" in visitor.text


def test_other_courses_that_wait_are_named(database: Database, visitor: Visitor) -> None:
    with database.transaction() as session:
        publish_sample(session, files=LARGE)
        make_person(session)
    read(database, 1)
    ask(database, course="keys-and-travel")
    sign_in(visitor).get("/")
    assert "Also under way or due" in visitor.text
    visitor.follow("Keys at home and on the road")
    assert visitor.path == "/courses/keys-and-travel"


def test_what_is_held_and_until_when_for_whom(database: Database, visitor: Visitor) -> None:
    finished = store_finished(database, files=WIDE, at=now() - 30 * DAY)
    sign_in(visitor).get("/")
    assert visitor.heading == "Nothing is due"
    rows = [" ".join(row.to_text().split()) for row in visitor.page.query("tbody tr")]
    assert [row.split()[0] for row in rows] == ["NSF", "DOE", "NIH", "NASA", "USDA"]
    assert all("Covered" in row and "days to spare" in row for row in rows)
    assert "You hold" in visitor.text
    visitor.follow("Looking after keys")
    assert visitor.path == f"/certificates/{in_fours(finished.certificate.code)}"


def test_training_that_is_too_old_or_too_narrow_is_told_apart(app: Flask, database: Database) -> None:
    store_finished(database, files=WIDE, at=now() - 400 * DAY)
    page = sign_in(Visitor(app)).get("/")
    assert page.text.count("Lapsed") == 5
    with database.transaction() as session:
        finish_for(session, make_person(session, "Bo Li"), publish_sample(session), at=now() - DAY)
    other = sign_in(Visitor(app), "bo.li@calder.example").get("/")
    assert "6 topics are missing" in other.text
    assert "Topics that are missing: Cybersecurity" in other.text


def test_a_voided_completion_is_no_longer_held(database: Database, visitor: Visitor) -> None:
    finished = store_finished(database, files=WIDE, at=now() - 30 * DAY)
    with database.transaction() as session:
        void_completion(session, completion_id=finished.completion.id, reason="Not the same person.", by=None, at=now())
    sign_in(visitor).get("/")
    assert "No sponsor's rule is met yet" in visitor.text
    assert "Nothing yet. What you complete stays" in visitor.text


def test_a_course_owed_again_begins_anew(app: Flask, database: Database, visitor: Visitor) -> None:
    store_finished(database, files=WIDE, at=now() - 300 * DAY)
    ask(database)
    sign_in(visitor).get("/")
    assert visitor.heading == to_go(app, sum(pages(database)))
    visitor.follow("Open Looking after keys")
    assert visitor.path == "/courses/keys"


def test_it_asks_the_database_eleven_times_at_most(database: Database, visitor: Visitor) -> None:
    store_finished(database, files=WIDE, at=now() - 300 * DAY)
    ask(database)
    sign_in(visitor).get("/")
    with counted_queries(database) as seen:
        visitor.get("/")
    assert len(seen) <= 11


def test_who_is_not_signed_in_reads_what_this_is(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)
    visitor = Visitor(app).get("/")
    assert visitor.heading == "Research security, learned and on record"
    assert "Calder University" in visitor.text
    assert "Set-Cookie" not in visitor.response.headers
    visitor.follow("Looking after keys")
    assert visitor.path == "/courses/keys"
    assert visitor.get("/").follow("Make an account").path == "/register"
    visitor.get("/").press("Look up", status=404, code="ACDEFGHJKLMNPQRT")
    assert visitor.heading == "No certificate has this code"


def test_another_employers_word_is_named_where_a_rule_takes_it(ana: Visitor, database: Database) -> None:
    with database.transaction() as session:
        accept(session, hand_in(session, her(session), attested()))
    rows = {
        row.to_text().split()[0]: " ".join(row.to_text().split()) for row in ana.get("/").page.query("#until ~ table tbody tr")
    }
    assert "Attested by Nordfjord Institute" in rows["DOE"]
    assert "2 June 2027" in rows["DOE"]
    assert "Not met" in rows["NSF"]


def test_what_was_brought_from_elsewhere_alone_is_worth_something_too(ana: Visitor, database: Database) -> None:
    with database.transaction() as session:
        accept(session, hand_in(session, her(session)))
    assert "No sponsor's rule is met yet" not in ana.get("/").text
    assert "Covered" in ana.text


def test_a_rule_without_an_age_is_met_for_good(ana: Visitor, database: Database) -> None:
    with database.transaction() as session:
        nsf = next(rule for rule in shipped_rules() if rule.slug == "nsf")
        once = nsf.model_copy(update={"window_months": None})
        load_rules(session, shipped_rules(), by=None, at=now())
        based_on = newest_versions(session)["nsf"].id
        set_rule(session, once, by=None, at=now(), reason="Once is enough now.", based_on=based_on)
        accept(session, hand_in(session, her(session)))
    assert "once is enough" in ana.get("/").text
