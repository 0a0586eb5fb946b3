"""Run by Alembic inside the transaction that ``storage.database.migrate`` opened."""

from alembic import context

from sync_server.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
