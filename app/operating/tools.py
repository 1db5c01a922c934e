"""What hearers are given beside the news (`Moment.tools`), by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.credentials.wording import Issuer
from app.mail.composing import Composer
from app.settings import Settings
from app.web.press import print_document


def make_tools(settings: Settings, composer: Composer) -> Mapping[str, Any]:
    return {
        "settings": settings,
        "composer": composer,
        "compile_document": print_document,
        "issuer": Issuer(settings.institution, settings.base_address, settings.demo),
    }
