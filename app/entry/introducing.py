"""Somebody whom a provider introduced and who is nobody here yet: proving a mailbox by letter, then linked or made."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import session, url_for

from app.accounts.addressing import clean_name
from app.accounts.alerting import Change
from app.accounts.introducing import has_way_in, link_sign_on
from app.accounts.linking import end_links
from app.accounts.models import LinkPurpose, Person
from app.accounts.profiling import confirm_address
from app.accounts.queries import find_by_address
from app.database.tables import new_code
from app.entry import limiting
from app.entry.asking import compose, outside
from app.entry.forms import present_language
from app.entry.signing_on import blamed, enter, make
from app.entry.telling import tell_by_letter
from app.errors import Invalid
from app.mail.posting import post_letter
from app.sign_on.models import Step
from app.sign_on.shapes import Introduction, Kind, Reason, Refused
from app.sign_on.ticketing import LASTING, find_ticket, keep_ticket, use_ticket
from app.web.requests import now, providers, reading, stop_reading, transaction


@dataclass(frozen=True, slots=True)
class Arrival:
    """`person`: whoever has the address. `address` None: it is still to be typed. `is_used`: that person was here before."""

    introduction: Introduction
    kind: Kind
    address: str | None
    person: Person | None
    target: str | None
    kept: str | None
    is_used: bool = False


def present_arrival() -> Arrival:
    """The one this browser came back with. Raises `Refused`."""
    ticket = find_ticket(reading(), secret=session.get("introduced", ""), step=Step.INTRODUCED, at=now())
    introduction = Introduction.from_json(ticket.offer["introduction"])
    address = introduction.address if introduction.address_is_proven else None
    return _arrival(introduction, address, ticket.offer)


def arrival_of_letter(secret: str) -> Arrival:
    """Looks without using. Whoever opens a letter has proved the mailbox, and not what the sign-on proved days ago. Raises
    `Refused`."""
    ticket = find_ticket(reading(), secret=secret, step=Step.LETTER, at=now())
    introduction = replace(Introduction.from_json(ticket.offer["introduction"]), second_factor=False)
    return _arrival(introduction, ticket.offer["address"], ticket.offer)


def send_letter(arrival: Arrival, address: str) -> None:
    """The same on the screen whether or not the address is known here. Where nobody has it and accounts are not made, no letter
    goes."""
    limiting.limit_network()
    limiting.count(limiting.LETTERS, address)
    known = find_by_address(reading(), address)
    provider = arrival.kind.provider
    if known is None and not provider.makes_accounts:
        return
    secret, who = new_code(), _printable(arrival.introduction.name) or provider.name
    link = outside(url_for("entry.letter", secret=secret))
    language = known.language if known else present_language()
    facts = {
        "name": who,
        "provider": provider.name,
        "link": link,
        "days": LASTING[Step.LETTER].days,
        "is_known": known is not None,
    }
    letter = compose("sign_on", language, **facts)
    person_id = known.id if known else None
    offer = {"introduction": arrival.introduction.as_json(), "address": address, "target": arrival.target, "kept": arrival.kept}
    stop_reading()
    with transaction() as writing:
        keep_ticket(writing, secret=secret, step=Step.LETTER, provider=provider.id, offer=offer, at=now())
        post_letter(writing, letter, address=address, person_id=person_id, at=now())


def use_letter(secret: str) -> str:
    """The button behind the letter's link: whoever reads the mailbox is who has the address. Returns where to go on."""
    arrival = arrival_of_letter(secret)
    introduction, person_id, address = arrival.introduction, arrival.person.id if arrival.person else None, arrival.address or ""
    if person_id is None:
        return make(introduction, address, arrival.kind, target=arrival.target, letter=secret)
    link = {"provider": introduction.provider, "subject": introduction.subject}
    with blamed(arrival.kind), transaction() as writing:
        use_ticket(writing, secret=secret, step=Step.LETTER, at=now())
        confirm_address(writing, address, at=now())
        link_sign_on(writing, person_id=person_id, **link, at=now(), by=person_id)
        end_links(writing, person_id=person_id, purposes=(LinkPurpose.INVITE,), at=now())
        tell_by_letter(writing, person_id, Change.LINKED, name=arrival.kind.provider.name)
    return enter(person_id, introduction, target=arrival.target, kept=arrival.kept)


def _printable(name: str | None) -> str:
    """A letter must not carry a stranger's words: a name, or nothing."""
    try:
        return clean_name(name or "")
    except Invalid:
        return ""


def _arrival(introduction: Introduction, address: str | None, offer: dict[str, str | None]) -> Arrival:
    kind = providers().speak_to(introduction.provider)
    person = find_by_address(reading(), address) if address else None
    if person is None and address and not kind.provider.makes_accounts:
        raise Refused(Reason.NO_ACCOUNT, kind.provider)
    is_used = person is not None and has_way_in(reading(), person.id)
    return Arrival(introduction, kind, address, person, offer["target"], offer["kept"], is_used)
