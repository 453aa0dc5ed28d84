"""/webhooks: who is told of new findings and overdue obligations."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from trucewatch.workbench.api.seeing import WATCH_TEXT
from trucewatch.workbench.desk import Desk
from trucewatch.workbench.hooks import Delivery, Hooks, Subscription
from trucewatch.workbench.people import Person, Role
from trucewatch.workbench.people.access import needs, watch_of
from trucewatch.workbench.refusals import Refusal

__all__ = ["router"]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
Administrator = Annotated[Person, Depends(needs(Role.ADMINISTRATOR))]
WatchAsked = Annotated[str | None, Query(max_length=120, description=WATCH_TEXT)]
Name = Annotated[str, Path(max_length=32, description="The subscription's id.", examples=["5f3c9a10b2d4e6f8"])]
EventKind = Literal["finding.new", "obligation.overdue"]


class SubscriptionAsked(BaseModel):
    """A subscription to be."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=2000,
        description="where deliveries are posted: http or https, never inside a private network unless "
        "allow_hosts in [fetch] of watch.toml names the host",
        examples=["https://desk.example.org/hooks/trucewatch"],
    )
    events: list[EventKind] = Field(min_length=1, max_length=2, examples=[["finding.new", "obligation.overdue"]])
    profile: str = Field(
        default="partners",
        max_length=120,
        description="the release profile that what is told goes through; none that binds it to the team",
        examples=["partners"],
    )


class SubscriptionOf(BaseModel):
    """A subscription that stands."""

    id: str
    watch: str
    url: str
    events: list[EventKind]
    profile: str
    by: str = Field(description="who made it")
    created: AwareDatetime


class SubscriptionMade(SubscriptionOf):
    """A new subscription with the secret that its deliveries are signed with; it is shown this once."""

    secret: str


class DeliveryOf(BaseModel):
    """One message on its way."""

    id: str
    event: str
    created: AwareDatetime
    state: Literal["waiting", "delivered", "given_up"]
    attempts: int
    answer: str = Field(description="what came of the last attempt; empty before the first")


def _hooks(request: Request) -> Hooks:
    found: Hooks = request.app.state.hooks
    return found


def _plain(subscription: Subscription) -> dict[str, Any]:
    names = ("id", "watch", "url", "profile", "by")
    told = {name: getattr(subscription, name) for name in names}
    return {**told, "events": list(subscription.events), "created": subscription.created.isoformat()}


def _message(delivery: Delivery) -> dict[str, Any]:
    told = {name: getattr(delivery, name) for name in ("id", "event", "state", "attempts", "answer")}
    return {**told, "created": delivery.created.isoformat()}


@router.get("", response_model=list[SubscriptionOf], summary="List subscriptions")
def subscriptions(request: Request, _: Administrator, watch: WatchAsked = None) -> Response:
    """The subscriptions of a watch, without their secrets."""
    del watch
    return JSONResponse([_plain(s) for s in _hooks(request).standing(watch_of(request))])


@router.post("", response_model=SubscriptionMade, status_code=201, summary="Subscribe")
def subscribe(
    request: Request, person: Administrator, asked: Annotated[SubscriptionAsked, Body()], watch: WatchAsked = None
) -> Response:
    """Let a program be told of what is new from now on. Deliveries are signed with the secret in the answer: see
    docs/api.md for how to check them. They are repeated for about two days until they are answered with 2xx."""
    del watch
    desk: Desk = request.app.state.desk
    made = _hooks(request).subscribe(
        desk.watches[watch_of(request)], asked.url, asked.events, asked.profile, person.name
    )
    return JSONResponse({**_plain(made), "secret": made.secret}, 201)


@router.delete("/{subscription}", status_code=204, summary="End a subscription")
def end(request: Request, person: Administrator, subscription: Name, watch: WatchAsked = None) -> Response:
    """Tell nothing more, and drop what waits."""
    del watch
    if not _hooks(request).end(watch_of(request), subscription, person.name):
        raise Refusal(404, "There is no subscription of that id in this watch.")
    return Response(status_code=204)


@router.get("/{subscription}/deliveries", response_model=list[DeliveryOf], summary="List deliveries")
def deliveries(request: Request, _: Administrator, subscription: Name, watch: WatchAsked = None) -> Response:
    """The last hundred messages to a subscription, the newest first, and what came of them."""
    del watch
    return JSONResponse([_message(d) for d in _hooks(request).deliveries(_standing(request, subscription).id)])


@router.post("/{subscription}/ping", response_model=DeliveryOf, status_code=202, summary="Try a subscription")
def ping(request: Request, _: Administrator, subscription: Name, watch: WatchAsked = None) -> Response:
    """Send a message of the kind ping, which says nothing; it goes out within half a minute."""
    del watch
    return JSONResponse(_message(_hooks(request).ping(_standing(request, subscription))), 202)


def _standing(request: Request, name: str) -> Subscription:
    found = next((s for s in _hooks(request).standing(watch_of(request)) if s.id == name), None)
    if found is None:
        raise Refusal(404, "There is no subscription of that id in this watch.")
    return found
