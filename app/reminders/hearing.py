"""The timetable: in the morning of each day the letters of the day are shared out, then written some people at a time."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from app.jobs.announcing import Moment, announce
from app.reminders.planning import plan_reminders
from app.reminders.queries import present_timing
from app.reminders.sending import send_escalations, send_reminders
from app.requirements.reporting import AsOf

MORNING = dt.time(8)
"""When letters are written, where the institution is."""
AT_A_TIME = 100


def wait_for_morning(moment: Moment) -> None:
    on = dt.date.fromisoformat(moment.payload["on"])
    morning = dt.datetime.combine(on, MORNING, zoneinfo.ZoneInfo(moment.tools["settings"].zone))
    announce(
        moment.session,
        "reminders.due",
        {"on": on.isoformat()},
        at=moment.at,
        run_at=max(morning, moment.at),
        key=f"reminders.due:{on}",
    )


def share_out(moment: Moment) -> None:
    """Switched off: nothing. A day that is over is not made up for here: the next one tells what it left."""
    asof = _asof(moment)
    timing = present_timing(moment.session)
    if not timing.is_on or asof.on != moment.at.astimezone(zoneinfo.ZoneInfo(asof.zone)).date():
        return
    people = [one.person_id for one in plan_reminders(moment.session, timing, asof) if one.address]
    for first in range(0, len(people), AT_A_TIME):
        some = {"on": asof.on.isoformat(), "people": people[first : first + AT_A_TIME]}
        announce(moment.session, "reminders.shared out", some, at=moment.at, key=f"reminders.shared out:{asof.on}:{first}")
    send_escalations(moment.session, asof, moment.tools["composer"])


def write_letters(moment: Moment) -> None:
    send_reminders(moment.session, moment.payload["people"], _asof(moment), moment.tools["composer"])


def _asof(moment: Moment) -> AsOf:
    return AsOf(dt.date.fromisoformat(moment.payload["on"]), moment.at, moment.tools["settings"].zone)
