"""The two parties of SAML, as python3-saml wants them described: us, by address and key; the provider, by its metadata."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from lxml.etree import LxmlError
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from app.errors import Misconfigured
from app.sign_on.describing import CONTEXT, SamlProvider
from app.sign_on.shapes import Reason, Refused

PATIENCE = (3.05, 10)
KEPT = dt.timedelta(hours=6)
LARGEST = 5_000_000
SHORTEST_KEY = 2048
Pair = tuple[OneLogin_Saml2_Settings, OneLogin_Saml2_Settings]
"""For requests that ask for nothing, and for those that ask for a second factor."""


class Parties:
    def __init__(self, provider: SamlProvider, *, base_address: str) -> None:
        self.provider = provider
        self.entity = f"{base_address}/sign-on/{provider.id}/metadata"
        self.back = f"{base_address}/sign-on/{provider.id}/back"
        self._pair = _read_pair(provider)
        self._lock = threading.Lock()
        self._known: tuple[dt.datetime, Pair] | None = None
        self._from_file = self._read_file(provider.metadata_file) if provider.metadata_file else None

    @property
    def key(self) -> str:
        """Empty: what is encrypted cannot be opened, and requests go out unsigned."""
        return self._pair[0]

    def settings(self, at: dt.datetime, *, asking: bool = False) -> OneLogin_Saml2_Settings:
        """`asking`: for a second factor. Raises `Refused` where the provider's metadata cannot be had."""
        if self._from_file:
            return self._from_file[asking]
        with self._lock:
            if self._known is None or not self._known[0] <= at < self._known[0] + KEPT:
                self._known = (at, self._fetch(str(self.provider.metadata_from)))
            return self._known[1][asking]

    def our_metadata(self) -> str:
        """The library names a key for encryption only where it is told that nothing else will do."""
        own = self._own(asking=False)
        own["security"]["wantAssertionsEncrypted"] = bool(self.key)
        said: str | bytes = OneLogin_Saml2_Settings(own, sp_validation_only=True).get_sp_metadata()
        return said.decode() if isinstance(said, bytes) else said

    def _fetch(self, address: str) -> Pair:
        try:
            answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
            if answer.status_code != 200 or len(answer.content) > LARGEST:
                raise Refused(Reason.NO_ANSWER, self.provider, "metadata")
            return self._with(answer.content)
        except (requests.RequestException, OneLogin_Saml2_Error, LxmlError, ValueError, KeyError) as error:
            raise Refused(Reason.NO_ANSWER, self.provider, f"metadata: {type(error).__name__}") from None

    def _read_file(self, name: str) -> Pair:
        try:
            return self._with(Path(name).read_bytes())
        except (OSError, OneLogin_Saml2_Error, LxmlError, ValueError, KeyError):
            raise Misconfigured(
                f"{self.provider.id} metadata_file: {name} cannot be read as metadata of {self.provider.entity}"
            ) from None

    def _with(self, metadata: bytes) -> Pair:
        found = OneLogin_Saml2_IdPMetadataParser.parse(metadata, entity_id=self.provider.entity)
        if "idp" not in found or found["idp"].get("entityId") != self.provider.entity:
            raise ValueError("another entity")
        plain, asking = ({**self._own(asking=asking), "idp": found["idp"]} for asking in (False, True))
        return OneLogin_Saml2_Settings(plain), OneLogin_Saml2_Settings(asking)

    def _own(self, *, asking: bool) -> dict[str, Any]:
        wants_name = self.provider.subject == "NameID"
        format_of_name = OneLogin_Saml2_Constants.NAMEID_PERSISTENT if wants_name else OneLogin_Saml2_Constants.NAMEID_UNSPECIFIED
        contexts = self.provider.second_factor.get(CONTEXT, [])
        safety = {
            "wantAssertionsSigned": True,
            "wantNameId": wants_name,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": contexts if asking else False,
            "allowRepeatAttributeName": True,
            "authnRequestsSigned": bool(self.key),
        }
        consumer = {"url": self.back, "binding": OneLogin_Saml2_Constants.BINDING_HTTP_POST}
        key, certificate = self._pair
        own = {"entityId": self.entity, "assertionConsumerService": consumer, "NameIDFormat": format_of_name}
        own |= {"privateKey": key, "x509cert": certificate}
        return {"strict": True, "debug": False, "sp": own, "security": safety}


def _read_pair(provider: SamlProvider) -> tuple[str, str]:
    """Key and certificate as PEM, or two empty texts. Raises `Misconfigured` for what does not belong together."""
    if not provider.key_file or not provider.certificate_file:
        return "", ""
    try:
        key, certificate = Path(provider.key_file).read_bytes(), Path(provider.certificate_file).read_bytes()
        private, public = load_pem_private_key(key, None), load_pem_x509_certificate(certificate).public_key()
        fits = isinstance(private, RSAPrivateKey) and private.public_key() == public and private.key_size >= SHORTEST_KEY
    except (OSError, ValueError, TypeError):
        fits = False
    if not fits:
        raise Misconfigured(
            f"{provider.id} key_file: {provider.key_file} and {provider.certificate_file} are no pair of an RSA key of at least "
            f"{SHORTEST_KEY} bits, without a password, and its certificate, both as PEM"
        )
    return key.decode(), certificate.decode()
