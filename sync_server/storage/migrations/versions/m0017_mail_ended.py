"""When an e-mail was sent or given up."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("ended", sa.BigInteger(), nullable=True))
