"""Static files under names that hold their content's hash, so that browsers may keep them for ever. There is no build step."""

from __future__ import annotations

import gzip
import hashlib
import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PREFIX = "/static/"
HASHED = re.compile(r"\.[0-9a-f]{8}\.[a-z0-9]+$")
COMPRESSED = {".css", ".js", ".svg", ".txt"}
CSS_ADDRESS = re.compile(r"url\(([^)'\"]+)\)")


class Assets:
    """Every file under `root`, copied once into `cache` under a name with its hash, with a gzip beside it where that pays.

    Files that an earlier version put into `cache` stay and are still served: a page opened before an upgrade keeps its look.
    """

    def __init__(self, root: Path, cache: Path) -> None:
        self._cache = cache
        self._urls: dict[str, str] = {}
        names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        for name in sorted(names, key=lambda name: name.endswith(".css")):
            content = (root / name).read_bytes()
            if name.endswith(".css"):
                content = self._css(content.decode(), name).encode()
            self._keep(name, content)

    def url(self, name: str) -> str:
        """The address of a file, by its path under the root: ``css/openward.css``."""
        try:
            return self._urls[name]
        except KeyError:
            raise KeyError(f"there is no static file {name!r}; add it under app/static") from None

    def wrap(self, application: WSGIApplication) -> WSGIApplication:
        """Serves the files before `application` is asked; everything else goes on to it."""
        noise = WhiteNoise(
            application,
            root=str(self._cache),
            prefix=PREFIX,
            max_age=3600,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
            add_headers_function=_add_headers,
        )
        return cast("WSGIApplication", noise)

    def _keep(self, name: str, content: bytes) -> None:
        stem, suffix = posixpath.splitext(name)
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{suffix}"
        self._urls[name] = PREFIX + hashed
        path = self._cache / hashed
        squeezed = gzip.compress(content, 9, mtime=0) if suffix in COMPRESSED else content
        if len(squeezed) < len(content):
            _write_once(path.with_name(path.name + ".gz"), squeezed)
        _write_once(path, content)

    def _css(self, text: str, name: str) -> str:
        folder = posixpath.dirname(name)

        def hashed(match: re.Match[str]) -> str:
            return f"url({self.url(posixpath.normpath(posixpath.join(folder, match[1])))})"

        return shrink_css(CSS_ADDRESS.sub(hashed, text))


def shrink_css(text: str) -> str:
    """The same sheet without comments and needless space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};]) ?|(,) ", r"\1\2", text).replace(";}", "}").strip()


def _write_once(path: Path, content: bytes) -> None:
    """Several processes may start at once: each writes a file of its own and moves it into place."""
    if path.exists() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f".{path.name}.{os.getpid()}")
    own.write_bytes(content)
    own.replace(path)


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
