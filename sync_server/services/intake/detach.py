"""A record that the engine gave to the wrong customer is taken out of it, and put back on demand.

It is written as what it should have been: a customer of its own, which the other absorbed from the
start. So taking it out is undoing a merger, and all that holds for that holds here.
"""

from uuid import UUID

import orjson
from sqlalchemy import Connection

from app.domain.ids import customer_id
from app.domain.problems import Code, Problem
from app.domain.records import Envelope
from sync_server.services.intake import decide
from sync_server.services.intake.settle import FOLLOWED, MATCHED
from sync_server.storage import customers, ledger, locks, mergers
from sync_server.storage.feed import publish

DETACHED = "apart"  # why a record is by itself that was matched with others before


def detach(connection: Connection, record: str, by: str, now: int) -> tuple[str, str]:
    """Let a matched record be a customer of its own, kept apart from where it was.

    Return its customer and the other. What named the record, or its customer, goes with it;
    mergers that it brought about stay. Raises ``Problem`` (``not_found``) for a record that the
    engine did not match, or that is by itself already.
    """
    locks.lock_all(connection)
    own = own_customer(record)
    known = customers.why_linked(connection, record)
    if known is None or known.reason != MATCHED or known.customer == own:
        raise Problem(Code.NOT_FOUND, field=record, detail="matched record")
    if known.home != own:  # else it was put back before
        beside = mergers.homes(connection, [known.home]).keys()
        moved = {record, *_naming(connection, known.customer, {record, own}) & beside}
        mergers.take_out(connection, moved, own, known.home, now)
    other, changes = decide.separated(connection, own, by, now)
    mergers.say_why(connection, record, DETACHED)
    publish(connection, changes)
    return own, other


def attach_again(connection: Connection, record: str, now: int) -> str:
    """Take back that a record was taken out of a customer: all is as before; return the customer.

    Raises ``Problem`` (``not_found``) for a record that nobody took out, or whose customer
    another has absorbed since.
    """
    locks.lock_all(connection)
    own = own_customer(record)
    known = customers.why_linked(connection, record)
    by = mergers.taken_out_by(connection, own)
    if known is None or known.reason != DETACHED or known.customer != own or by is None:
        raise Problem(Code.NOT_FOUND, field=record, detail="detached record")
    changes = decide.joined_again(connection, own, by, now)
    mergers.say_why(connection, record, MATCHED)
    publish(connection, changes)
    return customers.links(connection, [record])[record]


def own_customer(record: str) -> str:
    """Return the customer that a record founds where it is not given to another."""
    return str(customer_id(UUID(record)))


def _naming(connection: Connection, customer: str, ids: set[str]) -> set[str]:
    """Return the records of a customer that name one of these ids, and those that name these."""
    named = ids
    rows = ledger.facts_of(connection, [customer])
    facts = [Envelope.model_validate(orjson.loads(row.raw)) for row in rows]
    while True:
        more = {
            str(one.id)
            for one in facts
            if any(str(one.refs[name]) in named for name in FOLLOWED & one.refs.keys())
        }
        if more <= named:
            return more
        named = named | more
