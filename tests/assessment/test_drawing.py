from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.assessment.drawing import draw, shuffle_choices
from app.catalogue.shapes import Question
from tests.factories import questions

sizes = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 8), min_size=1)
chances = st.integers().map(random.Random)


def make_bank(of: dict[str, int]) -> list[Question]:
    return [questions.single(f"{objective}-{number}", objective) for objective, count in of.items() for number in range(count)]


@given(sizes, st.integers(1, 40), chances, st.data())
def test_a_draw_is_spread_and_has_the_least_seen_of_each_objective(
    of: dict[str, int], count: int, chance: random.Random, data: st.DataObject
) -> None:
    bank = make_bank(of)
    times = data.draw(st.dictionaries(st.sampled_from([question.slug for question in bank]), st.integers(1, 3)))
    missed = data.draw(st.sets(st.sampled_from(list(of))))
    drawn = [one.question for one in draw(bank, count, times=times, missed=missed, chance=chance)]
    slugs = [question.slug for question in drawn]
    assert len(slugs) == len(set(slugs)) == min(count, len(bank))
    got = Counter(question.objective for question in drawn)
    most = max(got.values())
    assert all(got[objective] >= min(most - 1, supply) for objective, supply in of.items())
    for objective in of:
        kept_out = [times.get(q.slug, 0) for q in bank if q.objective == objective and q.slug not in slugs]
        taken = [times.get(q.slug, 0) for q in drawn if q.objective == objective]
        assert not kept_out or not taken or max(taken) <= min(kept_out)


@given(sizes, chances)
def test_no_question_comes_back_before_its_objective_is_used_up(of: dict[str, int], chance: random.Random) -> None:
    bank, times = make_bank(of), Counter[str]()
    for _attempt in range(4):
        times.update(one.question.slug for one in draw(bank, 5, times=times, missed=set(), chance=chance))
        for objective in of:
            own = [times[question.slug] for question in bank if question.objective == objective]
            assert max(own) - min(own) <= 1


@given(chances)
def test_what_was_missed_gets_the_seat_that_is_left(chance: random.Random) -> None:
    bank = make_bank({"a": 4, "b": 4, "c": 4})
    got = Counter(one.question.objective for one in draw(bank, 4, times={}, missed={"b"}, chance=chance))
    assert got == {"a": 1, "b": 2, "c": 1}


@given(chances)
def test_unseen_questions_come_before_missed_objectives(chance: random.Random) -> None:
    bank = make_bank({"a": 2, "b": 2})
    times = {"b-0": 1, "b-1": 1}
    drawn = draw(bank, 1, times=times, missed={"b"}, chance=chance)
    assert drawn[0].question.objective == "a"


@given(st.integers(2, 6), chances)
def test_what_is_to_be_ordered_never_lies_in_order(count: int, chance: random.Random) -> None:
    shown = shuffle_choices(questions.order(count), chance)
    assert sorted(shown) == [str(number) for number in range(1, count + 1)] != list(shown)


def test_every_order_of_choices_comes_up_and_the_same_chance_gives_the_same_draw() -> None:
    chance = random.Random(7)
    assert len({shuffle_choices(questions.single(), chance) for _ in range(100)}) == 6
    bank = make_bank({"a": 5, "b": 5})
    first, second = (draw(bank, 4, times={}, missed=set(), chance=random.Random(3)) for _ in range(2))
    assert first == second
    assert shuffle_choices(questions.number(), chance) == ()
