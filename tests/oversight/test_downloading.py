"""Cells that a spreadsheet must not compute."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.oversight.downloading import _written, escaped


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_begins_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert escaped(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ana Ruiz", "a=1", "1-2", "'quoted'", "Åsa"])
def test_other_cells_stay(cell: str) -> None:
    assert escaped(cell) == cell


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_whatever_is_written_is_read_again(cells: list[str]) -> None:
    read = next(csv.reader(io.StringIO(_written([cells]), newline="")), [])
    assert read == [escaped(cell) for cell in cells] or cells == [""]
