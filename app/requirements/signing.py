"""Signing evidence with the institution's key (Ed25519, RFC 8032), as a JWS with detached payload (RFC 7515, appendix F).

The private key is made from a setting and stands in no database and no backup. Its public half is published for good: a `kid`,
the key's thumbprint (RFC 7638), says which key signed what.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import json_b64decode, urlsafe_b64encode
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.writing import insert_or_ignore
from app.requirements.models import SigningKey

ALGORITHM = "Ed25519"
"""As RFC 9864 names it."""
PURPOSE = b"openward evidence"


@dataclass(frozen=True, slots=True)
class Signer:
    """`public` is the JWK that anybody may have."""

    kid: str
    public: Mapping[str, Any]
    _key: OKPKey

    def sign(self, text: str) -> str:
        """`header..signature`; the payload is `text` in UTF-8, and stands elsewhere."""
        header = {"alg": ALGORITHM, "kid": self.kid}
        signed = jws.serialize_compact(header, text.encode(), self._key, algorithms=[ALGORITHM])
        first, _payload, last = signed.split(".")
        return f"{first}..{last}"


@functools.cache
def signer_from(secret: str) -> Signer:
    """The same secret makes the same key."""
    seed = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    private = Ed25519PrivateKey.from_private_bytes(seed)
    encoded = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key = OKPKey.import_key(encoded)
    kid = key.thumbprint()
    return Signer(kid, {**key.as_dict(private=False), "kid": kid, "alg": ALGORITHM, "use": "sig"}, key)


def publish_key(session: Session, signer: Signer, *, at: dt.datetime) -> None:
    """Once for each key; the one before it is retired, and stays."""
    known = session.scalar(select(SigningKey.retired_at.is_(None)).where(SigningKey.kid == signer.kid))
    if known:
        return
    session.execute(update(SigningKey).where(SigningKey.retired_at.is_(None)).values(retired_at=at))
    values = {"kid": signer.kid, "jwk": dict(signer.public), "since_at": at}
    if not insert_or_ignore(session, SigningKey, values):
        session.execute(update(SigningKey).where(SigningKey.kid == signer.kid).values(retired_at=None))


def published_keys(session: Session) -> dict[str, Any]:
    """The key set (RFC 7517), newest first, with those that are retired."""
    rows = session.execute(select(SigningKey.jwk).order_by(SigningKey.id.desc())).scalars()
    return {"keys": list(rows)}


def as_key_set(data: Any) -> Mapping[str, Any]:
    """Raises `ValueError` for what is no key set."""
    if not isinstance(data, Mapping) or not isinstance(data.get("keys"), list):
        raise ValueError("an object with a list of keys is expected")
    return data


def kid_of(signature: str) -> str | None:
    """Which key is said to have signed. None for what is no signature."""
    try:
        return str(json_b64decode(signature.partition(".")[0].encode())["kid"])
    except (TypeError, KeyError, ValueError):
        return None


def is_signed(text: str, signature: str, keys: Mapping[str, Any]) -> bool:
    """Whether `signature` is by one of the key set's keys, named by its `kid`, over exactly this text."""
    kid = kid_of(signature)
    jwk = next((one for one in keys.get("keys", ()) if isinstance(one, Mapping) and one.get("kid") == kid), None)
    if kid is None or jwk is None:
        return False
    try:
        key = OKPKey.import_key(dict(jwk))
        if key.is_private or key.thumbprint() != kid:
            return False
        header, empty, mark = signature.split(".")
        if empty:
            return False
        payload = urlsafe_b64encode(text.encode()).decode()
        jws.deserialize_compact(f"{header}.{payload}.{mark}", key, algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    return True
