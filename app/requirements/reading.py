"""The rules that are shipped, read strictly once."""

from __future__ import annotations

import functools
from pathlib import Path

from pydantic import ValidationError

from app.errors import Misconfigured
from app.markdown.heads import Refused, read_yaml
from app.requirements.shapes import SponsorRule

SHIPPED = Path(__file__).with_name("rules.yaml")


@functools.cache
def shipped_rules() -> tuple[SponsorRule, ...]:
    return read_rules(SHIPPED.read_text(encoding="utf-8"), name=SHIPPED.name)


def read_rules(text: str, *, name: str) -> tuple[SponsorRule, ...]:
    """In the order of the file. Raises `Misconfigured` with one line per complaint."""
    try:
        data, lines = read_yaml(text)
    except Refused as refused:
        raise Misconfigured(f"{name}:{refused.problem.line}: {refused.problem.text}") from None
    rules, complaints = [], []
    for slug, facts in data.items():
        try:
            rules.append(SponsorRule.model_validate({"slug": slug, **facts} if isinstance(facts, dict) else facts))
        except ValidationError as error:
            for problem in error.errors():
                key = problem["loc"][0] if problem["loc"] else ""
                line = lines.get((slug, key)) or lines.get((slug,), 1)
                complaints.append(f"{name}:{line}: {slug}, {key}: {problem['msg']}")
    if complaints:
        raise Misconfigured("\n".join(complaints))
    return tuple(rules)
