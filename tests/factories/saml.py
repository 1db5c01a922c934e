"""An identity provider of SAML: its metadata, and responses that it signs."""

from __future__ import annotations

import base64
import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.utils import OneLogin_Saml2_Utils

xmlsec: Any = import_module("xmlsec")
"""Its own types leave most of it out."""
BACK = "https://localhost/sign-on/harbour/back"
ENTITY = "https://localhost/sign-on/harbour/metadata"


@dataclass
class Told:
    """What stands in a response. None: left out."""

    request: str | None
    subject: str = "h-1"
    format: str = Words.NAMEID_PERSISTENT
    audience: str | None = ENTITY
    recipient: str | None = BACK
    issuer: str = "https://id.harbour.example"
    ends: int | None = 300
    answers: str | None = ""
    context: str = Words.AC_PASSWORD
    attributes: dict[str, list[str]] = field(
        default_factory=lambda: {"displayName": ["Hanna Hafen"], "mail": ["hanna@harbour.example"]}
    )


class SamlServer:
    entity = "https://id.harbour.example"

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.harbour.example")])
        day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        build = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        certificate = build.not_valid_before(day).not_valid_after(day + dt.timedelta(days=3650)).sign(key, hashes.SHA256())
        self.certificate = certificate.public_bytes(Encoding.PEM).decode()

    @cached_property
    def metadata(self) -> str:
        bare = "".join(self.certificate.split("\n")[1:-2])
        return f"""<md:EntityDescriptor xmlns:md="{Words.NS_MD}" entityID="{self.entity}">
<md:IDPSSODescriptor protocolSupportEnumeration="{Words.NS_SAMLP}"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="{Words.NS_DS}"><ds:X509Data><ds:X509Certificate>{bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
</md:KeyDescriptor><md:SingleSignOnService Binding="{Words.BINDING_HTTP_REDIRECT}" Location="{self.entity}/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""

    def asked(self, address: str) -> tuple[str, str]:
        """The id of the request in an address, and its RelayState."""
        query = parse_qs(urlsplit(address).query)
        request = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
        assert request.get("AssertionConsumerServiceURL") == BACK
        return str(request.get("ID")), query["RelayState"][0]

    def response(
        self, told: Told, *, algorithm: str = Words.RSA_SHA256, signs: str = "assertion", seals: Callable[[str], str] = str
    ) -> str:
        """`seals` encrypts the assertion, once it is signed."""
        assertion = self.assertion(told)
        if signs == "assertion":
            assertion = self.sign(assertion, algorithm)
        assertion = seals(assertion)
        now = stamp(0)
        answers = f' InResponseTo="{told.request}"' if told.request else ""
        response = f"""<samlp:Response xmlns:samlp="{Words.NS_SAMLP}" xmlns:saml="{Words.NS_SAML}" ID="_r1" Version="2.0"
 IssueInstant="{now}" Destination="{BACK}"{answers}><saml:Issuer>{told.issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="{Words.STATUS_SUCCESS}"/></samlp:Status>{assertion}</samlp:Response>"""
        return self.sign(response, algorithm) if signs == "response" else response

    def assertion(self, told: Told) -> str:
        answers = told.request if told.answers == "" else told.answers
        data = f' InResponseTo="{answers}"' if answers else ""
        data += f' Recipient="{told.recipient}"' if told.recipient else ""
        data += f' NotOnOrAfter="{stamp(told.ends)}"' if told.ends is not None else ""
        ends = f' NotOnOrAfter="{stamp(told.ends)}"' if told.ends is not None else ""
        audience = f"<saml:AudienceRestriction><saml:Audience>{told.audience}</saml:Audience></saml:AudienceRestriction>"
        attributes = "".join(attribute(name, values) for name, values in told.attributes.items())
        return f"""<saml:Assertion xmlns:saml="{Words.NS_SAML}" ID="_a1" Version="2.0" IssueInstant="{stamp(0)}">
<saml:Issuer>{told.issuer}</saml:Issuer><saml:Subject><saml:NameID Format="{told.format}">{told.subject}</saml:NameID>
<saml:SubjectConfirmation Method="{Words.CM_BEARER}"><saml:SubjectConfirmationData{data}/></saml:SubjectConfirmation>
</saml:Subject>
<saml:Conditions{ends}>{audience if told.audience else ""}</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{stamp(0)}"><saml:AuthnContext>
<saml:AuthnContextClassRef>{told.context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"""

    def sign(self, document: str, algorithm: str = Words.RSA_SHA256) -> str:
        digest = Words.SHA1 if algorithm == Words.RSA_SHA1 else Words.SHA256
        signed = OneLogin_Saml2_Utils.add_sign(document, self.key, self.certificate, False, algorithm, digest)
        return signed.decode() if isinstance(signed, bytes) else str(signed)


def encrypted(assertion: str, certificate: str, *, data: Any = xmlsec.Transform.AES256_GCM, key: Any = None) -> str:
    """For whoever has the key of `certificate`, by xmlsec."""
    node = etree.fromstring(assertion)
    sealed = xmlsec.template.encrypted_data_create(node, data, type=xmlsec.EncryptionType.ELEMENT, ns="xenc")
    xmlsec.template.encrypted_data_ensure_cipher_value(sealed)
    info = xmlsec.template.encrypted_data_ensure_key_info(sealed, ns="ds")
    inner = xmlsec.template.add_encrypted_key(info, key or xmlsec.Transform.RSA_OAEP)
    xmlsec.template.encrypted_data_ensure_cipher_value(inner)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM))
    context = xmlsec.EncryptionContext(manager)
    kind, bits = (xmlsec.KeyData.DES, 192) if data == xmlsec.Transform.DES3 else (xmlsec.KeyData.AES, 256)
    context.key = xmlsec.Key.generate(kind, bits, xmlsec.KeyDataType.SESSION)
    whole = etree.tostring(context.encrypt_xml(sealed, node)).decode()
    return f'<saml:EncryptedAssertion xmlns:saml="{Words.NS_SAML}">{whole}</saml:EncryptedAssertion>'


def attribute(name: str, values: list[str]) -> str:
    inner = "".join(f"<saml:AttributeValue>{one}</saml:AttributeValue>" for one in values)
    return f'<saml:Attribute Name="{name}">{inner}</saml:Attribute>'


def stamp(seconds: int | None) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds or 0)).strftime("%Y-%m-%dT%H:%M:%SZ")


def encoded(response: str) -> str:
    return base64.b64encode(response.encode()).decode()
