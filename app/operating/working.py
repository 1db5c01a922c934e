"""The worker: announcements, the seal, letters, the timetable. It alone runs them."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.audit.heads import FILE, read_head, write_head
from app.audit.queries import has_unsealed
from app.audit.sealing import ChainBroken, seal_batch
from app.database.sessions import Database
from app.errors import Invalid
from app.jobs.beating import beat, stop_beating
from app.jobs.queries import has_due, living_workers
from app.jobs.working import NamedHearers, work_one
from app.mail.composing import Composer
from app.mail.models import LetterState
from app.mail.queries import has_due_letter
from app.mail.sending import Sender, doubt_abandoned, send_one
from app.mail.transports import Transport
from app.operating.housekeeping import keep_hour, keep_minute
from app.operating.journaling import kind_of
from app.operating.memory import give_back
from app.settings import Settings

log = logging.getLogger("openward.work")

IDLE_SECONDS = 0.5
MOST_AT_A_TIME = 20
"""Pieces of one sort before the next sort has its turn."""
SERVER_REST = dt.timedelta(seconds=30)
"""No letter is tried for so long after the mail server itself failed."""
OUTAGE_SECONDS = 5


@dataclass(slots=True)
class Counts:
    announcements: int = 0
    failures: int = 0
    sealed: int = 0
    letters: int = 0


@dataclass(slots=True)
class Worker:
    """One process that works. `stop` may be set from a signal: the piece in hand is finished, nothing new is begun."""

    database: Database
    settings: Settings
    composer: Composer
    hearers: NamedHearers
    tools: Mapping[str, Any]
    transport: Transport
    now: Callable[[], dt.datetime]
    stop: threading.Event = field(default_factory=threading.Event)
    counts: Counts = field(default_factory=Counts)
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    _due: dict[str, dt.datetime] = field(default_factory=dict)

    def run(self, *, once: bool) -> None:
        """Until `stop` is set; with `once`, until nothing is due."""
        self._begin()
        was_busy = False
        while not self.stop.is_set():
            try:
                is_busy = self._round()
            except (DBAPIError, OSError) as error:
                if once:
                    raise
                log.error("A part that is needed does not answer.", exc_info=error)
                self.stop.wait(OUTAGE_SECONDS)
                continue
            if is_busy:
                was_busy = True
                continue
            if once:
                break
            if was_busy:
                self._rest()
                was_busy = False
            self.stop.wait(IDLE_SECONDS)
        self._end()

    def _begin(self) -> None:
        """Letters that a worker claimed before it died are in doubt at once where no other worker is alive."""
        at = self.now()
        with self.database.transaction() as session:
            if not living_workers(session, at=at):
                doubt_abandoned(session, at=at, claimed_before=at)
            beat(session, worker=self.name, at=at)

    def _rest(self) -> None:
        """Nothing is due: lines are closed, and memory that the compiler of papers freed goes back to the system."""
        self.transport.rest()
        give_back()

    def _end(self) -> None:
        self.transport.rest()
        with self.database.transaction() as session:
            stop_beating(session, worker=self.name)

    def _round(self) -> bool:
        """Some of everything that is due; tells whether anything was."""
        self._keep_time()
        at = self.now()
        with self.database.reading() as session:
            news, unsealed, letters = has_due(session, at=at), has_unsealed(session), has_due_letter(session, at=at)
        is_busy = self._several(self._work_one) if news else False
        if unsealed and self._is_time("seal", dt.timedelta(0)):
            is_busy = self._seal() or is_busy
        if letters and self._is_time("mail", dt.timedelta(0)):
            is_busy = self._several(self._send_one) or is_busy
        return is_busy

    def _several(self, one: Callable[[], bool]) -> bool:
        done = 0
        while done < MOST_AT_A_TIME and not self.stop.is_set() and one():
            done += 1
        return done > 0

    def _work_one(self) -> bool:
        done = work_one(self.database, hearers=self.hearers, tools=self.tools, now=self.now)
        if done is None:
            return False
        self.counts.announcements += 1
        if done.problem:
            self.counts.failures += 1
            facts = {"announcement": done.id, "topic": done.topic, "hearer": done.hearer, "problem": kind_of(done.problem)}
            log.warning("An announcement failed.", extra=facts)
        return True

    def _send_one(self) -> bool:
        """A mail server that fails is left alone for a while: every letter would fail."""
        sent = send_one(self.database, self.transport, self._sender, now=self.now)
        if sent is None:
            return False
        self.counts.letters += sent.state in (LetterState.SENT, LetterState.FILED)
        if sent.problem:
            facts = {"letter": sent.id, "kind": sent.kind, "state": sent.state, "problem": kind_of(sent.problem)}
            log.warning("A letter did not leave.", extra=facts)
        if sent.is_server:
            self._due["mail"] = self.now() + SERVER_REST
        return not sent.is_server

    @property
    def _sender(self) -> Sender:
        return Sender(self.settings.mail_from, self.settings.institution)

    def _seal(self) -> bool:
        """The head is kept in the data folder after each batch, and compared with the chain before the next one."""
        path = self.settings.data / FILE
        try:
            with self.database.transaction() as session:
                head, sealed = seal_batch(session, self.settings.key("seal"), at=self.now(), kept=read_head(path))
        except (ChainBroken, Invalid) as error:
            log.error("Sealing has stopped. %s", error.message)
            self._due["seal"] = self.now() + dt.timedelta(minutes=1)
            return False
        if head is not None and sealed:
            write_head(path, head)
        self.counts.sealed += sealed
        return sealed > 0

    def _keep_time(self) -> None:
        if self._is_time("beat", dt.timedelta(seconds=15)):
            with self.database.transaction() as session:
                beat(session, worker=self.name, at=self.now())
        if self._is_time("minute", dt.timedelta(minutes=1)):
            keep_minute(self.database, self.settings, self.composer, at=self.now())
        if self._is_time("hour", dt.timedelta(hours=1)):
            keep_hour(self.database, self.settings, at=self.now())

    def _is_time(self, duty: str, every: dt.timedelta) -> bool:
        at = self.now()
        if at < self._due.get(duty, at):
            return False
        self._due[duty] = at + every
        return True
