"""Complaints, workshop visits and vehicles."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier",
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("root", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_dossier"),
    )
    op.create_index("ix_dossier_root", "dossier", ["root"])
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("customer", sa.String(length=36)),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("book", sa.String(length=60)),
        sa.Column("number", sa.Integer()),
        sa.Column("year", sa.Integer()),
        sa.Column("due_on", sa.String(length=10)),
        sa.Column("responsible", sa.String(length=40)),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
        sa.UniqueConstraint("book", "number", "year", name="uq_complaint_book_number_year"),
    )
    for column in ("branch", "customer"):
        op.create_index(f"ix_complaint_{column}", "complaint", [column])
    op.create_table(
        "vehicle",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vehicle"),
    )
    op.create_index("ix_vehicle_plate", "vehicle", ["plate"])
    op.create_table(
        "workshop_visit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("vehicle", sa.String(length=36), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("customer", sa.String(length=36)),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("promised_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger()),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workshop_visit"),
    )
    for column in ("vehicle", "branch", "customer"):
        op.create_index(f"ix_workshop_visit_{column}", "workshop_visit", [column])
