from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.catalogue.compiling import course_from_json, course_to_json, module_from_json, module_to_json
from app.catalogue.live import LiveCourse, LivePage
from app.catalogue.minutes import estimate_minutes
from app.catalogue.paths import Outlook, course_on_path, course_with, pages_elsewhere, read_outlook
from app.catalogue.queries import asking_version, current_course
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Aimed, Check, Html, Path, Scenario
from tests.factories.content import LARGE, publish_files, publish_sample
from tests.factories.path_texts import PATHS


@pytest.fixture
def course(session: Session) -> LiveCourse:
    return publish_sample(session, files=PATHS, slug="keys-by-role")


def lending(course: LiveCourse) -> LivePage:
    return next(page for page in course.pages if page.slug == "lending")


def scenarios(page: LivePage) -> list[str]:
    return [part.slug for part in page.content.parts if isinstance(part, Scenario)]


def folded(page: LivePage) -> list[Aimed]:
    return [part for part in page.content.parts if isinstance(part, Aimed)]


def test_what_is_kept_comes_back_whole() -> None:
    bundle, complaints = read_bundle(PATHS)
    assert not complaints
    for module in bundle.modules.values():
        assert module_from_json(module_to_json(module)) == module
    for course in bundle.courses.values():
        assert course_from_json(course_to_json(course)) == course


@pytest.mark.parametrize(
    ("kept", "role", "field"),
    [("", "", ""), ("student", "student", ""), ("student+archives", "student", "archives"), ("gone+archives", "", "archives")],
)
def test_what_is_no_longer_offered_counts_as_not_chosen(course: LiveCourse, kept: str, role: str, field: str) -> None:
    assert read_outlook(course.content, kept) == Outlook(role, field)


@pytest.mark.parametrize("kept", ["", "archives", "gone"])
def test_who_has_chosen_no_path_is_on_the_first(course: LiveCourse, kept: str) -> None:
    seen, student = course_on_path(course, kept), course_on_path(course, "student")
    assert [page.slug for page in seen.pages] == [page.slug for page in student.pages] == ["index", "lending", "asking"]
    assert (seen.minutes, lending(seen).content.minutes) == (student.minutes, lending(student).content.minutes)
    assert [page.slug for page in pages_elsewhere(course, read_outlook(course.content, kept))] == ["rounds"]


def test_a_page_of_another_path_is_seen_as_that_path_has_it(course: LiveCourse) -> None:
    rounds = next(page for page in course.pages if page.slug == "rounds")
    assert course_with(course, rounds, "student+archives") is course_on_path(course, "guard+archives")
    assert course_with(course, rounds, "") is course_on_path(course, "guard")
    assert course_with(course, lending(course), "student") is course_on_path(course, "student")


def test_a_path_has_its_own_pages_and_blocks_and_folds_the_others(course: LiveCourse) -> None:
    seen = course_on_path(course, "student")
    assert [page.slug for page in seen.pages] == ["index", "lending", "asking"]
    assert [page.slug for page in pages_elsewhere(course, Outlook("student"))] == ["rounds"]
    assert pages_elsewhere(course, Outlook("guard")) == ()
    words = "".join(part.html for part in lending(seen).content.parts if isinstance(part, Html))
    assert "Everybody on some path" in words
    assert "A guard writes the name" not in words
    assert [part.names for part in folded(lending(seen)) if not part.title] == [("Guard",)]
    guard = lending(course_on_path(course, "guard"))
    assert "book-of-keys" in [part.question.slug for part in guard.content.parts if isinstance(part, Check)]


def test_minutes_are_those_of_the_path_by_the_same_formula(course: LiveCourse) -> None:
    student, guard = (course_on_path(course, path) for path in ("student", "guard"))
    page = lending(student).content
    assert page.minutes == round(estimate_minutes(page.words, page.parts))
    assert page.minutes < lending(guard).content.minutes == lending(course).content.minutes == 10
    assert student.minutes == guard.minutes - (10 - page.minutes) - 1 == course.minutes


def test_what_nothing_is_left_out_of_keeps_its_minutes(course: LiveCourse) -> None:
    asking = [page.content.minutes for page in course_on_path(course, "guard").pages if page.slug == "index"]
    assert asking == [page.content.minutes for page in course.pages if page.slug == "index"]


def test_a_reader_meets_the_case_of_her_field_and_may_open_the_others(course: LiveCourse) -> None:
    assert scenarios(lending(course_on_path(course, "student"))) == ["the-visitor", "the-freezer"]
    seen = lending(course_on_path(course, "student+archives"))
    assert scenarios(seen) == ["the-visitor", "the-box"]
    others = [part for part in folded(seen) if part.title]
    assert [(part.title, part.names) for part in others] == [("The freezer", ("Wet laboratories",))]


def test_a_course_that_is_one_path_leaves_out_the_blocks_of_others(session: Session, course: LiveCourse) -> None:
    short = course_on_path(current_course(session, "keys-in-short"), "student")
    assert [page.slug for page in short.pages] == ["lending", "asking"]
    assert not any(isinstance(part, Path) for page in short.pages for part in page.content.parts)
    assert "Students ask" not in repr(short.pages[1].content)
    assert short.minutes == current_course(session, "keys-in-short").minutes


def test_a_course_without_paths_shows_all(session: Session, course: LiveCourse) -> None:
    whole = course_on_path(current_course(session, "keys"), "student")
    assert any(isinstance(part, Path) for page in whole.pages for part in page.content.parts)
    assert "rounds" in [page.slug for page in whole.pages]


def test_the_same_course_seen_alike_is_one_object(course: LiveCourse) -> None:
    seen = course_on_path(course, "student+archives")
    assert course_on_path(course, "student+archives") is seen
    assert course_on_path(seen, "guard") is seen
    assert hash(seen) != hash(course)


def test_a_course_has_a_quiz_of_its_own_with_identities_and_versions(session: Session) -> None:
    course = publish_sample(session, files=PATHS, slug="keys-in-short")
    assert [asking.slug for asking in course.quizzes] == ["keys-in-short"]
    assert set(course.question_ids) == {"who-lends", "who-is-asked"}
    assert asking_version(session, course.version_id) == course
    number = course.question_ids["who-lends"]
    assert course.question(number).slug == "who-lends"
    again = PATHS | {"quizzes/keys-in-short.md": PATHS["quizzes/keys-in-short.md"].replace(b"It knows.", b"It knows best.")}
    publish_files(session, again, reason="A better why")
    newer = current_course(session, "keys-in-short")
    assert (newer.version_id != course.version_id, newer.question_ids["who-lends"]) == (True, number)
    assert asking_version(session, course.version_id).quiz == course.quiz


def test_what_a_course_was_before_it_had_paths_keeps_its_name(session: Session) -> None:
    before = publish_sample(session, files=LARGE)
    publish_files(session, LARGE | {"modules/courses/keys-by-role.md": PATHS["modules/courses/keys-by-role.md"]})
    assert current_course(session, "keys") == before
