"""Until when each customer is planned, and indexes by which the list of a day is read."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_LISTED = ["expires_on", "programme", "id", "opens_on", "state", "customer"]


def upgrade() -> None:
    op.create_table(
        "planned_customer",
        sa.Column("customer", sa.String(36), nullable=False),
        sa.Column("branch", sa.String(40), nullable=False),
        sa.Column("next_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("customer", name="pk_planned_customer"),
    )
    op.create_index("ix_planned_customer_next", "planned_customer", ["branch", "next_on"])
    op.drop_index("ix_programme_due_owner", "programme_due")
    op.create_index("ix_programme_due_listed", "programme_due", [*_LISTED, "owner"])
    op.create_index("ix_programme_due_owner", "programme_due", ["owner", *_LISTED])
    op.create_index("ix_due_contact_listed", "due_contact", _LISTED[:3])
    op.create_index("ix_due_contact_owner", "due_contact", ["owner", *_LISTED[:3]])
