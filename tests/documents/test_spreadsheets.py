from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.spreadsheets import MOST_UNPACKED, read_sheet
from app.errors import Invalid
from tests.factories.workbooks import cell, workbook
from tests.factories.zips import repacked, spoilt

TABLE = "name;unit\r\nZoë Ångström;physics\r\n\r\nJosé Núñez;\r\n"
EXPECTED = [(2, ["Zoë Ångström", "physics"]), (4, ["José Núñez", ""])]


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (TABLE.encode(), "UTF-8"),
        (TABLE.encode("utf-8-sig"), "UTF-8"),
        (TABLE.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "UTF-16"),
        (TABLE.encode("utf-16-le"), "UTF-16"),
        (TABLE.encode("cp1252"), "Windows-1252"),
        (TABLE.replace(";", "\t").encode(), "UTF-8"),
        (TABLE.replace(";", ",").replace("\r\n", "\n").encode(), "UTF-8"),
        (TABLE.replace("\r\n", "\r").encode(), "UTF-8"),
    ],
)
def test_every_usual_encoding_and_separator_reads_the_same(content: bytes, how: str) -> None:
    sheet = read_sheet(content)
    assert sheet.head == ["name", "unit"]
    assert [(record.line, record.cells) for record in sheet.records] == EXPECTED
    assert sheet.how == how


def test_a_file_grown_from_two_sources_is_read_line_by_line() -> None:
    sheet = read_sheet("name,unit\nZoë,a\n".encode() + "José,b\n".encode("cp1252") + b"plain,c\n")
    assert [record.cells[0] for record in sheet.records] == ["Zoë", "José", "plain"]
    assert sheet.how == "UTF-8 and Windows-1252"


@pytest.mark.parametrize(
    "names",
    [
        ["Zoë Müller"],
        ["José Núñez", "Ana Bell"],
        ["François D’Arcy", "Åsa Öberg"],
        ["Éric Bélanger"],
        ["Jürgen Groß", "„Ana“ Pérez"],
    ],
)
def test_lines_of_an_old_macintosh_are_not_taken_for_windows(names: list[str]) -> None:
    table = "\r".join(["name,unit", *(f"{name},x" for name in names)])
    for code, how in (("mac_roman", "Mac Roman"), ("cp1252", "Windows-1252")):
        sheet = read_sheet(table.encode(code))
        assert ([record.cells[0] for record in sheet.records], sheet.how) == (names, how)


@pytest.mark.parametrize("name", ["D’Arcy", "it’s", "Škoda", "Žižek", "Œuvre", "cœur", "Ana – Bell", "„Ana“", "García–Smith"])
def test_marks_and_letters_that_only_windows_has_stay(name: str) -> None:
    assert read_sheet(f"name\n{name}\n".encode("cp1252")).records[0].cells == [name]


def test_an_open_quotation_mark_costs_its_own_line_only() -> None:
    sheet = read_sheet(b'name,unit\nAna,"physics\n' + b"Ben,arts\n" * 20)
    assert len(sheet.records) == 21
    assert sheet.records[0].complaints == ["A quotation mark on this line is not closed, or one too many."]
    assert all(record.cells == ["Ben", "arts"] and not record.complaints for record in sheet.records[1:])


def test_a_quoted_cell_may_run_over_lines() -> None:
    sheet = read_sheet(b'name,note\nAna,"one\ntwo, ""three"""\nBen,x\n')
    assert [(record.line, record.cells) for record in sheet.records] == [(2, ["Ana", 'one\ntwo, "three"']), (4, ["Ben", "x"])]


def test_a_line_with_more_cells_than_heads_says_so() -> None:
    (record,) = read_sheet(b"name,unit\nRuiz, Ana,physics\n").records
    assert "3 cells" in record.complaints[0]


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf  \r\n", b"\xff\xfe", b"%PDF-1.7 x", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken"]
)
def test_what_is_no_table_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_sheet(content)


def test_a_workbook_keeps_numbers_days_and_empty_lines() -> None:
    book = workbook([[cell("A1", "id"), cell("B1", "first_day")], [], [cell("A3", 12345), cell("B3", 46360, is_day=True)]])
    (record,) = read_sheet(book).records
    assert (record.line, record.cells) == (3, ["12345", dt.date(2026, 12, 4)])


def test_a_formula_in_a_workbook_is_named_by_its_cell() -> None:
    book = workbook([[cell("A1", "id"), cell("B1", "name")], [cell("A2", 5, formula="2+3"), cell("B2", "Ana")], [cell("A3", 7)]])
    first, second = read_sheet(book).records
    assert first.complaints == ["Cell A2 holds a formula: put its value there."]
    assert not second.complaints


@pytest.mark.parametrize("far", ["A1048576", "XFD2"])
def test_cells_far_apart_do_not_become_a_table_between_them(far: str) -> None:
    with pytest.raises(Invalid, match="too large"):
        read_sheet(workbook([[cell("A1", "id")], [cell(far, "x")]]))


def test_a_small_file_that_unpacks_into_a_large_one_is_refused() -> None:
    bomb = workbook([[cell("A1", "id")]], padding=MOST_UNPACKED)
    assert len(bomb) < 2_000_000
    with pytest.raises(Invalid, match="too large"):
        read_sheet(bomb)


METHODS = (1, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 99)
"""Of which Python knows two, and neither fits what was packed."""


@pytest.mark.parametrize("method", [None, *METHODS])
def test_a_workbook_that_is_broken_inside_is_refused(method: int | None) -> None:
    book = workbook([[cell("A1", "id")], [cell("A2", "x")]])
    broken = spoilt(book, "xl/worksheets/sheet1.xml") if method is None else repacked(book, method)
    with pytest.raises(Invalid, match="cannot be opened"):
        read_sheet(broken)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cf")), max_size=20)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS).filter(any), min_size=1, max_size=12), st.sampled_from(",;\t"))
def test_what_the_csv_module_writes_is_read_back(rows: list[tuple[str, str, str]], mark: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([("one", "two", "three"), *rows])
    sheet = read_sheet(out.getvalue().encode())
    assert [tuple(record.cells) for record in sheet.records if not record.complaints] == [
        row for row in rows if any(part.strip(f" {mark}") for part in row)
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        sheet = read_sheet(content)
    except Invalid:
        return
    assert all(record.line >= 1 for record in sheet.records)
