"""Who asks, and whether they may: for screens, for the HTTP API, and for plain forms."""

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import Request

from trucewatch.workbench.people.roles import Person, Role
from trucewatch.workbench.people.sessions import Session
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = [
    "BEARER",
    "COOKIE",
    "CSRF_FIELD",
    "CSRF_HEADER",
    "current_person",
    "current_session",
    "identify",
    "needs",
    "watch_of",
]

COOKIE = "trucewatch_session"
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"
BEARER = "bearer "
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_WORD = 200


def identify(desk: "Desk", cookie: str | None, authorization: str | None) -> tuple[Person | None, Session | None]:
    """Who comes with this cookie or this Authorization header; nobody for a wrong or expired one. A token goes before
    a cookie: a program that sends one means to be bound by its scopes."""
    if authorization:
        word = authorization[len(BEARER) :].strip()
        if not authorization.lower().startswith(BEARER) or not 1 <= len(word) <= _LONGEST_WORD:
            return None, None
        found = desk.people.tokens.of(word)
        person = desk.people.person(found[0]) if found else None
        if found is None or person is None:
            return None, None
        return Person(person.id, person.name, person.roles, found[1]), None
    if not cookie or len(cookie) > _LONGEST_WORD:
        return None, None
    session = desk.people.sessions.of(cookie)
    person = desk.people.person(session.person_id) if session else None
    return (person, session) if person is not None else (None, None)


def current_person(request: Request) -> Person | None:
    """Who asks; None: nobody who is known."""
    found: Person | None = getattr(request.state, "person", None)
    return found


def current_session(request: Request) -> Session | None:
    """The session of the browser that asks; None where nobody is known, or a token was sent."""
    found: Session | None = getattr(request.state, "session", None)
    return found


def watch_of(request: Request) -> str:
    """The id of the watch that is asked for: in the path, as parameter `watch`, or the only one there is. Refusal (404)
    for an unknown one, (400) where several could be meant."""
    desk: Desk = request.app.state.desk
    named = request.path_params.get("watch") or request.query_params.get("watch")
    if named is None:
        if len(desk.watches) == 1:
            return next(iter(desk.watches))
        raise Refusal(400, f"This server holds {len(desk.watches)} watches; name one with the parameter watch.")
    if named not in desk.watches:
        raise Refusal(404, "There is no watch of that id on this server, or you have no part in it.")
    return str(named)


def needs(role: Role, *, everywhere: bool = False) -> Callable[[Request], Person]:
    """A dependency that lets in only who has that role in the watch that is asked for (`everywhere`: on the whole
    server). Whoever comes with a cookie must send the session's CSRF word in a header to change anything."""

    def person_who_may(request: Request) -> Person:
        person, session = current_person(request), current_session(request)
        if person is None:
            raise Refusal(401, "Sign in, or send a valid token as Authorization: Bearer …")
        if session is not None and request.method not in _SAFE:
            check_csrf(session, request.headers.get(CSRF_HEADER, ""))
        if everywhere:
            if not person.may(role):
                raise Refusal(403, f"This needs the role {role} for the whole server.")
            return person
        watch = watch_of(request)
        if person.role(watch) is None:
            raise Refusal(404, "There is no watch of that id on this server, or you have no part in it.")
        if not person.may(role, watch):
            raise Refusal(403, f"This needs the role {role} in {watch}, and a token with a scope that reaches it.")
        return person

    return person_who_may


def check_csrf(session: Session, word: str) -> None:
    """Refusal (403) unless the word is the session's: the request was not made by a page of this server."""
    if not hmac.compare_digest(session.csrf.encode(), word.encode("utf-8", "surrogatepass")):
        raise Refusal(403, "This form is not from your session any more; load the page again and repeat.")
