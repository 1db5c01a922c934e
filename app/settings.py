"""Every setting, typed, read once from the environment and `.env`. `docs/running.md` prints this as a table."""

from __future__ import annotations

import secrets
import zoneinfo
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import Misconfigured

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ENGINES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


def database_address(text: str) -> str:
    """As given. Raises `ValueError` for what names neither engine."""
    if not text.startswith(ENGINES) or text in ENGINES:
        raise ValueError("write it as sqlite:////folder/openward.sqlite or postgresql://user@host/database")
    try:
        urlsplit(text).port  # noqa: B018  raises
    except ValueError:
        raise ValueError("the port of a database is a number, as in postgresql://user@host:5432/database") from None
    return text


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="OPENWARD_", env_file=".env", extra="forbid", dotenv_filtering="match_prefix", frozen=True
    )
    """Other lines of `.env` are other parts' own, as the secret of a provider of sign-on."""

    data: Path = Field(Path("var"), description="The folder that holds everything this installation keeps.")
    database_url: str = Field("", description="`sqlite:///…` or `postgresql://…`. Empty: a SQLite file in the data folder.")
    demo: bool = Field(False, description="A demonstration: invented people, every page says so, keys make themselves.")
    secret_key: str = Field("", description="Signs the session cookie: 32 characters or more. Required outside a demonstration.")
    former_secret_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Keys used before, comma separated, while their sessions last."
    )
    seal_key: str = Field(
        "", description="Keys the seal over all records: 32 characters or more. Required outside a demonstration."
    )
    signing_key: str = Field(
        "", description="What evidence is signed with is made from it: 32 characters or more. Required outside a demonstration."
    )
    base_address: str = Field(
        "http://127.0.0.1:8000", description="Where people reach this installation; `https://` in production."
    )
    institution: str = Field("Calder University", description="The institution's name, as printed on certificates.")
    zone: str = Field("America/New_York", description="The institution's time zone: dates of people are dates in it.")
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("en",), description="Languages of the interface, comma separated, first one default."
    )
    registration: Literal["open", "domains", "invitation"] = Field("open", description="Who may make an account for themselves.")
    registration_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="With `domains`: the address domains that may, comma separated."
    )
    sign_on: Path | None = Field(
        None, description="The file that describes providers of sign-on, see below. Empty: accounts with passwords only."
    )
    session_minutes: int = Field(480, ge=5, le=1440, description="Minutes without a request after which a person is signed out.")
    first_course: str = Field(
        "research-security",
        description="The course that newcomers begin with. Where it is not published: the only one, else they choose.",
    )
    second_factor: Literal["staff", "nobody"] = Field(
        "staff", description="Who needs a second step at sign-in. A demonstration asks nobody."
    )
    know_this: bool = Field(True, description="Whether a page may be marked as known by answering its questions.")
    smtp_host: str = Field("", description="The mail server. Empty: mail is kept in the data folder and staff are told.")
    smtp_port: int = Field(587, description="Its port.")
    smtp_user: str = Field("", description="The account there, if it asks for one.")
    smtp_password: str = Field("", description="Its password.")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="How the connection is protected.")
    mail_from: str = Field("openward@localhost", description="The sender of all mail.")
    letter_days: int = Field(
        365,
        ge=1,
        le=3650,
        description="Days after which the words of a letter that was sent are forgotten.",
    )
    retention_years: int = Field(
        3, ge=0, le=99, description="Years for which names stay after an award's last day (2 CFR 200.334 asks for 3)."
    )
    office_address: str = Field("", description="Where the daily sealed head and warnings for staff go.")
    trusted_proxies: int = Field(0, ge=0, le=5, description="How many proxies in front set `X-Forwarded-For` and `-Proto`.")
    password_memory_kib: int = Field(19456, ge=8, description="Memory of one argon2id hash, in KiB (OWASP: 19456).")
    backup_days: int = Field(2, ge=0, description="Days after which `openward status` asks for a new backup; 0: never.")
    metrics_token: str = Field(
        "", description="Whoever sends it (`Authorization: Bearer …`) may read `/metrics` from elsewhere than this machine."
    )
    request_limit_bytes: int = Field(2_000_000, ge=10_000, description="The largest request taken.")
    file_limit_bytes: int = Field(21_000_000, ge=10_000, description="The largest request taken where files are handed in.")

    @field_validator("former_secret_keys", "languages", "registration_domains", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("sign_on", mode="before")
    @classmethod
    def nothing_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("database_url")
    @classmethod
    def names_an_engine(cls, value: str) -> str:
        return value and database_address(value)

    @field_validator("zone")
    @classmethod
    def zone_exists(cls, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise ValueError("no such time zone; write it as America/New_York")
        return value

    @model_validator(mode="after")
    def is_safe(self) -> Self:
        if 0 < len(self.metrics_token) < 16:
            raise ValueError("OPENWARD_METRICS_TOKEN is shorter than 16 characters")
        if self.registration == "domains" and not self.registration_domains:
            raise ValueError("OPENWARD_REGISTRATION=domains needs OPENWARD_REGISTRATION_DOMAINS")
        if self.demo:
            return self
        for name in ("secret_key", "seal_key", "signing_key"):
            if len(getattr(self, name)) < 32:
                raise ValueError(
                    f"OPENWARD_{name.upper()} is missing or shorter than 32 characters: put the output of "
                    "python3 -c 'import secrets; print(secrets.token_urlsafe(32))' into .env, and keep a copy elsewhere"
                )
        if not self.is_secure and urlsplit(self.base_address).hostname not in LOOPBACK:
            raise ValueError(
                "OPENWARD_BASE_ADDRESS must begin with https:// (only this machine's own address may do without TLS)"
            )
        return self

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data.resolve() / 'openward.sqlite'}"

    @property
    def asks_staff_for_second_factor(self) -> bool:
        return self.second_factor == "staff" and not self.demo

    @property
    def is_secure(self) -> bool:
        return self.base_address.startswith("https://")

    def key(self, name: Literal["secret", "seal", "signing"]) -> str:
        """The key from the environment; in a demonstration one that is made once and kept in the data folder."""
        given = str(getattr(self, f"{name}_key"))
        if given:
            return given
        path = self.data / "keys" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32), encoding="ascii")
        return path.read_text(encoding="ascii")


def load_settings(**given: object) -> Settings:
    """Raises `Misconfigured` with one line per wrong setting."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            text = problem["msg"].removeprefix("Value error, ")
            text = "there is no such setting" if problem["type"] == "extra_forbidden" else text
            lines.append(f"OPENWARD_{name}: {text}" if name else text)
        raise Misconfigured("\n".join(lines)) from None
