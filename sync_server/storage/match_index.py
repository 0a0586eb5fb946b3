"""The index of customers by hidden keys: its key, and its entries made when they are pulled."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from app.domain.calendars import branch_time
from app.domain.clock import moment
from app.domain.match_index import MAX_AGE_MS, IndexEntry, IndexKey, hashed
from sync_server.storage import meta as meta_rows
from sync_server.storage import staff
from sync_server.storage.bulk import among, upsert
from sync_server.storage.tables import customer, match_key, meta, person

KEY_ID = "index"
_META = "index_key"
_KEY = select(meta.c.value).where(meta.c.key == _META)


def due_at(connection: Connection) -> int:
    """Return when the days of the key are over (ms); 0 where there is none yet."""
    key = _key(connection)
    return 0 if key is None else key.made + MAX_AGE_MS


def key_for_update(connection: Connection) -> IndexKey | None:
    value = connection.execute(_KEY.with_for_update()).scalar()
    return None if value is None else IndexKey.model_validate_json(value)


def write_key(connection: Connection, key: IndexKey) -> None:
    upsert(connection, meta, [{"key": _META, "value": key.model_dump_json()}])


def indexed_customers(connection: Connection) -> list[str]:
    """Return the customers that have an entry."""
    return list(
        connection.scalars(
            select(match_key.c.customer)
            .distinct()
            .join(customer, customer.c.id == match_key.c.customer)
            .where(customer.c.stub.is_(False))
        )
    )


def key_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    key = _key(connection)
    return {} if key is None else dict.fromkeys(ids, key.model_dump_json())


def entry_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the entries of customers, hashed under the key of now; erased ones have none."""
    key = _key(connection)
    if key is None:
        return {}
    keys = _keys_of(connection, ids)
    names = _names(connection)
    zones = {code: branch.zone for code, branch in staff.branches(connection).items()}
    c = customer.c
    rows = connection.execute(
        select(c.id, c.branch, c.owner, c.doc).where(among(connection, c.id, list(keys)))
    )
    return {
        row.id: IndexEntry(
            customer=UUID(row.id),
            epoch=key.epoch,
            hashes=hashed(key, keys[row.id]),
            owner=_initials(names.get(row.owner, "")),
            branch=row.branch,
            month=last_visit_month(row.doc, zones[row.branch]),
        ).model_dump_json()
        for row in rows
    }


def last_visit_month(doc: str, zone: str = "UTC") -> str | None:
    """Return the month of the newest visit in a customer's document: «2026-03»."""
    touches = orjson.loads(doc)["recent"] if doc else ()
    visits = [touch["at"] for touch in touches if touch["kind"] == "visit"]
    return f"{branch_time(moment(max(visits)), zone):%Y-%m}" if visits else None


def _key(connection: Connection) -> IndexKey | None:
    value = meta_rows.said(connection, _META)
    return None if value is None else IndexKey.model_validate_json(value)


def _keys_of(connection: Connection, ids: Collection[str]) -> dict[str, set[str]]:
    rows = connection.execute(
        select(match_key.c.customer, match_key.c.key).where(
            among(connection, match_key.c.customer, ids)
        )
    )
    keys = defaultdict[str, set[str]](set)
    for row in rows:
        keys[row.customer].add(row.key)
    return keys


def _names(connection: Connection) -> dict[str, str]:
    """Return everybody's name; there are few."""
    return {row.code: row.name for row in connection.execute(select(person.c.code, person.c.name))}


def _initials(name: str) -> str:
    return " ".join(f"{word[0].upper()}." for word in name.split()[:2])
