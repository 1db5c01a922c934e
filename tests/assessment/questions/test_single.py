from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from app.assessment.questions import is_right, is_whole, parse
from app.errors import Invalid
from tests.factories import questions

ONE = questions.single(right="2")


def test_the_right_choice_is_right_and_every_other_is_not() -> None:
    given = [parse(ONE, MultiDict({"answer": id})) for id in ("1", "2", "3")]
    assert [is_right(ONE, answer) for answer in given] == [False, True, False]
    assert all(is_whole(ONE, answer) for answer in given)


def test_nothing_chosen_is_no_answer_and_not_right() -> None:
    assert parse(ONE, MultiDict()) is None
    assert parse(ONE, {"answer": ""}) is None
    assert not is_right(ONE, None)
    assert not is_whole(ONE, None)


def test_a_prefix_keeps_questions_of_one_form_apart() -> None:
    assert parse(ONE, {"q1-answer": "1", "q2-answer": "2"}, "q2-") == "2"


@pytest.mark.parametrize("sent", [["9"], ["1", "2"], ["<b>"]])
def test_what_was_not_offered_is_refused(sent: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        parse(ONE, MultiDict([("answer", value) for value in sent]))
    assert caught.value.field == "answer"
