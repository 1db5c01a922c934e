"""What an office can do here, on one page, by what the reader may do."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.access.principals import Permission
from app.web.guarding import principal


class Door(NamedTuple):
    endpoint: str
    permission: Permission
    title: LazyString
    words: LazyString


class Room(NamedTuple):
    title: LazyString
    doors: tuple[Door, ...]


ROOMS = (
    Room(
        _("Answer for a proposal"),
        (
            Door(
                "oversight.checks", Permission.SEE_CHECKS, _("Checks"), _("Is everybody covered, for this sponsor, on this day?")
            ),
            Door("oversight.teams", Permission.SEE_CHECKS, _("Teams"), _("Who is named on a proposal or award, and its days.")),
            Door(
                "oversight.reports",
                Permission.SEE_REPORTS,
                _("Reports"),
                _("Who is covered, by unit, sponsor or course, on any day."),
            ),
            Door("oversight.reminders", Permission.REMIND, _("Reminders"), _("What goes out before something is due or lapses.")),
        ),
    ),
    Room(
        _("People and what they completed"),
        (
            Door("oversight.people", Permission.SEE_PEOPLE, _("People"), _("Find somebody: states, record, roles.")),
            Door("oversight.completions", Permission.SEE_COMPLETIONS, _("Completions"), _("The whole list, also as a file.")),
            Door(
                "oversight.equivalents", Permission.REVIEW_PROOFS, _("From elsewhere"), _("Training handed in, to be reviewed.")
            ),
            Door(
                "oversight.assignments",
                Permission.ASSIGN,
                _("Assignments"),
                _("Who owes which course by when, and standing rules."),
            ),
            Door(
                "oversight.roster", Permission.KEEP_ROSTER, _("Roster"), _("Bring people and units in by a file, with a preview.")
            ),
            Door("oversight.units", Permission.ADMINISTER, _("Units"), _("Schools and departments as a tree.")),
        ),
    ),
    Room(
        _("Rules, and proof of the office’s own work"),
        (
            Door(
                "reading_room.rules", Permission.SEE_CHECKS, _("Rules"), _("What sponsors ask; administrators change it there.")
            ),
            Door("oversight.policy", Permission.KEEP_RULES, _("Policy"), _("How this institution reads the rules.")),
            Door("interop.tokens", Permission.MAKE_TOKENS, _("API tokens"), _("For programs that read what you may read.")),
            Door("oversight.erasures", Permission.ADMINISTER, _("Erasure"), _("Who asked to be erased, who is due, holds.")),
            Door("oversight.audit", Permission.READ_AUDIT, _("Audit log"), _("What staff did, and how far the seal reaches.")),
        ),
    ),
)


def rooms_for_reader() -> list[tuple[LazyString, list[tuple[str, LazyString, LazyString]]]]:
    """Titles, and under each the doors that the signed-in person may open: address, title, words."""
    reader = principal()
    rooms = []
    for room in ROOMS:
        open_doors = [door for door in room.doors if reader.may(door.permission)]
        if open_doors:
            rooms.append((room.title, [(url_for(door.endpoint), door.title, door.words) for door in open_doors]))
    return rooms
