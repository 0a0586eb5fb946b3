"""Each branch is told again, with the name of its mailbox's page."""

from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    told = connection.execute(sa.text("SELECT scope, id FROM feed WHERE kind = 'setting'")).all()
    for scope, id_ in told:
        connection.execute(sa.text("UPDATE counter SET value = value + 1 WHERE id = 1"))
        ver = connection.execute(sa.text("SELECT value FROM counter WHERE id = 1")).scalar_one()
        connection.execute(
            sa.text(
                "UPDATE feed SET ver = :ver, hash = :hash"
                " WHERE scope = :scope AND kind = 'setting' AND id = :id"
            ),
            {"ver": ver, "hash": crc32(f"setting:{id_}:{ver}".encode()), "scope": scope, "id": id_},
        )
