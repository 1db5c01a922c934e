"""A checklist used for a project, and what happens when the list changes."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalogue.shapes import Checklist
from app.catalogue.walking import find_checklist
from app.errors import Invalid, NotFound
from app.workbook.applying import begin_project, keep_project, key_of, lay_out
from app.workbook.deleting import forget_all, forget_project
from app.workbook.keeping import Place
from app.workbook.queries import project_of, projects_of
from app.workbook.shapes import FilledIn, KeptProject, ProjectLine
from tests.factories.content import AT, publish_sample
from tests.factories.people import make_person

LATER = AT + dt.timedelta(days=1)
DAY = dt.date(2026, 12, 4)
WHAT_FOR, NAME, DATE = "Ask what for.", "Write down the name.", "Set a date."


@pytest.fixture
def mine(session: Session) -> Place:
    page = publish_sample(session).pages[2]
    return Place(make_person(session).id, page.page_id)


@pytest.fixture
def checklist(session: Session) -> Checklist:
    return find_checklist(publish_sample(session).pages[2].content, "before-lending")


def begin(session: Session, place: Place, checklist: Checklist, name: str = "Store  key ") -> KeptProject:
    code = begin_project(session, place, checklist=checklist, name=name, review_on=DAY, at=AT)
    return project_of(session, person_id=place.person_id, code=code)


def fill(session: Session, place: Place, project: KeptProject, checklist: Checklist | None, **notes: str) -> KeptProject:
    """`notes` by the position of the item, as n1; ticks what has a note that begins with x."""
    lines = lay_out(project, checklist)
    by_key = {line.key: notes.get(f"n{number}", "") for number, line in enumerate(lines, start=1)}
    ticked = frozenset(key for key, note in by_key.items() if note.startswith("x"))
    filled = FilledIn(ticked, by_key, None)
    keep_project(session, project, filled, person_id=place.person_id, checklist=checklist, at=LATER)
    return project_of(session, person_id=place.person_id, code=project.code)


def test_it_begins_with_nothing_ticked_and_nothing_new(session: Session, mine: Place, checklist: Checklist) -> None:
    project = begin(session, mine, checklist)
    assert (project.name, project.title, project.review_on) == ("Store key", "Before you lend a key", DAY)
    assert lay_out(project, checklist) == tuple(ProjectLine(key_of(text), text) for text in (WHAT_FOR, NAME, DATE))


def test_begun_twice_it_is_one(session: Session, mine: Place, checklist: Checklist) -> None:
    project = begin(session, mine, checklist)
    fill(session, mine, project, checklist, n1="x done")
    again = begin(session, mine, checklist)
    assert (again.ticked, again.review_on) == (1, DAY)
    assert begin(session, mine, checklist, "Archive key").code != project.code
    assert [one.name for one in projects_of(session, mine.person_id)] == ["Archive key", "Store key"]


def test_ticks_and_notes_stay_with_the_words_when_the_list_changes(session: Session, mine: Place, checklist: Checklist) -> None:
    project = fill(session, mine, begin(session, mine, checklist), checklist, n1="x asked", n2="Ask Bo.\r\nTwice.")
    now = Checklist(checklist.slug, checklist.title, ("Count the keys.", NAME, DATE))
    lines = lay_out(project, now)
    assert [(line.text, line.is_ticked, line.note, line.is_new, line.is_gone) for line in lines] == [
        ("Count the keys.", False, "", True, False),
        (NAME, False, "Ask Bo.\nTwice.", False, False),
        (DATE, False, "", False, False),
        (WHAT_FOR, True, "x asked", False, True),
    ]
    project = fill(session, mine, project, now, n1="x five", n2="Ask Bo.", n4="x asked")
    assert [(line.text, line.is_new, line.is_gone) for line in lay_out(project, now)] == [
        ("Count the keys.", False, False),
        (NAME, False, False),
        (DATE, False, False),
        (WHAT_FOR, False, True),
    ]
    assert [line.text for line in lay_out(project, checklist)] == [WHAT_FOR, NAME, DATE, "Count the keys."]


def test_a_form_that_was_opened_before_the_change_leaves_new_lines_alone(
    session: Session, mine: Place, checklist: Checklist
) -> None:
    project = begin(session, mine, checklist)
    now = Checklist(checklist.slug, checklist.title, (*checklist.items, "Count the keys."))
    filled = FilledIn(frozenset({key_of(NAME)}), {key_of(NAME): "Bo"}, DAY)
    keep_project(session, project, filled, person_id=mine.person_id, checklist=now, at=LATER)
    kept = project_of(session, person_id=mine.person_id, code=project.code)
    assert kept.items == ((WHAT_FOR, False, ""), (NAME, True, "Bo"), (DATE, False, ""), ("Count the keys.", False, ""))


def test_what_is_published_no_longer_can_still_be_used(session: Session, mine: Place, checklist: Checklist) -> None:
    project = fill(session, mine, begin(session, mine, checklist), None, n3="x 4 December")
    assert [line.note for line in lay_out(project, None)] == ["", "", "x 4 December"]
    assert (project.review_on, project.ticked) == (None, 1)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_it_needs_a_name_of_its_own(session: Session, mine: Place, checklist: Checklist, name: str) -> None:
    with pytest.raises(Invalid) as error:
        begin(session, mine, checklist, name)
    assert error.value.field == "name"


def test_a_note_has_an_end(session: Session, mine: Place, checklist: Checklist) -> None:
    with pytest.raises(Invalid) as error:
        fill(session, mine, begin(session, mine, checklist), checklist, n2="y" * 1001)
    assert error.value.field == key_of(NAME)


def test_nobody_else_finds_changes_or_deletes_it(session: Session, mine: Place, checklist: Checklist) -> None:
    project, other = begin(session, mine, checklist), make_person(session, "Bo Lind").id
    assert projects_of(session, other) == []
    filled = FilledIn(frozenset(), {}, None)
    with pytest.raises(NotFound):
        project_of(session, person_id=other, code=project.code)
    with pytest.raises(NotFound):
        keep_project(session, project, filled, person_id=other, checklist=checklist, at=LATER)
    with pytest.raises(NotFound):
        forget_project(session, person_id=other, code=project.code)
    forget_all(session, person_id=other)
    assert len(projects_of(session, mine.person_id)) == 1


def test_it_is_deleted_alone_or_with_everything(session: Session, mine: Place, checklist: Checklist) -> None:
    forget_project(session, person_id=mine.person_id, code=begin(session, mine, checklist).code)
    assert projects_of(session, mine.person_id) == []
    begin(session, mine, checklist)
    forget_all(session, person_id=mine.person_id)
    assert projects_of(session, mine.person_id) == []


def test_somebody_merged_keeps_what_was_hers(session: Session, mine: Place, checklist: Checklist) -> None:
    project, now = begin(session, mine, checklist), make_person(session, "Ana Lind")
    session.get_one(Person, mine.person_id).merged_into = now.id
    session.flush()
    assert [one.code for one in projects_of(session, now.id)] == [project.code]
