"""What the worker does by the clock."""

from __future__ import annotations

import datetime as dt

from app.access.throttling import forget_old
from app.accounts.linking import forget_links
from app.accounts.signing_in import forget_ended
from app.audit.heads import newest_head
from app.audit.sealing import send_head
from app.database.sessions import Database
from app.equivalents.forgetting import forget_imports
from app.factors.keying import forget_challenges
from app.jobs.settling import forget_beats, forget_done
from app.jobs.working import announce_day
from app.mail.composing import Composer
from app.mail.sending import doubt_abandoned
from app.mail.settling import forget_words
from app.requirements.seal_signing import signed_lines
from app.requirements.signing import publish_key, signer_from
from app.roster.holding import KEPT as KEPT_FILES
from app.roster.holding import forget_files
from app.settings import Settings
from app.sign_on.ticketing import forget_tickets
from app.web.holding import forget_held_forms

KEPT_TALLIES = dt.timedelta(days=2)
KEPT_CHALLENGES = dt.timedelta(days=1)
KEPT_SESSIONS = dt.timedelta(days=2)
"""Longer than any lasts."""
KEPT_BEATS = dt.timedelta(days=1)
KEPT_IMPORTS = dt.timedelta(days=30)
KEPT_DONE = dt.timedelta(days=90)
KEPT_LINKS = dt.timedelta(days=30)
"""After they ended: until then who opens one is told so."""


def keep_minute(database: Database, settings: Settings, composer: Composer, *, at: dt.datetime) -> None:
    """Letters in doubt, the day that began, the daily head."""
    with database.transaction() as session:
        doubt_abandoned(session, at=at)
        announce_day(session, at=at, zone=settings.zone)
    if not settings.office_address:
        return
    signer = signer_from(settings.key("signing"))
    with database.reading() as session:
        has_head = newest_head(session) is not None
    if has_head:
        with database.transaction() as session:
            publish_key(session, signer, at=at)
            send_head(
                session,
                composer,
                address=settings.office_address,
                language=settings.languages[0],
                zone=settings.zone,
                at=at,
                write=lambda head: signed_lines(head, signer),
            )


def keep_hour(database: Database, settings: Settings, *, at: dt.datetime) -> None:
    """Forgets what is kept for a while only."""
    with database.transaction() as session:
        forget_old(session, before=at - KEPT_TALLIES)
        forget_held_forms(session, at=at)
        forget_tickets(session, at=at)
        forget_files(session, before=at - KEPT_FILES)
        forget_ended(session, before=at - KEPT_SESSIONS)
        forget_challenges(session, before=at - KEPT_CHALLENGES)
        forget_links(session, before=at - KEPT_LINKS)
        forget_imports(session, before=at - KEPT_IMPORTS)
        forget_beats(session, before=at - KEPT_BEATS)
        forget_done(session, before=at - KEPT_DONE)
        forget_words(session, before=at - dt.timedelta(days=settings.letter_days))
