"""Passkeys (WebAuthn): asking a browser for one, and checking what it sends. A challenge is answered once."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_registration_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.access.principals import Principal
from app.database.writing import insert_or_ignore
from app.errors import Conflict, Invalid
from app.factors.models import Passkey, SpentChallenge

REFUSED = "The browser's answer could not be checked. Load the page again and try once more."


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys of this installation are good: the host they are bound to, and the origin a browser names."""

    host: str
    origin: str
    name: str

    @property
    def takes_passkeys(self) -> bool:
        """Browsers bind them to a name, never to a bare number of a network."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class NewKey:
    credential: str
    public_key: str
    sign_count: int
    transports: list[str]


@dataclass(frozen=True, slots=True)
class Signed:
    passkey_id: int
    sign_count: int


def place_of(base_address: str, institution: str) -> Place:
    parts = urlsplit(base_address)
    return Place(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", institution)


def creation_options(place: Place, me: Principal, *, challenge: str, known: Sequence[Passkey]) -> str:
    """JSON for the browser."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=f"Openward {place.name}",
        user_id=me.code.encode(),
        user_name=me.address or me.name,
        user_display_name=me.name,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


def request_options(place: Place, *, challenge: str, known: Sequence[Passkey]) -> str:
    """JSON for the browser."""
    options = generate_authentication_options(
        rp_id=place.host,
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def check_new_key(place: Place, *, answer: str, challenge: str) -> NewKey:
    """Raises `Invalid`."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
        transports = parse_registration_credential_json(answer).response.transports or []
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Invalid(REFUSED) from None
    kept = (bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key))
    return NewKey(*kept, made.sign_count, [str(one.value) for one in transports])


def check_signed(place: Place, *, answer: str, challenge: str, known: Sequence[Passkey]) -> Signed:
    """Raises `Invalid`, also for a key that is not among `known`."""
    try:
        named = json.loads(answer)["id"]
        key = next(one for one in known if one.credential == named)
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, StopIteration):
        raise Invalid(REFUSED) from None
    return Signed(key.id, found.new_sign_count)


def keep_key(session: Session, key: NewKey, *, person_id: int, name: str, challenge: str, at: dt.datetime) -> None:
    """Raises `Conflict` for a key that is known already, `Invalid` for a challenge that was answered before."""
    spend_challenge(session, challenge, at=at)
    values = {"person_id": person_id, "name": name, "credential": key.credential, "public_key": key.public_key}
    more = {"sign_count": key.sign_count, "transports": key.transports, "made_at": at, "used_at": None}
    if not insert_or_ignore(session, Passkey, values | more):
        raise Conflict("This key is known already. Nothing was added.")


def use_key(session: Session, signed: Signed, *, challenge: str, at: dt.datetime) -> None:
    spend_challenge(session, challenge, at=at)
    session.execute(update(Passkey).where(Passkey.id == signed.passkey_id).values(sign_count=signed.sign_count, used_at=at))


def spend_challenge(session: Session, challenge: str, *, at: dt.datetime) -> None:
    """A cookie can be kept and sent again; what it promised is answered once all the same."""
    digest = hashlib.sha256(challenge.encode()).hexdigest()
    if not insert_or_ignore(session, SpentChallenge, {"digest": digest, "spent_at": at}):
        raise Invalid(REFUSED)


def forget_challenges(session: Session, *, before: dt.datetime) -> None:
    session.execute(delete(SpentChallenge).where(SpentChallenge.spent_at < before))


def _described(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    names = {one.value for one in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(key.credential),
            transports=[AuthenticatorTransport(name) for name in key.transports if name in names] or None,
        )
        for key in known
    ]
