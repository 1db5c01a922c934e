"""Labs are kept like checks: marked thing by thing, once, until they are forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.live import LivePage
from app.catalogue.walking import find_clauses, find_sort
from app.errors import Invalid, NotFound
from app.workbook.deleting import forget_kept
from app.workbook.keeping import Place, put_in_place, question_clauses
from app.workbook.marking import parse_clauses, parse_sort
from app.workbook.queries import page_book
from app.workbook.shapes import PageBook, Verdict
from tests.factories.content import AT, SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person

PATH = "modules/keys/asking.md"


@pytest.fixture
def page(session: Session) -> LivePage:
    return publish_sample(session).pages[2]


@pytest.fixture
def mine(session: Session, page: LivePage) -> Place:
    return Place(make_person(session).id, page.page_id)


@pytest.fixture
def sort(page: LivePage) -> Sort:
    return find_sort(page.content, "on-the-ring")


@pytest.fixture
def paper(page: LivePage) -> Clauses:
    return find_clauses(page.content, "the-loan")


def book(session: Session, mine: Place, page: LivePage) -> PageBook:
    return page_book(session, person_id=mine.person_id, page=page)


def ids(sort: Sort) -> list[str]:
    return [placing.id for item in sort.items for placing in item.placings]


def test_each_thing_is_marked_by_itself_and_keeps_its_first_place(
    session: Session, page: LivePage, mine: Place, sort: Sort
) -> None:
    cold, day, night, broken = ids(sort)
    put_in_place(session, mine, sort=sort, given={cold: "by-the-door", night: "by-the-door"}, at=AT)
    put_in_place(session, mine, sort=sort, given={cold: "in-the-safe", broken: "on-no-hook"}, at=AT)
    marks = book(session, mine, page).sorts["on-the-ring"]
    assert marks.given == {cold: "by-the-door", night: "by-the-door", broken: "on-no-hook"}
    assert marks.is_right == {cold: False, night: True, broken: True}
    assert (marks.right, marks.left, marks.total) == (2, 1, 4)
    put_in_place(session, mine, sort=sort, given={day: "by-the-door"}, at=AT)
    assert book(session, mine, page).sorts["on-the-ring"].left == 0
    forget_kept(session, person_id=mine.person_id, page_id=mine.page_id, kind="sort", block="on-the-ring")
    assert book(session, mine, page) == PageBook()


def test_nothing_put_is_nothing_kept(session: Session, page: LivePage, mine: Place, sort: Sort) -> None:
    put_in_place(session, mine, sort=sort, given={}, at=AT)
    assert book(session, mine, page) == PageBook()


def test_hits_misses_and_false_alarms_are_told_apart(session: Session, page: LivePage, mine: Place, paper: Clauses) -> None:
    date, silence, copies, loss = [item.id for item in paper.items]
    question_clauses(session, mine, clauses=paper, questioned=[silence, loss], at=AT)
    question_clauses(session, mine, clauses=paper, questioned=[silence, copies], at=AT)
    verdicts = book(session, mine, page).clauses["the-loan"].verdicts
    assert verdicts == {date: Verdict.LEFT, silence: Verdict.HIT, copies: Verdict.MISS, loss: Verdict.FALSE_ALARM}
    assert book(session, mine, page).clauses["the-loan"].count("hit") == 1


def test_a_form_gives_only_what_the_lab_offers(sort: Sort, paper: Clauses) -> None:
    first = ids(sort)[0]
    assert parse_sort(sort, {f"answer-{first}": "in-the-safe", "csrf_token": "x"}) == {first: "in-the-safe"}
    assert parse_sort(sort, {f"answer-{first}": ""}) == {}
    for fields in ({f"answer-{first}": "nowhere"}, {"answer-9": "in-the-safe"}, {f"answer-{first}": ["in-the-safe"] * 2}):
        with pytest.raises(Invalid):
            parse_sort(sort, fields)
    both = [paper.items[2].id, paper.items[0].id]
    assert parse_clauses(paper, {"answer": both}) == both[::-1]
    for ticked in ([], ["x"]):
        with pytest.raises(Invalid):
            parse_clauses(paper, {"answer": ticked})


def test_what_was_reworded_is_open_again(session: Session, page: LivePage, mine: Place, sort: Sort, paper: Clauses) -> None:
    cold, _day, _night, broken = ids(sort)
    put_in_place(session, mine, sort=sort, given={cold: "in-the-safe", broken: "on-no-hook"}, at=AT)
    question_clauses(session, mine, clauses=paper, questioned=[paper.items[1].id], at=AT)
    files = changed(SMALL, PATH, "The key of the cold store", "The key of the cellar")
    publish_files(session, changed(files, PATH, "Nobody is told", "No one is told"), reason="Reworded")
    now = publish_sample(session, files=changed(files, PATH, "Nobody is told", "No one is told")).pages[2]
    assert book(session, mine, now).sorts["on-the-ring"].given == {broken: "on-no-hook"}
    assert book(session, mine, now).clauses == {}
    reworded = find_clauses(now.content, "the-loan")
    question_clauses(session, mine, clauses=reworded, questioned=[reworded.items[1].id], at=AT)
    assert book(session, mine, now).clauses["the-loan"].count("hit") == 1


def test_a_page_has_only_its_own_labs(page: LivePage) -> None:
    with pytest.raises(NotFound):
        find_sort(page.content, "the-loan")
    with pytest.raises(NotFound):
        find_clauses(page.content, "on-the-ring")
