"""Events and the passes of those who sign up."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_the_secret()
    op.create_table(
        "event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_table(
        "event_pass",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=36), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=True),
        sa.Column("gifted", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_pass"),
    )
    op.create_index("ix_event_pass_event", "event_pass", ["event", "customer"])
    op.create_index("ix_event_pass_customer", "event_pass", ["customer"])


def _make_the_secret() -> None:
    """Make what signs the links and passes of this database; it never leaves the server."""
    table = op.create_table(
        "event_secret",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_event_secret_single"),
        sa.PrimaryKeyConstraint("id", name="pk_event_secret"),
    )
    op.bulk_insert(table, [{"id": 1, "value": secrets.token_hex(32)}])
