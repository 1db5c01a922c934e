from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.questions import is_right, parse
from app.errors import Invalid
from tests.factories import questions

numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@pytest.mark.parametrize(
    "typed",
    ["5000", " 5 000 ", "5,000", "5.000", "5'000", "5000.0", "+5000", "5 000,0", "5,000.00", "5.000,00", "$5,000", "５０００"],
)
def test_one_number_may_be_written_in_many_ways(typed: str) -> None:
    answer = parse(questions.number("5000"), {"answer": typed})
    assert answer == " ".join(typed.split())
    assert is_right(questions.number("5000"), answer)


@pytest.mark.parametrize("typed", ["500", "50000", "-5000", "5,001", "5.0001"])
def test_another_number_is_wrong(typed: str) -> None:
    assert not is_right(questions.number("5000"), parse(questions.number("5000"), {"answer": typed}))


@pytest.mark.parametrize("typed", ["five", "5e3", "1.2.3.4", "--5", "5000!", "1,23,4", "NaN", "10²", "Infinity", "."])
def test_what_is_no_number_is_explained(typed: str) -> None:
    with pytest.raises(Invalid, match="Write it in digits"):
        parse(questions.number(), {"answer": typed})


def test_a_comma_and_a_point_are_both_decimal_signs() -> None:
    assert is_right(questions.number("2.5"), "2,5")
    assert is_right(questions.number("2.5"), "2.5")
    assert is_right(questions.number("-0.5"), "−,5")


@given(numbers, st.decimals(min_value=0, max_value=1000, places=2), numbers)
def test_right_is_within_the_tolerance_its_ends_included(wanted: Decimal, tolerance: Decimal, sent: Decimal) -> None:
    question = questions.number(str(wanted), str(tolerance))
    answer = parse(question, {"answer": str(sent)})
    assert is_right(question, answer) == (abs(sent - wanted) <= tolerance)
    assert is_right(question, str(wanted + tolerance))
    assert is_right(question, str(wanted - tolerance).replace(".", ","))


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    with contextlib.suppress(Invalid):
        is_right(questions.number(), parse(questions.number(), {"answer": typed}))
