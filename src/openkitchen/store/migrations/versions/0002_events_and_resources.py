"""Events, resources of the Personalize dialect, and served lists."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables ``event``, ``resource``, ``properties`` and ``served``."""
    _events()
    op.create_table(
        "resource",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parent", sa.String(300), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("updated", sa.Double(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("inside", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resource"),
        sa.UniqueConstraint("key", name="uq_resource_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_resource_kind_parent", "resource", ["kind", "parent"])
    op.create_table(
        "properties",
        sa.Column("dataset", sa.String(300), nullable=False),
        sa.Column("record_id", sa.String(256), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("dataset", "record_id", name="pk_properties"),
    )
    op.create_table(
        "served",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("served_at", sa.DateTime(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_served"),
    )
    op.create_index("ix_served_served_at", "served", ["served_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("served", "properties", "resource", "event"):
        op.drop_table(table)


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("scope", sa.String(300), nullable=False),
        sa.Column("event_id", sa.String(256), nullable=False),
        sa.Column("user_id", sa.String(256), nullable=True),
        sa.Column("session_id", sa.String(256), nullable=True),
        sa.Column("item_id", sa.String(256), nullable=True),
        sa.Column("event_type", sa.String(256), nullable=True),
        sa.Column("event_value", sa.Double(), nullable=True),
        sa.Column("properties", sa.JSON(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_event_scope_event_id", "event", ["scope", "event_id"], unique=True)
    op.create_index("ix_event_scope_user_id", "event", ["scope", "user_id"])
    op.create_index("ix_event_scope_session_id", "event", ["scope", "session_id"])
