"""What a person's record says on paper, in a table and as data. How it lies on paper is `documents/templates/record.typ`."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.catalogue.topics import topic_words
from app.credentials.codes import in_fours
from app.credentials.queries import Entry
from app.credentials.wording import PRODUCT, Issuer, standing_words
from app.equivalents.queries import Handed
from app.equivalents.shapes import Kind, State
from app.languages import day_in_words, instant_in_words, local_day, translations


class Owner(NamedTuple):
    """Whose record it is, and how that person reads."""

    name: str
    language: str
    zone: str


COLUMNS = (
    "course",
    "title",
    "version",
    "completed_at",
    "zone",
    "minutes",
    "topics",
    "state",
    "ended_at",
    "certificate",
    "verify_at",
)
"""The heads of the table, and the keys of each completion in the JSON. Both stay as they are."""


def record_data(
    entries: Sequence[Entry], owner: Owner, issuer: Issuer, *, paper: str, at: dt.datetime, handed: Sequence[Handed] = ()
) -> dict[str, Any]:
    """What `record.typ` asks for. `paper` is `letter` or `a4`. What was accepted from elsewhere comes last."""
    _ = translations(owner.language).gettext
    address = f"{issuer.base_address.rstrip('/')}/verify"
    return {
        "lang": owner.language[:2],
        "paper": "us-letter" if paper == "letter" else "a4",
        "title": _("Training record, %(name)s") % {"name": owner.name},
        "product": PRODUCT,
        "institution": issuer.institution,
        "name": owner.name,
        "made": _("Everything on record on %(instant)s.") % {"instant": instant_in_words(at, owner.zone, owner.language)},
        "rows": [_row(entry, owner) for entry in entries] + [_equivalent_row(one, owner) for one in _accepted(handed)],
        "address": address.partition("://")[2],
        "url": address,
        "demo": issuer.demo,
        "note": _("Whether a certificate is in force is answered at the address above, by its code, at any time."),
        "labels": {
            "heading": _("Training record"),
            "course": _("Course"),
            "version": _("Version"),
            "completed": _("Completed"),
            "minutes": _("Minutes"),
            "code": _("Certificate"),
            "state": _("State"),
            "empty": _("Nothing has been completed yet."),
            "page": _("Page {page} of {pages}"),
            "address": _("Check it at"),
            "demo": _("DEMONSTRATION: an invented person and an invented record"),
        },
    }


def _row(entry: Entry, owner: Owner) -> dict[str, Any]:
    held, certificate = entry.held, entry.certificate
    zone = certificate.zone if certificate else owner.zone
    return {
        "course": held.title,
        "version": held.label,
        "completed": day_in_words(local_day(held.completed_at, zone), owner.language),
        "minutes": held.minutes,
        "code": in_fours(certificate.code) if certificate else "",
        "state": standing_words(owner.language)[entry.standing],
    }


def _accepted(handed: Sequence[Handed]) -> list[Handed]:
    return [one for one in handed if one.state is State.ACCEPTED]


def _equivalent_row(one: Handed, owner: Owner) -> dict[str, Any]:
    _ = translations(owner.language).gettext
    is_training = one.kind is Kind.COMPLETION
    return {
        "course": f"{one.title} ({one.provider_name})" if is_training else one.provider_name,
        "version": "",
        "completed": day_in_words(one.completed_on, owner.language),
        "minutes": "",
        "code": "",
        "state": _("Equivalent") if is_training else _("Attested"),
    }


def record_facts(
    entries: Sequence[Entry], owner: Owner, issuer: Issuer, *, at: dt.datetime, handed: Sequence[Handed] = ()
) -> dict[str, Any]:
    """The record as data: instants in ISO 8601 with their zone, topics by their slug, states in English."""
    return {
        "name": owner.name,
        "issuer": issuer.institution,
        "made_at": _iso(at, owner.zone),
        "demonstration": issuer.demo,
        "completions": [_facts(entry, owner, issuer) for entry in entries],
        "equivalents": [_equivalent_facts(one) for one in _accepted(handed)],
    }


def record_table(entries: Sequence[Entry], owner: Owner, issuer: Issuer, *, handed: Sequence[Handed] = ()) -> list[list[object]]:
    """Heads first. Topics in words, separated by semicolons; in a demonstration a last column says so. What was accepted from
    elsewhere comes last: its course is empty, its state `equivalent` or `attested`."""
    words = topic_words(owner.language)
    head, mark = (["demonstration"], ["DEMONSTRATION"]) if issuer.demo else ([], [])
    table: list[list[object]] = [[*COLUMNS, *head]]
    for entry in entries:
        facts = _facts(entry, owner, issuer)
        facts["topics"] = "; ".join(words.get(topic, topic) for topic in entry.held.topics)
        table.append(["" if facts[column] is None else facts[column] for column in COLUMNS] + mark)
    for one in _accepted(handed):
        cells: dict[str, object] = {
            "title": f"{one.title} ({one.provider_name})" if one.kind is Kind.COMPLETION else one.provider_name,
            "completed_at": one.completed_on.isoformat(),
            "topics": "; ".join(words.get(topic, topic) for topic in one.topics),
            "state": _kind_word(one),
        }
        table.append([cells.get(column, "") for column in COLUMNS] + mark)
    return table


def _equivalent_facts(one: Handed) -> dict[str, Any]:
    return {
        "kind": _kind_word(one),
        "provider": one.provider,
        "provider_name": one.provider_name,
        "title": one.title,
        "completed_on": one.completed_on.isoformat(),
        "topics": list(one.topics),
        "accepted_at": one.decided_at.isoformat(timespec="seconds") if one.decided_at else None,
    }


def _kind_word(one: Handed) -> str:
    return "equivalent" if one.kind is Kind.COMPLETION else "attested"


def _facts(entry: Entry, owner: Owner, issuer: Issuer) -> dict[str, Any]:
    held, certificate = entry.held, entry.certificate
    zone = certificate.zone if certificate else owner.zone
    ended_at = held.voided_at or (certificate.ended_at if certificate else None)
    return {
        "course": held.course,
        "title": held.title,
        "version": held.label,
        "completed_at": _iso(held.completed_at, zone),
        "zone": zone,
        "minutes": held.minutes,
        "topics": list(held.topics),
        "state": entry.standing.value,
        "ended_at": _iso(ended_at, zone) if ended_at else None,
        "certificate": in_fours(certificate.code) if certificate else None,
        "verify_at": issuer.address_of(certificate.code) if certificate else None,
    }


def _iso(at: dt.datetime, zone: str) -> str:
    return at.astimezone(zoneinfo.ZoneInfo(zone)).isoformat(timespec="seconds")
