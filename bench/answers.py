"""Saving answers by many learners at once over HTTP, beside raw durable commits of the same row by as many writers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode

from flask import session
from flask_wtf.csrf import generate_csrf

from app import clock
from app.assessment.attempting import begin_attempt
from app.assessment.queries import read_sitting
from app.catalogue.shapes import QuestionType
from app.enrolments.enrolling import open_enrolment
from bench.commits import raw_commits
from bench.crowding import Spell, asker, crowd
from bench.serving import BARE, OPENWARD, served
from bench.world import World, chance

ROUNDS = 7


class Seat(NamedTuple):
    """A question of an attempt under way that asks for one choice; `drawn` is that of another one of the same attempt."""

    address: str
    drawn: int


def measure_answers(world: World, data: Path, *, crowds: Sequence[int] = (8, 32)) -> dict[str, float]:
    """Side by side in rounds, the middle one of each: raw commits by as many writers as there are learners, and a bare Flask view
    that commits the same row under the same server. To compare:
    how many one writer makes who never waits for another, which tells how long this drive takes to keep something."""
    found: dict[str, float] = {}
    seats = [take_seat(world, place) for place in range(max(crowds))]
    choices = [urlencode({"csrf_token": csrf_token(world), "answer": choice}).encode() for choice in "12"]
    url = world.database.url
    bare = [*BARE, "--database", url]
    with served(OPENWARD, data, workers=2) as server, served(bare, data, workers=2) as least:
        for learners in crowds:
            askers = [asker(server.port, world.cookies[place], seats[place].address, choices) for place in range(learners)]
            others = [asker(least.port, "", f"/{seat.drawn}", choices) for seat in seats[:learners]]
            drawn = [seat.drawn for seat in seats[:learners]]
            for one, those in ((server, askers), (least, others)):
                crowd([one], those)
            found |= tell(
                learners,
                [(raw_commits(url, drawn), crowd([least], others), crowd([server], askers)) for _round in range(ROUNDS)],
            )
    alone = median(raw_commits(url, [seats[0].drawn]) for _round in range(ROUNDS))
    return found | {"raw durable commits by one, 1/s": alone, "a durable commit takes here, ms": 1000 / alone}


def tell(learners: int, rounds: Sequence[tuple[float, Spell, Spell]]) -> dict[str, float]:
    return {
        f"CPU of an answer saved at {learners}, ms": median(spell.server_ms for _raw, _bare, spell in rounds),
        f"CPU of who sent it, ms, at {learners}": median(spell.asking_ms for _raw, _bare, spell in rounds),
        f"raw durable commits at {learners}, 1/s": median(raw for raw, _bare, _spell in rounds),
        f"bare Flask that commits the row at {learners}, 1/s": median(bare.rate for _raw, bare, _spell in rounds),
        f"bare Flask at {learners}, % of raw": median(100 * bare.rate / raw for raw, bare, _spell in rounds),
        f"answers saved at {learners}, 1/s": median(spell.rate for _raw, _bare, spell in rounds),
        f"answers at {learners}, % of raw": median(100 * spell.rate / raw for raw, _bare, spell in rounds),
        f"answers at {learners}, % of bare Flask": median(100 * spell.rate / bare.rate for _raw, bare, spell in rounds),
        f"errors at {learners}": sum(bare.errors + spell.errors for _raw, bare, spell in rounds),
    }


def take_seat(world: World, place: int) -> Seat:
    module = world.course.modules[0]
    with world.database.transaction() as writing:
        enrolment = open_enrolment(writing, person_id=world.people[place], course=world.course, at=clock.now())
        attempt = begin_attempt(writing, enrolment_id=enrolment.id, module=module, at=clock.now(), chance=chance())
        asked = read_sitting(writing, attempt.id).asked
        single = next(one for one in asked if module.question(one.question_id).type == QuestionType.SINGLE)
        other = next(one for one in asked if one is not single)
        return Seat(f"/courses/{world.course.slug}/{module.slug}/quiz/{attempt.code}/{single.position}", other.drawn_id)


def csrf_token(world: World) -> str:
    with world.app.test_request_context():
        session["csrf_token"] = "bench"
        return str(generate_csrf())
