from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.equivalents.exports import read_export
from app.errors import Invalid

HEADS = "First Name,Last Name,Email Address,Course,Completion Date\n"
LINE = 'Ana,Ruiz,Ana.Ruiz@calder.example,"Research Security Training (Combined)",06/03/2026\n'


def read(text: str, encoding: str = "utf-8") -> tuple[str, str, str]:
    line = read_export(text.encode(encoding)).lines[0]
    return line.name, line.addresses[0], line.completed_on.isoformat()


ANA = ("Ana Ruiz", "ana.ruiz@calder.example", "2026-06-03")


def test_columns_are_read_by_their_heads() -> None:
    assert read(HEADS + LINE) == ANA
    assert (
        read(
            "completion_date;E-Mail;Learner Name;Curriculum Group\n2026-06-03;ana.ruiz@calder.example;Ana Ruiz;Research security"
        )
        == ANA
    )
    assert read(f"Report of June\n\nMade by CITI\n{HEADS}{LINE}") == ANA


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators(encoding: str, delimiter: str) -> None:
    text = (HEADS + LINE.replace("Ana,", "Aña,")).replace(",", delimiter)
    assert read(text, encoding)[0] == "Aña Ruiz"


def test_the_line_of_the_file_is_named_also_after_a_cell_of_several_lines() -> None:
    found = read_export((HEADS + LINE.replace("Ruiz,", '"Ruiz\nMora",') + LINE.replace("06/03/2026", "soon")).encode())
    assert [line.number for line in found.lines] == [2]
    assert found.problems == ((4, "soon is no day: write it as 2026-12-04"),)


def test_other_courses_and_what_was_not_completed_are_left_out() -> None:
    heads = HEADS.replace("\n", ",Status\n")
    other = LINE.replace("Research Security Training (Combined)", "Human Subjects").replace("\n", ",Complete\n")
    found = read_export((heads + other + LINE.replace("\n", ",Incomplete\n") + LINE.replace("\n", ",Passed\n")).encode())
    assert (len(found.lines), found.others) == (1, 2)


def test_a_line_that_names_nobody_or_no_day_is_a_problem() -> None:
    found = read_export(
        (HEADS + LINE.replace("06/03/2026", "") + LINE.replace("Ana,Ruiz,Ana.Ruiz@calder.example", ",,")).encode()
    )
    assert found.problems == ((2, "there is no day of completion"), (3, "nobody is named"))


def test_the_same_completion_is_the_same_in_every_export() -> None:
    first = read_export((HEADS + LINE + LINE).encode()).lines
    other = "Course,Email,Completion Date,Name"
    line = "Research  security training (combined),ANA.RUIZ@calder.example,2026-06-03,A. Ruiz"
    again = read_export(f"{other}\n{line}".encode()).lines
    assert len(first) == 1
    assert first[0].ref == again[0].ref
    numbered = read_export((HEADS.replace("\n", ",Record ID\n") + LINE.replace("\n", ",4711\n")).encode()).lines
    assert numbered[0].ref == "record 4711"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "No line names the columns"),
        (b"a,b\n1,2\n", "No line names the columns"),
        (b"Name,Course\nAna,x\n", "No line names the columns"),
        (b"PK\x03\x04\0\0", "no CSV"),
        (HEADS.encode() + b'"' + b"x" * 200_000, "cannot be read"),
        (b"x" * 9_000_001, "larger than 9 MB"),
        ((HEADS + LINE * 50_001).encode(), "more than 50,000 lines"),
    ],
)
def test_what_is_no_export(content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as raised:
        read_export(content)
    assert raised.value.field == "file"


@given(st.binary(max_size=400))
def test_no_bytes_break_it(content: bytes) -> None:
    with contextlib.suppress(Invalid):
        read_export(content)
    with contextlib.suppress(Invalid):
        read_export(HEADS.encode() + content)


NAMES = st.text(st.characters(categories=("L", "Zs")), min_size=1, max_size=30).filter(str.strip)


@given(st.lists(st.tuples(NAMES, st.dates(dt.date(2001, 1, 1), dt.date(2026, 11, 1))), max_size=20), st.sampled_from(",;\t"))
def test_nothing_is_lost_on_the_way(people: list[tuple[str, dt.date]], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Name", "Course", "Completion Date", "Record"])
    writer.writerows([name, "Research Security", day.isoformat(), number] for number, (name, day) in enumerate(people))
    found = read_export(out.getvalue().encode())
    assert [(line.name, line.completed_on) for line in found.lines] == [(" ".join(name.split()), day) for name, day in people]
    assert (found.problems, found.others) == ((), 0)
