"""An installation with providers of sign-on, and a browser that knows its way there and back."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Self
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app import create_app
from app.settings import Settings, load_settings
from app.sign_on.providers import load_providers
from tests.conftest import SETTINGS, database_of
from tests.factories.providers import OpenIdServer, serving
from tests.visitor import Visitor

SECRET = "a shared secret of some length"
FILE = """
calder:
  name: Calder University
  kind: oidc
  contact: "IT desk, 555 0100"
  domains: [calder.example]
  issuer: {calder}
  client: openward
  secret_from: CALDER_SECRET
  claims: {{name: name, address: email, unit: department, affiliation: role, employee: number, orcid: orcid}}
  units: {{Physics: physics, Arts: arts}}
  affiliations: {{student: student, faculty: researcher}}
  roles:
    - {{claim: groups, value: openward-physics, role: officer, unit: physics}}
harbour:
  name: Harbour College
  kind: oidc
  contact: desk@harbour.example
  makes_accounts: false
  issuer: {harbour}
  client: openward-at-harbour
  secret_from: HARBOUR_SECRET
  second_factor: {{amr: [mfa, otp], acr: [https://refeds.org/profile/mfa]}}
  wants_second_factor: true
  claims: {{name: name, address: email}}
federation:
  name: InCommon
  kind: header
  contact: federation@calder.example
  proxies: [127.0.0.1]
  secret_header: X-Openward-Proxy
  secret_from: FEDERATION_SECRET
  subject: [X-Subject-Id, X-Eppn]
  claims: {{name: X-Name, address: X-Mail, affiliation: X-Affiliation}}
  affiliations: {{faculty: researcher}}
  sign_out: https://calder.example/Shibboleth.sso/Logout
"""


@pytest.fixture(scope="session")
def calder_server() -> Iterator[OpenIdServer]:
    server = OpenIdServer()
    with serving(server) as server.issuer:
        yield server


@pytest.fixture(scope="session")
def harbour_server() -> Iterator[OpenIdServer]:
    server = OpenIdServer()
    with serving(server) as server.issuer:
        yield server


@pytest.fixture
def calder(calder_server: OpenIdServer) -> OpenIdServer:
    calder_server.reset()
    return calder_server


@pytest.fixture
def harbour(harbour_server: OpenIdServer) -> OpenIdServer:
    harbour_server.reset()
    return harbour_server


@pytest.fixture(scope="session")
def one_house(
    settings: Settings, calder_server: OpenIdServer, harbour_server: OpenIdServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    file = tmp_path_factory.mktemp("sign-on") / "sign-on.yaml"
    file.write_text(FILE.format(calder=calder_server.issuer, harbour=harbour_server.issuer), encoding="utf-8")
    given = {"database_url": settings.database_url, "data": settings.data, "sign_on": file}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CALDER_SECRET", "HARBOUR_SECRET", "FEDERATION_SECRET"):
            patch.setenv(name, SECRET)
        house = create_app(load_settings(_env_file=None, **SETTINGS, **given))
        house.testing = True
        yield house
    database_of(house).dispose()


@pytest.fixture
def house(app: Flask, one_house: Flask, calder: OpenIdServer, harbour: OpenIdServer) -> Flask:
    """The whole application with a file of providers, on the emptied database. It has asked no provider anything yet."""
    one_house.extensions["openward.sign_on"] = load_providers(one_house.extensions["openward.settings"])
    return one_house


class Traveller(Visitor):
    """Goes to a provider and comes back."""

    def set_out(self, address: str = "ana@calder.example") -> str:
        """From the sign-in page. Returns where the browser is sent."""
        return self.get("/sign-in").press("Continue", address=address).where_to()

    def where_to(self) -> str:
        refresh = [str(meta.attrs["content"]) for meta in self._query("meta[http-equiv=refresh]")]
        assert refresh, self.text
        return unescape(refresh[0].partition("url=")[2])

    def come_back(self, address: str, *, status: int = 200) -> Self:
        parts = urlsplit(address)
        self.get(f"{parts.path}?{parts.query}", status=status)
        return self

    def sign_on(self, server: OpenIdServer, subject: str, *, status: int = 200) -> Self:
        return self.come_back(server.recognise(self.set_out(), subject), status=status)


@pytest.fixture
def traveller(house: Flask) -> Traveller:
    return Traveller(house)
