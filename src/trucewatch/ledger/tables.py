"""The ledger's tables, the same under every database.

`entries` is the chain and `contents` the detached words it speaks of, by hash. `head` holds the chain's end, so that a
missing last entry shows. `known` and `ended` are projections: an index of what was known from when to when, which can
be rebuilt from the entries at any time and holds no words of its own. `about` names the format, and Alembic's table
the revision of these tables, so that a ledger of an earlier Trucewatch is brought up to date on opening (upgrade.py).

Moments are compared as text, so PostgreSQL is told to compare them byte by byte, whatever language it sorts by.
"""

from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text

__all__ = ["FORMAT", "REVISION", "about", "contents", "ended", "entries", "head", "known", "metadata", "revision"]

REVISION = "2"
"""The newest revision in migrations/versions, which is what these tables are."""

FORMAT = f"trucewatch/ledger/{REVISION}"

_MOMENT = String(27).with_variant(String(27, collation="C"), "postgresql")

metadata = MetaData()

revision = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

about = Table("about", metadata, Column("name", String, primary_key=True), Column("value", Text, nullable=False))

entries = Table(
    "entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", _MOMENT, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Index("entries_kind", "kind", "seq"),
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", Text, nullable=False),
)

head = Table(
    "head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

known = Table(
    "known",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("what", String(16), nullable=False),
    Column("id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("report", Text),
    Column("other", Text),
    Column("recorded_at", _MOMENT, nullable=False),
    Column("known_from", _MOMENT, nullable=False),
    Index("known_subject", "what", "subject", "seq"),
    Index("known_when", "what", "known_from", "seq", "item"),
    Index("known_recorded", "what", "recorded_at", "seq", "item"),
    Index("known_report", "report"),
    Index("known_other", "other"),
)

ended = Table(
    "ended",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("what", String(16), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("recorded_at", _MOMENT, nullable=False),
    Column("known_to", _MOMENT, nullable=False),
    Index("ended_subject", "what", "subject", "seq"),
)
