"""What a person reads under "Who looked"."""

from __future__ import annotations

from tests.visitor import Visitor


def looks_shown(visitor: Visitor) -> list[str]:
    """What, and by whom."""
    rows = visitor.get("/account/looks").page.query("tbody tr")
    return [" ".join(words for cell in row.query("th,td")[:2] for words in cell.to_text().split()) for row in rows]
