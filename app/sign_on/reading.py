"""Reading the file of providers, once, at the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.errors import Misconfigured
from app.markdown.heads import Refused, Where, line_at, read_yaml
from app.sign_on.describing import MODELS, Provider

DEEPEST = 5
SHORTEST_SECRET = 16


def read_file(path: Path, *, environment: Mapping[str, str]) -> tuple[Provider, ...]:
    """Raises `Misconfigured`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(f"OPENWARD_SIGN_ON: {path} cannot be read; it must be a text file that describes providers") from None
    return read_providers(text, name=path.name, environment=environment)


def read_providers(text: str, *, name: str, environment: Mapping[str, str]) -> tuple[Provider, ...]:
    """In the order of the file. Raises `Misconfigured` with one line per complaint."""
    try:
        data, lines = read_yaml(text, deepest=DEEPEST)
    except Refused as refused:
        raise Misconfigured(f"{name}:{refused.problem.line}: {refused.problem.text}") from None
    found: list[Provider] = []
    complaints: list[tuple[int, str]] = []
    for key, facts in data.items():
        try:
            found.append(_provider(key, facts))
        except ValidationError as error:
            complaints += _complaints(key, error, lines)
    complaints += _doubles(found, lines)
    complaints += _secrets(found, lines, environment)
    if complaints:
        raise Misconfigured("\n".join(f"{name}:{line}: {words}" for line, words in sorted(complaints)))
    return tuple(found)


def _provider(key: str, facts: Any) -> Provider:
    given = {**facts, "id": key} if isinstance(facts, dict) else facts
    kind = facts.get("kind") if isinstance(facts, dict) else None
    return MODELS.get(str(kind), Provider).model_validate(given)


def _complaints(key: str, error: ValidationError, lines: dict[Where, int]) -> Iterator[tuple[int, str]]:
    for problem in error.errors():
        where = tuple(problem["loc"])
        words = problem["msg"].removeprefix("Value error, ")
        words = {"missing": "is missing", "extra_forbidden": "is not a key here"}.get(problem["type"], words)
        yield line_at(lines, (key, *where)), " ".join([key, *map(str, where)]) + f": {words}"


def _doubles(found: list[Provider], lines: dict[Where, int]) -> Iterator[tuple[int, str]]:
    seen: dict[str, str] = {}
    for provider in found:
        for domain in provider.domains:
            if domain in seen:
                where = line_at(lines, (provider.id, "domains"))
                yield (
                    where,
                    f"{provider.id} domains: {domain} belongs to {seen[domain]} already; an address leads to one provider",
                )
            seen[domain] = provider.id


def _secrets(found: list[Provider], lines: dict[Where, int], environment: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for provider in found:
        for key, variable in provider.secrets.items():
            if len(environment.get(variable, "")) < SHORTEST_SECRET:
                words = f"the environment has no {variable} of at least {SHORTEST_SECRET} characters"
                yield line_at(lines, (provider.id, key)), f"{provider.id} {key}: {words}"
