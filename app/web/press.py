"""Paper made while somebody waits. The compiler weighs tens of megabytes, so a serving process loads it when first asked."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from typing import cast

COMPILER = "app.documents.compiling"

Compile = Callable[[str, Mapping[str, object]], bytes]


@functools.cache
def _compiler() -> Compile:
    return cast(Compile, importlib.import_module(COMPILER).compile_document)


def print_document(template: str, data: Mapping[str, object]) -> bytes:
    """As `documents.compiling.compile_document`."""
    return _compiler()(template, data)
