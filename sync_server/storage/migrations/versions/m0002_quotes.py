"""Quotes, and what can be quoted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("seller", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=22), nullable=False),
        sa.Column("expires_on", sa.String(length=10), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quote"),
    )
    for column in ("customer", "number", "token"):
        op.create_index(f"ix_quote_{column}", "quote", [column])
    op.create_table(
        "price_row",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_price_row"),
    )
