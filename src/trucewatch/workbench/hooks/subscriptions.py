"""Who is told of what, and the outbox: both in the database of the accounts, so that neither is lost by a restart."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from trucewatch.ingest.web.addresses import target_of
from trucewatch.model.errors import InputError
from trucewatch.publish.release import load_profile
from trucewatch.watch import Watch
from trucewatch.workbench.hooks.tables import deliveries, metadata, subscriptions, told
from trucewatch.workbench.people.database import Database, now

__all__ = ["EVENTS", "Delivery", "Event", "Hooks", "Subscription"]

EVENTS = ("finding.new", "obligation.overdue")
"""What can be told of; "ping" besides, when somebody tries a subscription."""

_MOST = 50
"""Subscriptions of one watch."""

_KEPT_DELIVERIES = 500
"""Deliveries of one subscription that are kept once they are done."""


@dataclass(frozen=True)
class Subscription:
    """That a program at `url` is told of `events` of a watch, as far as the release profile lets them leave. `secret`
    signs the deliveries."""

    id: str
    watch: str
    url: str
    events: tuple[str, ...]
    profile: str
    secret: str
    by: str
    created: datetime


@dataclass(frozen=True)
class Delivery:
    """One message on its way. `state`: waiting, delivered or given_up; `answer` what came of the last attempt."""

    id: str
    subscription: str
    event: str
    body: str
    created: datetime
    state: str
    attempts: int
    next_at: int
    answer: str


@dataclass(frozen=True)
class Event:
    """Something to tell: its kind, what makes it one (nothing of that key is told twice), and what it says."""

    kind: str
    key: str
    data: Mapping[str, Any]


class Hooks:
    """Subscriptions and the outbox. Safe to use from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.making() as connection:
            metadata.create_all(connection)

    def subscribe(self, watch: Watch, url: str, events: Iterable[str], profile: str, by: str) -> Subscription:
        """A new subscription. InputError for an address that may not be asked, an unknown kind of event, or a profile
        under which nothing may leave the team."""
        chosen = tuple(dict.fromkeys(events))
        unknown = [event for event in chosen if event not in EVENTS]
        if unknown or not chosen:
            raise InputError(
                f"Name what is to be told: {' and '.join(EVENTS)}, not {unknown[0] if unknown else 'nothing'}."
            )
        if not load_profile(profile, watch.folder).for_release:
            raise InputError(f'Nothing leaves the team under the profile "{profile}"; name another, such as partners.')
        target_of(url, watch.settings.fetch.allow_hosts)
        made = Subscription(
            secrets.token_hex(8), watch.settings.id, url, chosen, profile, secrets.token_urlsafe(32), by, now()
        )
        with self._database.writing() as connection:
            if len(self._standing(connection, made.watch)) >= _MOST:
                raise InputError(f"This watch has {_MOST} subscriptions already; end one first.")
            row = {"id": made.id, "watch": made.watch, "url": url, "events": " ".join(chosen), "profile": profile}
            row |= {"secret": made.secret, "by": by, "created": made.created.isoformat()}
            connection.execute(insert(subscriptions), row)
            self._database.note(connection, by, "webhook made", made.id, made.watch, url)
        return made

    def end(self, watch: str, name: str, by: str) -> bool:
        """End a subscription and drop what waits for it; whether there was one."""
        with self._database.writing() as connection:
            found = next((s for s in self._standing(connection, watch) if s.id == name), None)
            if found is None:
                return False
            connection.execute(
                update(subscriptions).where(subscriptions.c.id == name).values(ended=now().isoformat(), secret="")
            )
            connection.execute(delete(told).where(told.c.subscription == name))
            connection.execute(delete(deliveries).where(deliveries.c.subscription == name))
            self._database.note(connection, by, "webhook ended", name, watch, found.url)
        return True

    def standing(self, watch: str | None = None) -> list[Subscription]:
        """Subscriptions that stand, of one watch where it is named."""
        with self._database.reading() as connection:
            return self._standing(connection, watch)

    def _standing(self, connection: Connection, watch: str | None) -> list[Subscription]:
        query = select(subscriptions).where(subscriptions.c.ended.is_(None)).order_by(subscriptions.c.created)
        rows = connection.execute(query if watch is None else query.where(subscriptions.c.watch == watch))
        return [_subscription(row) for row in rows]

    # The outbox

    def tell(self, subscription: Subscription, events: Iterable[Event], *, begin: bool = False) -> int:
        """Put what the subscription does not know yet into its outbox; how many messages that are. `begin`: note it as
        known only, as at the beginning, when everything is new."""
        put = 0
        with self._database.writing() as connection:
            known = {
                (row.event, row.key)
                for row in connection.execute(select(told).where(told.c.subscription == subscription.id))
            }
            for event in events:
                if event.kind not in subscription.events or (event.kind, event.key) in known:
                    continue
                row = {"subscription": subscription.id, "event": event.kind, "key": event.key}
                connection.execute(insert(told), row)
                if not begin:
                    self._put(connection, subscription, event)
                    put += 1
        return put

    def begun(self, subscription: Subscription) -> bool:
        """Whether the subscription has been told where it begins."""
        with self._database.reading() as connection:
            query = select(told.c.key).where(told.c.subscription == subscription.id, told.c.event == "begun")
            return connection.execute(query).first() is not None

    def begin(self, subscription: Subscription, events: Iterable[Event]) -> None:
        """Note everything that is there as known: only what is new from now on is told."""
        self.tell(subscription, events, begin=True)
        with self._database.writing() as connection:
            here = (told.c.subscription == subscription.id, told.c.event == "begun")
            if connection.execute(select(told.c.key).where(*here)).first() is None:
                connection.execute(insert(told), {"subscription": subscription.id, "event": "begun", "key": ""})

    def ping(self, subscription: Subscription) -> Delivery:
        """A message that says nothing, to try the way."""
        with self._database.writing() as connection:
            return self._put(connection, subscription, Event("ping", secrets.token_hex(4), {}))

    def _put(self, connection: Connection, subscription: Subscription, event: Event) -> Delivery:
        made, name = now(), secrets.token_hex(16)
        body = {
            "id": name,
            "event": event.kind,
            "watch": subscription.watch,
            "created": made.isoformat(),
            "profile": subscription.profile,
            "data": dict(event.data),
        }
        row = {"id": name, "subscription": subscription.id, "event": event.kind, "created": made.isoformat()}
        row |= {"body": json.dumps(body, ensure_ascii=False), "state": "waiting", "answer": ""}
        connection.execute(insert(deliveries), {**row, "attempts": 0, "next_at": int(made.timestamp())})
        return Delivery(name, subscription.id, event.kind, str(row["body"]), made, "waiting", 0, 0, "")

    def due(self, at: int, limit: int = 50) -> list[Delivery]:
        """What is to be tried now, the oldest first."""
        query = select(deliveries).where(deliveries.c.state == "waiting", deliveries.c.next_at <= at)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(deliveries.c.next_at, deliveries.c.created).limit(limit)).all()
        return [_delivery(row) for row in rows]

    def take(self, delivery: Delivery, until: int) -> bool:
        """Keep others from trying a delivery until a moment; whether it was free. If whoever took it dies, it is tried
        again after that moment."""
        with self._database.writing() as connection:
            here = (deliveries.c.id == delivery.id, deliveries.c.state == "waiting")
            done = connection.execute(
                update(deliveries).where(*here, deliveries.c.next_at == delivery.next_at).values(next_at=until)
            )
            return done.rowcount == 1

    def settle(self, delivery: Delivery, state: str, answer: str, next_at: int) -> None:
        """Note what came of an attempt."""
        done = now().isoformat() if state != "waiting" else None
        values = {"state": state, "answer": answer[:300], "next_at": next_at, "done": done}
        with self._database.writing() as connection:
            connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery.id)
                .values(**values, attempts=delivery.attempts + 1)
            )
            if done is not None:
                self._tidy(connection, delivery.subscription)

    def _tidy(self, connection: Connection, subscription: str) -> None:
        done = (deliveries.c.subscription == subscription, deliveries.c.state != "waiting")
        old = select(deliveries.c.id).where(*done).order_by(deliveries.c.created.desc()).offset(_KEPT_DELIVERIES)
        if gone := [row.id for row in connection.execute(old)]:
            connection.execute(delete(deliveries).where(deliveries.c.id.in_(gone)))

    def counts(self) -> dict[str, int]:
        """How many deliveries there are in each state."""
        query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._database.reading() as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(query)}
        return {state: found.get(state, 0) for state in ("waiting", "delivered", "given_up")}

    def deliveries(self, subscription: str, limit: int = 100) -> list[Delivery]:
        """What was and is on its way to a subscription, the newest first."""
        query = select(deliveries).where(deliveries.c.subscription == subscription)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(deliveries.c.created.desc(), deliveries.c.id).limit(limit)).all()
        return [_delivery(row) for row in rows]


def _subscription(row: Row[Any]) -> Subscription:
    created = datetime.fromisoformat(row.created)
    events = tuple(row.events.split())
    return Subscription(row.id, row.watch, row.url, events, row.profile, row.secret, row.by, created)


def _delivery(row: Row[Any]) -> Delivery:
    created = datetime.fromisoformat(row.created)
    rest = (row.state, row.attempts, row.next_at, row.answer)
    return Delivery(row.id, row.subscription, row.event, row.body, created, *rest)
