"""Asking an endpoint: one question, one answer, with retries, a bound on what is under way, and the budget kept."""

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import BoundedSemaphore
from typing import Any

import httpx

from trucewatch.extract.llm.budget import Budget
from trucewatch.extract.llm.dialect import Dialect
from trucewatch.extract.llm.endpoint import Endpoint
from trucewatch.extract.llm.prompt import Message
from trucewatch.model.errors import ExtractionError

__all__ = ["Chat", "Reply", "Sleep"]

Sleep = Callable[[float], None]
"""Waits for some seconds; tests hand in one that does not."""

_RETRIES = 5
_FIRST_DELAY = 1.0
_LONGEST_DELAY = 300.0
_PASSING = frozenset((408, 409, 425, 429))
_BADLY_PUT = frozenset((400, 413, 415, 422))
_MAX_TOKENS = 8_000
_MOST_BYTES = 8_000_000
_LETTERS_A_TOKEN = 3
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?")


@dataclass(frozen=True)
class Reply:
    """What a model wrote; `cut_off` where it had no room to finish."""

    text: str
    cut_off: bool


class _PassingError(Exception):
    """Something that may go better in a while; `delay` is the wait that is asked for, None if none is."""

    def __init__(self, what: str, delay: float | None = None) -> None:
        super().__init__(what)
        self.delay = delay


class _BadlyPutError(Exception):
    """The endpoint does not understand the request as it was put."""


class Chat:
    """Asks one endpoint, from any number of threads; at most `endpoint.concurrency` requests are under way at once."""

    def __init__(self, endpoint: Endpoint, budget: Budget, sleep: Sleep = time.sleep) -> None:
        self._endpoint = endpoint
        self._budget = budget
        self._sleep = sleep
        self._under_way = BoundedSemaphore(endpoint.concurrency)
        self._dialect = Dialect()
        self._tls = httpx.create_ssl_context()

    def ask(self, messages: Sequence[Message], max_tokens: int = _MAX_TOKENS) -> Reply:
        """The model's reply to some messages, of at most `max_tokens` tokens where the model lets itself be bounded.

        Raises BudgetSpentError where no token is left, ExtractionError where the endpoint refuses or cannot be reached.
        """
        dialect = self._dialect
        while True:
            body = {"model": self._endpoint.model, "messages": list(messages), **dialect.settings(max_tokens)}
            try:
                reply = self._patiently(body)
            except _BadlyPutError as complaint:
                simpler = dialect.simpler(str(complaint))
                if _is_too_long(str(complaint)) and dialect.unbounded:
                    return Reply("", cut_off=True)
                if simpler is None:
                    raise ExtractionError(self._says(f"does not accept the request ({complaint})")) from None
                dialect = simpler
            else:
                self._dialect = dialect
                return reply

    def _patiently(self, body: dict[str, Any]) -> Reply:
        delay = _FIRST_DELAY
        for attempt in range(_RETRIES + 1):
            try:
                return self._once(body)
            except _PassingError as trouble:
                wait = delay if trouble.delay is None else trouble.delay
                if attempt == _RETRIES:
                    tried = f"after {_RETRIES + 1} tries {trouble}; try again later: what was answered is kept"
                    raise ExtractionError(self._says(tried)) from None
                if wait > _LONGEST_DELAY:
                    asked = f"asks to wait for {wait:.0f} seconds; try again then: what was answered is kept"
                    raise ExtractionError(self._says(asked)) from None
            self._sleep(wait)
            delay *= 2
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _once(self, body: dict[str, Any]) -> Reply:
        with self._under_way:
            self._budget.check()
            status, headers, content = self._post(body)
            if status == httpx.codes.OK:
                return self._reply(body, content)
        if status in (401, 403):
            raise ExtractionError(self._says(f"refuses the key (HTTP {status}); set TRUCEWATCH_LLM_KEY to a valid one"))
        complaint = self._complaint(status, content)
        # The server of llama-cpp-python answers 500, and not 422, to a form of response that it does not know.
        if status in _BADLY_PUT or (status == 500 and "response_format" in complaint):
            raise _BadlyPutError(complaint)
        if status in _PASSING or status >= 500:
            raise _PassingError(f"answers {complaint}", _asked_delay(headers))
        check = "check TRUCEWATCH_LLM_URL, which as a rule ends in /v1, and TRUCEWATCH_LLM_MODEL"
        raise ExtractionError(self._says(f"answers {complaint}; {check}"))

    def _post(self, body: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        endpoint = self._endpoint
        url = f"{endpoint.url.rstrip('/')}/chat/completions"
        headers = {"Accept-Encoding": "identity"}
        if endpoint.key:
            headers["Authorization"] = f"Bearer {endpoint.key}"
        until = time.monotonic() + endpoint.timeout
        # A proxy of the environment must not see what is meant for this machine.
        outward = not endpoint.is_loopback
        try:
            with (
                httpx.Client(verify=self._tls, timeout=endpoint.timeout, trust_env=outward) as client,
                client.stream("POST", url, json=body, headers=headers) as response,
            ):
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > _MOST_BYTES:
                        too_much = f"answers with more than {_MOST_BYTES:,} bytes; use another model"
                        raise ExtractionError(self._says(too_much))
                    if time.monotonic() > until:
                        raise _PassingError(f"does not finish within {endpoint.timeout:g} s")
                return response.status_code, response.headers, bytes(content)
        except httpx.TimeoutException:
            raise _PassingError(f"does not answer within {endpoint.timeout:g} s") from None
        except httpx.RequestError as error:
            raise _PassingError(f"cannot be reached ({self._clean(str(error) or type(error).__name__)})") from None

    def _reply(self, body: dict[str, Any], content: bytes) -> Reply:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            answer = None
        choice = _first_choice(answer)
        text = _content(choice.get("message"))
        self._budget.spend(_tokens(answer, json.dumps(body["messages"], ensure_ascii=False) + text))
        return Reply(text, choice.get("finish_reason") == "length")

    def _complaint(self, status: int, content: bytes) -> str:
        words = self._clean(content.decode("utf-8", "replace"))
        return f"HTTP {status}" + (f": {words}" if words else "")

    def _clean(self, words: str) -> str:
        """Someone else's words fit for a message: one line, short, without the key."""
        if self._endpoint.key:
            words = words.replace(self._endpoint.key, "[key]")
        return " ".join(words.split())[:300]

    def _says(self, what: str) -> str:
        return f"The language model {self._endpoint.model} at {self._endpoint.host} {what}."


def _is_too_long(complaint: str) -> bool:
    return "context" in complaint.lower() or complaint.startswith("HTTP 413")


def _first_choice(answer: Any) -> dict[str, Any]:
    choices = answer.get("choices") if isinstance(answer, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _content(message: Any) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _tokens(answer: Any, letters: str) -> int:
    """What the endpoint counted; where it does not count, a figure that is rather too high than too low."""
    usage = answer.get("usage") if isinstance(answer, dict) else None
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and total >= 0 else len(letters) // _LETTERS_A_TOKEN + 1


def _asked_delay(headers: httpx.Headers) -> float | None:
    asked = headers.get("Retry-After", "").strip()
    if not asked:
        return None
    if _SECONDS.fullmatch(asked):
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(headers["Date"]) if "Date" in headers else datetime.now(UTC)
        return max((until - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
