"""How Alembic runs the revisions: on the connection, and in the transaction, of whoever opened the ledger."""

from alembic import context

from trucewatch.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
