"""Chromium on the whole application, with the real module and the invented institution, on a loopback address."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from app import clock, create_app
from app.accounts.passwords import hash_password
from app.catalogue.checking import read_and_check
from app.catalogue.files import files_under
from app.catalogue.models import Scope
from app.catalogue.publishing import publish
from app.database.migrating import upgrade
from app.demo.loading import PASSWORD, load_institution
from app.settings import load_settings
from tests.conftest import database_of

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PATIENCE = 20_000
"""Milliseconds for what a page is waited for."""
expect.set_options(timeout=PATIENCE)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Site:
    app: Flask
    address: str


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and a browser journey that did not run proves nothing.")
        pytest.skip("CHROMIUM IS MISSING: the browser journeys did NOT run. Type: sudo apt-get install chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Iterator[Site]:
    """The demonstration as `make run` shows it, without the worker."""
    data, port = tmp_path_factory.mktemp("site"), free_port()
    address = f"http://127.0.0.1:{port}"
    settings = load_settings(_env_file=None, demo=True, data=data, base_address=address, password_memory_kib=8)
    upgrade(settings.url)
    app = create_app(settings)
    database = database_of(app)
    with Session(database.writers) as session, session.begin():
        bundle, _complaints = read_and_check(files_under(project), today=clock.now().date())
        publish(session, bundle, at=clock.now(), scope=Scope.SUBSTANTIVE, reason="First publication")
        load_institution(session, password_hash=hash_password(PASSWORD, memory_kib=8), zone=settings.zone, now=clock.now())
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, address)
    server.shutdown()
    thread.join(5)
    database.dispose()


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a browser window of its own; `scripts=False` switches JavaScript off, `width` is in CSS pixels."""
    contexts: list[BrowserContext] = []

    def new(*, scripts: bool = True, width: int = 1280, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site.address,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield new
    for context in contexts:
        context.close()


def sign_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Address", exact=False).first.fill(f"{account}@calder.example")
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def age_session(page: Page, site: Site, minutes: int = 500) -> None:
    """As if nothing had been asked for so long: the cookie says so, signed as the server signs it."""
    signer = site.app.session_interface.get_signing_serializer(site.app)  # type: ignore[attr-defined]
    name = site.app.config["SESSION_COOKIE_NAME"]
    cookie = next(one for one in page.context.cookies() if one["name"] == name)
    kept = signer.loads(cookie["value"])
    kept["seen"] -= minutes * 60
    page.context.add_cookies([{**cookie, "value": signer.dumps(kept)}])  # type: ignore[typeddict-item, list-item]
