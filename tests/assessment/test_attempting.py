"""Two of anything at once, on both engines: one attempt, one result, no answer that slips in."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment.attempting import answer, answer_several, submit
from app.assessment.models import Attempt, DrawnQuestion, Response
from app.assessment.queries import read_sitting
from app.assessment.shapes import Asked, Result
from app.catalogue.queries import current_course, module_version
from app.database.sessions import Database
from app.errors import Conflict, NotFound
from tests.factories.attempts import AT, begin, begin_course, right_answer, take
from tests.factories.content import SMALL, changed, publish_files

T = TypeVar("T")
HOUR = dt.timedelta(hours=1)


def at_once(count: int, act: Callable[[int], T]) -> list[T | Exception]:
    """What `count` threads that start together come to."""
    gate, results = threading.Barrier(count), dict[int, T | Exception]()

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = act(number)
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(count)]


def test_an_attempt_holds_what_was_drawn_and_in_which_order(session: Session) -> None:
    begun = begin_course(session)
    attempt = begin(session, begun)
    sitting = read_sitting(session, attempt.id)
    assert (attempt.number, attempt.out_of, attempt.pass_mark, attempt.version_id) == (1, 6, 4, begun.module.version_id)
    assert [asked.position for asked in sitting.asked] == [1, 2, 3, 4, 5, 6]
    for asked in sitting.asked:
        assert sorted(asked.choice_order) == sorted(choice.id for choice in begun.module.question(asked.question_id).choices)


def test_beginning_again_gives_the_open_attempt(session: Session) -> None:
    begun = begin_course(session)
    assert begin(session, begun).id == begin(session, begun, seed=2).id


def test_two_presses_at_once_begin_one_attempt(database: Database) -> None:
    with database.transaction() as session:
        begun = begin_course(session)

    def press(number: int) -> int:
        with database.transaction() as session:
            return begin(session, begun, seed=number).id

    assert len(set(at_once(4, press))) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DrawnQuestion)) == 6


def test_an_attempt_stays_on_its_version(session: Session) -> None:
    begun = begin_course(session)
    attempt = begin(session, begun)
    files = changed(SMALL, "quizzes/keys.md", "Who answers for a key?", "Who answers for a lost key?")
    publish_files(session, files, at=AT + HOUR)
    newer = current_course(session, "keys").modules[0]
    assert newer.version_id != begun.module.version_id
    assert begin(session, begun._replace(module=newer)).id == attempt.id
    with pytest.raises(ValueError, match="version it began on"):
        submit(session, attempt_id=attempt.id, module=newer, at=AT)
    submit(session, attempt_id=attempt.id, module=module_version(session, attempt.version_id), at=AT)
    following = begin(session, begun._replace(module=newer))
    assert (following.number, following.version_id) == (2, newer.version_id)


def test_a_new_attempt_asks_what_was_not_seen_yet(session: Session) -> None:
    begun = begin_course(session)
    taken, _result = take(session, begun, right=6)
    first = {asked.question_id for asked in read_sitting(session, taken.id).asked}
    again = {asked.question_id for asked in read_sitting(session, begin(session, begun, seed=5).id).asked}
    unseen = set(begun.module.question_ids.values()) - first
    assert unseen <= again


def drawn(session: Session, attempt: Attempt) -> int:
    return read_sitting(session, attempt.id).asked[0].drawn_id


def kept(session: Session, drawn_id: int) -> object:
    return session.scalar(select(Response.answer).where(Response.drawn_id == drawn_id))


def test_the_last_answer_is_kept_once(session: Session) -> None:
    attempt = begin(session, begin_course(session))
    one = drawn(session, attempt)
    for value in ("1", "2", {"1": "2"}, ["3", "", "1"]):
        assert answer(session, attempt_id=attempt.id, drawn_id=one, value=value, at=AT, form="a")
        assert kept(session, one) == value
    assert not answer(session, attempt_id=attempt.id, drawn_id=one, value=None, at=AT)
    assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_the_same_form_sent_twice_is_one(session: Session) -> None:
    attempt = begin(session, begin_course(session))
    one = drawn(session, attempt)

    def send(value: str, form: str) -> bool:
        return answer(session, attempt_id=attempt.id, drawn_id=one, value=value, at=AT, form=form)

    assert [send("1", "tab-a"), send("1", "tab-a")] == [True, False]
    assert send("2", "tab-b")
    assert not send("1", "tab-a"), "what an earlier form sends again does not undo a later answer"
    assert kept(session, one) == "2"
    assert [send("3", "tab-b"), send("2", "tab-b")] == [True, True], "the form that answered last may change its mind"
    for number in range(20):
        assert send("1" if number % 2 else "2", f"form-{number:03}")
    assert not send("2", "form-018")


def test_several_answers_of_one_form(session: Session) -> None:
    attempt = begin(session, begin_course(session))
    ids = [asked.drawn_id for asked in read_sitting(session, attempt.id).asked]
    assert answer_several(session, attempt_id=attempt.id, values=dict.fromkeys(ids[:3], "1"), at=AT, form="f") == 3
    assert answer_several(session, attempt_id=attempt.id, values=dict.fromkeys(ids[:4], "1"), at=AT, form="f") == 1


def test_a_question_of_another_attempt_is_not_found(session: Session) -> None:
    begun = begin_course(session)
    attempt = begin(session, begun)
    with pytest.raises(NotFound):
        answer(session, attempt_id=attempt.id, drawn_id=drawn(session, attempt) + 100, value="1", at=AT)
    with pytest.raises(NotFound):
        submit(session, attempt_id=attempt.id + 100, module=begun.module, at=AT)


def test_handing_in_marks_every_answer(session: Session) -> None:
    begun = begin_course(session)
    for right, is_pass in ((3, False), (4, True)):
        attempt, result = take(session, begun, right=right)
        assert (result.score, result.out_of, result.pass_mark, result.is_pass) == (right, 6, 4, is_pass)
        marks = [asked.is_right for asked in read_sitting(session, attempt.id).asked]
        assert marks == [True] * right + [False] * (6 - right)


def test_what_was_not_answered_is_not_right(session: Session) -> None:
    begun = begin_course(session)
    attempt = begin(session, begun)
    assert submit(session, attempt_id=attempt.id, module=begun.module, at=AT).score == 0


def test_nothing_changes_after_handing_in(session: Session) -> None:
    begun = begin_course(session)
    attempt, result = take(session, begun, right=6)
    with pytest.raises(Conflict, match="handed in"):
        answer(session, attempt_id=attempt.id, drawn_id=drawn(session, attempt), value="1", at=AT + HOUR)
    assert submit(session, attempt_id=attempt.id, module=begun.module, at=AT + HOUR) == result


def test_handing_in_twice_at_once_gives_one_result(database: Database) -> None:
    with database.transaction() as session:
        begun = begin_course(session)
        attempt_id = begin(session, begun).id

    def hand_in(number: int) -> object:
        with database.transaction() as session:
            return submit(session, attempt_id=attempt_id, module=begun.module, at=AT + number * HOUR)

    results = at_once(3, hand_in)
    assert not any(isinstance(result, Exception) for result in results), results
    assert len(set(results)) == 1


def test_an_answer_is_marked_or_refused_but_never_slips_in(database: Database) -> None:
    with database.transaction() as session:
        begun = begin_course(session)
    for _round in range(5):
        with database.transaction() as session:
            attempt_id = begin(session, begun).id
            asked = read_sitting(session, attempt_id).asked

        def act(number: int, attempt_id: int = attempt_id, asked: tuple[Asked, ...] = asked) -> Result | bool:
            with database.transaction() as session:
                if number == 0:
                    return submit(session, attempt_id=attempt_id, module=begun.module, at=AT)
                one = asked[number]
                value = right_answer(begun.module.question(one.question_id))
                return answer(session, attempt_id=attempt_id, drawn_id=one.drawn_id, value=value, at=AT)

        result, *answers = at_once(4, act)
        assert all(outcome is True or isinstance(outcome, Conflict) for outcome in answers), answers
        with database.reading() as session:
            marks = [one.is_right for one in read_sitting(session, attempt_id).asked if one.answer is not None]
        assert marks == [True] * answers.count(True)
        assert isinstance(result, Result)
        assert result.score == len(marks)


def test_an_authors_limit_keeps_a_further_attempt_from_beginning(session: Session) -> None:
    files = changed(SMALL, "quizzes/keys.md", "draw: 6", "draw: 6\nattempts: 2\ncool_off_hours: 3")
    begun = begin_course(session, files=files)
    take(session, begun, right=0)
    with pytest.raises(Conflict, match="3 hours after"):
        begin(session, begun, at=AT + 2 * HOUR)
    take(session, begun, right=0, at=AT + 3 * HOUR)
    with pytest.raises(Conflict, match="All 2 attempts"):
        begin(session, begun, at=AT + 30 * HOUR)
