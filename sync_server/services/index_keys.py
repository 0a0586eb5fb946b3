"""The key that hides the index of customers: made once, changed in time, and at each revocation.

With a new key every entry is another one, so all of them are published again.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from app.domain.contract import DownKind
from app.domain.match_index import IndexKey
from sync_server.storage import match_index
from sync_server.storage.feed import EVERYWHERE, Change

_KEY_BYTES = 32


def key_if_due(
    connection: Connection, random_bytes: Callable[[int], bytes], now: int
) -> list[Change]:
    """Make the key where there is none or its days are over; return what to publish."""
    if now < match_index.due_at(connection):
        return []
    return renewed_key(connection, random_bytes, now)


def renewed_key(
    connection: Connection, random_bytes: Callable[[int], bytes], now: int
) -> list[Change]:
    """Change the key; return what to publish: the key and all that it hides."""
    former = match_index.key_for_update(connection)
    epoch = 1 if former is None else former.epoch + 1
    match_index.write_key(
        connection, IndexKey(epoch=epoch, key=random_bytes(_KEY_BYTES).hex(), made=now)
    )
    return [
        Change(EVERYWHERE, DownKind.INDEX_KEY, match_index.KEY_ID),
        *(
            Change(EVERYWHERE, DownKind.INDEX_ENTRY, customer)
            for customer in match_index.indexed_customers(connection)
        ),
    ]
