"""The tables that the main job stands on."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _database()
    _branches()
    _tablets()
    _records()
    _master_base()
    _feed()


def _database() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_counter_single"),
        sa.PrimaryKeyConstraint("id", name="pk_counter"),
    )
    op.execute("INSERT INTO counter (id, value) VALUES (1, 0)")


def _branches() -> None:
    op.create_table(
        "branch",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("dealer", sa.Text(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_branch"),
    )
    op.create_table(
        "person",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=True),
        sa.Column("must_change_pin", sa.Boolean(), nullable=False),
        sa.Column("pin_at", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["branch"], ["branch.code"], name="fk_person_branch"),
        sa.PrimaryKeyConstraint("code", name="pk_person"),
    )
    op.create_index("ix_person_branch", "person", ["branch"])
    op.create_table(
        "personal_token",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.code"], name="fk_personal_token_person"),
        sa.PrimaryKeyConstraint("sha256", name="pk_personal_token"),
    )
    op.create_index("ix_personal_token_person", "personal_token", ["person"])
    op.create_table(
        "car_model",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("make", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_car_model"),
    )


def _tablets() -> None:
    op.create_table(
        "enrolment",
        sa.Column("selector", sa.String(length=8), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("used_nonce", sa.String(length=36), nullable=True),
        sa.Column("device", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["branch"], ["branch.code"], name="fk_enrolment_branch"),
        sa.PrimaryKeyConstraint("selector", name="pk_enrolment"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("revoked_mode", sa.String(length=8), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_seen", sa.BigInteger(), nullable=True),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("contract", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch"], ["branch.code"], name="fk_device_branch"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
    )
    op.create_table(
        "device_epoch",
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("seen_to", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name="fk_device_epoch_device"),
        sa.PrimaryKeyConstraint("epoch", name="pk_device_epoch"),
        sa.UniqueConstraint("code", name="uq_device_epoch_code"),
        sa.UniqueConstraint("number", name="uq_device_epoch_number"),
    )
    op.create_index("ix_device_epoch_device", "device_epoch", ["device"])
    op.create_table(
        "device_token",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name="fk_device_token_device"),
        sa.PrimaryKeyConstraint("sha256", name="pk_device_token"),
    )
    op.create_index("ix_device_token_device", "device_token", ["device"])


def _records() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("wall", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("retracts", sa.String(length=36), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("device", "epoch", "seq", name="uq_record_device_epoch_seq"),
    )
    op.create_index(
        "ix_record_retracts",
        "record",
        ["retracts"],
        sqlite_where=sa.text("retracts IS NOT NULL"),
        postgresql_where=sa.text("retracts IS NOT NULL"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=36), nullable=True),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
    )
    op.create_index("ix_quarantine_record", "quarantine", ["record"])


def _master_base() -> None:
    op.create_table(
        "link",
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_link"),
    )
    op.create_index("ix_link_customer", "link", ["customer"])
    op.create_table(
        "past_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_past_link"),
    )
    op.create_index("ix_past_link_customer", "past_link", ["customer"])
    op.create_index("ix_past_link_record", "past_link", ["record"])
    op.create_table(
        "match_key",
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("key", "customer", "name", name="pk_match_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_match_key_customer", "match_key", ["customer"])
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("stub", sa.Boolean(), nullable=False),
        sa.Column("redirect_to", sa.String(length=36), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
    )
    op.create_index(
        "ix_customer_redirect_to",
        "customer",
        ["redirect_to"],
        sqlite_where=sa.text("redirect_to IS NOT NULL"),
        postgresql_where=sa.text("redirect_to IS NOT NULL"),
    )
    op.create_table(
        "due_contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer", sa.String(length=36), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.String(length=10), nullable=False),
        sa.Column("expires_on", sa.String(length=10), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_due_contact"),
    )
    op.create_index("ix_due_contact_customer", "due_contact", ["customer"])


def _feed() -> None:
    op.create_table(
        "feed",
        sa.Column("scope", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("op", sa.String(length=10), nullable=False),
        sa.Column("ver", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "kind", "id", name="pk_feed"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_feed_scope_ver", "feed", ["scope", "ver"])
