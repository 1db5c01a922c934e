"""The file that describes the providers: strict, and every complaint at once."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from app.markdown.heads import HeadModel

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
CONTEXT = "context"
"""What `second_factor` calls SAML's AuthnContextClassRef."""


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme == "https" and parts.hostname and not parts.username:
        return text
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return text
    raise ValueError("must begin with https:// (only this machine's own address may do without TLS)")


def _follows(pattern: re.Pattern[str], words: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(words)
        return text

    return AfterValidator(check)


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise ValueError("is no address or network, as 127.0.0.1 or 10.0.5.0/28") from None
    if network.num_addresses > (256 if network.version == 4 else 2**64):
        raise ValueError("is too wide: name the proxies, at most a /24 or, of IPv6, a /64")
    return text


Text = Annotated[str, Field(min_length=1, max_length=300)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Domain = Annotated[str, _follows(DOMAIN, "write it in small letters, as calder.example")]
Variable = Annotated[
    str, _follows(VARIABLE, "write the name of an environment variable, as CALDER_SECRET; never the secret itself")
]
Network = Annotated[str, AfterValidator(_network)]
Header = Annotated[
    str, _follows(HEADER, "write the name of a header in letters, figures and hyphens; an underscore can be forged")
]


class Claims(HeadModel):
    """Which claim, attribute or header says what."""

    name: Text | None = None
    address: Text | None = None
    unit: Text | None = None
    affiliation: Text | None = None
    employee: Text | None = None
    orcid: Text | None = None


class RoleRule(HeadModel):
    """Who has `value` in `claim` has the role, as long as the provider says so."""

    claim: Text
    value: Text
    role: Literal["officer", "instructor", "administrator"]
    unit: Text | None = None
    module: Text | None = None

    @model_validator(mode="after")
    def fits(self) -> Self:
        if (self.role == "officer") != (self.unit is not None):
            raise ValueError("an officer needs a unit, by its slug; the other roles have none")
        if self.module and self.role != "instructor":
            raise ValueError("only an instructor's role is for a module")
        return self


class Provider(HeadModel):
    id: Annotated[str, Field(max_length=40), _follows(ID, "write it in small letters, figures and hyphens, as calder")]
    name: Text
    kind: Literal["oidc", "header", "saml"]
    contact: Text
    domains: list[Domain] = []
    makes_accounts: bool = True
    asks_second_factor: bool = False
    second_factor: dict[Text, Annotated[list[Text], Field(min_length=1)]] = {}
    wants_second_factor: Literal[True, False, "staff"] = False
    claims: Claims = Claims()
    units: dict[str, Text] = {}
    affiliations: dict[str, Literal["researcher", "student", "staff", "administrator", "manager", "partner"]] = {}
    roles: list[RoleRule] = []
    follows: list[Literal["name", "unit"]] = ["name", "unit"]
    sign_out: WebAddress | None = None

    @property
    def secrets(self) -> dict[str, str]:
        """What each secret is for, and the environment variable that holds it."""
        return {}

    @property
    def named_units(self) -> list[str]:
        """Those that the file names, each once, by their short names here. What a claim says by itself is not known before."""
        return list(dict.fromkeys([*self.units.values(), *(rule.unit for rule in self.roles if rule.unit)]))

    @property
    def speaks_for_one(self) -> bool:
        """Whether one institution stands behind it, so that it answers for mailboxes of its domains."""
        return True

    def asks_now(self, stricter: bool) -> bool:
        """Whether a request asks for a second factor: of everybody, or, where the file says staff, when it is `stricter`."""
        return stricter or self.wants_second_factor is True

    def answers_for(self, address: str) -> bool:
        return self.speaks_for_one and address.rpartition("@")[2] in self.domains

    def _check_second_factor(self, *known: str, asked_by: str) -> None:
        """`known`: where this kind says how somebody was recognised; `asked_by`: by which of them one can ask for it."""
        other = ", ".join(name for name in self.second_factor if name not in known)
        if other:
            raise ValueError(f"second_factor has no {other} here, only {' and '.join(known)}")
        if self.wants_second_factor and asked_by not in self.second_factor:
            raise ValueError(f"wants_second_factor asks for what second_factor names as {asked_by}")


class OidcProvider(Provider):
    kind: Literal["oidc"]
    issuer: WebAddress
    client: Text
    secret_from: Variable
    scopes: list[Annotated[str, _follows(re.compile(r"[!#-\[\]-~]+"), "is no scope")]] = ["profile", "email"]

    @property
    def secrets(self) -> dict[str, str]:
        return {"secret_from": self.secret_from}

    @model_validator(mode="after")
    def issuer_is_bare(self) -> Self:
        if urlsplit(self.issuer).query or urlsplit(self.issuer).fragment:
            raise ValueError("the issuer is an address without ? and #")
        self._check_second_factor("amr", "acr", asked_by="acr")
        return self


class HeaderProvider(Provider):
    kind: Literal["header"]
    proxies: Annotated[list[Network], Field(min_length=1)]
    secret_header: Header
    secret_from: Variable
    subject: Annotated[list[Header], Field(min_length=1)]
    entity_header: Header | None = None
    entities: list[Text] = []

    @property
    def secrets(self) -> dict[str, str]:
        return {"secret_from": self.secret_from}

    @property
    def speaks_for_one(self) -> bool:
        return bool(self.entities)

    @model_validator(mode="after")
    def is_bound(self) -> Self:
        if self.entities and not self.entity_header:
            raise ValueError("entities are compared with a header: name it as entity_header")
        if self.roles and not self.entities:
            raise ValueError("roles from a federation need entities: whose word counts")
        if self.second_factor and not self.entities:
            raise ValueError("second_factor from a federation needs entities: whose word counts")
        if self.wants_second_factor:
            raise ValueError("wants_second_factor: the proxy asks, not we; set it up there")
        named = [text for text in self.claims.model_dump().values() if text] + [rule.claim for rule in self.roles]
        named += self.second_factor
        wrong = [text for text in named if not HEADER.fullmatch(text)]
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)}: headers are written in letters, figures and hyphens; an underscore can be forged"
            )
        return self


class SamlProvider(Provider):
    kind: Literal["saml"]
    entity: Text
    metadata_file: Text | None = None
    metadata_from: WebAddress | None = None
    subject: Text = "NameID"
    key_file: Text | None = None
    certificate_file: Text | None = None

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if (self.metadata_file is None) == (self.metadata_from is None):
            raise ValueError("name the metadata once: metadata_file or metadata_from")
        if (self.key_file is None) != (self.certificate_file is None):
            raise ValueError("key_file and certificate_file belong together: name both, or neither")
        self._check_second_factor(CONTEXT, asked_by=CONTEXT)
        return self


MODELS: dict[str, type[Provider]] = {"oidc": OidcProvider, "header": HeaderProvider, "saml": SamlProvider}
