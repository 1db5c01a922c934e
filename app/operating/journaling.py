"""The log: one JSON object a line on standard output (in a demonstration words, of what went wrong), without personal data.

No name, no address of mail or network, no query, no words of an error that is not ours: an error is told by its kinds and by the
lines of the program it passed. What a person needs to know beyond that stands in the database, behind `openward mail list` and
`openward jobs list`.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from app.web.places import PROJECT
from app.web.watching import Answered, Watcher

Event = dict[str, Any]
MOST_FRAMES = 15
HIDDEN = "…"
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has."""
PERSONAL = re.compile(
    r"\S*@\S*"
    r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"
    r"|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
    r"|[0-9a-fA-F:]*::[0-9a-fA-F:.]*"
    r"|(?<=[\w/])\?\S*"
)
"""Addresses of mail, of IPv4 and IPv6, queries: what is left of them where words of others come in."""
stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)


def hide_personal(text: str) -> str:
    return PERSONAL.sub(HIDDEN, text)


def event_of(record: logging.LogRecord) -> Event:
    """What is logged through Python's own logging, `extra` included."""
    event: Event = {name: value for name, value in vars(record).items() if name not in ORDINARY}
    event |= {"event": record.getMessage(), "level": record.levelname.lower()}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
        event["error"] = [f"{type(one).__module__}.{type(one).__name__}" for one in _and_its_causes(error)]
        event["passed"] = [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in frames]
    return {name: hide_personal(value) if isinstance(value, str) else value for name, value in event.items()}


def _and_its_causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = getattr(one, "orig", None) or one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


def _short(path: str) -> str:
    """Where in the program or in a library, not where on this machine."""
    return path.removeprefix(f"{PROJECT}/").rpartition("site-packages/")[2]


class Journal(logging.Handler):
    """Looks for standard output when it writes."""

    def __init__(self, renderer: Processor, out: TextIO | None) -> None:
        super().__init__()
        self._renderer, self._out = renderer, out

    def emit(self, record: logging.LogRecord) -> None:
        out = self._out or sys.stdout
        line = self._renderer(None, "", stamp(None, "", event_of(record)))
        out.write(str(line) + "\n")
        out.flush()


@contextmanager
def keep_journal(*, demo: bool, out: TextIO | None = None) -> Iterator[Watcher]:
    """Until the block ends, all that is logged goes to `out` (standard output). Gives what writes a line for each answer."""
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if demo:
        renderer = structlog.processors.KeyValueRenderer(key_order=["level", "event"])
    root, ours, journal = logging.getLogger(), logging.getLogger("openward"), Journal(renderer, out)
    level = ours.level
    root.addHandler(journal)
    ours.setLevel(logging.WARNING if demo else logging.INFO)
    try:
        yield _say_nothing if demo else _teller(renderer, out)
    finally:
        root.removeHandler(journal)
        ours.setLevel(level)


def _say_nothing(_answered: Answered) -> None:
    pass


def _teller(renderer: Processor, out: TextIO | None) -> Watcher:
    steps: list[Processor] = [structlog.processors.add_log_level, stamp, renderer]
    lines = structlog.wrap_logger(structlog.WriteLogger(out or sys.stdout), processors=steps, wrapper_class=structlog.BoundLogger)
    return lambda answered: _tell(lines, answered)


def _tell(lines: Any, answered: Answered) -> None:
    """The endpoint, not the path: codes of people's things stand in paths."""
    lines.info(
        "request",
        endpoint=answered.endpoint,
        method=answered.method,
        status=answered.status,
        ms=round(1000 * answered.seconds, 1),
        request=answered.reference,
    )


def kind_of(problem: str) -> str:
    """The beginning of a stored problem, which holds nothing personal: the answer's code, or the error's kind."""
    found = re.match(r"\d{3}(?: \d\.\d{1,3}\.\d{1,3})?", problem)
    return found[0] if found else hide_personal(problem.partition(":")[0])
