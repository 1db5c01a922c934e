from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.assessment.questions import is_right, parse
from app.errors import Invalid
from tests.factories import questions

SEVERAL = questions.multiple(frozenset({"1", "3"}))
IDS = ["1", "2", "3", "4"]


@given(st.lists(st.sampled_from(IDS), max_size=8))
def test_right_is_all_of_the_right_ones_and_no_other(sent: list[str]) -> None:
    answer = parse(SEVERAL, MultiDict([("answer", id) for id in sent]))
    assert is_right(SEVERAL, answer) == (set(sent) == {"1", "3"})
    assert answer == ([id for id in IDS if id in sent] or None)


def test_a_foreign_id_is_refused() -> None:
    with pytest.raises(Invalid):
        parse(SEVERAL, MultiDict([("answer", "1"), ("answer", "7")]))
