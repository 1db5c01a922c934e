from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.assessment.queries import missed_questions
from app.catalogue.queries import module_version
from app.errors import Conflict, NotFound
from app.jobs.models import Announcement
from app.mail.models import Letter, LetterState
from app.practice.models import Practice, Round
from app.practice.practising import answer_round, begin_practice, choose, end_practice, forget_practice, questions_of
from app.practice.queries import Seen, find_practice, find_round, practices_of, seen_questions
from app.settings import Settings
from tests.factories.attempts import begin_course, right_answer, take, wrong_answer
from tests.factories.completions import Finished, certificate_for, finish, make_finished
from tests.factories.content import SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person
from tests.factories.practice import BEGUN, TWELVE_WEEKS, TWO_WEEKS, hear_what_is_due, switch_on
from tests.factories.staff import complete

DAY = dt.timedelta(days=1)


def count(session: Session, table: type[Practice | Round | Letter | Announcement]) -> int:
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def letters(session: Session) -> list[Letter]:
    return list(session.scalars(select(Letter).where(Letter.kind == "practice").order_by(Letter.id)))


def answer_all(session: Session, finished: Finished, code: str, *, right: bool, at: dt.datetime) -> None:
    _practice, asked = find_round(session, code=code, person_id=finished.person_id)
    pick = right_answer if right else wrong_answer
    given = [pick(question) for question in questions_of(session, asked)]
    answer_round(session, code=code, person_id=finished.person_id, given=given, at=at)


def test_switched_on_twice_it_is_on_once(session: Session) -> None:
    finished = make_finished(session)
    first, again = switch_on(session, finished), switch_on(session, finished, at=BEGUN + DAY)
    assert (first.code, first.begun_at) == (again.code, BEGUN)
    assert [one.due_at for one in first.rounds] == [TWO_WEEKS, TWELVE_WEEKS]
    news = session.scalars(select(Announcement).where(Announcement.topic == "practice.due").order_by(Announcement.run_at)).all()
    assert [one.run_at for one in news] == [TWO_WEEKS, TWELVE_WEEKS]
    assert [set(one.payload) for one in news] == [{"round"}, {"round"}]


def test_only_ones_own_completion_can_be_practised(session: Session) -> None:
    finished = make_finished(session)
    other = make_person(session, "Bo Lind")
    for code in (finished.completion.code, "nonsense"):
        with pytest.raises(NotFound):
            begin_practice(session, completion=code, person_id=other.id, at=BEGUN)
    assert count(session, Practice) == 0


def test_without_a_quiz_there_is_nothing_to_practise(session: Session) -> None:
    course = publish_sample(session)
    person = make_person(session)
    completion, _certificate = complete(session, person, course, BEGUN)
    with pytest.raises(Conflict):
        begin_practice(session, completion=completion.code, person_id=person.id, at=BEGUN)


