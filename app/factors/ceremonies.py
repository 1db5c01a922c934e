"""What WebAuthn calls ceremonies: asking a browser for a passkey, and checking its answer.

`keying.ceremonies` loads this file and its libraries when the first passkey is made or used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

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
from app.errors import Invalid
from app.factors.keying import REFUSED, NewKey, Place, Signed
from app.factors.models import Passkey


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


def _described(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    names = {one.value for one in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(key.credential),
            transports=[AuthenticatorTransport(name) for name in key.transports if name in names] or None,
        )
        for key in known
    ]
