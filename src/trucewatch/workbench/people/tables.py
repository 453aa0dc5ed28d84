"""The tables of the accounts, in SQLite or PostgreSQL."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

__all__ = [
    "FORMAT",
    "grants",
    "happenings",
    "invitations",
    "links",
    "metadata",
    "persons",
    "secrets",
    "sessions",
    "tokens",
]

FORMAT = "1"
"""Of the tables; another one in the database is refused."""

metadata = MetaData()

persons = Table(
    "persons",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column(
        "folded", String(160), nullable=False, unique=True, comment="the name without case, so that none has a twin"
    ),
    Column("password", Text, comment="argon2id hash; NULL: none set"),
    Column("totp", Text, comment="base32 secret; NULL: no second factor"),
    Column("totp_step", Integer, nullable=False, default=0, comment="last time step used, so that no code works twice"),
    Column("subject", Text, unique=True, comment="issuer and subject at an identity provider"),
    Column("created", String(40), nullable=False),
    Column("ended", String(40), comment="when the account was closed; NULL: it is open"),
)

grants = Table(
    "grants",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("watch", String(120), primary_key=True, comment="its id, or * for all"),
    Column("role", String(20), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of the cookie"),
    Column("person", String(32), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created", String(40), nullable=False),
    Column("seen", String(40), nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True, comment="SHA-256 of the token"),
    Column("person", String(32), nullable=False, index=True),
    Column("label", String(80), nullable=False),
    Column("scopes", String(80), nullable=False),
    Column("created", String(40), nullable=False),
    Column("expires", String(40), nullable=False),
    Column("used", String(40)),
)

invitations = Table(
    "invitations",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of the word in the link"),
    Column("person", String(32), nullable=False, index=True),
    Column("expires", String(40), nullable=False),
)

happenings = Table(
    "happenings",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("by", String(80), nullable=False, comment="name of who did it"),
    Column("what", String(40), nullable=False),
    Column("whom", String(80), nullable=False),
    Column("watch", String(120), nullable=False),
    Column("detail", Text, nullable=False),
)

links = Table(
    "happening_links",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="of the happening"),
    Column("hash", String(64), nullable=False, comment="SHA-256 of the happening and the link before (chain.py)"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    UniqueConstraint("name"),
)
