"""The strict YAML head of a file: split off, read without tags, aliases or second meanings, and held against a model."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.markdown.problems import Problem

HEAD_LIMIT = 20_000
"""Characters in a head; no honest one comes near."""
DEPTH_LIMIT = 4

Where = tuple[str | int, ...]
"""The way to a value: the keys and places that lead to it."""


class HeadModel(BaseModel):
    """What every head is held against: no key it does not know, no value turned into another type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


M = TypeVar("M", bound=HeadModel)


@dataclass(frozen=True)
class ReadHead(Generic[M]):
    """`head` is None when the head could not be read or does not hold. `body_line` is the line on which the body begins."""

    head: M | None
    body: str
    body_line: int
    lines: dict[Where, int]
    problems: tuple[Problem, ...]

    def line_of(self, *where: str | int) -> int:
        """The line of a value, or of the nearest thing around it."""
        return line_at(self.lines, where)


class Refused(Exception):
    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.problem = Problem(line, text)


def line_at(lines: dict[Where, int], where: Where) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def read_head(text: str, model: type[M]) -> ReadHead[M]:
    try:
        head, body, body_line = split_head(text)
    except Refused as refused:
        return ReadHead(None, "", 1, {}, (refused.problem,))
    try:
        data, lines = read_yaml(head, first_line=2)
    except Refused as refused:
        return ReadHead(None, body, body_line, {}, (refused.problem,))
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        problems = tuple(_describe(details, lines) for details in error.errors(include_url=False, include_context=True))
        return ReadHead(None, body, body_line, lines, problems)
    return ReadHead(value, body, body_line, lines, ())


def split_head(text: str) -> tuple[str, str, int]:
    """Head, body, and the line on which the body begins."""
    lines = text.split("\n")
    if lines[0] != "---":
        raise Refused(1, "The file has no head. Begin with a line of three hyphens, the head's keys, and three hyphens again.")
    for number, line in enumerate(lines[1:], start=2):
        if line == "---":
            head = "\n".join(lines[1 : number - 1])
            if len(head) > HEAD_LIMIT:
                raise Refused(1, f"The head is longer than {HEAD_LIMIT:,} characters. Move text into the body.")
            return head, "\n".join(lines[number:]), number + 1
    raise Refused(1, "The head is not closed. End it with a line of three hyphens.")


def read_yaml(text: str, *, first_line: int = 1, deepest: int = DEPTH_LIMIT) -> tuple[dict[str, Any], dict[Where, int]]:
    """A mapping of plain values, and the line of each. Raises Refused for whatever a head has no use for."""
    builder = _Builder(first_line, deepest)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        problem = error.problem or ""
        is_open = any(words in problem for words in OPEN)
        mark = (error.context_mark if is_open else None) or error.problem_mark
        raise Refused(first_line + (mark.line if mark else 0), _explain(problem)) from None
    except YAMLError:
        raise Refused(first_line, "The head holds a character that YAML does not allow. Remove it.") from None
    if builder.value is None:
        raise Refused(first_line, "The head is empty. Write its keys, one on each line: title: …")
    if not isinstance(builder.value, dict):
        raise Refused(first_line, "The head is not a list of keys. Write one on each line: title: …")
    return builder.value, builder.lines


