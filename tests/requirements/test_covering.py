from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.catalogue.files import files_under
from app.catalogue.live import LiveCourse
from app.catalogue.paths import course_on_path
from app.catalogue.queries import current_course
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Question, QuestionType
from app.errors import Misconfigured
from app.requirements.coverage_wording import coverage_table, gap_sentences
from app.requirements.covering import Asked, cover, topics_of
from app.requirements.reading import DUTIES, read_duties, shipped_duties
from app.requirements.shapes import Duty
from app.web.places import PROJECT
from tests.factories.content import SMALL, changed, publish_sample
from tests.factories.path_texts import PATHS

TEXT = DUTIES.read_text(encoding="utf-8")


def duty(**items: list[str]) -> Duty:
    facts = {slug: {"words": f"About {slug}", "topics": topics} for slug, topics in items.items()}
    return Duty.model_validate(
        {
            "slug": "ours",
            "name": "Ours",
            "place": "Here",
            "source": "locks-1",
            "checked_on": dt.date(2026, 11, 22),
            "note": "A note.",
            "items": facts,
        }
    )


def test_the_shipped_duties_name_sources_of_the_register() -> None:
    sources = read_bundle(files_under(PROJECT))[0].sources
    assert [one.slug for one in shipped_duties()] == [
        "training-topics",
        "malign-programmes",
        "programme-elements",
        "g7",
        "eu-recommendation",
    ]
    for one in shipped_duties():
        assert sources[one.source].status == "in force"
    assert "international-travel" in shipped_duties()[0].items


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("topics: [cybersecurity]", "topics: [gossip]", "duties.yaml:13: training-topics, items.cybersecurity.topics: "),
        ("topics: [cybersecurity]", "topics: []", "duties.yaml:13: "),
        ("words: Cybersecurity", "word: Cybersecurity", "items.cybersecurity.word"),
        ("checked_on: 2026-11-22", "checked_on: soon", "duties.yaml:8: training-topics, checked_on"),
        ("malign-programmes:", "training-topics:", "duties.yaml:"),
    ],
)
def test_a_wrong_duty_is_named_with_its_line(old: str, new: str, complaint: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        read_duties(TEXT.replace(old, new, 1), name="duties.yaml")
    assert complaint in raised.value.message


def question(objective: str, page: str | None = None, topics: tuple[str, ...] = ()) -> Question:
    return Question("q", QuestionType.SINGLE, objective, "", page=page, topics=topics)


@pytest.mark.parametrize(
    ("asked", "topics"),
    [
        (question("lend-well"), {"risk-management"}),
        (question("lend-well", "lending"), {"risk-management"}),
        (question("lend-well", "asking"), {"risk-management"}),
        (question("ask-first"), {"disclosure", "risk-management"}),
        (question("ask-first", "asking"), {"disclosure"}),
        (question("know-why"), {"disclosure"}),
        (question("nothing"), set()),
        (question("know-why", "index"), {"openness"}),
        (question("ask-first", topics=("disclosure",)), {"disclosure"}),
        (question("ask-first", "asking", ("risk-management",)), set()),
    ],
)
def test_a_question_tests_what_the_pages_of_its_objective_teach(session: Session, asked: Question, topics: set[str]) -> None:
    files = changed(SMALL, "modules/keys/lending.md", "objectives: [lend-well]", "objectives: [lend-well, ask-first]")
    course = publish_sample(session, files=files)
    assert topics_of(Asked(course.modules[0], asked), course.pages) == topics


@pytest.fixture
def course(session: Session) -> LiveCourse:
    return publish_sample(session)


def test_a_covered_item_names_its_pages_and_questions(course: LiveCourse) -> None:
    (item,) = cover(course, [duty(risk=["risk-management"])]).items
    assert item.is_covered
    assert [one.page.slug for one in item.pages] == ["lending"]
    assert [one.question.slug for one in item.questions] == ["lend-in-order", "who-does-what", "word-for-lender"]


def test_each_topic_of_an_item_must_be_taught_and_tested(session: Session) -> None:
    """The index teaches openness, and no question rests on it; nothing teaches travel."""
    course = publish_sample(session, files=changed(SMALL, "quizzes/keys.md", "page=index", "page=asking"))
    found = cover(course, [duty(both=["risk-management", "openness", "international-travel"])])
    (item,) = found.gaps
    assert (item.untaught, item.untested) == (("international-travel",), ("openness", "international-travel"))
    assert gap_sentences(item, "en") == [
        "No page teaches: International travel",
        "No question tests: Openness and academic freedom",
        "No question tests: International travel",
    ]


def test_a_course_of_single_pages_is_judged_by_these_alone(session: Session) -> None:
    files = changed(SMALL, "modules/courses/keys.md", "modules: [keys]", "pages: [keys/index, keys/asking]")
    (item,) = cover(publish_sample(session, files=files), [duty(risk=["risk-management"])]).items
    assert (item.pages, item.questions) == ((), ())


def test_a_course_with_a_quiz_of_its_own_is_judged_by_that(session: Session) -> None:
    course = publish_sample(session, files=PATHS, slug="keys-in-short")
    (item,) = cover(course, [duty(risk=["risk-management"])]).items
    assert [(one.quiz.slug, one.question.slug) for one in item.questions] == [("keys-in-short", "who-lends")]
    assert item.is_covered


def test_the_shipped_courses_cover_every_item_on_each_path(session: Session) -> None:
    publish_sample(session, files=files_under(PROJECT), slug="research-security")
    for slug in ("research-security", "research-security-condensed"):
        course = current_course(session, slug)
        for path in ["", *(path for path, _words in course.content.paths)]:
            found = cover(course_on_path(course, path), shipped_duties())
            assert [item.item.words for item in found.gaps] == [], (slug, path)


def test_without_a_register_the_table_still_names_the_source(course: LiveCourse) -> None:
    head, row = coverage_table(cover(course, [duty(risk=["risk-management"])]), {})
    facts = dict(zip(head, row, strict=True))
    assert (facts["source"], facts["source_address"], facts["state"]) == ("locks-1", "", "covered")


def test_what_only_one_path_teaches_is_a_gap_on_the_others(session: Session) -> None:
    files = changed(PATHS, "modules/keys/rounds.md", "paths: [guard]", "paths: [guard]\ntopics: [cybersecurity]")
    asked = "## who-answers {objective=know-why page=rounds}"
    files = changed(files, "quizzes/keys.md", "## who-answers {objective=know-why page=index}", asked)
    coverage = cover(publish_sample(session, files=files, slug="keys-by-role"), [duty(cyber=["cybersecurity"])])
    (item,) = coverage.items
    assert (item.untaught, item.untested, item.is_covered) == ((), (), False)
    assert gap_sentences(item, "en") == [
        "On the path Student no page teaches: Cybersecurity",
        "On the path Student no question tests: Cybersecurity",
    ]
    assert coverage_table(coverage, {})[1][-1] == "Student: cybersecurity"
