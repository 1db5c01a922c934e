"""Which questions an attempt asks, and in which order their choices are shown. Chance is handed in; what it gave is stored."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.shapes import Question, QuestionType


@dataclass(frozen=True, slots=True)
class Drawn:
    """`choice_order` holds the ids of the choices as they are shown."""

    question: Question
    choice_order: tuple[str, ...]


def draw(
    questions: Sequence[Question], count: int, *, times: Mapping[str, int], missed: Collection[str], chance: random.Random
) -> list[Drawn]:
    """At most `count` questions, spread over the objectives as evenly as there are questions.

    `times` says how often a question (by slug) was drawn before: within an objective the least often drawn come first. Where one
    more seat cannot be had for every objective, those with unseen questions come first, and among them the `missed` ones.
    """
    pools: dict[str, list[Question]] = defaultdict(list)
    for question in chance.sample(questions, len(questions)):
        pools[question.objective].append(question)
    for pool in pools.values():
        pool.sort(key=lambda question: times.get(question.slug, 0), reverse=True)
    taken: list[Question] = []
    while len(taken) < count and pools:
        for objective in _by_turn(pools, times, missed, chance)[: count - len(taken)]:
            taken.append(pools[objective].pop())
        pools = {objective: pool for objective, pool in pools.items() if pool}
    chance.shuffle(taken)
    return [Drawn(question, shuffle_choices(question, chance)) for question in taken]


def _by_turn(
    pools: Mapping[str, list[Question]], times: Mapping[str, int], missed: Collection[str], chance: random.Random
) -> list[str]:
    def turn(objective: str) -> tuple[int, bool, float]:
        return times.get(pools[objective][-1].slug, 0), objective not in missed, chance.random()

    return sorted(pools, key=turn)


def shuffle_choices(question: Question, chance: random.Random) -> tuple[str, ...]:
    """What is to be put in order never lies in its right order already."""
    ids = [choice.id for choice in question.choices]
    order = chance.sample(ids, len(ids))
    if question.type == QuestionType.ORDER and order == ids:
        order = order[1:] + order[:1]
    return tuple(order)
