from __future__ import annotations

import pytest

from tests.catalogue.example import CLOSING_PATH, COURSE_PATH, FILES, OPEN_PATH, QUIZ_PATH, broken, complaints, tree

SHORT_PATH, SHORT_QUIZ = "modules/courses/short.md", "quizzes/short.md"
SHORT = """---
title: Short
summary: Less of it.
pages: [small/open]
completes_by: quiz
quiz: short
path: short
---
In short.
"""
ASKED = """---
title: "Quiz: short"
minutes: 1
pass_mark: 1
draw: 1
---
## a-short-one {objective=know}

What is it?

- [x] This
  > Because.
- [ ] That
  > Because not.
"""
OFFER = "paths: {researcher: Researcher, student: Student}"

Fault = tuple[str, str, str, int, str]
FAULTS: list[Fault] = [
    (
        OPEN_PATH,
        ":::: path researcher student",
        ":::: path researcher pupil",
        55,
        'No course has the path "pupil". There are: rese',
    ),
    (OPEN_PATH, "sources: [nsdd-189]", "sources: [nsdd-189]\npaths: [pupil]", 7, 'No course has the path "pupil"'),
    (OPEN_PATH, "The letter\n###", "The letter {fields=cooking,}\n###", 31, "The fields cannot be read"),
    (OPEN_PATH, "The letter\n###", "The letter {slot=No}\n###", 31, "cannot name a slot"),
    (OPEN_PATH, "The letter\n###", "The letter {color=red}\n###", 31, '"color" says nothing about a scenario'),
    (COURSE_PATH, OFFER, "paths: {researcher: A, student: B, cook: Cook}", 6, 'Nothing in this course is for the path "cook"'),
    (COURSE_PATH, OFFER, OFFER + "\nfields: {law: Law}", 7, 'No scenario of this course is of the field "law"'),
    (COURSE_PATH, OFFER, OFFER + "\npath: short", 7, "one path, or it offers several"),
    (COURSE_PATH, OFFER, OFFER + "\nquiz: gone", 7, "names pages:"),
    (COURSE_PATH, OFFER, OFFER + "\nquiz: small", 7, "has this quiz already"),
]


@pytest.mark.parametrize(("path", "old", "new", "line", "words"), FAULTS, ids=[fault[4] for fault in FAULTS])
def test_each_fault_is_named(path: str, old: str, new: str, line: int, words: str) -> None:
    fitting = [complaint for complaint in complaints(broken(path, old, new)) if words in complaint.text]
    assert (path, line) in [(complaint.path, complaint.line) for complaint in fitting], fitting


def short(**changes: str) -> list[str]:
    files = {SHORT_PATH: SHORT, SHORT_QUIZ: ASKED} | changes
    return [str(complaint) for complaint in complaints(tree(**files))]


def test_a_course_with_a_quiz_of_its_own_is_in_order() -> None:
    assert short() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (SHORT_QUIZ, "objective=know", "objective=other", 'tests "other", which no page of this course teaches'),
        (SHORT_QUIZ, "objective=know", "objective=know page=closing", 'sends the reader to "closing", which is no page'),
        (SHORT_QUIZ, "draw: 1", "draw: 3", "An attempt draws 3 questions"),
        (SHORT_PATH, "quiz: short", "quiz: gone", "There is no quizzes/gone.md"),
    ],
)
def test_its_quiz_asks_only_what_its_pages_teach(path: str, old: str, new: str, words: str) -> None:
    text = {SHORT_PATH: SHORT, SHORT_QUIZ: ASKED}[path].replace(old, new)
    assert any(words in complaint for complaint in short(**{path: text}))


def test_a_page_of_another_path_is_not_on_the_list() -> None:
    page = FILES[OPEN_PATH].replace("sources: [nsdd-189]", "sources: [nsdd-189]\npaths: [student]")
    said = short(**{OPEN_PATH: page})
    assert any(f"{SHORT_PATH}:4: The page small/open is for other paths" in complaint for complaint in said)


def test_a_path_needs_a_page() -> None:
    offer = OFFER.replace("student: Student", "student: Student, cook: Cook")
    course = FILES[COURSE_PATH].replace(OFFER, offer).replace("modules: [small]", "pages: [small/open]")
    page = FILES[OPEN_PATH].replace("sources: [nsdd-189]", "sources: [nsdd-189]\npaths: [student, researcher]")
    said = [str(one) for one in complaints(tree(**{COURSE_PATH: course, OPEN_PATH: page}))]
    assert f'{COURSE_PATH}:6: The path "cook" has no page. Mark one for it, or take it off the list.' in said


def test_a_course_with_a_quiz_has_no_module_of_its_name() -> None:
    course = FILES[COURSE_PATH].replace("modules: [small]", "pages: [small/open]\nquiz: short")
    said = [str(one) for one in complaints(tree(**{COURSE_PATH: course, SHORT_QUIZ: ASKED}))]
    assert any("has the course's own name" in complaint for complaint in said)
    assert QUIZ_PATH in FILES


def test_a_field_is_one_of_those_on_offer() -> None:
    course = FILES[COURSE_PATH].replace(OFFER, OFFER + "\nfields: {law: Law}")
    page = FILES[OPEN_PATH].replace("The letter\n###", "The letter {fields=law,cooking}\n###")
    said = [str(one) for one in complaints(tree(**{COURSE_PATH: course, OPEN_PATH: page}))]
    assert said == [f'{OPEN_PATH}:31: No course has the field "cooking". There are: law. Mend the name, or add it to a course.']


def test_where_no_course_offers_anything_blocks_may_still_be_marked() -> None:
    course = FILES[COURSE_PATH].replace(OFFER + "\n", "")
    page = FILES[OPEN_PATH].replace("The letter\n###", "The letter {fields=law}\n###")
    assert complaints(tree(**{COURSE_PATH: course, OPEN_PATH: page})) == []


def test_a_path_is_asked_what_it_teaches() -> None:
    """Students lack the page, and with it all that the quiz asks; the closing page teaches them one thing."""
    page = FILES[OPEN_PATH].replace("sources: [nsdd-189]", "sources: [nsdd-189]\npaths: [researcher]")
    said = [str(one) for one in complaints(tree(**{OPEN_PATH: page}))]
    assert any(f'{COURSE_PATH}:6: On the path "student" {QUIZ_PATH} asks 0 questions' in complaint for complaint in said)
    closing = FILES[CLOSING_PATH].replace("minutes: 1\n", "minutes: 1\nobjectives: [know]\n")
    quiz = FILES[QUIZ_PATH].replace("{objective=know}", "{objective=know page=open}")
    said = [str(one) for one in complaints(tree(**{OPEN_PATH: page, CLOSING_PATH: closing, QUIZ_PATH: quiz}))]
    assert any('On the path "student"' in complaint and 'tests "know" with fewer than 2' in complaint for complaint in said)


def test_a_question_names_topics_that_there_are_and_that_its_page_teaches() -> None:
    for topics, words in [("gossip", 'There is no topic "gossip"'), ("ethics", 'tests "ethics", which its page does not teach')]:
        asked = ASKED.replace("{objective=know}", f"{{objective=know topics=openness,{topics}}}")
        assert [words in complaint for complaint in short(**{SHORT_QUIZ: asked})] == [True]
    assert short(**{SHORT_QUIZ: ASKED.replace("{objective=know}", "{objective=know topics=openness}")}) == []
