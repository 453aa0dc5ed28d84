"""The tables of webhooks, beside the accounts: subscriptions, what was told already, and the outbox."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text

__all__ = ["deliveries", "metadata", "subscriptions", "told"]

metadata = MetaData()

subscriptions = Table(
    "hook_subscriptions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("watch", String(120), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("profile", String(120), nullable=False),
    Column("secret", Text, nullable=False, comment="what deliveries are signed with; shown once"),
    Column("by", String(80), nullable=False),
    Column("created", String(40), nullable=False),
    Column("ended", String(40), comment="NULL: it stands"),
)

told = Table(
    "hook_told",
    metadata,
    Column("subscription", String(16), nullable=False),
    Column("event", String(40), nullable=False),
    Column("key", Text, nullable=False),
    PrimaryKeyConstraint("subscription", "event", "key"),
    comment="what a subscription knows already: nothing is told twice",
)

deliveries = Table(
    "hook_deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("subscription", String(16), nullable=False),
    Column("event", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("created", String(40), nullable=False),
    Column("state", String(12), nullable=False, comment="waiting, delivered, or given_up"),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False, comment="Unix time before which it is not tried again"),
    Column("answer", Text, nullable=False, comment="what came of the last attempt, in words"),
    Column("done", String(40)),
    Index("hook_waiting", "state", "next_at"),
    Index("hook_of", "subscription", "created"),
)
