"""Heads: what is read, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from app.markdown.heads import HeadModel, read_head


class Sample(HeadModel):
    title: Annotated[str, Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=9)] = 1
    names: list[str] = []
    words: dict[str, str] = {}
    on: dt.date | None = None


def problem_of(head: str) -> tuple[int, str]:
    read = read_head(f"---\n{head}\n---\nBody\n", Sample)
    assert read.head is None
    return read.problems[0]


def test_head_body_and_lines_are_read() -> None:
    text = '---\ntitle: "A: b"\nminutes: 3\nnames: [a,\n  b]\nwords:\n  no: "yes"\non: 2026-11-22\n---\nBody\n'
    read = read_head(text, Sample)
    assert read.problems == ()
    assert read.head == Sample(title="A: b", minutes=3, names=["a", "b"], words={"no": "yes"}, on=dt.date(2026, 11, 22))
    assert (read.body, read.body_line) == ("Body\n", 10)
    assert [read.line_of(*where) for where in [("title",), ("names", 1), ("words", "no"), ("on", "gone")]] == [2, 5, 7, 8]


def test_words_that_older_yaml_takes_for_something_else_stay_words() -> None:
    read = read_head("---\ntitle: no\nnames: [off, 1e3, 0x1f, 10:30, 012]\n---\n", Sample)
    assert read.head is not None
    assert read.head.title == "no"
    assert read.head.names == ["off", "1e3", "0x1f", "10:30", "012"]


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        ("title: a\ntitle: b", 3, '"title" stands in the head twice'),
        ("title: a\nminuets: 3", 3, '"minuets" is not a key'),
        ("minutes: 3", 2, 'has no "title"'),
        ("title: a\nminutes: soon", 3, '"minutes" is not a whole number'),
        ("title: a\nminutes: 10", 3, "the limit is 9"),
        ("title: a\nminutes: true", 3, "is not a whole number"),
        ("title: 2026", 2, '"title" is not text'),
        ('title: ""', 2, '"title" is empty'),
        ("title: a\nnames: b", 3, "is not a list"),
        ("title: a\nnames:\n  - b\n  - 3", 5, '"names.1" is not text'),
        ("title: a\non: 2026-02-30", 3, "There is no day 2026-02-30"),
        ("title: a\non: soon", 3, "is not a date"),
        ("title: a: b", 2, "A text with a colon"),
        ("minutes: 1\ntitle: [a\nnames: b", 3, "not closed"),
        ('minutes: 1\ntitle: "a\nnames: b', 3, "not closed"),
        ("title: `a`", 2, "sign of YAML"),
        ("title: a\n\tminutes: 3", 3, "tab"),
        ("title: &a b", 2, "anchor or alias"),
        ("title: a\nnames: [&b c, *b]", 3, "anchor or alias"),
        ("title: !!python/object/apply:os.system [ls]", 2, "tag"),
        ("title: !x a", 2, "tag"),
        ("--- \ntitle: a\n--- \ntitle: b", 4, "second document"),
        ("%YAML 1.1\n--- \ntitle: a", 3, "directive"),
        ("- a", 2, "not a list of keys"),
        ("", 2, "empty"),
        ("words: {a: {b: {c: {d: {e: f}}}}}", 2, "too deeply"),
        ("? [a]\n: b", 2, "A key of the head is a list"),
        ("title: \x00", 2, "does not allow"),
    ],
)
def test_what_a_head_may_not_hold(head: str, line: int, words: str) -> None:
    problem_line, text = problem_of(head)
    assert words in text
    assert problem_line == line


@pytest.mark.parametrize(
    ("text", "words"),
    [("# Title\n", "has no head"), ("---\ntitle: a\n", "is not closed"), ("---\n" + "# x\n" * 9000 + "---\n", "longer than")],
)
def test_a_head_has_a_beginning_an_end_and_a_size(text: str, words: str) -> None:
    read = read_head(text, Sample)
    assert read.head is None
    assert words in read.problems[0].text


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
    assert "anchor or alias" in problem_of(bomb)[1]


@pytest.mark.parametrize(
    "piece", ["[", "{", "{a: ", "- ", "? ", "[a, ", "!", "&a ", "*a ", "'", '"', "| ", "> ", "%", "\t", ": "]
)
def test_endless_pieces_are_only_complained_of(piece: str) -> None:
    read = read_head(f"---\n{piece * 5000}\n---\n", Sample)
    assert read.head is None
    assert read.problems


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@`#?, \n\t0129~<=."), max_size=80) | st.text(max_size=80))
def test_any_text_is_read_or_complained_of(text: str) -> None:
    read = read_head(f"---\n{text}\n---\n", Sample)
    assert (read.head is None) == bool(read.problems)
    assert all(problem.line >= 1 for problem in read.problems)
