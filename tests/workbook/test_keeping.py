from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.catalogue.live import LivePage
from app.catalogue.walking import find_check, find_checklist, find_scenario
from app.errors import Invalid, NotFound
from app.workbook.deleting import forget_all, forget_kept
from app.workbook.keeping import Place, answer_check, keep_note, step_back, take_way, tick
from app.workbook.queries import page_book, workbook_of
from app.workbook.shapes import KeptCheck, PageBook
from tests.factories.content import AT, SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person


@pytest.fixture
def pages(session: Session) -> tuple[LivePage, ...]:
    return publish_sample(session).pages


@pytest.fixture
def mine(session: Session, pages: tuple[LivePage, ...]) -> list[Place]:
    person_id = make_person(session).id
    return [Place(person_id, page.page_id) for page in pages]


def book(session: Session, place: Place, page: LivePage) -> PageBook:
    return page_book(session, person_id=place.person_id, page=page)


def test_a_wrong_answer_invites_a_second_try(session: Session, pages: tuple[LivePage, ...], mine: list[Place]) -> None:
    question = find_check(pages[0].content, "who-holds").question
    answer_check(session, mine[0], question=question, given=None, at=AT)
    assert book(session, mine[0], pages[0]) == PageBook()
    tries = []
    for given in ("1", "1", "3", "2"):
        answer_check(session, mine[0], question=question, given=given, at=AT)
        kept = book(session, mine[0], pages[0]).checks["who-holds"]
        tries.append((kept.given, kept.tries, kept.is_over))
    assert tries == [("1", 1, False), ("1", 1, False), ("3", 2, True), ("3", 2, True)]


def test_a_right_answer_ends_it_until_it_is_forgotten(session: Session, pages: tuple[LivePage, ...], mine: list[Place]) -> None:
    question = find_check(pages[0].content, "who-holds").question
    answer_check(session, mine[0], question=question, given="2", at=AT)
    answer_check(session, mine[0], question=question, given="1", at=AT)
    assert book(session, mine[0], pages[0]).checks == {"who-holds": KeptCheck("2", True, 1)}
    forget_kept(session, person_id=mine[0].person_id, page_id=mine[0].page_id, kind="check", block="who-holds")
    assert book(session, mine[0], pages[0]).checks == {}


def test_a_scenario_goes_step_by_step_and_back(session: Session, pages: tuple[LivePage, ...], mine: list[Place]) -> None:
    scenario = find_scenario(pages[1].content, "the-visitor")

    def trail() -> tuple[tuple[str, str], ...]:
        return tuple(book(session, mine[1], pages[1]).scenarios.get("the-visitor", ()))

    take_way(session, mine[1], scenario=scenario, step="start", way="2", at=AT)
    take_way(session, mine[1], scenario=scenario, step="start", way="1", at=AT)
    assert trail() == (("start", "2"),)
    take_way(session, mine[1], scenario=scenario, step="asked", way="9", at=AT)
    assert trail() == (("start", "2"),)
    take_way(session, mine[1], scenario=scenario, step="asked", way="1", at=AT)
    assert trail() == (("start", "2"), ("asked", "1"))
    step_back(session, mine[1], scenario=scenario, step="together", at=AT)
    step_back(session, mine[1], scenario=scenario, step="together", at=AT)
    assert trail() == (("start", "2"),)


def test_ticks_are_kept_as_they_stand(session: Session, pages: tuple[LivePage, ...], mine: list[Place]) -> None:
    checklist = find_checklist(pages[2].content, "before-lending")
    tick(session, mine[2], checklist=checklist, ticked=["1", "3", "7", "x"], at=AT)
    assert book(session, mine[2], pages[2]).checklists == {"before-lending": {"1", "3"}}
    tick(session, mine[2], checklist=checklist, ticked=[], at=AT)
    assert book(session, mine[2], pages[2]).checklists == {"before-lending": set()}


def test_a_note_is_kept_changed_and_deleted(session: Session, pages: tuple[LivePage, ...], mine: list[Place]) -> None:
    keep_note(session, mine[1], text=" Ask Bo.\r\nTwice. ", at=AT)
    assert book(session, mine[1], pages[1]).note == "Ask Bo.\nTwice."
    with pytest.raises(Invalid):
        keep_note(session, mine[1], text="x" * 10_001, at=AT)
    keep_note(session, mine[1], text="  ", at=AT)
    assert workbook_of(session, mine[1].person_id) == []


def test_nobody_else_sees_or_deletes_it(session: Session, pages: tuple[LivePage, ...], mine: list[Place]) -> None:
    keep_note(session, mine[0], text="Mine", at=AT)
    other = make_person(session, "Bo Lind")
    assert workbook_of(session, other.id) == []
    assert page_book(session, person_id=other.id, page=pages[0]) == PageBook()
    forget_all(session, person_id=other.id)
    forget_kept(session, person_id=other.id, page_id=mine[0].page_id, kind="note", block="")
    assert len(workbook_of(session, mine[0].person_id)) == 1
    forget_all(session, person_id=mine[0].person_id)
    assert workbook_of(session, mine[0].person_id) == []


def test_what_a_page_no_longer_asks_is_not_shown_on_it(session: Session, pages: tuple[LivePage, ...], mine: list[Place]) -> None:
    scenario = find_scenario(pages[1].content, "the-visitor")
    check = find_check(pages[1].content, "date-of-return").question
    take_way(session, mine[1], scenario=scenario, step="start", way="2", at=AT)
    take_way(session, mine[1], scenario=scenario, step="asked", way="2", at=AT)
    answer_check(session, mine[1], question=check, given=["1"], at=AT)
    path = "modules/keys/lending.md"
    files = changed(SMALL, path, "- [Hand it over](#handed)\n  > Now you know why, but not for how long.\n", "")
    files = changed(files, path, "{objective=lend-well type=multiple}", "{objective=lend-well}")
    files = changed(files, path, "- [x] A name", "- [ ] A name")
    publish_files(session, files, reason="One way less")
    now = publish_sample(session, files=files).pages[1]
    kept = book(session, mine[1], now)
    assert kept.scenarios == {"the-visitor": (("start", "2"),)}
    assert kept.checks == {}


def test_a_page_has_only_its_own_blocks(pages: tuple[LivePage, ...]) -> None:
    for find in (find_check, find_scenario, find_checklist):
        with pytest.raises(NotFound):
            find(pages[0].content, "nowhere")
