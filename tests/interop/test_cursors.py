"""Cursors: what was given out leads back, and nothing else leads anywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotFound
from app.interop.cursors import SHAPE, cursor_after, read_cursor

NAMES = st.sampled_from(["people", "completions", "checks"])


@given(NAMES, st.integers(1, 10**17))
def test_there_and_back(name: str, row_id: int) -> None:
    cursor = cursor_after(name, row_id)
    assert re.fullmatch(SHAPE, cursor)
    assert read_cursor(name, cursor) == row_id
    with pytest.raises(NotFound):
        read_cursor("people" if name != "people" else "checks", cursor)


@given(NAMES, st.one_of(st.text(max_size=90), st.from_regex(SHAPE, fullmatch=True)))
def test_whatever_else_leads_nowhere(name: str, cursor: str) -> None:
    try:
        row_id = read_cursor(name, cursor)
    except NotFound:
        return
    assert cursor == cursor_after(name, row_id)


def test_without_one_it_begins() -> None:
    assert read_cursor("people", None) == 0
