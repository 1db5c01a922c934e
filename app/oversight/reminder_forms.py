"""When reminders go out, as the office types it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from wtforms import BooleanField, StringField, ValidationError

from app.oversight.forms import NO_TOKEN, DayField, reason_field, text_field
from app.reminders.shapes import Timing

MOST_DAYS = 6


class DaysField(StringField):
    """Numbers of days, apart by commas."""

    def __init__(self, label: Any, *, most: int, largest: int, **kwargs: Any) -> None:
        super().__init__(label, widget=GovTextInput(), **kwargs)  # type: ignore[no-untyped-call]
        self._most, self._largest = most, largest

    def pre_validate(self, form: Any) -> None:
        parts = [part.strip() for part in (self.data or "").split(",") if part.strip()]
        if any(not part.isascii() or not part.isdigit() or int(part[:6]) > self._largest for part in parts):
            raise ValidationError(gettext("Write whole numbers of days up to %(most)s, apart by commas", most=self._largest))
        if len(parts) > self._most:
            raise ValidationError(gettext("Write at most %(most)s of them", most=self._most))

    @property
    def days(self) -> list[int]:
        return sorted({int(part) for part in (self.data or "").split(",") if part.strip()}, reverse=True)


class TimingForm(FlaskForm):
    is_on = BooleanField(_("Send reminders"), widget=GovCheckboxInput())
    before_due = DaysField(
        _("Days before something is due"),
        most=MOST_DAYS,
        largest=366,
        description=_("As 14, 3. Empty: no letters before a due day."),
    )
    before_lapse = DaysField(
        _("Days before training lapses"), most=MOST_DAYS, largest=366, description=_("Empty: the days on which the policy warns.")
    )
    quiet_days = DaysField(
        _("Quiet days"),
        most=1,
        largest=90,
        description=_("At most one letter in so many days to one person. It never holds back what an officer sends."),
    )
    escalate_days = DaysField(
        _("Days after which the unit's officer is told"), most=1, largest=366, description=_("Empty: nobody is told.")
    )
    reason = reason_field()

    def __init__(self, timing: Timing) -> None:
        super().__init__(
            data={
                "is_on": timing.is_on,
                "before_due": ", ".join(map(str, timing.before_due)),
                "before_lapse": ", ".join(map(str, timing.before_lapse)),
                "quiet_days": str(timing.quiet_days),
                "escalate_days": "" if timing.escalate_days is None else str(timing.escalate_days),
            }
        )

    def timing(self) -> Timing:
        return Timing(
            is_on=bool(self.is_on.data),
            before_due=self.before_due.days,
            before_lapse=self.before_lapse.days,
            quiet_days=(self.quiet_days.days or [0])[0],
            escalate_days=self.escalate_days.days[0] if self.escalate_days.days else None,
        )


class NudgeForm(FlaskForm):
    because = text_field(_("Why"), _("The person reads it, with your name: the proposal goes out on Friday."))

    def __init__(self) -> None:
        super().__init__(prefix="remind_")


class PreviewForm(FlaskForm):
    on = DayField(_("What would go out on"))

    def __init__(self, formdata: Any, *, on: dt.date) -> None:
        super().__init__(formdata, meta=NO_TOKEN)
        if not self.on.raw_data:
            self.on.data = on
