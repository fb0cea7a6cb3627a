"""What Alembic runs: it takes the connection that `migrate` hands it, and no other.

A change in ``tables.py`` needs the next file in ``versions/``; a test compares the two.
"""

from alembic import context

from openkitchen.store.schema_version import VERSION_TABLE
from openkitchen.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
