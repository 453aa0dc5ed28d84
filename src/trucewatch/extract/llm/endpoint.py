"""Where a language model is asked, and what may be spent on it: the user's own settings, from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self

import httpx

from trucewatch.model.errors import ExtractionError

__all__ = ["Endpoint"]

_URL, _MODEL, _KEY = "TRUCEWATCH_LLM_URL", "TRUCEWATCH_LLM_MODEL", "TRUCEWATCH_LLM_KEY"
_BUDGET, _CONCURRENCY, _TIMEOUT = "TRUCEWATCH_LLM_BUDGET", "TRUCEWATCH_LLM_CONCURRENCY", "TRUCEWATCH_LLM_TIMEOUT"
_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")
_MOST_AT_ONCE = 64


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible endpoint.

    `url` is the base URL, as a rule ending in /v1; `model` the model's name there; `key` the bearer token, None where
    the endpoint asks for none. `budget` bounds the tokens of a run (what the endpoint counts, questions and answers
    together), `concurrency` the requests under way at once, `timeout` the seconds that one request may take.
    Raises ExtractionError for a setting that cannot be used; no message ever holds the key.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    budget: int = 500_000
    concurrency: int = 4
    timeout: float = 180.0

    def __post_init__(self) -> None:
        _check_url(self.url)
        if not self.model.strip():
            raise ExtractionError(f"{_MODEL} is empty; set it to the name of a model that the endpoint serves.")
        if self.key is not None and not _HEADER_SAFE.fullmatch(self.key):
            raise ExtractionError(f"{_KEY} holds spaces or other signs that no key has; set it again.")
        if self.budget < 1:
            raise ExtractionError(f"{_BUDGET} must be at least 1 token, not {self.budget}.")
        if not 1 <= self.concurrency <= _MOST_AT_ONCE:
            raise ExtractionError(f"{_CONCURRENCY} must be from 1 to {_MOST_AT_ONCE}, not {self.concurrency}.")
        if not 0 < self.timeout <= 86_400:
            raise ExtractionError(f"{_TIMEOUT} must be a number of seconds up to a day, not {self.timeout}.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The endpoint that the TRUCEWATCH_LLM_* variables name (docs/llm.md); without URL and model there is none."""
        url, model = (environment.get(name, "").strip() for name in (_URL, _MODEL))
        if not url or not model:
            missing = " and ".join(name for name, value in ((_URL, url), (_MODEL, model)) if not value)
            raise ExtractionError(
                f"The llm extractor has no endpoint: set {missing} (the base URL, such as http://127.0.0.1:8080/v1, "
                "and the name of a model that it serves); until then no text is sent anywhere."
            )
        return cls(
            url=url.rstrip("/"),
            model=model,
            key=environment.get(_KEY, "").strip() or None,
            budget=int(_number(environment, _BUDGET, cls.budget, whole=True)),
            concurrency=int(_number(environment, _CONCURRENCY, cls.concurrency, whole=True)),
            timeout=_number(environment, _TIMEOUT, cls.timeout),
        )

    @property
    def host(self) -> str:
        """Host and port, for messages: never the path, which may hold secrets."""
        return httpx.URL(self.url).netloc.decode("ascii")

    @property
    def is_loopback(self) -> bool:
        """Whether requests stay on this machine."""
        host = httpx.URL(self.url).host
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


def _check_url(url: str) -> None:
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise ExtractionError(f"{_URL} is no URL; use one such as http://127.0.0.1:8080/v1.") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise ExtractionError(f"{_URL} must start with http:// or https:// and name a host.")
    if parts.userinfo or parts.query or parts.fragment:
        raise ExtractionError(f"{_URL} must be a plain base URL without user, query or fragment; put a key in {_KEY}.")


def _number(environment: Mapping[str, str], name: str, default: float, *, whole: bool = False) -> float:
    given = environment.get(name, "").strip().replace("_", "")
    if not given:
        return default
    try:
        return int(given) if whole else float(given)
    except ValueError:
        raise ExtractionError(f"{name} must be a {'whole ' if whole else ''}number, not {given[:40]!r}.") from None
