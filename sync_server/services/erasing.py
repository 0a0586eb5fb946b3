"""A customer is erased: everywhere here, and on every tablet when it next asks.

The ledger keeps the ids of the records and the sums of their bytes, so that a late copy of one is
refused, and one record of its own says when, why and by whom. What is under a legal hold stays, of
a workshop visit without the person. By hidden keys an import knows who was erased, and skips them.
"""

from collections.abc import Collection
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid5

import orjson
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from app.domain.clock import moment
from app.domain.erasure import (
    Erasure,
    ErasuresTold,
    ErasureTold,
    Hold,
    Reason,
    complaint_hold,
    delivery_without_person,
    tombstones,
    without_person,
    workshop_hold,
)
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION, Clocks, Envelope, fingerprint
from app.domain.workshop import WorkshopDelivery, WorkshopVisit
from sync_server.services.intake.desk_fold import fold_visits
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.read import body_of
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import customers as customer_rows
from sync_server.storage import (
    dossiers,
    erasure,
    house,
    ledger,
    locks,
    meta,
    overview,
    workshops,
)
from sync_server.storage.erasure import Erasing
from sync_server.storage.feed import Change, publish
from sync_server.storage.meta import server_id

KIND = "erasure"
_SECRET = "tombstones"  # noqa: S105 - its name among the server's notes, not the secret
_SECRET_BYTES = 32


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


def told(connection: Connection, office: Office, _arguments: Arguments) -> dict[str, Any]:
    """Return all erasures with the tombstones: what a restored backup has to be told."""
    del office
    erasures = []
    for raw, at in erasure.erasures(connection):
        envelope = orjson.loads(raw)
        body = Erasure.model_validate(envelope["body"])
        buried = erasure.buried_of(connection, [str(one) for one in body.customers])
        erasures.append(
            ErasureTold(
                customers=body.customers,
                reason=body.reason,
                by=envelope["actor"],
                at=at,
                tombstones=tuple(buried),
            )
        )
    secret = meta.said(connection, _SECRET) or ""
    all_told = ErasuresTold(server=server_id(connection), secret=secret, erasures=tuple(erasures))
    return all_told.model_dump(mode="json")


