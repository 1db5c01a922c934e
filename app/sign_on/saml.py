"""SAML for one institution, by python3-saml: a signed assertion that answers our request, for us, now.

Stricter than the library where the standard is: the assertion itself must name our request, our address, an end and an audience.
"""

from __future__ import annotations

import datetime as dt
import threading
from binascii import Error as NotBase64
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from lxml.etree import LxmlError
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from app.errors import Misconfigured
from app.sign_on.describing import SamlProvider
from app.sign_on.mapping import introduce
from app.sign_on.shapes import Answer, Introduction, Reason, Refused, Way

PATIENCE = (3.05, 10)
KEPT = dt.timedelta(hours=6)
LARGEST = 5_000_000
CONFIRMATIONS = "/samlp:Response/saml:Assertion/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
PASSING = (OneLogin_Saml2_Constants.NAMEID_TRANSIENT, OneLogin_Saml2_Constants.NAMEID_EMAIL_ADDRESS)
"""Forms of a NameID that do not stay with a person."""
Broken = OneLogin_Saml2_ValidationError
REASONS = {
    Broken.STATUS_CODE_IS_NOT_SUCCESS: Reason.STOPPED,
    Broken.WRONG_INRESPONSETO: Reason.OTHER_SIGN_ON,
    Broken.ASSERTION_TOO_EARLY: Reason.EXPIRED,
    Broken.ASSERTION_EXPIRED: Reason.EXPIRED,
    Broken.SESSION_EXPIRED: Reason.EXPIRED,
    Broken.RESPONSE_EXPIRED: Reason.EXPIRED,
    Broken.WRONG_SUBJECTCONFIRMATION: Reason.EXPIRED,
    Broken.WRONG_DESTINATION: Reason.NOT_FOR_US,
    Broken.WRONG_AUDIENCE: Reason.NOT_FOR_US,
    Broken.WRONG_ISSUER: Reason.OTHER_PROVIDER,
    Broken.NO_SIGNED_MESSAGE: Reason.UNSIGNED,
    Broken.NO_SIGNED_ASSERTION: Reason.UNSIGNED,
    Broken.NO_SIGNATURE_FOUND: Reason.UNSIGNED,
    Broken.DEPRECATED_SIGNATURE_METHOD: Reason.UNSIGNED,
    Broken.DEPRECATED_DIGEST_METHOD: Reason.UNSIGNED,
    Broken.NO_NAMEID: Reason.INCOMPLETE,
    Broken.EMPTY_NAMEID: Reason.INCOMPLETE,
}


