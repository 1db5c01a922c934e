"""A form that was sent after its session had ended, as it is shown to the same person again."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Conflict
from app.web.holding import find_held_form
from app.web.requests import now, reading

SHOWN = 2_000
"""Characters of one value that are shown; all of it is saved."""


@dataclass(frozen=True, slots=True)
class Waiting:
    code: str
    path: str
    fields: list[tuple[str, str]]

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed, as (name of the field, value). A ticked box says but a number: it is left out."""
        typed = [(name, value) for name, value in self.fields if name not in ("sent", "next") and not value.isdigit()]
        readable = [(name.replace("_", " ").replace("-", " "), value) for name, value in typed]
        return [(name[:1].upper() + name[1:], value[:SHOWN]) for name, value in readable if value.strip()]


def waiting_form(code: str, person_id: int) -> Waiting:
    """Raises `NotFound` for anybody else and after an hour, `Conflict` once it was saved."""
    found = find_held_form(reading(), code=code, person_id=person_id, at=now())
    if found.used_at is not None:
        raise Conflict("This was saved already. Nothing was saved twice.")
    return Waiting(found.code, found.path, [(name, value) for name, value in found.fields])
