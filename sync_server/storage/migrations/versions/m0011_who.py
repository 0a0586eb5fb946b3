"""The engine's view of the captures, reviews, mergers that can be undone, and households."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.String(length=36)
_SLUG = sa.String(length=40)


def upgrade() -> None:
    _links()
    _index_keys()
    _captures()
    _reviews()
    _pairs()


def _links() -> None:
    """A record's home is where it is now: mergers before this change cannot be undone."""
    op.add_column("link", sa.Column("home", _ID, nullable=False, server_default=""))
    op.add_column("link", sa.Column("probability", sa.Float()))
    op.add_column("link", sa.Column("why", sa.Text()))
    op.execute("UPDATE link SET home = customer")
    op.create_index("ix_link_home", "link", ["home"])
    op.create_table(
        "merger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("absorbed", _ID, nullable=False),
        sa.Column("survivor", _ID, nullable=False),
        sa.Column("by", _SLUG, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", _SLUG),
        sa.Column("undone_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_merger"),
    )
    for column in ("absorbed", "survivor"):
        op.create_index(f"ix_merger_{column}", "merger", [column])


def _index_keys() -> None:
    """Only the engine looks at names now."""
    op.execute("CREATE TABLE former_key AS SELECT DISTINCT key, customer FROM match_key")
    op.drop_table("match_key")
    op.create_table(
        "match_key",
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("customer", _ID, nullable=False),
        sa.PrimaryKeyConstraint("key", "customer", name="pk_match_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_match_key_customer", "match_key", ["customer"])
    op.execute("INSERT INTO match_key (key, customer) SELECT key, customer FROM former_key")
    op.drop_table("former_key")


def _captures() -> None:
    op.create_table(
        "capture",
        sa.Column("record", _ID, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_capture"),
    )
    op.create_table(
        "block_key",
        sa.Column("key", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("record", _ID, nullable=False),
        sa.PrimaryKeyConstraint("key", "record", name="pk_block_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term_count",
        sa.Column("term", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("holders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_term_count"),
    )


def _reviews() -> None:
    op.create_table(
        "review",
        sa.Column("id", _ID, nullable=False),
        sa.Column("record", _ID, nullable=False),
        sa.Column("other", _ID, nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("veto", _SLUG),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", _SLUG),
        sa.Column("answered_by", _SLUG),
        sa.Column("answered_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    for column in ("record", "other"):
        op.create_index(f"ix_review_{column}", "review", [column])


def _pairs() -> None:
    said = (
        sa.Column("by", _SLUG, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    for table, more in (("kept_apart", said), ("kin", ())):
        op.create_table(
            table,
            sa.Column("record", _ID, nullable=False),
            sa.Column("other", _ID, nullable=False),
            *more,
            sa.PrimaryKeyConstraint("record", "other", name=f"pk_{table}"),
            sqlite_with_rowid=False,
        )
