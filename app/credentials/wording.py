"""What the certificate says. How its words lie on paper is `documents/templates/certificate.typ`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.catalogue.topics import topic_words
from app.credentials.codes import in_fours
from app.credentials.verifying import Standing, Verification
from app.documents.qr import qr_svg
from app.documents.seal import seal_svg
from app.languages import day_in_words, instant_in_words, local_day, translations

PRODUCT = "Openward"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who answers for a certificate, and where it is checked."""

    institution: str
    base_address: str
    demo: bool

    def address_of(self, code: str) -> str:
        return f"{self.base_address.rstrip('/')}/verify/{in_fours(code)}"


def standing_words(language: str) -> dict[Standing, str]:
    _ = translations(language).gettext
    return {
        Standing.IN_FORCE: _("In force"),
        Standing.SUPERSEDED: _("Superseded"),
        Standing.VOIDED: _("Voided"),
        Standing.REVOKED: _("Revoked"),
    }


def line_for_cv(certificate: Verification, issuer: Issuer) -> str:
    """One line to copy into a CV or a proposal, in the certificate's own language and zone."""
    _ = translations(certificate.language).gettext
    return _(
        "%(course)s, version %(version)s (%(minutes)s minutes). %(institution)s, %(day)s. Certificate %(code)s, %(address)s"
    ) % {
        "course": certificate.title,
        "version": certificate.label,
        "minutes": certificate.minutes,
        "institution": issuer.institution,
        "day": day_in_words(local_day(certificate.completed_at, certificate.zone), certificate.language),
        "code": in_fours(certificate.code),
        "address": issuer.address_of(certificate.code),
    }


def certificate_data(certificate: Verification, issuer: Issuer, *, paper: str) -> dict[str, Any]:
    """What `certificate.typ` asks for. `paper` is `letter` or `a4`."""
    _ = translations(certificate.language).gettext
    address = issuer.address_of(certificate.code)
    words = topic_words(certificate.language)
    return {
        "lang": certificate.language[:2],
        "paper": "us-letter" if paper == "letter" else "a4",
        "title": _("Certificate: %(course)s") % {"course": certificate.title},
        "product": PRODUCT,
        "institution": issuer.institution,
        "name": certificate.name or "",
        "completed": _("has completed"),
        "course": certificate.title,
        "version": certificate.label,
        "date": instant_in_words(certificate.completed_at, certificate.zone, certificate.language),
        "length": _("%(minutes)s minutes of reading and questions") % {"minutes": certificate.minutes},
        "topics": [words[topic] for topic in certificate.topics],
        "code": in_fours(certificate.code),
        "address": address.partition("://")[2],
        "url": address,
        "qr": qr_svg(address, label=_("The address above, as a QR code")),
        "seal": seal_svg(in_fours(certificate.code)),
        "demo": issuer.demo,
        "note": _("Whether this certificate is in force is answered at the address above, by anybody, at any time."),
        "labels": {
            "heading": _("Certificate of completion"),
            "version": _("Version"),
            "date": _("Completed"),
            "length": _("Length"),
            "topics": _("Topics covered"),
            "code": _("Code"),
            "address": _("Check it at"),
            "qr": _("The address above, as a QR code"),
            "demo": _("DEMONSTRATION: an invented person and an invented record"),
        },
    }
