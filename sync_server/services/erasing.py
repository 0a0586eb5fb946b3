"""A customer is erased: everywhere here, and on every tablet when it next asks.

The ledger keeps the ids of the records and the sums of their bytes, so that a late copy of one is
refused, and one record of its own says when, why and by whom. What is under a legal hold stays.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid5

import orjson
from pydantic import Field
from sqlalchemy import Connection

from app.domain.clock import moment
from app.domain.erasure import Erasure, Reason, held_until
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION, Clocks, fingerprint
from sync_server.services.intake.desk_fold import fold_visits
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import customers as customer_rows
from sync_server.storage import erasure, ledger, locks, overview, workshops
from sync_server.storage.erasure import Erasing
from sync_server.storage.feed import publish
from sync_server.storage.meta import server_id

KIND = "erasure"


class Wish(Frozen):
    """``id`` names the customer, or one of the records; ``by`` who decides it."""

    id: UUID
    reason: Reason
    by: Annotated[Slug, Field(min_length=1)] = "office"
    dry_run: bool = False


def erase(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Erase, or with ``dry_run`` only say what would go; raises ``Problem(NOT_FOUND)``.

    Asked again, it erases what came to be or lost its hold since.
    """
    asked = read(Wish, arguments)
    if not asked.dry_run:
        return _erased(connection, office, asked)
    trial = connection.begin_nested()
    try:
        return _erased(connection, office, asked)
    finally:
        trial.rollback()


def _erased(connection: Connection, office: Office, asked: Wish) -> dict[str, Any]:
    known = overview.customer_of(connection, str(asked.id))
    if known is None:
        raise Problem(Code.NOT_FOUND, field=str(asked.id), detail="customer")
    customers = erasure.customers_of(connection, known[0])
    locks.lock_names(
        connection,
        {
            *customers,
            *erasure.linked_records(connection, customers),
            *erasure.keys_of(connection, customers),
        },
    )
    customer_rows.customers_for_update(connection, customers)
    kept = _held(connection, customers, office.now())
    erasing = erasure.found(connection, customers, kept)
    visits = workshops.of_customers(connection, customers)
    erasure.blank(connection, erasing)
    after = fold_visits(connection, _emptied(connection, visits), set(visits), {}) if visits else []
    changes = [*after, *erasure.changes(connection, erasing)]
    _remember(connection, office, asked, erasing, kept)
    publish(connection, changes)
    return {
        "id": known[0],
        "records": len(erasing.records),
        "kept": [{"complaint": id_, "until": day.isoformat()} for id_, day in kept.items()],
    }


def _held(connection: Connection, customers: list[str], now: int) -> dict[str, date]:
    """Return the complaints that have to stay, with the last day of each."""
    today = moment(now).date()
    found = {
        one.id: held_until(moment(one.at).date(), one.state, today)
        for one in erasure.complaints_of(connection, customers)
    }
    return {id_: day for id_, day in found.items() if day is not None}


def _emptied(connection: Connection, visits: list[str]) -> Dossiers:
    """Return the dossiers of visits whose records were blanked: nothing is in them."""
    dossiers = Dossiers(connection, [])
    dossiers.read(connection, visits)
    return dossiers


def _remember(
    connection: Connection,
    office: Office,
    asked: Wish,
    erasing: Erasing,
    kept: dict[str, date],
) -> None:
    """Write the record of the erasure: ids, a reason, a count, and no personal data."""
    now, server = office.now(), server_id(connection)
    device, id_ = uuid5(server, KIND), office.ids.new()
    body = Erasure(
        customers=tuple(UUID(one) for one in erasing.customers),
        reason=asked.reason,
        records=len(erasing.records),
        kept=tuple(UUID(one) for one in kept),
    )
    envelope: dict[str, Any] = {
        "id": str(id_),
        "device": str(device),
        "epoch": str(device),
        "seq": erasure.next_number(connection, str(device)),
        "kind": KIND,
        "schema": CONTRACT_VERSION,
        "clocks": Clocks(wall=now, boot=KIND, mono=now).model_dump(),
        "actor": asked.by,
        "branch": KIND,
        "refs": {"customer": erasing.customers[0]},
        "supersedes": None,
        "body": body.model_dump(mode="json"),
    }
    raw = {**envelope, "sha": fingerprint(envelope)}
    columns = ("id", "device", "epoch", "seq", "sha", "kind", "schema", "actor", "branch")
    row = {name: raw[name] for name in columns}
    times = {"wall": now, "received": now, "stamp": now}
    answer = {"result": "accepted", "code": None, "field": None, "retracts": None}
    ledger.write_records(
        connection, [{**row, **times, **answer, "raw": orjson.dumps(raw).decode()}]
    )
    erasure.remember(connection, erasing.customers, str(id_), now)
