from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.sheets import csv_lines, harmless

CELLS = st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", " =1", "\ufeff=1", "\n=1"])
def test_what_would_run_is_made_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ana Ruiz", "2026-11-20", 5, -5, None, "a=b", "'=1"])
def test_anything_else_stays(cell: object) -> None:
    assert harmless(cell) == cell


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=5))
def test_it_reads_back_as_it_was_but_for_the_apostrophes(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows))
    assert text.startswith("\ufeff")
    back = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert back == [[str(harmless(cell)) for cell in row] for row in rows]


@given(st.lists(st.lists(st.text(alphabet='=+-@\t\r\n "\ufeff＝,ab', max_size=4), min_size=1, max_size=4), max_size=5))
def test_rows_together_are_as_harmless_as_each_cell(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([harmless(value) for value in row] for row in rows)
    assert "".join(csv_lines(rows, at_once=3)).removeprefix("\ufeff") == out.getvalue()
