"""Alembic's revisions of the ledger's tables (see upgrade.py)."""
