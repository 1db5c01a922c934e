"""A passkey in a real browser, with a device that it plays: added on the account page, used at the next sign-in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from app.database.migrating import upgrade
from app.settings import load_settings
from tests.browser.conftest import PATIENCE, Quiet, free_port
from tests.conftest import SETTINGS, database_of
from tests.factories.people import PASSWORD, make_person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """At an address with a name: browsers bind passkeys to no other."""
    port = free_port()
    given = SETTINGS | {"base_address": f"http://localhost:{port}"}
    settings = load_settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'keys.sqlite'}", data=tmp_path, **given)
    upgrade(settings.url)
    app = create_app(settings)
    with database_of(app).transaction() as session:
        make_person(session)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = chromium.new_context(base_url=settings.base_address)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()
    server.shutdown()
    thread.join(5)
    database_of(app).dispose()


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Mail address").fill("ana.ruiz@calder.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def has_button_without_scripts(page: Page, name: str) -> bool:
    """On the same page for the same person, where a press would send a form that only the script can fill in."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    bare = context.new_page()
    bare.goto(page.url)
    expect(bare.get_by_role("heading", level=1)).to_have_text(page.get_by_role("heading", level=1).inner_text())
    seen = bare.get_by_role("button", name=name).count() > 0
    context.close()
    return seen


def test_a_passkey_is_added_and_used(page: Page) -> None:
    sign_in(page)
    page.wait_for_url("**/")
    page.goto("/account/second-factor/passkey")
    expect(page.get_by_label("Name")).to_have_value("My passkey")
    assert not has_button_without_scripts(page, "Add the passkey")
    page.get_by_label("Name").fill("My laptop")
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    device = wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | {"automaticPresenceSimulation": True}})
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your ten recovery codes")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    sign_in(page)
    page.wait_for_url("**/sign-in/second")
    assert not has_button_without_scripts(page, "Use a passkey")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/")
    page.goto("/account/second-factor")
    expect(page.get_by_role("row", name="My laptop")).to_contain_text("Passkey")
    wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device["authenticatorId"]})
