from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.oversight.lists import as_text, read_file, read_lines, read_role
from app.requirements.answers import Named


@pytest.fixture(autouse=True, scope="module")
def speaking(one_app: Flask):  # type: ignore[no-untyped-def]
    with one_app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("PI", "principal-investigator"),
        ("co-PI", "co-principal-investigator"),
        ("Co-Investigator", "co-investigator"),
        ("Senior/Key Person", "senior-personnel"),
        ("Graduate student", "student"),
        ("principal-investigator", "principal-investigator"),
        ("Wizard", "Wizard"),
    ],
)
def test_roles_are_read_as_people_write_them_and_unknown_ones_stay(words: str, role: str) -> None:
    assert read_role(words) == role


def test_a_pasted_list_loses_marks_blanks_and_repetitions() -> None:
    read = read_lines("1. Ana Ruiz; PI\n\n- RUIZ, Ana; PI\n  • Bo Lind\tstudent\tHarbour\t2026-03-01\n(3) ana@calder.example")
    assert [(one.typed, one.role) for one in read.people] == [
        ("Ana Ruiz", "principal-investigator"),
        ("Bo Lind", "student"),
        ("ana@calder.example", ""),
    ]
    assert read.people[1].joined_on == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Ana Ruiz <ana@calder.example>; Bo <bo@calder.example>", ["Ana Ruiz <ana@calder.example>", "Bo <bo@calder.example>"]),
        ("Ruiz, Ana <ana@calder.example>, bo@calder.example", ["Ruiz, Ana <ana@calder.example>", "bo@calder.example"]),
        ("0000-0002-1825-0097, 0000-0001-5109-3700", ["0000-0002-1825-0097", "0000-0001-5109-3700"]),
        ("Ruiz, Ana, PhD", ["Ruiz, Ana, PhD"]),
    ],
)  # fmt: skip
def test_several_addresses_on_a_line_are_several_people(line: str, people: list[str]) -> None:
    read = read_lines(line)
    assert [one.typed for one in read.people] == people
    assert {one.role for one in read.people} == {""}
    assert not read.complaints


@pytest.mark.parametrize("line", ["Ruiz, Ana, co-PI", "Ruiz, Ana (co-PI)", "Ruiz, Ana; co-PI"])
def test_a_role_is_read_however_it_is_set_apart(line: str) -> None:
    assert [(one.typed, one.role) for one in read_lines(line).people] == [("Ruiz, Ana", "co-principal-investigator")]


def test_what_follows_the_last_of_several_belongs_to_that_one() -> None:
    assert [(one.typed, one.role) for one in read_lines("ana@calder.example; bo@calder.example; PI").people] == [
        ("ana@calder.example", ""),
        ("bo@calder.example", "principal-investigator"),
    ]


def test_several_people_in_one_cell_are_complained_about() -> None:
    assert read_file(b"person,role\nana@calder.example bo@calder.example,PI\n").complaints == (
        "Line 2: several people stand in one place. Give each a line.",
    )


def test_a_table_with_a_head_is_read_by_its_names() -> None:
    read = read_lines('role,name,joined on\nPI,"Ruiz, Ana",2026-03-01\nkey,Bo Lind,05/04/2026')
    assert [one.typed for one in read.people] == ["Ruiz, Ana", "Bo Lind"]
    assert read.complaints == ("Line 3: 05/04/2026 may be two days: write it as 2026-12-04.",)
    assert read_file(b"colour,size\nred,1\n").complaints


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_read_or_complained_about(text: str) -> None:
    read_lines(text)


NAMES = st.lists(st.sampled_from(["Ana Ruiz", "bo@calder.example", "K-17", "0000-0002-1825-0097"]), unique=True, min_size=1)


@settings(max_examples=60)
@given(NAMES, st.sampled_from(["", "student", "postdoc"]), st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_what_is_written_out_reads_back(names: list[str], role: str, day: dt.date | None) -> None:
    people = tuple(Named(name, role, "Harbour", day, day) for name in names)
    assert read_lines(as_text(people)).people == people
