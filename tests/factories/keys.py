"""An authenticator app, and a key as a browser would speak for it: real signatures, made here."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyotp
from cbor2 import dumps
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import update
from sqlalchemy.orm import Session
from webauthn.helpers import bytes_to_base64url

from app import clock
from app.factors.ciphering import Cipher
from app.factors.models import Authenticator
from app.factors.recovering import keep_codes, make_codes
from app.factors.timing import SECONDS, keep_app, new_secret
from tests.conftest import SETTINGS

HERE = "https://localhost"
CIPHER = Cipher(str(SETTINGS["secret_key"]))


def code_now(secret: str, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return str(pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // SECONDS + later))


def give_app(session: Session, person_id: int, name: str = "My phone") -> tuple[str, tuple[str, ...]]:
    """A set-up app that has not been used, and recovery codes. Returns the app's secret and the codes."""
    secret, codes, at = new_secret(), make_codes(memory_kib=8), clock.now()
    keep_app(session, person_id=person_id, name=name, secret=secret, step=0, cipher=CIPHER, at=at)
    keep_codes(session, codes, person_id=person_id, at=at)
    return secret, codes.shown


def rest_apps(session: Session) -> None:
    """As if long enough had passed for the next code."""
    session.execute(update(Authenticator).values(last_step=0))


@dataclass
class SoftKey:
    """Answers what a page asks of `navigator.credentials`."""

    origin: str = HERE
    count: int = 0
    ident: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.ident)) + self.ident + dumps(public)
        data = self._data(asked["rp"]["id"], 0x41) + attested
        attestation = dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = {
            "clientDataJSON": bytes_to_base64url(self._client("webauthn.create", asked)),
            "attestationObject": bytes_to_base64url(attestation),
            "transports": ["usb"],
        }
        return self._answer(said)

    def get(self, options: str) -> str:
        asked = json.loads(options)
        self.count += 1
        data, client = self._data(asked["rpId"], 0x01), self._client("webauthn.get", asked)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({name: bytes_to_base64url(value) for name, value in said.items()})

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, kind: str, asked: dict[str, str]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _answer(self, said: Mapping[str, object]) -> str:
        ident = bytes_to_base64url(self.ident)
        return json.dumps({"id": ident, "rawId": ident, "type": "public-key", "response": said})
