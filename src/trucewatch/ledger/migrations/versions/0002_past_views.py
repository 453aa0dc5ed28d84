"""Indexes under which a view of the past takes the time of its own size, not of the whole ledger's."""

from alembic import op
from sqlalchemy import text

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what was known, and what ended, by moment."""
    op.create_index("known_when", "known", ["what", "known_from", "seq", "item"])
    op.create_index("known_recorded", "known", ["what", "recorded_at", "seq", "item"])
    op.create_index("ended_subject", "ended", ["what", "subject", "seq"])
    op.execute(text("UPDATE about SET value = 'trucewatch/ledger/2' WHERE name = 'format'"))
