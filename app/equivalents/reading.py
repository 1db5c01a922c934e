"""The providers that are shipped, read strictly once."""

from __future__ import annotations

import functools
from pathlib import Path

from app.equivalents.shapes import Provider
from app.markdown.heads import read_yaml

SHIPPED = Path(__file__).with_name("providers.yaml")
DEEPEST = 5


@functools.cache
def providers() -> dict[str, Provider]:
    """By slug, in the order of the file."""
    data, _lines = read_yaml(SHIPPED.read_text(encoding="utf-8"), deepest=DEEPEST)
    return {slug: Provider.model_validate({"slug": slug, **facts}) for slug, facts in data.items()}


def provider_name(slug: str) -> str:
    """Of one that is no longer offered: its slug."""
    found = providers().get(slug)
    return found.name if found else slug
