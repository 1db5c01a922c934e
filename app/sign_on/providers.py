"""The providers of this installation, each spoken to in its protocol. A protocol's libraries are loaded only when it is named."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Mapping

from dotenv import dotenv_values

from app.errors import Misconfigured, NotFound
from app.settings import Settings
from app.sign_on.describing import Provider
from app.sign_on.reading import read_file
from app.sign_on.shapes import Kind


class Providers:
    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def __iter__(self) -> Iterator[Provider]:
        return (kind.provider for kind in self._kinds.values())

    def speak_to(self, provider_id: str) -> Kind:
        """Raises `NotFound`."""
        if provider_id not in self._kinds:
            raise NotFound("There is no such way to sign in here.")
        return self._kinds[provider_id]

    def of_address(self, address: str) -> Provider | None:
        domain = address.rpartition("@")[2].strip().lower()
        return next((provider for provider in self if domain in provider.domains), None)

    def name_of(self, provider_id: str) -> str:
        """Also of one that is no longer in the file."""
        kind = self._kinds.get(provider_id)
        return kind.provider.name if kind else provider_id

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._kinds)

    @property
    def without_domain(self) -> list[Provider]:
        return [provider for provider in self if not provider.domains]


def load_providers(settings: Settings) -> Providers:
    """Raises `Misconfigured`. Nobody is asked anything yet: a provider that is down does not keep the program from starting."""
    if settings.sign_on is None:
        return Providers({})
    environment = {**{name: value or "" for name, value in dotenv_values(".env").items()}, **os.environ}
    found = read_file(settings.sign_on, environment=environment)
    return Providers({provider.id: _kind_of(provider, settings, environment) for provider in found})


def _kind_of(provider: Provider, settings: Settings, environment: Mapping[str, str]) -> Kind:
    try:
        module = importlib.import_module(f"app.sign_on.{provider.kind}")
    except ModuleNotFoundError as error:
        raise Misconfigured(
            f"{provider.id}: {provider.kind} needs {error.name}, which is not installed: "
            "python -m pip install --require-hashes -r requirements-sign-on.lock"
        ) from None
    secrets = {key: environment[variable] for key, variable in provider.secrets.items()}
    kind: Kind = module.speak(provider, base_address=settings.base_address.rstrip("/"), secret=secrets.get("secret_from", ""))
    return kind
