"""What a form sends for a question, by the names that `components/question.html` writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.errors import Invalid
from app.languages import marked

Answer = str | list[str] | dict[str, str]
"""As it is kept, in JSON: see each kind."""

FIELD = "answer"
FOREIGN = marked("This answer does not belong to the question. Load the page again, then choose.")
LONGEST = 200
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def values_of(fields: Mapping[str, Any], name: str) -> list[str]:
    """Every value sent under `name`, empty ones left out. `fields` is a MultiDict, or a mapping to texts or lists."""
    getlist = getattr(fields, "getlist", None)
    values = getlist(name) if getlist else fields.get(name, [])
    return [value for value in ([values] if isinstance(values, str) else values) if value]


def one_of(fields: Mapping[str, Any], name: str) -> str:
    values = values_of(fields, name)
    if len(values) > 1:
        raise Invalid(FOREIGN, field=name)
    return values[0] if values else ""


def typed(fields: Mapping[str, Any], prefix: str) -> str:
    """One line of typed words."""
    words = " ".join(CONTROLS.sub(" ", one_of(fields, prefix + FIELD)).split())
    if len(words) > LONGEST:
        raise Invalid("The answer is too long. Write at most %(count)s characters.", count=LONGEST, field=prefix + FIELD)
    return words


def selected(fields: Mapping[str, Any], prefix: str, ids: list[str]) -> dict[str, str]:
    """What was selected for each of `ids`, those left open left out. The fields are named `answer-<id>`."""
    start = f"{prefix}{FIELD}-"
    for name in fields:
        if name.startswith(start) and name.removeprefix(start) not in ids:
            raise Invalid(FOREIGN, field=prefix + FIELD)
    found = {id: one_of(fields, start + id) for id in ids}
    return {id: value for id, value in found.items() if value}
