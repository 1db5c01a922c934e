"""Numbers for a monitoring system. Several processes keep theirs in one folder (PROMETHEUS_MULTIPROC_DIR), which must be named
before this module is loaded: `openward serve` does so."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app.operating.reporting import Status
from app.web.watching import Answered

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OWN = CollectorRegistry()
REQUESTS = Counter("openward_requests", "Answers.", ["endpoint", "status"], registry=OWN)
SECONDS = Histogram(
    "openward_request_seconds",
    "How long an answer took.",
    ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10),
    registry=OWN,
)


def count(answered: Answered) -> None:
    REQUESTS.labels(answered.endpoint, str(answered.status)).inc()
    SECONDS.labels(answered.endpoint).observe(answered.seconds)


def expose(status: Status | None, *, at: dt.datetime) -> bytes:
    """`status` is None where the database does not answer."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Together(OWN))
    registry.register(_State(status, at))
    return generate_latest(registry)


class _Together(Collector):
    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[object]:  # type: ignore[override]
        yield from self._registry.collect()


class _State(Collector):
    """What `openward status` tells, as numbers."""

    def __init__(self, status: Status | None, at: dt.datetime) -> None:
        self._status, self._at = status, at

    def collect(self) -> Iterator[GaugeMetricFamily]:  # type: ignore[override]
        status = self._status
        yield GaugeMetricFamily("openward_database_answers", "1: it does.", value=int(status is not None))
        if status is None:
            return
        letters = GaugeMetricFamily("openward_letters", "Letters that have not left, by state.", labels=["state"])
        for state, number in status.letters.items():
            letters.add_metric([state], number)
        yield letters
        for name, words, value in (
            ("openward_tables_are_newest", "1: they are.", int(status.revision == status.wanted_revision)),
            ("openward_workers_alive", "Workers seen in the last minute.", len(status.workers)),
            ("openward_announcements_due", "Announcements that wait to be worked.", status.announcements_due),
            ("openward_announcements_failed", "Announcements that need a person.", status.announcements_failed),
            ("openward_mail_is_held", "1: no letter leaves.", int(status.mail_held_because is not None)),
            ("openward_sealed_rows", "Rows in the chain.", status.seals),
            ("openward_unsealed_rows", "Rows that wait to be sealed.", status.unsealed),
            ("openward_needs", "Things that need a person: openward status.", len(status.needs)),
        ):
            yield GaugeMetricFamily(name, words, value=value)
        if status.backed_up_at:
            age = (self._at - status.backed_up_at).total_seconds()
            yield GaugeMetricFamily("openward_last_backup_age_seconds", "Since the last good backup.", value=age)
