"""SAML for one institution, by python3-saml: a signed assertion that answers our request, for us, now.

Stricter than the library where the standard is: the assertion itself must name our request, our address, an end and an audience.
"""

from __future__ import annotations

import base64
import datetime as dt
from binascii import Error as NotBase64
from typing import Any
from urllib.parse import urlencode, urlsplit

from lxml.etree import LxmlError
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from xmlsec import Error as CryptoError

from app.sign_on.describing import CONTEXT, SamlProvider
from app.sign_on.mapping import introduce
from app.sign_on.saml_parties import Parties
from app.sign_on.shapes import Answer, Introduction, Reason, Refused, Way

CONFIRMATIONS = "/samlp:Response/saml:Assertion/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
PASSING = (OneLogin_Saml2_Constants.NAMEID_TRANSIENT, OneLogin_Saml2_Constants.NAMEID_EMAIL_ADDRESS)
"""Forms of a NameID that do not stay with a person."""
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
ENCRYPTED_BY = {
    *(f"{XENC}{name}" for name in ("aes128-cbc", "aes192-cbc", "aes256-cbc", "rsa-oaep-mgf1p")),
    *(f"{XENC11}{name}" for name in ("aes128-gcm", "aes192-gcm", "aes256-gcm", "rsa-oaep")),
}
"""Never RSA PKCS#1 v1.5, whose errors give the key's work away, nor triple DES."""
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
        self._parties = Parties(provider, base_address=base_address)

    def way_out(self, way: Way, *, at: dt.datetime) -> str:
        settings = self._parties.settings(at, asking=self.provider.asks_now(way.stricter))
        request = OneLogin_Saml2_Authn_Request(settings)
        said = request.get_xml().replace(request.get_id(), way.nonce)
        address = settings.get_idp_sso_url()
        query = {"SAMLRequest": OneLogin_Saml2_Utils.deflate_and_base64_encode(said), "RelayState": way.state}
        return f"{address}{'&' if '?' in address else '?'}{self._signed(query)}"

    def receive(self, answer: Answer, way: Way) -> Introduction:
        if not answer.fields.get("SAMLResponse"):
            raise Refused(Reason.INCOMPLETE, self.provider, "no SAMLResponse")
        try:
            self._check_encryption(answer.fields["SAMLResponse"])
            response = OneLogin_Saml2_Response(self._parties.settings(answer.at), answer.fields["SAMLResponse"])
            response.is_valid(self._request_data(), way.nonce, raise_exceptions=True)
            self._check_what_is_signed(response, way, answer.at)
            return self._introduce(response)
        except Broken as error:
            raise Refused(REASONS.get(error.code, Reason.TAMPERED), self.provider, f"code {error.code}") from None
        except (OneLogin_Saml2_Error, CryptoError, LxmlError, NotBase64, ValueError, KeyError, AttributeError) as error:
            raise Refused(Reason.TAMPERED, self.provider, type(error).__name__) from None

    def farewell(self, *, at: dt.datetime) -> str | None:
        return self.provider.sign_out

    def metadata(self) -> str:
        """What the institution's identity provider must know of us."""
        return self._parties.our_metadata()

    def _signed(self, query: dict[str, str]) -> str:
        """As the redirect binding has it: over the query itself, in this order."""
        if not self._parties.key:
            return urlencode(query)
        whole = urlencode({**query, "SigAlg": OneLogin_Saml2_Constants.RSA_SHA256})
        signature = OneLogin_Saml2_Utils.sign_binary(whole, self._parties.key)
        return f"{whole}&{urlencode({'Signature': base64.b64encode(signature)})}"

    def _check_encryption(self, response: str) -> None:
        """Before anything is opened. What then does not open is told no differently from a signature that does not hold."""
        document = OneLogin_Saml2_XML.to_etree(OneLogin_Saml2_Utils.b64decode(response))
        if not self._parties.key and next(document.iter(f"{{{XENC}}}EncryptedData"), None) is not None:
            raise Refused(Reason.ENCRYPTED, self.provider, "no key_file")
        for method in document.iter(f"{{{XENC}}}EncryptionMethod"):
            if method.get("Algorithm") not in ENCRYPTED_BY:
                raise Refused(Reason.ENCRYPTED, self.provider, str(method.get("Algorithm"))[:80])

    def _check_what_is_signed(self, response: OneLogin_Saml2_Response, way: Way, at: dt.datetime) -> None:
        """The library lets these be absent; without them an assertion could be taken elsewhere or later."""
        if self._parties.entity not in response.get_audiences():
            raise Refused(Reason.NOT_FOR_US, self.provider, "no audience")
        document = response.decrypted_document if response.encrypted else response.document
        found = document.xpath(CONFIRMATIONS, namespaces=OneLogin_Saml2_Constants.NSMAP)
        ours = [one for one in found if one.get("InResponseTo") == way.nonce]
        if not ours:
            raise Refused(Reason.OTHER_SIGN_ON, self.provider, "InResponseTo of the assertion")
        if not any(one.get("Recipient") == self._parties.back for one in ours):
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
        return introduce(self.provider, subject, said, shown={CONTEXT: response.get_authn_contexts()})

    def _request_data(self) -> dict[str, Any]:
        return {
            "https": "on" if self._base.scheme == "https" else "off",
            "http_host": self._base.netloc,
            "script_name": urlsplit(self._parties.back).path,
            "get_data": {},
            "post_data": {},
        }


def speak(provider: SamlProvider, *, base_address: str, secret: str) -> Saml:
    return Saml(provider, base_address=base_address)
