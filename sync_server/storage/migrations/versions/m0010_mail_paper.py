"""E-mails bring the papers of complaints as well."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "mail", sa.Column("paper", sa.String(length=10), nullable=False, server_default="quote")
    )
