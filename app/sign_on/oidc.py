"""OpenID Connect: the authorization code flow with PKCE, by Authlib; every check that stands between an answer and a person."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, JoseError, UnsupportedAlgorithmError
from joserfc.jws import JWSRegistry

from app.sign_on.describing import OidcProvider
from app.sign_on.discovery import PATIENCE, Discovery
from app.sign_on.mapping import introduce
from app.sign_on.shapes import Answer, Introduction, Reason, Refused, Way

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Never `none`, and nothing with a shared secret."""
LEEWAY = 60
FRESH = 600
"""Seconds: an answer that was signed longer ago is not one to this sign-on."""
CLAIM_REASONS = {
    "iss": Reason.OTHER_PROVIDER,
    "aud": Reason.NOT_FOR_US,
    "azp": Reason.NOT_FOR_US,
    "nonce": Reason.OTHER_SIGN_ON,
    "iat": Reason.EXPIRED,
    "nbf": Reason.EXPIRED,
}


class Oidc:
    def __init__(self, provider: OidcProvider, *, base_address: str, secret: str) -> None:
        self.provider = provider
        self._secret = secret
        self._home = base_address
        self._back = f"{base_address}/sign-on/{provider.id}/back"
        self._discovery = Discovery(provider)

    def way_out(self, way: Way, *, at: dt.datetime) -> str:
        metadata = self._discovery.metadata(at=at)
        extra = {"login_hint": way.hint} if way.hint else {}
        if self.provider.asks_now(way.stricter):
            extra["acr_values"] = " ".join(self.provider.second_factor["acr"])
        with self._client(metadata) as client:
            address, _state = client.create_authorization_url(
                metadata["authorization_endpoint"], state=way.state, nonce=way.nonce, code_verifier=way.verifier, **extra
            )
        return str(address)

    def receive(self, answer: Answer, way: Way) -> Introduction:
        metadata = self._discovery.metadata(at=answer.at)
        self._check_sender(answer, metadata)
        token = self._exchange(answer, way, metadata)
        claims = self._read(token, way, answer.at, metadata)
        said = self._with_more(claims, token, metadata)
        verified = {"true": True, "false": False}.get(str(said.get("email_verified")).lower())
        proven = verified if self.provider.claims.address == "email" else None
        return introduce(self.provider, claims["sub"], said, shown=claims, proven=proven)

    def farewell(self, *, at: dt.datetime) -> str | None:
        if self.provider.sign_out:
            return self.provider.sign_out
        try:
            metadata = self._discovery.metadata(at=at)
        except Refused:
            return None
        address = metadata.get("end_session_endpoint")
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            return None
        query = urlencode({"client_id": self.provider.client, "post_logout_redirect_uri": f"{self._home}/sign-in"})
        return f"{address}{'&' if '?' in address else '?'}{query}"

    def _check_sender(self, answer: Answer, metadata: dict[str, Any]) -> None:
        """RFC 9207: an answer may name who sent it, and where the provider promised that, it must."""
        sender, promised = answer.fields.get("iss"), metadata.get("authorization_response_iss_parameter_supported")
        if (promised or sender is not None) and sender != self.provider.issuer:
            raise Refused(Reason.OTHER_PROVIDER, self.provider, "iss of the answer")
        if "error" in answer.fields:
            raise Refused(Reason.STOPPED, self.provider, answer.fields["error"][:60])
        if not answer.fields.get("code"):
            raise Refused(Reason.INCOMPLETE, self.provider, "no code")

    def _exchange(self, answer: Answer, way: Way, metadata: dict[str, Any]) -> dict[str, Any]:
        try:
            with self._client(metadata) as client:
                token: dict[str, Any] = client.fetch_token(
                    metadata["token_endpoint"], grant_type="authorization_code", code=answer.fields["code"],
                    code_verifier=way.verifier, timeout=PATIENCE, allow_redirects=False,
                )  # fmt: skip
        except OAuthError as error:
            reason = Reason.USED if error.error == "invalid_grant" else Reason.NO_ANSWER
            raise Refused(reason, self.provider, f"token endpoint: {error.error}") from None
        except (requests.RequestException, ValueError):
            raise Refused(Reason.NO_ANSWER, self.provider, "token endpoint") from None
        if not isinstance(token.get("id_token"), str):
            raise Refused(Reason.INCOMPLETE, self.provider, "no ID token")
        return token

    def _read(self, token: dict[str, Any], way: Way, at: dt.datetime, metadata: dict[str, Any]) -> CodeIDToken:
        promised = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        allowed = [name for name in SIGNED_BY if name in promised]
        try:
            header = jws.extract_compact(token["id_token"].encode()).headers()
            if header.get("alg") not in allowed:
                raise Refused(Reason.UNSIGNED, self.provider, str(header.get("alg"))[:20])
            keys = self._discovery.keys(at=at, kid=header.get("kid"))
            read = jwt.decode(token["id_token"], keys, registry=JWSRegistry(algorithms=allowed, strict_check_header=False))
            return self._check(read, token, way, at)
        except (BadSignatureError, UnsupportedAlgorithmError) as error:
            raise Refused(Reason.TAMPERED, self.provider, error.error) from None
        except ExpiredTokenError:
            raise Refused(Reason.EXPIRED, self.provider) from None
        except ClaimError as error:
            raise Refused(CLAIM_REASONS.get(error.claim, Reason.INCOMPLETE), self.provider, error.claim) from None
        except (JoseError, ValueError, TypeError) as error:
            raise Refused(Reason.TAMPERED, self.provider, type(error).__name__) from None

    def _check(self, read: jwt.Token, token: dict[str, Any], way: Way, at: dt.datetime) -> CodeIDToken:
        must: dict[str, Any] = {
            "iss": {"essential": True, "value": self.provider.issuer},
            "aud": {"essential": True, "value": self.provider.client},
            "sub": {"essential": True},
            "exp": {"essential": True},
        }
        params = {"nonce": way.nonce, "client_id": self.provider.client, "access_token": token.get("access_token", "")}
        claims = CodeIDToken(read.claims, read.header, must, params)
        now = int(at.timestamp())
        claims.validate(now=now, leeway=LEEWAY)
        if claims["iat"] < now - FRESH:
            raise Refused(Reason.EXPIRED, self.provider, "iat")
        return claims

    def _with_more(self, claims: CodeIDToken, token: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
        """With what the provider keeps for its userinfo address, where a mapped claim is missing. What was signed goes first."""
        wanted = {name for name in self.provider.claims.model_dump().values() if name} | {
            rule.claim for rule in self.provider.roles
        }
        address = metadata.get("userinfo_endpoint")
        if wanted <= claims.keys() or not isinstance(address, str) or not token.get("access_token"):
            return dict(claims)
        bearer = {"Authorization": f"Bearer {token['access_token']}", "Accept": "application/json"}
        try:
            answer = requests.get(address, headers=bearer, timeout=PATIENCE, allow_redirects=False)
            said = answer.json() if answer.status_code == 200 else {}
        except (requests.RequestException, ValueError):
            raise Refused(Reason.NO_ANSWER, self.provider, "userinfo") from None
        if said and (not isinstance(said, dict) or said.get("sub") != claims["sub"]):
            raise Refused(Reason.TAMPERED, self.provider, "userinfo is of another subject")
        return {**said, **claims}

    def _client(self, metadata: dict[str, Any]) -> OAuth2Session:
        ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        post = "client_secret_basic" not in ways and "client_secret_post" in ways
        return OAuth2Session(
            self.provider.client,
            self._secret,
            scope=" ".join(dict.fromkeys(["openid", *self.provider.scopes])),
            redirect_uri=self._back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post" if post else "client_secret_basic",
        )


def speak(provider: OidcProvider, *, base_address: str, secret: str) -> Oidc:
    return Oidc(provider, base_address=base_address, secret=secret)
