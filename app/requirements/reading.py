"""The rules and duties that are shipped, read strictly once."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from app.errors import Misconfigured
from app.markdown.heads import HeadModel, Refused, read_yaml
from app.requirements.shapes import Duty, SponsorRule

SHIPPED = Path(__file__).with_name("rules.yaml")
DUTIES = Path(__file__).with_name("duties.yaml")
DEEPEST = 5
"""A list inside an item inside a duty inside a file."""

E = TypeVar("E", bound=HeadModel)


@functools.cache
def shipped_rules() -> tuple[SponsorRule, ...]:
    return read_rules(SHIPPED.read_text(encoding="utf-8"), name=SHIPPED.name)


@functools.cache
def shipped_duties() -> tuple[Duty, ...]:
    return read_duties(DUTIES.read_text(encoding="utf-8"), name=DUTIES.name)


def read_rules(text: str, *, name: str) -> tuple[SponsorRule, ...]:
    """In the order of the file. Raises `Misconfigured` with one line per complaint."""
    return _read(text, SponsorRule, name)


def read_duties(text: str, *, name: str) -> tuple[Duty, ...]:
    """In the order of the file. Raises `Misconfigured` with one line per complaint."""
    return _read(text, Duty, name)


def _read(text: str, model: type[E], name: str) -> tuple[E, ...]:
    try:
        data, lines = read_yaml(text, deepest=DEEPEST)
    except Refused as refused:
        raise Misconfigured(f"{name}:{refused.problem.line}: {refused.problem.text}") from None
    entries, complaints = [], []
    for slug, facts in data.items():
        try:
            entries.append(model.model_validate({"slug": slug, **facts} if isinstance(facts, dict) else facts))
        except ValidationError as error:
            for problem in error.errors():
                where = (slug, *problem["loc"])
                line = next((lines[where[:depth]] for depth in range(len(where), 0, -1) if where[:depth] in lines), 1)
                key = ".".join(map(str, problem["loc"]))
                complaints.append(f"{name}:{line}: {slug}, {key}: {problem['msg']}")
    if complaints:
        raise Misconfigured("\n".join(complaints))
    return tuple(entries)
