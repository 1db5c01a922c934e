"""The columns as docs/running.md has them are those that are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.equivalents.transferring import COLUMNS as COMPLETION_COLUMNS
from app.roster.shapes import COLUMNS as ROSTER_COLUMNS

Columns = Mapping[str, tuple[str, tuple[str, ...]]]


@pytest.mark.parametrize(("mark", "columns"), [("roster columns", ROSTER_COLUMNS), ("completion columns", COMPLETION_COLUMNS)])
def test_the_table_in_the_documents_is_the_programs(project: Path, mark: str, columns: Columns) -> None:
    text = (project / "docs/running.md").read_text(encoding="utf-8")
    between = text.partition(f"<!-- {mark}: kept true by a test -->\n")[2].partition(f"\n<!-- end of {mark} -->")[0]
    expected = [f"| `{name}` | {meaning} | {', '.join(aliases)} |" for name, (meaning, aliases) in columns.items()]
    assert between.splitlines()[2:] == expected


@pytest.mark.parametrize("columns", [ROSTER_COLUMNS, COMPLETION_COLUMNS])
def test_no_two_columns_may_be_called_alike(columns: Columns) -> None:
    names = [" ".join(alias.replace("_", " ").split()) for name, (_, aliases) in columns.items() for alias in (name, *aliases)]
    assert len(names) == len(set(names))
