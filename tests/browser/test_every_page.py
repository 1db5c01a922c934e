"""Every kind of page that each kind of person can reach by links: axe finds nothing, and at 320 px nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.browser.conftest import Site, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
LINKS = "[...document.querySelectorAll('main a[href], header a[href], footer a[href]')].map(link => link.href)"


@pytest.mark.parametrize("who", [None, "learner", "officer", "administrator", "auditor", "instructor"])
def test_nothing_to_complain_about(open_page: Callable[..., Page], site: Site, who: str | None) -> None:
    page = open_page(width=320, dark=who == "learner")
    if who:
        sign_in(page, who)
    problems = []
    for address in walk(page, site):
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > 320:
            problems.append(f"{address} is {width} px wide")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for violation in page.evaluate(RULES)["violations"]:
            problems.append(f"{address}: {violation['id']} {[node['target'] for node in violation['nodes']][:3]}")
    assert not problems


def walk(page: Page, site: Site) -> Iterator[str]:
    """One page of each kind, breadth first; the page stands open when its address is given out."""
    routes = site.app.url_map.bind("")
    waiting, seen, given = ["/"], set(), []
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(routes, address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        page.goto(address)
        given.append(address)
        yield address
        waiting += [urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl() for link in page.evaluate(LINKS)]
    assert len(given) > 4


def kind_of(routes: MapAdapter, address: str) -> str | None:
    """The endpoint behind an address on this site; None for another site, a file, or a form's target."""
    path = urlsplit(address).path
    if address.startswith("//") or not path.startswith("/") or path.endswith((".pdf", ".csv", ".json", ".svg")):
        return None
    try:
        endpoint, _values = routes.match(path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)