class _Builder:
    """Builds values from events, so that nothing is ever made that a head may not hold."""

    def __init__(self, first_line: int, deepest: int) -> None:
        self.first_line = first_line
        self.deepest = deepest
        self.value: Any = None
        self.lines: dict[Where, int] = {}
        self.open: list[tuple[dict[str, Any] | list[Any], Where]] = []
        self.key: list[str | None] = []

    def take(self, event: Event) -> None:
        line = self.first_line + (event.start_mark.line if event.start_mark else 0)
        self._refuse(event, line)
        if isinstance(event, ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, MappingStartEvent):
            self._begin({}, line)
        elif isinstance(event, SequenceStartEvent):
            self._begin([], line)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.open.pop()
            self.key.pop()

    def _refuse(self, event: Event, line: int) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise Refused(line, "The head has an anchor or alias (& or *). Write the value out, or put the text in quotes.")
        if getattr(event, "tag", None) is not None:
            raise Refused(line, "The head has a tag (!). Write the value plainly, or put the text in quotes.")
        if isinstance(event, DocumentStartEvent) and (event.version or event.tags or self.value is not None):
            raise Refused(line, "The head has a directive or a second document. Keep one list of keys.")
        if isinstance(event, MappingStartEvent | SequenceStartEvent) and len(self.open) >= self.deepest:
            raise Refused(line, "The head is nested too deeply. No key needs that.")

    def _begin(self, container: dict[str, Any] | list[Any], line: int) -> None:
        where = self._place(container, line)
        self.open.append((container, where))
        self.key.append(None)

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if self.open and isinstance(self.open[-1][0], dict) and self.key[-1] is None:
            self._take_key(str(event.value), line)
        else:
            self._place(_plain(event.value, line) if event.implicit[0] else event.value, line)

    def _take_key(self, key: str, line: int) -> None:
        container, where = self.open[-1]
        if key in container:
            raise Refused(line, f'"{key}" stands in the head twice. Keep one.')
        self.key[-1] = key
        self.lines[(*where, key)] = line

    def _place(self, value: Any, line: int) -> Where:
        if not self.open:
            self.value = value
            self.lines[()] = line
            return ()
        container, where = self.open[-1]
        if isinstance(container, list):
            here = (*where, len(container))
            container.append(value)
            self.lines[here] = line
            return here
        key = self.key[-1]
        if key is None:
            raise Refused(line, "A key of the head is a list. Keys are single words.")
        container[key] = value
        self.key[-1] = None
        return (*where, key)


INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


def _plain(text: str, line: int) -> Any:
    """YAML 1.2 without its rarer numbers: whatever is not plainly a whole number, a date, true, false or null is text."""
    if text in WORDS:
        return WORDS[text]
    if INT.fullmatch(text):
        return int(text)
    if DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise Refused(line, f"There is no day {text}. Dates are written year-month-day: 2026-11-22.") from None
    return text


OPEN = ("end of stream", "stream end", "expected ','")


def _explain(problem: str) -> str:
    if "mapping values" in problem:
        return 'A text with a colon in it stands in quotes: title: "Quiz: first steps".'
    if "\\t" in problem:
        return "The head has a tab. Indent with spaces."
    if "cannot start any token" in problem:
        return "The head has a value that begins with a sign of YAML. Put the text in quotes."
    if any(words in problem for words in OPEN):
        return "A quote or bracket in the head is not closed."
    return f"The head cannot be read here ({problem}). Check quotes, brackets and indents."


EXPECTED = {
    "string_type": "is not text. Put it in quotes",
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "list_type": "is not a list. Write it in brackets: [first, second]",
    "dict_type": "is not a list of keys. Write one on each line below it, indented: key: text",
    "date_type": "is not a date. Dates are written year-month-day: 2026-11-22",
    "bool_type": "is neither true nor false",
    "string_too_short": "is empty. Write something",
    "too_short": "is empty. Name at least one",
}


def _describe(details: ErrorDetails, lines: dict[Where, int]) -> Problem:
    where = tuple(details["loc"])
    line, name, kind = line_at(lines, where), ".".join(str(step) for step in where), details["type"]
    limits = details.get("ctx", {})
    if kind == "missing":
        return Problem(line_at(lines, where[:-1]), f'The head has no "{where[-1]}". Add it.')
    if kind == "extra_forbidden":
        return Problem(line, f'"{name}" is not a key of this head. Remove it, or mend its spelling.')
    if kind in EXPECTED:
        return Problem(line, f'"{name}" {EXPECTED[kind]}.')
    if kind in ("greater_than_equal", "less_than_equal"):
        word = "small" if kind == "greater_than_equal" else "large"
        return Problem(line, f'"{name}" is too {word}: the limit is {limits.get("ge", limits.get("le"))}.')
    if kind == "string_too_long":
        return Problem(line, f'"{name}" is too long: the limit is {limits["max_length"]} characters.')
    if kind == "literal_error":
        return Problem(line, f'"{name}" must be {limits["expected"]}.')
    return Problem(line, f'"{name}": {details["msg"].removeprefix("Value error, ")}')
