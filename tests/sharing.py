"""Who runs which test where several processes share them: those of one browser, one site or one matrix stay together.

Under pytest 9.2 the marks of xdist for groups no longer reach the process that shares out, so a path says where a test belongs.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {"tests/browser/test_every_page.py": "every page", "tests/browser/": "browser", "tests/site/test_routes.py": "routes"}
"""Beginnings of paths; the first that fits counts."""


class Sharing(LoadScopeScheduling):
    """The large groups are begun first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for path, group in TOGETHER.items() if nodeid.startswith(path)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    return Sharing(config, log) if config.getvalue("dist") == "loadgroup" else None