def test_a_round_opens_on_its_day_and_not_before(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    code = switch_on(session, finished).rounds[0].code
    assert hear_what_is_due(session, settings, at=TWO_WEEKS - DAY) == 0
    with pytest.raises(Conflict):
        answer_round(session, code=code, person_id=finished.person_id, given=[None, None, None], at=BEGUN)
    assert hear_what_is_due(session, settings, at=TWO_WEEKS) == 1
    _practice, asked = find_round(session, code=code, person_id=finished.person_id)
    assert len(asked.posed) == 3
    assert asked.is_ready


def test_each_round_brings_one_letter_without_a_question_in_it(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    for _time in range(2):
        hear_what_is_due(session, settings, at=TWO_WEEKS)
    (letter,) = letters(session)
    assert (letter.address, letter.subject) == ("ana.ruiz@calder.example", "3 questions from Looking after keys")
    _practice, asked = find_round(session, code=practice.rounds[0].code, person_id=finished.person_id)
    for body in (letter.text, letter.html):
        assert f"https://localhost/practice/{practice.rounds[0].code}" in body
        assert "2 weeks ago" in body
        for question in questions_of(session, asked):
            assert question.prompt not in body
    hear_what_is_due(session, settings, at=TWELVE_WEEKS)
    assert [practice.rounds[1].code in one.text for one in letters(session)] == [False, True]


def test_off_means_off(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    end_practice(session, code=practice.code, person_id=finished.person_id, at=BEGUN + DAY)
    hear_what_is_due(session, settings, at=TWELVE_WEEKS)
    assert letters(session) == []
    assert not find_practice(session, code=practice.code, person_id=finished.person_id).is_on


def test_off_between_two_rounds_nothing_can_be_answered(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    session.execute(update(Letter).values(state=LetterState.SENT))
    end_practice(session, code=practice.code, person_id=finished.person_id, at=TWO_WEEKS + DAY)
    with pytest.raises(Conflict):
        answer_all(session, finished, practice.rounds[0].code, right=True, at=TWO_WEEKS + 2 * DAY)
    hear_what_is_due(session, settings, at=TWELVE_WEEKS)
    assert len(letters(session)) == 1


def test_on_again_it_counts_from_then(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    first = switch_on(session, finished)
    end_practice(session, code=first.code, person_id=finished.person_id, at=BEGUN + DAY)
    second = switch_on(session, finished, at=BEGUN + 7 * DAY)
    assert second.code != first.code
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    assert letters(session) == []
    hear_what_is_due(session, settings, at=TWO_WEEKS + 7 * DAY)
    assert len(letters(session)) == 1


def test_deleted_nothing_is_left_and_nothing_comes(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    session.execute(update(Letter).values(state=LetterState.SENT))
    answer_all(session, finished, practice.rounds[0].code, right=True, at=TWO_WEEKS)
    for _time in range(2):
        forget_practice(session, code=practice.code, person_id=finished.person_id)
    assert (count(session, Practice), count(session, Round)) == (0, 0)
    anew = switch_on(session, finished, at=TWELVE_WEEKS - DAY)
    hear_what_is_due(session, settings, at=TWELVE_WEEKS)
    assert len(letters(session)) == 1
    assert not find_round(session, code=anew.rounds[0].code, person_id=finished.person_id)[1].posed


def test_what_was_wrong_is_asked_first_and_what_was_practised_last(session: Session, settings: Settings) -> None:
    begun = begin_course(session)
    attempt, _result = take(session, begun, right=2)
    wrong = missed_questions(session, attempt.id)
    completion = finish(session, begun, seed=2)
    finished = Finished(begun.person_id, begun.course, completion, certificate_for(session, completion))
    practice = switch_on(session, finished)
    missed = {seen.question_id for seen in seen_questions(session, practice.id) if not seen.is_right}
    assert missed < wrong
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    first = asked_in(session, finished, 0)
    assert missed <= set(first)
    answer_all(session, finished, practice.rounds[0].code, right=True, at=TWO_WEEKS)
    hear_what_is_due(session, settings, at=TWELVE_WEEKS)
    assert not set(first) & set(asked_in(session, finished, 1))


def test_what_did_not_stick_is_asked_again(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    answer_all(session, finished, practice.rounds[0].code, right=False, at=TWO_WEEKS)
    hear_what_is_due(session, settings, at=TWELVE_WEEKS)
    assert set(asked_in(session, finished, 0)) == set(asked_in(session, finished, 1))


def asked_in(session: Session, finished: Finished, place: int) -> list[int]:
    return [posed.question_id for posed in practices_of(session, finished.person_id)[0].rounds[place].posed]


def test_marked_once_and_the_last_round_ends_it(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    hear_what_is_due(session, settings, at=TWELVE_WEEKS)
    answer_all(session, finished, practice.rounds[0].code, right=True, at=TWELVE_WEEKS)
    answer_all(session, finished, practice.rounds[0].code, right=False, at=TWELVE_WEEKS + DAY)
    now = find_practice(session, code=practice.code, person_id=finished.person_id)
    assert (now.rounds[0].right, now.rounds[0].answered_at, now.is_on) == (3, TWELVE_WEEKS, True)
    answer_round(
        session, code=practice.rounds[1].code, person_id=finished.person_id, given=[None, None, None], at=TWELVE_WEEKS + DAY
    )
    now = find_practice(session, code=practice.code, person_id=finished.person_id)
    assert (now.rounds[1].right, now.is_on, now.is_finished) == (0, False, True)
    assert switch_on(session, finished, at=TWELVE_WEEKS + 2 * DAY).is_on


def test_it_asks_in_the_words_of_the_version_that_was_taken(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    old = finished.course.modules[0].version_id
    files = changed(SMALL, "quizzes/keys.md", "Who answers for a key?", "Who is answerable for a key?")
    publish_files(session, files, reason="Clearer")
    switch_on(session, finished)
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    posed = practices_of(session, finished.person_id)[0].rounds[0].posed
    assert {one.version_id for one in posed} == {old}
    ids = {choice.id for choice in module_version(session, old).question(posed[0].question_id).choices}
    assert set(posed[0].choice_order) == ids


def test_nobody_else_sees_answers_ends_or_deletes_it(session: Session, settings: Settings) -> None:
    finished = make_finished(session)
    practice = switch_on(session, finished)
    hear_what_is_due(session, settings, at=TWO_WEEKS)
    other = make_person(session, "Bo Lind").id
    code = practice.rounds[0].code
    assert practices_of(session, other) == []
    with pytest.raises(NotFound):
        find_round(session, code=code, person_id=other)
    with pytest.raises(NotFound):
        answer_round(session, code=code, person_id=other, given=[None, None, None], at=TWO_WEEKS)
    with pytest.raises(NotFound):
        end_practice(session, code=practice.code, person_id=other, at=TWO_WEEKS)
    forget_practice(session, code=practice.code, person_id=other)
    assert count(session, Practice) == 1


def test_one_module_after_the_other() -> None:
    def seen(question: int, module: int, is_right: bool, day: int) -> Seen:
        return Seen(question, module, module, BEGUN + day * DAY, is_right)

    rows = [seen(1, 1, True, 1), seen(2, 1, True, 1), seen(3, 2, True, 2), seen(4, 3, True, 3), seen(5, 3, False, 3)]
    assert [one.question_id for one in choose(rows)] == [5, 1, 3]
    assert choose([]) == []
