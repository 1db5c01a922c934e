"""The day at the institution that tests invent, which is not always the day of UTC."""

from __future__ import annotations

import datetime as dt

from app import clock
from app.languages import local_day

ZONE = "America/New_York"


def today() -> dt.date:
    return local_day(clock.now(), ZONE)
