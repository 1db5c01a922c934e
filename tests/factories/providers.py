"""Providers of sign-on that answer over HTTP on this machine: oidc-provider-mock, with PKCE held to, and able to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from flask import Flask, g
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server

with warnings.catch_warnings():
    import authlib.deprecate  # noqa: F401  it sets its own warnings to "always", so what hushes them comes after it

    warnings.simplefilter("ignore")
    import oidc_provider_mock

Change = Callable[[dict[str, Any]], dict[str, Any]]


class OpenIdServer:
    """`claims` changes what is signed, `header` its header, `key` who signs, `raw` the finished token; `says` changes
    what the provider says of itself."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.mock: Flask = oidc_provider_mock.app()
        self.mock.debug = False
        self.own_key = self._own_key()
        self.challenges: dict[str, str] = {}
        self.asked: list[str] = []
        self.issuer = ""
        self.users: set[str] = set()
        self.reset()

    def reset(self) -> None:
        self.claims: Change = dict
        self.header: dict[str, Any] = {}
        self.key: Any = self.own_key
        self.keys: list[Any] = [self.own_key]
        self.raw: Callable[[str], str] = str
        self.says: dict[str, Any] = {}
        self.is_down = False
        self.asked.clear()
        while self.users:
            self._put_user(self.users.pop(), {})

    def set_user(self, subject: str, **claims: Any) -> None:
        self.users.add(subject)
        self._put_user(subject, claims)

    def _put_user(self, subject: str, claims: dict[str, Any]) -> None:
        assert requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).status_code == 204

    def recognise(self, address: str, subject: str) -> str:
        """What a browser does there: signs in as `subject`. Returns the address it is sent back to."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        back = answer.headers["Location"]
        asked, brought = parse_qs(urlsplit(address).query), parse_qs(urlsplit(back).query)
        if "code" in brought:
            self.challenges[brought["code"][0]] = asked["code_challenge"][0]
            assert asked["code_challenge_method"] == ["S256"]
        return back

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        if self.is_down:
            start_response("503 Service Unavailable", [])
            return [b""]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if environ["PATH_INFO"] == "/oauth2/token" and not self._verifies(body):
            start_response("400 Bad Request", [("Content-Type", "application/json")])
            return [b'{"error": "invalid_grant"}']
        answer = self.mock.test_client().open(
            environ["PATH_INFO"],
            method=environ["REQUEST_METHOD"],
            base_url=self.issuer,
            query_string=environ.get("QUERY_STRING", ""),
            data=body,
            headers=[(name[5:].replace("_", "-"), value) for name, value in environ.items() if name.startswith("HTTP_")],
            content_type=environ.get("CONTENT_TYPE") or None,
        )
        content = self._changed(environ["PATH_INFO"], answer.data) if answer.status_code == 200 else answer.data
        start_response(answer.status, [(name, value) for name, value in answer.headers if name != "Content-Length"])
        return [content]

    def _verifies(self, body: bytes) -> bool:
        sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenges.get(sent.get("code", ""))

    def _changed(self, path: str, content: bytes) -> bytes:
        if path == "/.well-known/openid-configuration":
            return json.dumps(json.loads(content) | self.says).encode()
        if path == "/jwks":
            return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()
        if path == "/oauth2/token":
            token = json.loads(content)
            token["id_token"] = self.raw(self._signed_anew(token["id_token"]))
            return json.dumps(token).encode()
        return content

    def _signed_anew(self, id_token: str) -> str:
        read = jwt.decode(id_token, self.own_key)
        header = {"alg": "RS256", "kid": self.own_key.kid if isinstance(self.key, OctKey) else self.key.kid, **self.header}
        every = JWSRegistry(algorithms=[header["alg"]], strict_check_header=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return jwt.encode(header, self.claims(dict(read.claims)), self.key, registry=every)

    def _own_key(self) -> RSAKey:
        with self.mock.test_request_context(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.mock.preprocess_request()
            key: RSAKey = RSAKey.import_key(g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
            return key


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serves it on a free port of this machine. Gives the address."""
    server = make_server("localhost", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def with_query(address: str, **changed: str | None) -> str:
    """The path and query of an address, some of it changed; None: left out."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    return f"{parts.path}?{urlencode({name: value for name, value in query.items() if value is not None})}"
