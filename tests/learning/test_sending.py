from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from app.assessment.questions import Answer
from app.assessment.shapes import Asked
from app.catalogue.shapes import Question
from app.learning.sending import read_answers, read_signature, sign_form, typed_again
from app.learning.sitting import Line
from tests.factories import questions

answers = st.none() | st.text(min_size=1) | st.lists(st.text()) | st.dictionaries(st.text(), st.text())


def line(question: Question, position: int = 1, answer: Answer | None = None) -> Line:
    asked = Asked(position * 10, position, position, (), answer, None)
    return Line(asked, question, answer is not None)


@given(st.lists(answers, max_size=12))
def test_a_form_knows_its_name_and_what_it_showed(shown: list[Answer | None]) -> None:
    name, digests = read_signature(sign_form(shown))
    assert name
    assert len(name) < 13
    assert [bool(digest) for digest in digests] == [answer is not None for answer in shown]
    assert sign_form(shown) != sign_form(shown)


@given(st.text())
def test_a_forged_signature_harms_nobody(sent: str) -> None:
    name, _digests = read_signature(sent)
    assert name is None or len(name) <= 32
    assert read_answers([line(questions.single())], {"sent": sent, "answer": "1"}, prefixes=[""]).changed == {10: "1"}


def test_only_what_was_changed_in_the_form_is_written() -> None:
    lines = [line(questions.single(), 1, "1"), line(questions.single(), 2, "1"), line(questions.single(), 3)]
    prefixes = ["a-", "b-", "c-"]
    sent = sign_form([one.asked.answer for one in lines])
    read = read_answers(lines, {"sent": sent, "a-answer": "1", "b-answer": "2", "c-answer": ""}, prefixes=prefixes)
    assert (read.changed, read.errors, read.emptied) == ({20: "2"}, {}, ())


def test_a_stale_form_does_not_undo_what_another_tab_changed() -> None:
    shown = line(questions.single(), 1, "1")
    now = dataclasses.replace(shown, asked=dataclasses.replace(shown.asked, answer="3"))
    fields = {"sent": sign_form(["1"]), "answer": "1"}
    assert read_answers([now], fields, prefixes=[""]).changed == {}


def test_an_emptied_answer_is_told_apart_from_one_never_given() -> None:
    one = line(questions.text(), 1, "something")
    assert read_answers([one], {"sent": sign_form(["something"]), "answer": ""}, prefixes=[""]).emptied == (1,)
    assert read_answers([one], {"sent": sign_form([None]), "answer": ""}, prefixes=[""]).emptied == ()


def test_what_is_wrong_in_form_is_shown_again_as_it_was() -> None:
    places = typed_again(questions.order(), {"answer-1": "2", "answer-2": "2", "answer-3": "x"})
    assert (places.index("1"), places.index("2"), "3" in places) == (1, 1, False)
    assert typed_again(questions.number(), {"answer": "five"}) == "five"
    assert typed_again(questions.multiple(), {"answer": ["1", "9"]}) == ["1", "9"]
    assert typed_again(questions.match(), {"answer-1": "2"}) == {"1": "2", "2": "", "3": ""}
    assert typed_again(questions.single(), {}) == ""
