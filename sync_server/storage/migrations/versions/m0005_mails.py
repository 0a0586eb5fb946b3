"""E-mails with the paper of a quote."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("quote", sa.String(length=36), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_mail"),
    )
    op.create_index("ix_mail_quote", "mail", ["quote"])
    op.create_index("ix_mail_state_next_at", "mail", ["state", "next_at"])
