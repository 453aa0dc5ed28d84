"""Who asks for what: the person, the watch, the clocks, and the watch as that person may see it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Query, Request

from trucewatch._version import __version__
from trucewatch.model import View
from trucewatch.publish.exports import Leaving
from trucewatch.publish.release import Profile
from trucewatch.watch import Watch
from trucewatch.workbench.catalogue import Catalogue
from trucewatch.workbench.clocks import Clocks
from trucewatch.workbench.people import Person, Role
from trucewatch.workbench.people.access import needs, watch_of
from trucewatch.workbench.pictures import Picture
from trucewatch.workbench.rates import Bucket
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["Looking", "NewViews", "looking"]

WATCH_TEXT = "The id of the watch; may be left out where the server holds one."
TRUE_TEXT = "The world up to this day or moment (ISO 8601); a day means its last second in the watch's zone. None: now."
KNOWN_TEXT = "Only what was known by this day or moment (ISO 8601). None: now."
_NOT_ASKED = frozenset({"cursor", "limit"})


class NewViews:
    """How many views that nobody has asked for yet one person may have computed: each takes the server a while."""

    def __init__(self) -> None:
        self._bucket = Bucket(20, 1 / 6)

    def take(self, person: Person) -> None:
        """Refusal (429) for too many."""
        if wait_s := self._bucket.take(person.id):
            seconds = int(wait_s) + 1
            raise Refusal(429, f"Too many new moments asked for; wait {seconds} s.", retry_after_s=seconds)


@dataclass
class Looking:
    """A watch as somebody asks for it. `parameters` are those of the address."""

    desk: "Desk"
    person: Person
    watch_id: str
    clocks: Clocks
    route: str
    parameters: Mapping[str, str]

    @property
    def watch(self) -> Watch:
        """The watch."""
        return self.desk.watches[self.watch_id]

    @property
    def role(self) -> Role:
        """The person's role in it."""
        role = self.person.role(self.watch_id)
        assert role is not None
        return role

    @cached_property
    def profile(self) -> Profile:
        """What binds the person's reading."""
        return self.desk.profile(self.watch_id, self.role)

    @cached_property
    def raw(self) -> Picture:
        """The watch on these clocks, before any profile; nothing of it is shown."""
        return self.desk.pictures[self.watch_id].now(self.clocks)

    @cached_property
    def picture(self) -> Picture:
        """The watch on these clocks, under that profile."""
        return self.raw.under(self.profile)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What that picture holds."""
        return self.desk.catalogues.of(self.picture, self.raw, self.desk.indexes.of(self.watch))

    @property
    def view(self) -> View:
        """The view that the person may see."""
        return self.picture.monitoring.view

    @property
    def leaving(self) -> Leaving:
        """The same as exports have it."""
        return self.picture.leaving

    @property
    def asked(self) -> dict[str, str]:
        """What a cursor is good for: the list, its filters, and the profile."""
        rest = {name: value for name, value in self.parameters.items() if name not in _NOT_ASKED}
        return {**rest, ":route": self.route, ":watch": self.watch_id, ":profile": self.profile.name}

    def tag(self, form: str, beside: str = "") -> str:
        """The entity tag of an answer in one format: it changes whenever the answer may; `beside` is what else it hangs
        on than the view and the question."""
        view = self.view
        parts = (
            __version__,
            self.route,
            self.watch_id,
            self.picture.head.hash,
            view.as_of.isoformat(),
            view.known_on.isoformat(),
            view.corpus_hash,
            self.profile.model_dump_json(),
            form,
            beside,
            *(f"{name}={value}" for name, value in sorted(self.parameters.items())),
        )
        digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        return f'W/"{digest[:32]}"'

    def described(self) -> dict[str, Any]:
        """What the answer is a view of."""
        view = self.view
        return {
            "watch": self.watch_id,
            "as_true_on": view.as_of.isoformat(),
            "as_known_on": view.known_on.isoformat(),
            "profile": self.profile.name,
            "corpus_hash": view.corpus_hash,
            "method": view.method,
            "head": {"seq": self.picture.head.seq, "hash": self.picture.head.hash},
            "stale": self.picture.stale,
        }


def looking(
    request: Request,
    person: Annotated[Person, Depends(needs(Role.READER))],
    watch: Annotated[str | None, Query(description=WATCH_TEXT, max_length=120, examples=["syria-2017"])] = None,
    as_true_on: Annotated[str | None, Query(description=TRUE_TEXT, max_length=40, examples=["2017-05-10"])] = None,
    as_known_on: Annotated[
        str | None, Query(description=KNOWN_TEXT, max_length=40, examples=["2017-05-10T12:00:00+03:00"])
    ] = None,
) -> Looking:
    """What a request looks at. Refusal for a moment that is none (400), for too many new moments (429)."""
    del watch  # watch_of reads it, so that one in the path goes before
    desk: Desk = request.app.state.desk
    named = watch_of(request)
    asked = {"as_true_on": as_true_on or "", "as_known_on": as_known_on or ""}
    clocks = Clocks.of({name: value for name, value in asked.items() if value})
    if not clocks.live and not desk.pictures[named].ready(clocks):
        request.app.state.new_views.take(person)
    route = request.scope["path"]
    names = dict.fromkeys(request.query_params)
    parameters = {name: "\n".join(request.query_params.getlist(name)) for name in names}
    return Looking(desk, person, named, clocks, route, parameters)
