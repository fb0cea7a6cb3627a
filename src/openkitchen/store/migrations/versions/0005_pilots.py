"""Pilots with people: who takes part, what they were shown and sent, what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of pilots."""
    op.create_table(
        "pilot",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_pilot"),
    )
    op.create_table(
        "pilot_person",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("pilot", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("user_id", sa.String(256), nullable=False),
        sa.Column("first_arm", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pilot_person"),
        sa.UniqueConstraint("pilot", "address", name="uq_pilot_person_pilot_address"),
        sa.UniqueConstraint("pilot", "number", name="uq_pilot_person_pilot_number"),
    )
    op.create_index("ix_pilot_person_user_id", "pilot_person", ["user_id"])
    _shown_and_answers()
    op.create_table(
        "pilot_mail",
        sa.Column("person", sa.String(24), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("person", "week", "kind", name="pk_pilot_mail"),
    )
    op.create_index("ix_pilot_mail_state", "pilot_mail", ["state"])
    op.create_table(
        "pilot_deletion",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("pilot", sa.String(60), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pilot_deletion"),
    )


def downgrade() -> None:
    """Drop them."""
    names = ("deletion", "answer", "mail", "shown", "person")
    for table in (*(f"pilot_{name}" for name in names), "pilot"):
        op.drop_table(table)


def _shown_and_answers() -> None:
    op.create_table(
        "pilot_shown",
        sa.Column("person", sa.String(24), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(256), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("arm", sa.String(60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("propensity", sa.Double(), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person", "week", "rank", name="pk_pilot_shown"),
    )
    op.create_table(
        "pilot_answer",
        sa.Column("person", sa.String(24), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person", "week", "rank", "question", name="pk_pilot_answer"),
    )
