"""The one place that reads the clock. Rules are told the time (`at=`); only views, commands and jobs call this."""

import datetime as dt


def now() -> dt.datetime:
    """The present instant, in UTC, to the microsecond."""
    return dt.datetime.now(dt.UTC)
