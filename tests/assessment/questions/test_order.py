from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.questions import is_right, is_whole, parse
from app.errors import Invalid
from tests.factories import questions

THREE = questions.order(3)


def places(**chosen: str) -> dict[str, str]:
    return {f"answer-{id[1:]}": place for id, place in chosen.items()}


def test_only_the_authors_order_is_right() -> None:
    for order in itertools.permutations("123"):
        answer = parse(THREE, {f"answer-{id}": str(place) for place, id in enumerate(order, start=1)})
        assert answer == list(order)
        assert is_right(THREE, answer) == (order == ("1", "2", "3"))
        assert is_whole(THREE, answer)


def test_a_place_left_open_is_kept_as_such_and_wrong() -> None:
    answer = parse(THREE, places(c1="1", c2="", c3="3"))
    assert answer == ["1", "", "3"]
    assert not is_right(THREE, answer)
    assert not is_whole(THREE, answer)
    assert parse(THREE, places(c1="", c2="", c3="")) is None


def test_a_place_given_twice_is_explained() -> None:
    with pytest.raises(Invalid, match="Place 2 is given more than once"):
        parse(THREE, places(c1="2", c2="2", c3="1"))
    with pytest.raises(Invalid, match="Places 1, 2 are given more than once"):
        parse(questions.order(4), places(c1="1", c2="1", c3="2", c4="2"))


@pytest.mark.parametrize("sent", [{"answer-1": "4"}, {"answer-1": "one"}, {"answer-1": "0"}, {"answer-9": "1"}])
def test_foreign_ids_and_places_are_refused(sent: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        parse(THREE, sent)


@given(st.dictionaries(st.sampled_from(["answer-1", "answer-2", "answer-3"]), st.sampled_from(["", "1", "2", "3"])))
def test_whatever_is_sent_is_kept_or_refused(sent: dict[str, str]) -> None:
    given_places = [place for place in sent.values() if place]
    if len(set(given_places)) < len(given_places):
        with pytest.raises(Invalid):
            parse(THREE, sent)
    else:
        answer = parse(THREE, sent)
        kept = {place: id for place, id in enumerate(answer or [], start=1) if id}
        assert kept == {int(place): name[-1] for name, place in sent.items() if place}
