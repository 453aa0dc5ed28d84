"""The ledger's tables, the same under every database.

`entries` is the chain and `contents` the detached words it speaks of, by hash. `head` holds the chain's end, so that a
missing last entry shows. `known` and `ended` are projections: an index of what was known from when to when, which can
be rebuilt from the entries at any time and holds no words of its own.
"""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

__all__ = ["FORMAT", "about", "contents", "ended", "entries", "head", "known", "metadata"]

FORMAT = "trucewatch/ledger/1"

metadata = MetaData()

about = Table("about", metadata, Column("name", String, primary_key=True), Column("value", Text, nullable=False))

entries = Table(
    "entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", String(27), nullable=False),
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
    Column("recorded_at", String(27), nullable=False),
    Column("known_from", String(27), nullable=False),
    Index("known_subject", "what", "subject", "seq"),
    Index("known_report", "report"),
    Index("known_other", "other"),
)

ended = Table(
    "ended",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("what", String(16), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("recorded_at", String(27), nullable=False),
    Column("known_to", String(27), nullable=False),
)
