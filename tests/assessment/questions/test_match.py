from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.questions import is_right, is_whole, parse
from app.errors import Invalid
from tests.factories import questions

PAIRS = questions.match()
RIGHT = {"1": "2", "2": "1", "3": "2"}


@given(st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from(["", "1", "2"])))
def test_right_is_every_row_with_what_belongs_to_it(chosen: dict[str, str]) -> None:
    answer = parse(PAIRS, {f"answer-{row}": choice for row, choice in chosen.items()})
    kept = {row: choice for row, choice in chosen.items() if choice}
    assert answer == (kept or None)
    assert is_right(PAIRS, answer) == (kept == RIGHT)
    assert is_whole(PAIRS, answer) == (len(kept) == 3)


@pytest.mark.parametrize("sent", [{"answer-1": "3"}, {"answer-4": "1"}, {"answer-1": "x"}])
def test_foreign_ids_are_refused(sent: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        parse(PAIRS, sent)
