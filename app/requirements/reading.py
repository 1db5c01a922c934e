"""The rules and duties that are shipped, read strictly once."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.equivalents.reading import providers
from app.errors import Misconfigured
from app.markdown.heads import HeadModel, Refused, Where, line_at, read_yaml
from app.requirements.shapes import Duty, SponsorRule

SHIPPED = Path(__file__).with_name("rules.yaml")
DUTIES = Path(__file__).with_name("duties.yaml")
DEEPEST = 5
"""A list inside an item inside a duty inside a file."""
LARGEST = 1_000_000
PLAINLY = {"missing": "is missing", "extra_forbidden": "is no key here: remove it, or mend its spelling"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

E = TypeVar("E", bound=HeadModel)


@functools.cache
def shipped_rules() -> tuple[SponsorRule, ...]:
    return read_rules(SHIPPED.read_text(encoding="utf-8"), name=SHIPPED.name)


@functools.cache
def shipped_duties() -> tuple[Duty, ...]:
    return read_duties(DUTIES.read_text(encoding="utf-8"), name=DUTIES.name)


def read_rules(text: str, *, name: str) -> tuple[SponsorRule, ...]:
    """In the order of the file. Raises `Misconfigured` with one line per complaint."""
    return _whole(_read(text, SponsorRule, name))


def read_duties(text: str, *, name: str) -> tuple[Duty, ...]:
    """In the order of the file. Raises `Misconfigured` with one line per complaint."""
    return _whole(_read(text, Duty, name))


def rules_in(content: bytes, *, name: str) -> tuple[tuple[SponsorRule, ...], list[str]]:
    """The rules of a file that somebody wrote, and every complaint about it, as file:line: complaint."""
    if len(content) > LARGEST:
        return (), [f"{name}:1: the file is larger than {LARGEST:,} bytes"]
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return (), [f"{name}:{line}: the file is not in UTF-8: save it so"]
    rules, complaints = _read(text.removeprefix("\ufeff").replace("\r\n", "\n"), SponsorRule, name)
    known = ("any", *providers())
    for rule in rules:
        unknown = [one for one in rule.equivalents if one not in known]
        if unknown:
            complaints.append(f"{name}:{_line_of(text, rule.slug)}: {rule.slug}, equivalents: there is no {', '.join(unknown)}")
    return tuple(rules), complaints


def _line_of(text: str, slug: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.startswith(f"{slug}:")), 1)


def _whole(found: tuple[list[E], list[str]]) -> tuple[E, ...]:
    entries, complaints = found
    if complaints:
        raise Misconfigured("\n".join(complaints))
    return tuple(entries)


def _read(text: str, model: type[E], name: str) -> tuple[list[E], list[str]]:
    try:
        data, lines = read_yaml(text, deepest=DEEPEST)
    except Refused as refused:
        return [], [f"{name}:{refused.problem.line}: {refused.problem.text}"]
    entries: list[E] = []
    complaints: list[str] = []
    for slug, facts in data.items():
        if not SLUG.fullmatch(slug):
            line = lines.get((slug,), 1)
            complaints.append(f"{name}:{line}: {slug}: write the name of a rule in small letters, figures and hyphens")
        try:
            entries.append(model.model_validate({"slug": slug, **facts} if isinstance(facts, dict) else facts))
        except ValidationError as error:
            complaints += [_complaint(problem, slug, lines, name) for problem in error.errors()]
    return entries, complaints


def _complaint(problem: ErrorDetails, slug: str, lines: dict[Where, int], name: str) -> str:
    key = ".".join(map(str, problem["loc"]))
    words = PLAINLY.get(problem["type"], problem["msg"].removeprefix("Value error, "))
    return f"{name}:{line_at(lines, (slug, *problem['loc']))}: {slug}{f', {key}' if key else ''}: {words}"
