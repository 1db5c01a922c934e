"""A roster's way through the browser: sent, shown, decided, applied."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person
from app.accounts.queries import find_by_address
from app.database.sessions import Database
from app.errors import Invalid
from app.operating.housekeeping import keep_hour
from app.roster.holding import LARGEST, MOST, pack
from app.roster.models import RosterFile
from app.settings import Settings
from tests.factories.rosters import AT, roster
from tests.factories.workbooks import cell, workbook
from tests.factories.zips import spoilt
from tests.oversight.conftest import Calder
from tests.visitor import Visitor

NEW = "77;;gia@calder.example;Gia Novak;physics;student;;"


def send(visitor: Visitor, content: bytes, *, status: int = 200, **fields: Any) -> Visitor:
    visitor.get("/roster")
    fields = {"file": (io.BytesIO(content), "staff <b>.csv"), **fields}
    return visitor.post("/roster", fields, status=status, content_type="multipart/form-data")


def test_every_change_is_shown_and_a_second_press_does_it(
    database: Database, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    visitor = send(as_(calder.ruth), roster(NEW, "78;;;Nobody Known;;;;"))
    assert visitor.heading == "1 person would change"
    assert "Nobody has this number" in visitor.text
    visitor.follow("New: 1")
    assert "gia@calder.example" in visitor.text
    with database.reading() as session:
        assert find_by_address(session, "gia@calder.example") is None
    address = visitor.path
    visitor.press("Change 1 person")
    assert "1 person changed" in visitor.text
    with database.reading() as session:
        assert find_by_address(session, "gia@calder.example") is not None
        assert session.scalars(select(RosterFile.packed)).one() is None
    visitor.get(address, status=409)
    assert send(visitor, roster(NEW)).heading == "Nothing would change"


def test_an_address_is_a_question_that_is_answered_on_the_page(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = send(as_(calder.ruth), roster("5;;nell.newcomer@calder.example;Nell Newcomer;physics;;;"))
    assert visitor.heading == "Nothing would change"
    assert "Nell Newcomer" in visitor.text
    visitor.press("Show it again with these answers", same=["2"])
    assert visitor.heading == "1 person would change"
    visitor.press("Change 1 person")
    visitor.get("/people?words=nell").follow("Nell Newcomer")
    assert send(visitor, roster("5;;;Nell Newcomer;physics;;;")).heading == "Nothing would change"


def test_what_is_no_roster_is_refused_with_a_sentence(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth)
    for content, words in (
        (b"", "empty"),
        (b"name;address\nx;y", "no column employee_number"),
        (roster(), "nobody below them"),
        (b"%PDF-1.4", "neither CSV nor XLSX"),
        (spoilt(workbook([[cell("A1", "employee_number")]]), "xl/worksheets/sheet1.xml"), "cannot be opened"),
    ):
        assert words in send(visitor, content, status=422).text
    visitor.get("/roster").press("Show the changes", status=422)
    assert "Choose a file" in visitor.text
    visitor.get("/roster")
    visitor.client.post("/people/invite", data={"csrf_token": visitor.token, "name": "x" * 3_000_000}).get_data()
    assert visitor.client.post("/people/invite", data={"name": "x" * 3_000_000}).status_code == 413


def test_a_file_has_a_largest_size_and_a_name_without_folders() -> None:
    with pytest.raises(Invalid, match="megabytes"):
        pack("x.csv", b"x" * (LARGEST + 1))
    assert pack("C:\\staff\\all  people.csv", b"x").name == "all people.csv"


def test_a_plan_that_changed_meanwhile_is_not_applied(
    database: Database, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    first = send(as_(calder.ruth), roster(NEW))
    send(as_(calder.ruth), roster(NEW)).press("Change 1 person")
    first.press("Change 1 person")
    assert "Something changed since this was shown" in first.text
    assert first.response.request.path.startswith("/roster/")


def test_a_whole_roster_says_who_left(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = send(as_(calder.ruth), roster(NEW))
    visitor.press("Change 1 person")
    visitor = send(visitor, roster("78;;ida@calder.example;Ida Berg;arts;;;"), whole="1")
    assert visitor.heading == "2 people would change"
    visitor.follow("Left: 1")
    assert "Gia Novak" in visitor.text
    assert "Not in the file" in visitor.text


def test_a_part_sent_as_the_whole_sends_nobody_away_by_one_press(
    database: Database, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    many = [f"{number};;p{number}@calder.example;Ana Number{'abcdefghijkl'[number]};physics;;;" for number in range(12)]
    visitor = send(as_(calder.ruth), roster(*many))
    visitor.press("Change 12 people")
    visitor = send(visitor, roster(many[0]), whole="1")
    assert "11 of 12 people with an employee number are not in this file" in visitor.text
    visitor.press("Change 11 people")
    assert "Nothing was applied: say that it is so" in visitor.text
    visitor.press("Change 11 people", sweep="1")
    assert "11 people changed" in visitor.text
    with database.reading() as session:
        assert session.scalar(select(func.count(Person.id)).where(Person.left_on.is_not(None))) == 11


def test_files_wait_for_a_day_and_few_at_a_time(
    database: Database, settings: Settings, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    visitor = as_(calder.ruth)
    addresses = [send(visitor, roster(NEW)).path for _turn in range(MOST + 1)]
    visitor.get(addresses[0], status=410)
    visitor.get(addresses[1])
    keep_hour(database, settings, at=AT.replace(year=2100))
    visitor.get(addresses[-1], status=410)
    assert "Not applied, and forgotten" in visitor.get("/roster").text
