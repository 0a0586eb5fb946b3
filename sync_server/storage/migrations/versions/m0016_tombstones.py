"""By what erased people are known again in a list; who was their kin is forgotten with them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_key",
        sa.Column("hash", sa.String(length=32), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_erased_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_erased_key_customer", "erased_key", ["customer"])
    gone = "SELECT link.record FROM link JOIN erased ON erased.customer = link.customer"
    for pairs in ("kin", "kept_apart"):
        op.execute(f"DELETE FROM {pairs} WHERE record IN ({gone}) OR other IN ({gone})")  # noqa: S608
