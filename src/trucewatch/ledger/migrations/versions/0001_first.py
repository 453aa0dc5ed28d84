"""Where revisions begin: the tables of format 1, which ledgers were given before there were revisions."""

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing: a ledger of format 1 has these tables already, and a new one gets the newest at once."""
