"""The sheet of ASVS: every requirement of levels 1 and 2 once, with an answer, and every path in it true."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROW = re.compile(
    r"\| (?P<id>[^|]+) \| (?P<level>[^|]+) \| (?P<about>[^|]+) \| (?P<state>[^|]+) \| (?P<how>[^|]+) \| (?P<tested>[^|]*) \|"
)
SHAPE = re.compile(r"[1-9]\d?\.[1-9]\.[1-9]\d?")
PATH = re.compile(r"`((?:app|tests|docs|deploy|modules|quizzes)/[^`\s:]*)(?:::\w+)?`")
TEST = re.compile(r"`(tests/[^`\s:]+)::(\w+)`")
STATES = {"done", "in part", "not done", "operator", "not applicable"}
OF_CHAPTER = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16, 17: 7,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has."""


@pytest.fixture(scope="module")
def sheet(project: Path) -> str:
    return (project / "docs" / "asvs.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(sheet: str) -> list[dict[str, str]]:
    lines = [line for line in sheet.splitlines() if line.startswith("| ") and not line.startswith("| id ")]
    read = [ROW.fullmatch(line.replace("|  |", "| - |")) for line in lines]
    assert [line for line, match in zip(lines, read, strict=True) if match is None] == []
    return [match.groupdict() for match in read if match]


def test_every_requirement_is_answered_once(rows: list[dict[str, str]]) -> None:
    ids = [row["id"] for row in rows]
    assert [one for one in ids if not SHAPE.fullmatch(one)] == []
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    assert Counter(int(one.partition(".")[0]) for one in ids) == OF_CHAPTER


def test_every_answer_is_one_of_five_and_says_how(rows: list[dict[str, str]]) -> None:
    assert {row["level"] for row in rows} == {"1", "2"}
    assert {row["state"] for row in rows} <= STATES
    assert [row["id"] for row in rows if row["how"].strip() in ("", "-")] == []


def test_the_sums_are_those_of_the_rows(sheet: str, rows: list[dict[str, str]]) -> None:
    counts = Counter(row["state"] for row in rows)
    told = [int(figure) for figure in re.findall(r"\d+", sheet[sheet.index("Of ") : sheet.index("have nothing here")])]
    assert told == [len(rows), *(counts[state] for state in ("done", "in part", "not done", "operator", "not applicable"))]


@pytest.mark.parametrize("name", ["asvs.md", "threat-model.md"])
def test_every_path_is_there(project: Path, name: str) -> None:
    paths = PATH.findall((project / "docs" / name).read_text(encoding="utf-8"))
    assert len(paths) > 20
    assert sorted({path for path in paths if not (project / path).exists()}) == []


def test_every_test_that_the_threat_model_names_is_there(project: Path) -> None:
    named = TEST.findall((project / "docs" / "threat-model.md").read_text(encoding="utf-8"))
    assert len(named) > 15
    assert [name for path, name in named if f"def {name}(" not in (project / path).read_text(encoding="utf-8")] == []
