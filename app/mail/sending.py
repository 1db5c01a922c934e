"""Letters leave one by one: claimed in a transaction of its own, handed over, and marked in another.

Where the worker dies between the two, the letter stays claimed and becomes `uncertain`: staff see it, and nothing sends it again
by itself. A letter that carries a link good for one use loses its words once it has left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.mail.models import Letter, LetterState, MailHold
from app.mail.transports import NotHandedOver, Refused, Transport, Unclear

ONE_TIME = frozenset({"confirm", "invite", "guest", "reset", "address"})
"""Kinds of letters with a link that is good for one use."""
MINUTES_BETWEEN = (1, 5, 15, 60, 120, 240, 480)
"""How long to wait after each try that failed; after the last one the letter has failed."""
ABANDONED = dt.timedelta(minutes=10)
LONGEST_PROBLEM = 300


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose letters they are: the address of all mail, and the institution's name in front of it."""

    address: str
    name: str

    @property
    def bare(self) -> str:
        return parseaddr(self.address)[1] or self.address


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter in hand, free of any session."""

    id: int
    kind: str
    address: str
    subject: str
    text: str
    html: str
    made_at: dt.datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one letter. `is_server` tells that the way out is closed, for other letters too."""

    id: int
    kind: str
    state: LetterState
    problem: str | None = None
    is_server: bool = False


def due_letters(at: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a letter may be claimed."""
    is_on_hold = select(MailHold.id).where(MailHold.released_at.is_(None)).exists()
    return (Letter.state == LetterState.WAITING, Letter.try_at <= at, ~is_on_hold)


def claim_letter(session: Session, *, at: dt.datetime) -> Claimed | None:
    query = select(Letter).where(*due_letters(at)).order_by(Letter.id).limit(1).with_for_update(of=Letter, skip_locked=True)
    letter = session.execute(query).scalar_one_or_none()
    if letter is None:
        return None
    letter.state = LetterState.CLAIMED
    letter.claimed_at = at
    letter.tries += 1
    return Claimed(letter.id, letter.kind, letter.address, letter.subject, letter.text, letter.html, letter.made_at, letter.tries)


def write_message(letter: Claimed, sender: Sender) -> EmailMessage:
    """The same letter has the same Message-ID at every try, so that a mailbox can tell."""
    message = EmailMessage()
    message["From"] = formataddr((sender.name, sender.bare))
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.kind}-{letter.id}-{letter.made_at:%Y%m%d%H%M%S%f}@{sender.bare.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def send_one(database: Database, transport: Transport, sender: Sender, *, now: Callable[[], dt.datetime]) -> Sent | None:
    """None: nothing is due."""
    with database.transaction() as session:
        letter = claim_letter(session, at=now())
    if letter is None:
        return None
    outcome = _hand_over(letter, transport, sender)
    with database.transaction() as session:
        _mark(session, letter, outcome, at=now())
    return outcome


def _hand_over(letter: Claimed, transport: Transport, sender: Sender) -> Sent:
    try:
        message = write_message(letter, sender)
    except (ValueError, UnicodeError) as error:
        return Sent(letter.id, letter.kind, LetterState.FAILED, f"cannot be written as mail: {error}")
    try:
        transport.send(message, sender=sender.bare, address=letter.address)
    except NotHandedOver as error:
        state = LetterState.WAITING if letter.tries <= len(MINUTES_BETWEEN) else LetterState.FAILED
        return Sent(letter.id, letter.kind, state, str(error), error.is_server)
    except Refused as error:
        return Sent(letter.id, letter.kind, LetterState.FAILED, str(error))
    except Unclear as error:
        return Sent(letter.id, letter.kind, LetterState.UNCERTAIN, str(error))
    except Exception as error:
        return Sent(letter.id, letter.kind, LetterState.UNCERTAIN, f"{type(error).__name__}: {error}")
    return Sent(letter.id, letter.kind, transport.ends_as)


def _mark(session: Session, letter: Claimed, outcome: Sent, *, at: dt.datetime) -> None:
    values: dict[str, object] = {
        "state": outcome.state,
        "problem": outcome.problem[:LONGEST_PROBLEM] if outcome.problem else None,
    }
    if outcome.state == LetterState.WAITING:
        values["try_at"] = at + dt.timedelta(minutes=MINUTES_BETWEEN[letter.tries - 1])
    else:
        values["ended_at"] = at
    if outcome.state == LetterState.SENT and letter.kind in ONE_TIME:
        values |= {"text": "", "html": ""}
    session.execute(update(Letter).where(Letter.id == letter.id).values(values))


def doubt_abandoned(session: Session, *, at: dt.datetime, claimed_before: dt.datetime | None = None) -> int:
    """Letters claimed too long ago: their worker is gone. Returns how many became uncertain."""
    old = (Letter.state == LetterState.CLAIMED, Letter.claimed_at <= (claimed_before or at - ABANDONED))
    changes = {"state": LetterState.UNCERTAIN, "ended_at": at, "problem": "the worker stopped while it was sending this letter"}
    ids = session.execute(update(Letter).where(*old).values(changes).returning(Letter.id)).scalars().all()
    return len(ids)
