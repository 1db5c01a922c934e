"""Headers of mod_shib or satosa in front: believed only from a trusted proxy that also knows the shared secret."""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from app.sign_on.describing import HeaderProvider
from app.sign_on.mapping import introduce
from app.sign_on.shapes import Answer, Introduction, Reason, Refused, Way

APART = re.compile(r"(?<!\\);")


class Header:
    """The proxy guards the address under /sign-on/<id>/: whoever gets through it has been recognised."""

    def __init__(self, provider: HeaderProvider, *, base_address: str, secret: str) -> None:
        self.provider = provider
        self._secret = secret
        self._back = f"{base_address}/sign-on/{provider.id}/back"
        self._proxies = [ipaddress.ip_network(text) for text in provider.proxies]

    def way_out(self, way: Way, *, at: dt.datetime) -> str:
        return f"{self._back}?{urlencode({'state': way.state})}"

    def receive(self, answer: Answer, way: Way) -> Introduction:
        self._check_proxy(answer)
        self._check_entity(answer.headers)
        said = {name: _values(answer.headers, name) for name in self._names()}
        shown = {name: _values(answer.headers, name) for name in self.provider.second_factor}
        subject = next((text for name in self.provider.subject if (text := _plain(answer.headers, name))), "")
        if "," in subject or ";" in subject:
            raise Refused(Reason.NOT_TRUSTED, self.provider, "the subject came twice")
        return introduce(self.provider, subject, said, shown=shown)

    def farewell(self, *, at: dt.datetime) -> str | None:
        return self.provider.sign_out

    def _check_proxy(self, answer: Answer) -> None:
        try:
            peer = ipaddress.ip_address(answer.peer)
        except ValueError:
            raise Refused(Reason.NOT_TRUSTED, self.provider, "no address") from None
        peer = getattr(peer, "ipv4_mapped", None) or peer
        if not any(peer in network for network in self._proxies):
            raise Refused(Reason.NOT_TRUSTED, self.provider, "not from a trusted proxy")
        given = answer.headers.get(self.provider.secret_header, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise Refused(Reason.NOT_TRUSTED, self.provider, "shared secret")

    def _check_entity(self, headers: Mapping[str, str]) -> None:
        if self.provider.entities and _plain(headers, self.provider.entity_header or "") not in self.provider.entities:
            raise Refused(Reason.OTHER_PROVIDER, self.provider, "entity")

    def _names(self) -> set[str]:
        mapped = {name for name in self.provider.claims.model_dump().values() if name}
        return mapped | {rule.claim for rule in self.provider.roles}


def _plain(headers: Mapping[str, str], name: str) -> str:
    """WSGI hands headers over as Latin-1; what the proxy sends is UTF-8."""
    return headers.get(name, "").encode("latin-1", "replace").decode("utf-8", "replace").strip()


def _values(headers: Mapping[str, str], name: str) -> list[str]:
    """mod_shib puts a semicolon between several values."""
    return [value.replace("\\;", ";").strip() for value in APART.split(_plain(headers, name)) if value.strip()]


def speak(provider: HeaderProvider, *, base_address: str, secret: str) -> Header:
    return Header(provider, base_address=base_address, secret=secret)
