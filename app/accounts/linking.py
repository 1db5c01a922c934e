"""Links in letters. Only a digest of the secret is kept; a link is used once, by a button, before it ends."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import LinkPurpose, MailLink
from app.errors import Gone, NotFound
from app.languages import marked

LASTING = {
    LinkPurpose.CONFIRM: dt.timedelta(days=3),
    LinkPurpose.ADDRESS: dt.timedelta(days=3),
    LinkPurpose.RESET: dt.timedelta(hours=3),
    LinkPurpose.INVITE: dt.timedelta(days=30),
}
"""Of these, a reset alone hands over an account that is in use."""


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def keep_link(
    session: Session,
    *,
    secret: str,
    purpose: LinkPurpose,
    address: str,
    at: dt.datetime,
    person_id: int | None = None,
    offer: dict[str, Any] | None = None,
) -> MailLink:
    """`secret` is 128 random bits that stand in the letter and nowhere else."""
    link = MailLink(
        digest=digest_of(secret),
        purpose=purpose,
        person_id=person_id,
        address=address,
        offer=offer or {},
        made_at=at,
        ends_at=at + LASTING[purpose],
    )
    session.add(link)
    session.flush()
    return link


def find_link(session: Session, secret: str, *, at: dt.datetime) -> MailLink:
    """Looks without using. Raises `NotFound` for a secret nobody made, `Gone` for one that is used or over."""
    return find_digest(session, digest_of(secret), at=at)


def find_digest(session: Session, digest: str, *, at: dt.datetime) -> MailLink:
    """As `find_link`, for who keeps no secret."""
    link = session.execute(select(MailLink).where(MailLink.digest == digest)).scalar_one_or_none()
    if link is None:
        raise NotFound("This link is not complete. Copy the whole line from the letter, or ask for a new letter.")
    if link.used_at is not None:
        raise Gone(_used_words(link))
    if link.ends_at <= at:
        raise Gone("This link was good for a time, and that time has passed. Ask for a new letter from the sign-in page.")
    return link


def use_link(session: Session, secret: str, *, purpose: LinkPurpose, at: dt.datetime) -> MailLink:
    """Marks it as used: of two presses, one gets here. What was offered is given back and not kept any longer."""
    return use_digest(session, digest_of(secret), purpose=purpose, at=at)


def use_digest(session: Session, digest: str, *, purpose: LinkPurpose, at: dt.datetime) -> MailLink:
    """As `use_link`, for who keeps no secret."""
    link = find_digest(session, digest, at=at)
    if link.purpose != purpose:
        raise NotFound("This link is for something else. Open it from the letter again.")
    session.expunge(link)
    mine = (MailLink.id == link.id, MailLink.used_at.is_(None))
    result = session.execute(update(MailLink).where(*mine).values(used_at=at, offer={}))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Gone(_used_words(link))
    return link


def end_links(session: Session, *, person_id: int, purposes: tuple[LinkPurpose, ...], at: dt.datetime) -> None:
    """Other letters of this kind that are still under way lead nowhere from now on."""
    open_ones = (MailLink.person_id == person_id, MailLink.purpose.in_(purposes), MailLink.used_at.is_(None))
    session.execute(update(MailLink).where(*open_ones).values(used_at=at, offer={}))


def forget_links(session: Session, *, before: dt.datetime) -> None:
    """Deletes links that ended before that instant: what was offered in them was never taken up."""
    session.execute(delete(MailLink).where(MailLink.ends_at < before))


def _used_words(link: MailLink) -> str:
    if link.purpose == LinkPurpose.CONFIRM:
        return marked("This link was used already: your account is there. Sign in with your address and password.")
    newer = marked("This link was used already, or a newer letter took its place. Sign in, or ask for a new letter there.")
    mine = marked("This link was used already, or a newer letter took its place. Your account says which address counts.")
    return mine if link.purpose == LinkPurpose.ADDRESS else newer
