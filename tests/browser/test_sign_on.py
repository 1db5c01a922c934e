"""Out to a provider and back in Chromium: what a form may lead to is the browser's to decide (Content-Security-Policy)."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app
from app.database.migrating import upgrade
from app.mail.models import Letter
from app.settings import load_settings
from tests.browser.conftest import PATIENCE, Quiet, Site, free_port
from tests.browser.test_every_page import Examiner, press
from tests.conftest import SETTINGS, database_of
from tests.factories.providers import OpenIdServer, serving
from tests.factories.sign_on import SECRET

pytestmark = pytest.mark.browser
FILE = """
calder:
  name: Calder University
  kind: oidc
  contact: IT desk
  domains: [calder.example]
  issuer: {issuer}
  client: openward
  secret_from: CALDER_SECRET
  claims: {{name: name, address: email}}
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdServer]:
    server = OpenIdServer()
    with serving(server) as server.issuer:
        yield server


@pytest.fixture(scope="module")
def house(provider: OpenIdServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data, port = tmp_path_factory.mktemp("sign-on"), free_port()
    address = f"http://127.0.0.1:{port}"
    (data / "sign-on.yaml").write_text(FILE.format(issuer=provider.issuer), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALDER_SECRET", SECRET)
        given = {**SETTINGS, "base_address": address, "data": data, "sign_on": data / "sign-on.yaml"}
        settings = load_settings(_env_file=None, **given)
        upgrade(settings.url)
        app = create_app(settings)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(app, address)
    server.shutdown()
    database_of(app).dispose()


@pytest.mark.parametrize("scripts", [True, False])
def test_there_and_back_with_one_press_on_either_side(
    chromium: Browser, house: Site, provider: OpenIdServer, scripts: bool
) -> None:
    provider.set_user("s-1", name="Ana Ruiz", email="ana@calder.example")
    context = chromium.new_context(java_script_enabled=scripts, base_url=house.address)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/sign-in?next=/account")
    come_through(page, provider, "s-1")
    assert page.url == f"{house.address}/account"
    assert "Ana Ruiz" in page.inner_text("main")
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_role("link", name="Sign out at Calder University").click()
    page.wait_for_url(f"{provider.issuer}/oauth2/end_session**")
    context.close()


def test_the_pages_are_accessible_and_narrow(chromium: Browser, house: Site, provider: OpenIdServer) -> None:
    provider.reset()
    context = chromium.new_context(viewport={"width": 320, "height": 900}, base_url=house.address)
    page, examiner = context.new_page(), Examiner(house)
    page.set_default_timeout(PATIENCE)
    page.goto("/sign-in")
    problems = examiner.complaints(page)
    press(page, "Continue")
    problems += examiner.complaints(page)
    provider.set_user("s-7", name="Bo Brandt")
    come_through(page, provider, "s-7")
    problems += examiner.complaints(page)
    page.get_by_label("Mail address").fill("bo@elsewhere.example")
    press(page, "Send the letter")
    with database_of(house.app).reading() as session:
        text = session.scalars(select(Letter.text).where(Letter.address == "bo@elsewhere.example")).one()
    page.goto(text[text.index("/sign-on/letter/") :].split()[0])
    problems += examiner.complaints(page)
    press(page, "Make my account")
    for path in ("/account", "/account/sign-on"):
        page.goto(path)
        problems += examiner.complaints(page)
    press(page, "Sign out")
    problems += examiner.complaints(page)
    provider.set_user("s-8", name="Another", email="bo@elsewhere.example", email_verified=True)
    page.goto("/sign-in")
    come_through(page, provider, "s-8")
    problems += examiner.complaints(page)
    provider.claims = lambda said: {**said, "nonce": "planted"}
    page.goto("/sign-in")
    come_through(page, provider, "s-8")
    problems += examiner.complaints(page)
    assert not problems
    context.close()


def come_through(page: Page, provider: OpenIdServer, subject: str) -> None:
    page.get_by_label("Mail address").fill("ana@calder.example")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{provider.issuer}/**")
    page.goto(provider.recognise(page.url, subject))
