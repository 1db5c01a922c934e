"""What one engine has and the other has not, by name: the only such things. Models do not know them, migrations make them."""

from __future__ import annotations

OWN: dict[str, frozenset[tuple[str, str]]] = {
    "sqlite": frozenset(("table", f"passage_words{part}") for part in ("", "_config", "_data", "_docsize", "_idx"))
    | frozenset(("trigger", f"passage_{act}") for act in ("added", "changed", "removed")),
    "postgresql": frozenset({("column", "own_words"), ("index", "ix_passage_own_words")}),
}
"""SQLite searches a FTS5 table that triggers on `passage` fill; PostgreSQL a column of `passage` that it computes."""


def is_own(kind: str, name: str | None) -> bool:
    """Whether the models are right not to know it."""
    return any((kind, name) in things for things in OWN.values())
