"""Signing in with an identity provider (OpenID Connect, code flow with PKCE), where whoever runs the server set one up.

    issuer = "https://login.example.org/realms/team"     what the provider calls itself
    client_id = "trucewatch"
    client_secret = "..."
    title = "the team's login"                           what the button says
    name_claim = "email"                                 which claim names the person here

A provider lets nobody in whom an administrator has not made an account for: it only says who somebody is.
"""

import json
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from trucewatch.model.errors import ConfigError
from trucewatch.workbench.refusals import Refusal

__all__ = ["Asked", "Identity", "Provider"]

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_TIMEOUT_S = 10
_LEEWAY_S = 60
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Identity:
    """Who somebody is to the provider: a `subject` that is theirs for good, and the name they have there now."""

    subject: str
    name: str | None


@dataclass(frozen=True)
class Asked:
    """What was asked of the provider, kept by the browser until it comes back: nothing else may come back."""

    state: str
    nonce: str
    verifier: str
    onward: str

    def text(self) -> str:
        """As one text."""
        return json.dumps([self.state, self.nonce, self.verifier, self.onward])

    @classmethod
    def of(cls, text: str) -> Self:
        """From that text."""
        return cls(*json.loads(text))


class Provider(BaseModel):
    """A provider as its file describes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1, repr=False)
    title: str = Field(default="single sign-on", min_length=1, max_length=60)
    name_claim: Literal["email", "preferred_username", "name"] = "email"

    @field_validator("issuer")
    @classmethod
    def _safe(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError("a provider is reached by https")
        return value.rstrip("/")

    @classmethod
    def load(cls, path: Path) -> Self:
        """From a file. ConfigError if it cannot be read or breaks the rules."""
        try:
            return cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path} cannot be read as TOML ({error}); mend it and start again.") from error
        except ValidationError as error:
            said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
            raise ConfigError(f"{path} does not describe an identity provider ({said}); mend it.") from error

    async def ask(self, back: str, onward: str) -> tuple[str, Asked]:
        """Where to send the browser, which comes `back` here, and what to keep until then. Refusal (503) if the
        provider does not answer."""
        found = await self._described()
        asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), onward)
        async with self._client(back) as client:
            url, _ = client.create_authorization_url(
                _address(found, "authorization_endpoint"),
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return str(url), asked

    async def identify(self, back: str, asked: Asked, code: str) -> Identity:
        """Who came back with that code. Refusal (403) for a code, or a statement of the provider, that is not good."""
        found = await self._described()
        try:
            async with self._client(back) as client:
                endpoint = _address(found, "token_endpoint")
                token = await client.fetch_token(endpoint, code=code, code_verifier=asked.verifier)
                keys = (await client.request("GET", _address(found, "jwks_uri"), withhold_token=True)).json()
            claims = self._checked(str(token.get("id_token", "")), keys, asked.nonce)
        except (OAuthError, JoseError, ValueError, KeyError) as error:
            raise Refusal(403, "What the identity provider says is not valid; sign in again.") from error
        except httpx.HTTPError as error:
            raise Refusal(503, "The identity provider does not answer; try again later.") from error
        return Identity(f"{self.issuer} {claims['sub']}", self._name(claims))

    def _checked(self, statement: str, keys: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of an ID token: signed by the provider, for us, now, and in answer to what was asked."""
        decoded = jwt.decode(statement, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        rules = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        rules.validate(decoded.claims)
        audience = decoded.claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and decoded.claims.get("azp") != self.client_id:
            raise ValueError("for several, and not for us")
        return dict(decoded.claims)

    def _name(self, claims: dict[str, Any]) -> str | None:
        """The name they have there; an address of mail only once the provider has made sure that it is theirs."""
        if self.name_claim == "email" and claims.get("email_verified") is not True:
            return None
        name = claims.get(self.name_claim)
        return name if isinstance(name, str) else None

    async def _described(self) -> dict[str, Any]:
        """What the provider says of itself, under its own name."""
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT_S) as client:
                answer = await client.get(f"{self.issuer}/.well-known/openid-configuration")
                found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refusal(503, "The identity provider does not answer; try again later.") from error
        if not isinstance(found, dict) or str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise Refusal(503, "The identity provider calls itself by another name; check the issuer in its file.")
        return found

    def _client(self, back: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid email profile",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
        )


def _address(found: dict[str, Any], name: str) -> str:
    """An address that the provider gives. Refusal (503) unless it is safe to send somebody there."""
    value = found.get(name)
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise Refusal(503, f"The identity provider gives no safe {name}; check its settings.")
    return str(value)
