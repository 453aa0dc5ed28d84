"""Plain forms: what ties one to the browser that it was shown to, and how its fields are read."""

import hashlib
import hmac
import secrets
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from trucewatch.workbench.refusals import Refusal

__all__ = ["FORM_COOKIE", "Form", "inner_address", "shown"]

FORM_COOKIE = "trucewatch_form"
_MOST_FIELDS = 40


class Form:
    """Forms that are shown before anybody is signed in. Each carries a word that only this server can make from a
    cookie of the browser, so that no other site can send one in somebody's name."""

    def __init__(self, secret: bytes, *, secure: bool) -> None:
        self._secret, self._secure = secret, secure

    def word(self, cookie: str) -> str:
        """The word that a form of the browser with this cookie carries."""
        return hmac.new(self._secret, b"form " + cookie.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def cookie(self, request: Request) -> str:
        """The browser's cookie, a new one where it has none."""
        held = request.cookies.get(FORM_COOKIE, "")
        return held if 20 <= len(held) <= 100 else secrets.token_urlsafe(24)

    def keep(self, response: Response, cookie: str) -> None:
        """Give the browser its cookie with this answer."""
        response.set_cookie(FORM_COOKIE, cookie, httponly=True, samesite="strict", secure=self._secure, max_age=86_400)

    async def read(self, request: Request) -> dict[str, str]:
        """The fields of a form that was sent. Refusal (403) if it is not one of this browser's, (400) if it is none."""
        same_origin(request)
        fields = await fields_of(request)
        self.check(request, fields.get("csrf", ""))
        return fields

    def check(self, request: Request, word: str) -> None:
        """Refusal (403) unless the word is the one of this browser's forms."""
        cookie = request.cookies.get(FORM_COOKIE)
        if cookie is None or not _same(self.word(cookie), word):
            raise Refusal(403, "This form is too old, or cookies are switched off; load the page again and repeat.")

    def sealed(self, text: str, owner: str) -> str:
        """A text that a form of one session carries there and back, and that nothing can be exchanged for."""
        return f"{text}.{self.word(f'sealed {owner} {text}')}"

    def unsealed(self, sealed: str, owner: str) -> str:
        """The text; Refusal (403) if it is not the session's own."""
        text, _, seal = sealed.rpartition(".")
        if not _same(self.word(f"sealed {owner} {text}"), seal):
            raise Refusal(403, "This form is not from your session any more; load the page again and repeat.")
        return text


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of an urlencoded form, the last of each name. Refusal (400) if it is none."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Refusal(400, "This address takes a form; send its fields urlencoded.")
    try:
        fields = parse_qs(
            (await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise Refusal(400, "The fields of the form are not UTF-8, or too many; load the page again.") from error
    return {name: values[-1].replace("\x00", "") for name, values in fields.items()}


def same_origin(request: Request) -> None:
    """Refusal (403) for what a page of another site sends."""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refusal(403, "This was sent by a page of another site; open the workbench itself.")
    if origin not in (None, "null") and urlsplit(str(origin)).netloc.lower() != request.headers.get("host", "").lower():
        raise Refusal(403, "This was sent by a page of another site; open the workbench itself.")


def inner_address(asked: str | None) -> str:
    """An address of this server to go on to; the list of watches for any other."""
    asked = asked or "/"
    if not asked.startswith("/") or asked.startswith(("//", "/\\")) or any(ord(c) < 32 or c == "\\" for c in asked):
        return "/"
    return asked if len(asked) <= 2000 else "/"


def shown(text: str, most: int = 200) -> str:
    """A field as it may be shown again."""
    return text[:most]
