"""Whom an assignment is meant for, and by when it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audience:
    """All that is said must hold; nothing said: everybody who belongs to a unit. `joined_from`: who joined then or later."""

    unit_id: int | None = None
    affiliation: str | None = None
    team_id: int | None = None
    sponsor: str | None = None
    joined_from: dt.date | None = None

    @property
    def asks_teams(self) -> bool:
        return self.team_id is not None or self.sponsor is not None

    @property
    def asks_units(self) -> bool:
        return self.unit_id is not None or self.affiliation is not None or not self.asks_teams


@dataclass(frozen=True, slots=True)
class DueDay:
    """By a day, or so many days after joining; neither: no date."""

    on: dt.date | None = None
    days: int | None = None

    def for_joiner(self, joined_on: dt.date, *, since: dt.date) -> dt.date | None:
        """Who was there before it was asked has the days from then on."""
        return self.on if self.days is None else max(joined_on, since) + dt.timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an assignment would reach. `fresh` completed the course in the year before and are left out, as are those who `owe` it
    already by that day. `names` are the first few."""

    people: int
    fresh: int
    owe: int
    names: tuple[str, ...]
