"""Make what the engine looks at again from the records: for a base older than it, or on demand.

A batch of records at a time, each in a transaction of its own; done twice it changes nothing.
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial

import orjson
from sqlalchemy import Connection

from app.domain.catalogue import Branch
from app.domain.records import Envelope
from sync_server.master.captured import Captured
from sync_server.master.frequencies import terms, total
from sync_server.master.person import packed
from sync_server.services.intake.people import CAPTURES, captured_by, hashed
from sync_server.services.intake.read import body_of, fact_of
from sync_server.storage import captures, ledger, meta, staff
from sync_server.storage.database import Database

NORMAL_FORM = "1"  # of `master.person.Person` as stored: another one means to read all again
_BATCH = 500
_META = "captures"


def read_again_if_due(database: Database) -> int:
    """Read every record again unless it was done for this normal form; return how many tell."""
    with database.reading() as connection:
        if meta.said(connection, _META) == NORMAL_FORM:
            return 0
    return read_again(database)


def read_again(database: Database) -> int:
    """Read every record again; return how many tell of somebody."""
    database.writer.run(captures.clear)
    told, after = 0, ""
    held: set[tuple[str, int]] = set()
    while True:
        last, number = database.writer.run(partial(_batch, after=after, held=held))
        told += number
        if last is None:
            break
        after = last
    database.writer.run(lambda tx: meta.say(tx, _META, NORMAL_FORM))
    return told


def _batch(
    connection: Connection, after: str, held: set[tuple[str, int]]
) -> tuple[str | None, int]:
    """Read the records after an id; return the last, ``None`` when there are no more."""
    rows = ledger.facts_after(connection, after, _BATCH)
    if not rows:
        return None, 0
    branches = staff.branches(connection)
    undone = ledger.retractions(connection, [row.id for row in rows])
    persons: dict[str, Captured] = {}
    counted: Counter[int] = Counter()
    for row in rows:
        envelope = Envelope.model_validate(orjson.loads(row.raw))
        if (row.id, envelope.branch) not in undone:
            one = _person(envelope, row.stamp, branches).get(row.id)
            if one is not None:
                persons[row.id] = one
                _count(counted, held, row.customer, one)
    captures.write_captures(
        connection, {r: orjson.dumps(packed(one.person)).decode() for r, one in persons.items()}
    )
    keys = {(hashed(key), r) for r, one in persons.items() for key in one.keys}
    captures.write_keys(connection, keys)
    captures.count_holders(connection, counted)
    return rows[-1].id, len(persons)


def _person(envelope: Envelope, at: int, branches: Mapping[str, Branch]) -> dict[str, Captured]:
    return captured_by([fact_of(envelope, str(envelope.id), body_of(envelope), at)], branches)


def _count(counted: Counter[int], held: set[tuple[str, int]], customer: str, one: Captured) -> None:
    """Count each customer once as a holder of a value."""
    counted[hashed(CAPTURES)] += 1
    for term in terms(one.person):
        if term and (customer, hashed(term)) not in held:
            held.add((customer, hashed(term)))
            counted[hashed(term)] += 1
            counted[hashed(total(term))] += 1
