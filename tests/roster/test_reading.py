from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.addressing import clean_address
from app.errors import Invalid
from app.roster.reading import read_orcid, read_roster
from tests.factories.rosters import ORCID, roster
from tests.factories.workbooks import cell, workbook


def complaint(line: str) -> str:
    reading = read_roster(roster(line))
    assert not reading.entries
    return reading.problems[0].words


def test_heads_may_be_called_as_systems_call_them() -> None:
    content = (
        b"Employee ID,E-Mail,Full Name,Department,Shoe size,Role\n77,Ana@Calder.Example,Ana  Ruiz,Physics,41,administrator\n"
    )
    reading = read_roster(content)
    (entry,) = reading.entries
    assert (entry.employee, entry.address, entry.name, entry.unit) == ("77", "ana@calder.example", "Ana Ruiz", "Physics")
    assert reading.ignored == ("Shoe size", "Role")


@pytest.mark.parametrize("head", [b"name,address\n", b"employee_number,Employee ID\n", b"nothing here\n"])
def test_a_head_without_an_identifier_or_with_one_twice_is_refused(head: bytes) -> None:
    with pytest.raises(Invalid):
        read_roster(head + b"1,2\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (";;ana@calder.example;Ana Ruiz;;;;", "neither an employee number nor an ORCID iD"),
        ("=1+1;;;Ana Ruiz;;;;", "holds a formula"),
        ("1.23457E+11;;;Ana Ruiz;;;;", "cut short by a spreadsheet"),
        ("1;0000-0002-1825-0098;;Ana Ruiz;;;;", "one of its figures is wrong"),
        ("1;12;;Ana Ruiz;;;;", "is no ORCID iD"),
        ("1;;not an address;Ana Ruiz;;;;", "whole address"),
        ("1;;;Ana Ruiz;;emperor;;", "no affiliation emperor"),
        ("1;;;Ana Ruiz;;;04/05/2026;", "may be two days"),
        ("1;;;Ana Ruiz;;;2026-02-30;", "There is no day"),
        ("1;;;Ana Ruiz;;;soon;", "is no day"),
        ("1;;;Ana Ruiz;;;0026-02-03;", "between the years"),
        ("1;;;Ana Ruiz;;;2026-05-02;2026-05-01", "before the first one"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line(line: str, words: str) -> None:
    assert words in complaint(line)


def test_one_wrong_line_leaves_the_others() -> None:
    reading = read_roster(roster("1;;;Ana Ruiz;;;;", "2;;;Ben Ode;;;nonsense;", "3;;;Cem Ak;;;;"))
    assert [entry.line for entry in reading.entries] == [2, 4]
    assert [problem.line for problem in reading.problems] == [3]
    assert ("employee", "2") in reading.named


def test_a_workbook_gives_numbers_and_days() -> None:
    rows = [[cell("A1", "employee number"), cell("B1", "first day")], [cell("A2", 12345), cell("B2", 46360, is_day=True)]]
    (entry,) = read_roster(workbook(rows)).entries
    assert (entry.employee, entry.first_day) == ("12345", dt.date(2026, 12, 4))


@pytest.mark.parametrize("text", [ORCID, f"https://orcid.org/{ORCID}", ORCID.replace("-", ""), f"http://www.orcid.org/{ORCID}/"])
def test_an_orcid_is_kept_in_one_form(text: str) -> None:
    assert read_orcid(text) == ORCID


@pytest.mark.parametrize(
    "text", ["Ana.Ruiz@Calder.Example", " ana+x@calder.example ", "o'brien@calder.example", "zoë@calder.example"]
)
def test_an_address_is_kept_as_everywhere(text: str) -> None:
    (entry,) = read_roster(roster(f"1;;{text};;;;;")).entries
    assert entry.address == clean_address(text)


@given(st.integers(0, 15), st.integers(0, 9))
def test_one_wrong_figure_is_always_found(place: int, figure: int) -> None:
    plain = ORCID.replace("-", "")
    if plain[place] == str(figure):
        return
    with pytest.raises(Invalid):
        read_orcid(plain[:place] + str(figure) + plain[place + 1 :])