class Saml:
    def __init__(self, provider: SamlProvider, *, base_address: str) -> None:
        self.provider = provider
        self._base = urlsplit(base_address)
        self._entity = f"{base_address}/sign-on/{provider.id}/metadata"
        self._back = f"{base_address}/sign-on/{provider.id}/back"
        self._lock = threading.Lock()
        self._known: tuple[dt.datetime, OneLogin_Saml2_Settings] | None = None
        self._from_file = self._read_file(provider.metadata_file) if provider.metadata_file else None

    def way_out(self, way: Way, *, at: dt.datetime) -> str:
        settings = self._settings(at)
        request = OneLogin_Saml2_Authn_Request(settings)
        said = request.get_xml().replace(request.get_id(), way.nonce)
        address = settings.get_idp_sso_url()
        query = {"SAMLRequest": OneLogin_Saml2_Utils.deflate_and_base64_encode(said), "RelayState": way.state}
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def receive(self, answer: Answer, way: Way) -> Introduction:
        if not answer.fields.get("SAMLResponse"):
            raise Refused(Reason.INCOMPLETE, self.provider, "no SAMLResponse")
        try:
            response = OneLogin_Saml2_Response(self._settings(answer.at), answer.fields["SAMLResponse"])
            response.is_valid(self._request_data(), way.nonce, raise_exceptions=True)
            self._check_what_is_signed(response, way, answer.at)
            return self._introduce(response)
        except Broken as error:
            raise Refused(REASONS.get(error.code, Reason.TAMPERED), self.provider, f"code {error.code}") from None
        except (OneLogin_Saml2_Error, LxmlError, NotBase64, ValueError, AttributeError) as error:
            raise Refused(Reason.TAMPERED, self.provider, type(error).__name__) from None

    def farewell(self, *, at: dt.datetime) -> str | None:
        return self.provider.sign_out

    def metadata(self) -> str:
        """What the institution's identity provider must know of us."""
        settings = OneLogin_Saml2_Settings(self._own(), sp_validation_only=True)
        said: str | bytes = settings.get_sp_metadata()
        return said.decode() if isinstance(said, bytes) else said

    def _check_what_is_signed(self, response: OneLogin_Saml2_Response, way: Way, at: dt.datetime) -> None:
        """The library lets these be absent; without them an assertion could be taken elsewhere or later."""
        if self._entity not in response.get_audiences():
            raise Refused(Reason.NOT_FOR_US, self.provider, "no audience")
        found = response.document.xpath(CONFIRMATIONS, namespaces=OneLogin_Saml2_Constants.NSMAP)
        ours = [one for one in found if one.get("InResponseTo") == way.nonce]
        if not ours:
            raise Refused(Reason.OTHER_SIGN_ON, self.provider, "InResponseTo of the assertion")
        if not any(one.get("Recipient") == self._back for one in ours):
            raise Refused(Reason.NOT_FOR_US, self.provider, "Recipient")
        ends = [OneLogin_Saml2_Utils.parse_SAML_to_time(one.get("NotOnOrAfter")) for one in ours if one.get("NotOnOrAfter")]
        if not ends or max(ends) <= at.timestamp():
            raise Refused(Reason.EXPIRED, self.provider, "NotOnOrAfter")

    def _introduce(self, response: OneLogin_Saml2_Response) -> Introduction:
        said: dict[str, Any] = {**response.get_friendlyname_attributes(), **response.get_attributes()}
        if self.provider.subject != "NameID":
            subject = next(iter(said.get(self.provider.subject, [])), None)
        elif response.get_nameid_format() in PASSING:
            raise Refused(Reason.INCOMPLETE, self.provider, "a NameID that does not stay: name an attribute as subject")
        else:
            subject = response.get_nameid()
        return introduce(self.provider, subject, said)

    def _settings(self, at: dt.datetime) -> OneLogin_Saml2_Settings:
        if self._from_file:
            return self._from_file
        with self._lock:
            if self._known is None or not self._known[0] <= at < self._known[0] + KEPT:
                self._known = (at, self._fetch(str(self.provider.metadata_from)))
            return self._known[1]

    def _fetch(self, address: str) -> OneLogin_Saml2_Settings:
        try:
            answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
            if answer.status_code != 200 or len(answer.content) > LARGEST:
                raise Refused(Reason.NO_ANSWER, self.provider, "metadata")
            return self._with(answer.content)
        except (requests.RequestException, OneLogin_Saml2_Error, LxmlError, ValueError, KeyError) as error:
            raise Refused(Reason.NO_ANSWER, self.provider, f"metadata: {type(error).__name__}") from None

    def _read_file(self, name: str) -> OneLogin_Saml2_Settings:
        try:
            return self._with(Path(name).read_bytes())
        except (OSError, OneLogin_Saml2_Error, LxmlError, ValueError, KeyError):
            raise Misconfigured(
                f"{self.provider.id} metadata_file: {name} cannot be read as metadata of {self.provider.entity}"
            ) from None

    def _with(self, metadata: bytes) -> OneLogin_Saml2_Settings:
        found = OneLogin_Saml2_IdPMetadataParser.parse(metadata, entity_id=self.provider.entity)
        if "idp" not in found or found["idp"].get("entityId") != self.provider.entity:
            raise ValueError("another entity")
        return OneLogin_Saml2_Settings({**self._own(), "idp": found["idp"]})

    def _own(self) -> dict[str, Any]:
        wants_name = self.provider.subject == "NameID"
        format_of_name = OneLogin_Saml2_Constants.NAMEID_PERSISTENT if wants_name else OneLogin_Saml2_Constants.NAMEID_UNSPECIFIED
        safety = {
            "wantAssertionsSigned": True,
            "wantNameId": wants_name,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "allowRepeatAttributeName": True,
        }
        consumer = {"url": self._back, "binding": OneLogin_Saml2_Constants.BINDING_HTTP_POST}
        own = {"entityId": self._entity, "assertionConsumerService": consumer, "NameIDFormat": format_of_name}
        return {"strict": True, "debug": False, "sp": own, "security": safety}

    def _request_data(self) -> dict[str, Any]:
        return {
            "https": "on" if self._base.scheme == "https" else "off",
            "http_host": self._base.netloc,
            "script_name": urlsplit(self._back).path,
            "get_data": {},
            "post_data": {},
        }


def speak(provider: SamlProvider, *, base_address: str, secret: str) -> Saml:
    return Saml(provider, base_address=base_address)
