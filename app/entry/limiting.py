"""How often one may try, by person and by network. Each count is a transaction of its own, before any work."""

from __future__ import annotations

from flask import request

from app.access.throttling import Limit, count_try, forgive
from app.web.networks import network_of
from app.web.requests import database, now, stop_reading

NETWORK = Limit("entry by network", 300, 300)
"""Generous: a whole lecture hall sits behind one address."""
PERSON = Limit("sign-in by person", 10, 900)
SECOND = Limit("second factor by person", 6, 900)
SECOND_A_DAY = Limit("second factor by person and day", 40, 86_400)
LETTERS = Limit("letters by address", 5, 3600)


def limit_network() -> None:
    count(NETWORK, network_of(request.remote_addr))


def count(limit: Limit, subject: str) -> None:
    """Not through `web.requests.transaction`: a held form counts as used only when it is saved."""
    stop_reading()
    with database().transaction() as session:
        count_try(session, limit, subject, at=now())


def forgive_person(address: str) -> None:
    stop_reading()
    with database().transaction() as session:
        forgive(session, PERSON, address)


def limit_second(person_id: int) -> None:
    """Before a code or a key is looked at."""
    limit_network()
    for limit in (SECOND, SECOND_A_DAY):
        count(limit, str(person_id))


def forgive_second(person_id: int) -> None:
    stop_reading()
    with database().transaction() as session:
        for limit in (SECOND, SECOND_A_DAY):
            forgive(session, limit, str(person_id))
