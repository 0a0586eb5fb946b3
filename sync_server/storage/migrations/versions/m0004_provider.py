"""What the complaints book of a branch prints of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("tax_id", "address"):
        op.add_column("branch", sa.Column(column, sa.Text(), nullable=False, server_default=""))
