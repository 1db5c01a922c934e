"""The time zones a person can choose, from the tz database that comes with Python's tzdata."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from wtforms.fields.choices import SelectChoice


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Those in use, by name; former spellings are left out."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    named = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return (*sorted(named), "UTC")


def zone_choices(*, also: str) -> list[SelectChoice]:
    """`also` is one that must be there, whatever the list says: the present one."""
    names = zone_names() if also in zone_names() else (also, *zone_names())
    return [SelectChoice(name, name.replace("_", " ")) for name in names]
