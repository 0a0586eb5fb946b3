"""Readings of cars that somebody has to correct, for the tablets; everybody is planned anew."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "odd_reading",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_odd_reading"),
    )
    op.create_index("ix_odd_reading_customer", "odd_reading", ["customer"])
    op.execute("DELETE FROM meta WHERE key = 'planned_with'")
