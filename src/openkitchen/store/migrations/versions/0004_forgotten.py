"""Requests to forget a person, with their receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table ``forgotten``."""
    op.create_table(
        "forgotten",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forgotten"),
    )
    op.create_index("ix_forgotten_asked_at", "forgotten", ["asked_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("forgotten")
