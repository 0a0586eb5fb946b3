"""What an invitation asks of its workshop, and indexes for what was found by reading too much.

Everybody is planned anew: until then lists are made from the records.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LISTED = ["expires_on", "opens_on", "id"]


def upgrade() -> None:
    op.add_column("programme_due", sa.Column("asks", sa.Text()))
    for table, more in {"programme_due": ["state"], "due_contact": []}.items():
        for name, columns in {"listed": _LISTED, "owner": ["owner", *_LISTED]}.items():
            op.drop_index(f"ix_{table}_{name}", table)
            op.create_index(f"ix_{table}_{name}", table, [*columns, *more])
    asking = ["expires_on", "id", "opens_on", "customer", "branch", "asks"]
    _create_partial("programme_due", "asking", asking, "asks IS NOT NULL")
    _create_partial("record", "appointment", ["branch"], "kind = 'appointment'")
    _create_partial("record", "attempt", ["stamp"], "kind = 'attempt'")
    op.execute("DELETE FROM meta WHERE key IN ('planned_with', 'planning')")


def _create_partial(table: str, name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(f"ix_{table}_{name}", table, columns, sqlite_where=only, postgresql_where=only)
