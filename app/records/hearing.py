"""What standing rules do when people join, and when a day begins."""

from __future__ import annotations

import datetime as dt

from app.jobs.announcing import Moment
from app.languages import local_day
from app.records.obliging import apply_standing_rules


def oblige_newcomers(moment: Moment) -> None:
    """Of `people.joined`, whose payload names the people, or nobody where they are too many to name: then everybody is asked. Of
    `team.joined`, which names one person. Of `day.began`, which brings the day."""
    day = moment.payload.get("on")
    on = dt.date.fromisoformat(day) if day else local_day(moment.at, moment.tools["settings"].zone)
    one = moment.payload.get("person")
    people = [one] if one is not None else moment.payload.get("people")
    apply_standing_rules(moment.session, at=moment.at, on=on, person_ids=people)
