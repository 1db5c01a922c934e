"""What an OpenID provider says of itself, and its keys: fetched when first needed, kept for a while, and anew for a new key."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from urllib.parse import urlsplit

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.sign_on.describing import LOOPBACK, OidcProvider
from app.sign_on.shapes import Reason, Refused

PATIENCE = (3.05, 10)
"""Seconds to connect and to read."""
KEPT = dt.timedelta(hours=1)
KEYS_AT_MOST_EVERY = dt.timedelta(minutes=1)
"""Whoever invents key names must not make us ask the provider each time."""
LARGEST = 500_000
REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Discovery:
    def __init__(self, provider: OidcProvider) -> None:
        self._provider = provider
        self._lock = threading.Lock()
        self._said: tuple[dt.datetime, dict[str, Any]] | None = None
        self._keys: tuple[dt.datetime, KeySet] | None = None

    def metadata(self, *, at: dt.datetime) -> dict[str, Any]:
        """Raises `Refused`."""
        with self._lock:
            if self._said is None or not self._said[0] <= at < self._said[0] + KEPT:
                self._said = (
                    at,
                    self._checked(self._fetch(self._provider.issuer.rstrip("/") + "/.well-known/openid-configuration")),
                )
            return self._said[1]

    def keys(self, *, at: dt.datetime, kid: str | None) -> KeySet:
        """Those last seen; fetched anew where they are old, or where none is called `kid`. Raises `Refused`."""
        address = self.metadata(at=at)["jwks_uri"]
        with self._lock:
            age = at - self._keys[0] if self._keys else None
            is_old = age is None or age >= KEPT or age < dt.timedelta(0)
            if is_old or (self._lacks(kid) and age is not None and age >= KEYS_AT_MOST_EVERY):
                self._keys = (at, self._key_set(self._fetch(address)))
            assert self._keys is not None
            return self._keys[1]

    def _lacks(self, kid: str | None) -> bool:
        return self._keys is not None and kid is not None and kid not in {key.kid for key in self._keys[1].keys}

    def _fetch(self, address: str) -> dict[str, Any]:
        try:
            answer = requests.get(address, timeout=PATIENCE, allow_redirects=False, headers={"Accept": "application/json"})
            said = answer.json() if answer.status_code == 200 and len(answer.content) <= LARGEST else None
        except (requests.RequestException, ValueError):
            said = None
        if not isinstance(said, dict):
            raise Refused(Reason.NO_ANSWER, self._provider, urlsplit(address).path)
        return said

    def _checked(self, said: dict[str, Any]) -> dict[str, Any]:
        if said.get("issuer") != self._provider.issuer:
            raise Refused(Reason.OTHER_PROVIDER, self._provider, "discovery names another issuer")
        for name in REQUIRED:
            if not self._is_safe(said.get(name)):
                raise Refused(Reason.NOT_TRUSTED, self._provider, f"{name} is missing or without TLS")
        if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
            raise Refused(Reason.NOT_TRUSTED, self._provider, "no PKCE with S256")
        return said

    def _is_safe(self, address: object) -> bool:
        """Without TLS only on this machine, and only where the issuer is there too."""
        parts = urlsplit(address if isinstance(address, str) else "")
        local = parts.scheme == "http" and parts.hostname in LOOPBACK and urlsplit(self._provider.issuer).hostname in LOOPBACK
        return bool(parts.hostname) and (parts.scheme == "https" or local)

    def _key_set(self, said: dict[str, Any]) -> KeySet:
        """Without symmetric keys: whoever reads them could sign."""
        keys = [
            key for key in said.get("keys", []) if isinstance(key, dict) and key.get("kty") != "oct" and key.get("use") != "enc"
        ]
        try:
            return KeySet.import_key_set({"keys": keys})
        except (JoseError, ValueError, KeyError, TypeError):
            raise Refused(Reason.NO_ANSWER, self._provider, "its keys cannot be read") from None
