"""The letter that tells somebody that a way into the own account was opened, closed or changed: nobody else does so unseen."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import primary_address
from app.languages import instant_in_words
from app.mail.composing import Composer
from app.mail.posting import post_letter


class Change(StrEnum):
    """What happened. The letter's `name` is that of the sign-on, the app or the key, a reason, the person's own, or that of
    the other record."""

    LINKED = "linked"
    UNLINKED = "unlinked"
    ADDED = "added"
    REMOVED = "removed"
    RENEWED = "renewed"
    USED = "used"
    RESET = "reset"
    SIGNED_OUT = "signed out"
    PASSWORD = "password"  # noqa: S105  # nosec B105
    ADDRESS = "address"
    MERGED = "merged"
    PARTED = "parted"


def alert(
    session: Session, composer: Composer, change: Change, *, person_id: int, at: dt.datetime, name: str = "", left: int = 0,
    by_office: bool = False, former: str | None = None,
) -> None:  # fmt: skip
    """To `former` where the address itself changed, else to the present one. Who has no address gets none. `left`: how many
    recovery codes there are now, or second steps where one was removed."""
    address = former or primary_address(session, person_id)
    if address is None:
        return
    person = session.get_one(Person, person_id)
    facts = {"what": str(change), "name": name, "left": left, "by_office": by_office}
    when = instant_in_words(at, person.zone, person.language)
    letter = composer.compose("account_changed", language=person.language, when=when, **facts)
    post_letter(session, letter, address=address, person_id=person_id, at=at)
