"""What lets a person guess a question, at its line."""

from __future__ import annotations

import pytest

from app.catalogue.checking_questions import chance_and_extremes
from app.catalogue.shapes import Choice, Question, QuestionType
from tests.catalogue.example import FILES, OPEN_PATH, QUIZ_PATH, broken, complaints, tree

PROMPTS = [
    ("Which of these is NOT so?", True),
    ("All apply EXCEPT one. Name it.", True),
    ("Which of these need not be listed?", True),
    ("What isn’t support?", True),
    ("Who, except the office, may ask?", True),
    ("All but one are support. Name it.", True),
    ("He says: “I do not know.” What is the best answer?", False),
    ("A list names what no rule may forbid. Which are on it?", False),
    ("You are not paid. When is the post declared?", False),
]
CHOICES = [
    ("All of the above", True),
    ("None of the above.", True),
    ("None of these three", True),
    ("All of them apply", True),
    ("Both are right", True),
    ("Neither", True),
    ("Any of the others", True),
    ("All of the work is published", False),
    ("Both grants", False),
    ("None of it leaves the laboratory", False),
    ("All posts abroad", False),
]


@pytest.mark.parametrize(("prompt", "is_wrong"), PROMPTS)
@pytest.mark.parametrize(("path", "old", "line"), [(QUIZ_PATH, "Which one?", 8), (OPEN_PATH, "What is it?", 22)])
def test_a_question_asks_for_what_is_so(path: str, old: str, line: int, prompt: str, is_wrong: bool) -> None:
    found = [(one.path, one.line) for one in complaints(broken(path, old, prompt)) if "asks for what is not so" in one.text]
    assert found == ([(path, line)] if is_wrong else [])


@pytest.mark.parametrize(("words", "is_wrong"), CHOICES)
def test_a_choice_stands_for_itself(words: str, is_wrong: bool) -> None:
    found = [
        (one.path, one.line) for one in complaints(broken(QUIZ_PATH, "- [ ] That", f"- [ ] {words}")) if "only points" in one.text
    ]
    assert found == ([(QUIZ_PATH, 8)] if is_wrong else [])


def quiz_of(longest: int, questions: int) -> str:
    """Single choices of two; the right one is the longest in so many."""
    texts = [
        f"## extra-{number} {{objective=know}}\n\nWhich?\n\n- [x] {'This is it' if number < longest else 'It'}\n  > Yes.\n"
        "- [ ] That one\n  > No.\n"
        for number in range(questions)
    ]
    return FILES[QUIZ_PATH] + "\n" + "\n".join(texts)


@pytest.mark.parametrize(("longest", "questions", "is_wrong"), [(4, 7, True), (3, 7, False), (7, 7, True), (4, 4, False)])
def test_the_right_choice_is_not_the_longest_more_often_than_chance(longest: int, questions: int, is_wrong: bool) -> None:
    """The example's own single choice has two of one length: half a hit, as by chance."""
    found = [one for one in complaints(tree(**{QUIZ_PATH: quiz_of(longest, questions)})) if "is the longest" in one.text]
    assert [(one.path, one.line) for one in found] == ([(QUIZ_PATH, 2)] if is_wrong else [])
    assert all(f"in {longest + 0.5:g} of {questions + 1} questions" in one.text and "extra-0" in one.text for one in found)


@pytest.mark.parametrize(("longest", "is_wrong"), [(0, True), (3, True), (4, False)])
def test_the_right_choice_is_not_the_shortest_more_often_than_chance(longest: int, is_wrong: bool) -> None:
    """Brevity gives an answer away as length does. Seven of two choices, and the example's own, half a hit."""
    found = [one for one in complaints(tree(**{QUIZ_PATH: quiz_of(longest, 7)})) if "is the shortest" in one.text]
    assert [(one.path, one.line) for one in found] == ([(QUIZ_PATH, 2)] if is_wrong else [])
    assert all(f"in {7 - longest + 0.5:g} of 8 questions" in one.text and "extra-6" in one.text for one in found)


def test_length_is_what_a_reader_sees() -> None:
    choices = (Choice("1", "<strong>a</strong> &amp; b", right=True), Choice("2", "abcdef"), Choice("3", "abcdef"))
    question = Question("q", QuestionType.SINGLE, "know", "", choices)
    chance, longest, shortest = chance_and_extremes([question])
    assert chance == pytest.approx(1 / 3)
    assert (longest, shortest) == (0, 1)


def test_an_objective_is_asked_for_twice() -> None:
    once = FILES[QUIZ_PATH].replace("## in-order {objective=weigh}", "## in-order {objective=know}")
    found = [one for one in complaints(tree(**{QUIZ_PATH: once})) if "Only this question" in one.text]
    assert [(one.path, one.line, one.text) for one in found] == [
        (QUIZ_PATH, 38, 'Only this question tests "weigh". Ask for it in 2, so that another attempt can differ.')
    ]