def reapply(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Erase again whom this database, restored from a backup, still holds.

    Raises ``Problem(INVALID_FIELD)`` for the erasures of another server. ``left`` are customers
    that another one, who was not erased, has taken over here: a person has to look at them.
    """
    given = read(ErasuresTold, arguments)
    if given.server != server_id(connection):
        raise Problem(Code.INVALID_FIELD, field="server", detail="of another server")
    if meta.said(connection, _SECRET) is None and given.secret:
        meta.say(connection, _SECRET, given.secret)
    names = {str(customer) for one in given.erasures for customer in one.customers}
    known = erasure.erased_customers(connection, names)
    changes: list[Change] = []
    again, left = 0, []
    for one in given.erasures:
        missing = [name for name in map(str, one.customers) if name not in known]
        if missing:
            done = _erase_missing(connection, office, one, missing)
            changes += done.changes
            again += done.again
            left += done.left
            known |= {*missing} - {*done.left}
    publish(connection, changes)
    return {"erased": again, "left": left}


class _Again(NamedTuple):
    changes: list[Change]
    again: bool
    left: list[str]


def _erase_missing(
    connection: Connection, office: Office, one: ErasureTold, missing: list[str]
) -> _Again:
    """Erase whom this database still holds of one erasure, and note the others as erased."""
    mine = {str(customer) for customer in one.customers}
    erasure.bury(connection, one.customers[0], one.tombstones)
    asked = _Asked(one.reason, one.by)
    found = {name: overview.customer_of(connection, name) for name in missing}
    holders = {name: holder[0] for name, holder in found.items() if holder is not None}
    changes: list[Change] = []
    survivors = sorted({*holders.values()} & mine)
    for survivor in survivors:
        changes += _erase(connection, office, survivor, asked).changes
    left = [name for name, holder in holders.items() if holder not in mine]
    _note_gone(connection, office, [name for name in missing if name not in left], asked)
    return _Again(changes, bool(survivors), left)


class _Asked(NamedTuple):
    reason: Reason
    by: str


class _Done(NamedTuple):
    erasing: Erasing
    complaints: dict[str, Hold]
    visits: dict[str, Hold]
    changes: list[Change]


def _erased(connection: Connection, office: Office, wish: Wish) -> dict[str, Any]:
    known = overview.customer_of(connection, str(wish.id))
    if known is None:
        raise Problem(Code.NOT_FOUND, field=str(wish.id), detail="customer")
    done = _erase(connection, office, known[0], _Asked(wish.reason, wish.by))
    publish(connection, done.changes)
    return {
        "id": known[0],
        "records": len(done.erasing.records),
        "kept": [
            *(_kept("complaint", id_, hold) for id_, hold in done.complaints.items()),
            *(_kept("workshop_visit", id_, hold) for id_, hold in done.visits.items()),
        ],
    }


def _kept(what: str, id_: str, hold: Hold) -> dict[str, str]:
    return {"what": what, "id": id_, "why": hold.why, "until": hold.until.isoformat()}


def _erase(connection: Connection, office: Office, survivor: str, asked: _Asked) -> _Done:
    """Erase a customer with all that it absorbed; return what is to be published."""
    customers = erasure.customers_of(connection, survivor)
    keys = erasure.keys_of(connection, customers)
    linked = erasure.linked_records(connection, customers)
    locks.lock_names(connection, {*customers, *linked, *keys})
    customer_rows.customers_for_update(connection, customers)
    complaints = _held_complaints(connection, customers, office.now())
    visits = erasure.visits_of(connection, customers)
    held = _held_visits(connection, visits, office.now())
    erasing = erasure.found(connection, customers, complaints, held)
    secret = _secret(connection, office)
    erasure.bury(connection, UUID(survivor), tombstones(secret, keys))
    erasure.drop_aside(connection, {*customers, *linked}, keys)
    erasure.blank(connection, erasing)
    _empty(connection, held)
    after = fold_visits(connection, _dossiers(connection, visits), set(visits), {})
    changes = [*after, *erasure.changes(connection, erasing)]
    _remember(connection, office, asked, erasing, [*complaints, *held])
    return _Done(erasing, complaints, held, changes)


def _held_complaints(connection: Connection, customers: list[str], now: int) -> dict[str, Hold]:
    """Return the complaints that have to stay, each with why and until when."""
    today = moment(now).date()
    found = {
        one.id: complaint_hold(moment(one.at).date(), one.state, today)
        for one in erasure.complaints_of(connection, customers)
    }
    return {id_: hold for id_, hold in found.items() if hold is not None}


def _held_visits(connection: Connection, visits: list[str], now: int) -> dict[str, Hold]:
    """Return the workshop visits that a guarantee or a recall needs."""
    campaigns = {recall.code for recall in house.recalls(connection)}
    today = moment(now).date()
    found = {
        id_: workshop_hold(
            known.visit,
            None if known.delivery is None else moment(known.delivery.at).date(),
            campaigns,
            today,
        )
        for id_, known in workshops.visits(connection, visits).items()
    }
    return {id_: hold for id_, hold in found.items() if hold is not None}


def _empty(connection: Connection, visits: Collection[str]) -> None:
    """Leave of these visits what they say of a vehicle, and nothing of whose it was."""
    for row in dossiers.records_of(connection, visits):
        raw = orjson.loads(row.raw)
        body = body_of(Envelope.model_validate(raw))
        left: BaseModel | None = None
        if isinstance(body, WorkshopVisit):
            left = without_person(body)
        elif isinstance(body, WorkshopDelivery):
            left = delivery_without_person(body)
        if left is None:
            erasure.empty_stored(connection, row.id)
            continue
        refs = {name: ref for name, ref in raw["refs"].items() if name == "workshop_visit"}
        emptied = {**raw, "refs": refs, "body": left.model_dump(mode="json", exclude_none=True)}
        erasure.rewrite(connection, row.id, orjson.dumps(emptied).decode())


def _dossiers(connection: Connection, visits: list[str]) -> Dossiers:
    found = Dossiers(connection, [])
    found.read(connection, visits)
    return found


def tombstone_secret(connection: Connection) -> bytes | None:
    """Return the secret of the tombstones, ``None`` where nobody was erased yet."""
    known = meta.said(connection, _SECRET)
    return None if known is None else bytes.fromhex(known)


def _secret(connection: Connection, office: Office) -> bytes:
    """Return the secret, made with the first erasure."""
    known = tombstone_secret(connection)
    if known is None:
        known = office.random_bytes(_SECRET_BYTES)
        meta.say(connection, _SECRET, known.hex())
    return known


def _note_gone(connection: Connection, office: Office, customers: list[str], asked: _Asked) -> None:
    """Note as erased whom this database never knew, or has just erased under another's name."""
    unknown = [one for one in customers if one not in erasure.erased_customers(connection, [one])]
    if unknown:
        _remember(connection, office, asked, Erasing(unknown, [], [], []), [])


def _remember(
    connection: Connection,
    office: Office,
    asked: _Asked,
    erasing: Erasing,
    kept: Collection[str],
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
