"""Records whose source is a list come in as those of a tablet do, without a push to answer."""

import hashlib
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlalchemy import Connection

from app.domain.contract import Retraction
from app.domain.imports import BROUGHT
from app.domain.records import CONTRACT_VERSION, Clocks, Envelope, canonical_json, fingerprint
from sync_server.services.intake.base import WorkingBase
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.people import told_by
from sync_server.services.intake.read import fact_of
from sync_server.services.intake.settle import named_by
from sync_server.services.intake.work import apply, lock
from sync_server.storage import ledger
from sync_server.storage.feed import publish

ACTOR = BROUGHT


class Listed(NamedTuple):
    """A record to be: its id, kind, body, of whom, and where; ``at`` (ms) if not now."""

    id: UUID
    kind: str
    body: BaseModel
    actor: str
    branch: str
    refs: dict[str, UUID]
    at: int | None = None


class Origin(NamedTuple):
    """The source as a sender: it has a name and a number of sending like a tablet's."""

    device: UUID
    epoch: UUID
    first_seq: int


def take_listed(
    connection: Connection, origin: Origin, listed: list[Listed], received: int
) -> WorkingBase:
    """Write the records and all that follows from them; return what became of each."""
    rows, facts = [], []
    for seq, one in enumerate(listed, origin.first_seq):
        raw = _raw(one, origin, seq, received)
        envelope = Envelope.model_validate(raw)
        at = received if one.at is None else one.at
        facts.append(fact_of(envelope, str(envelope.id), one.body, at))
        rows.append(_row(envelope, raw, one, received))
    dossiers = Dossiers(connection, facts)
    told = told_by(connection, facts)
    alone = lock(connection, named_by(facts), told, dossiers)
    dossiers.load(connection)
    for fact in facts:
        dossiers.add(fact)
    base = WorkingBase(received, alone=alone)
    changes = apply(connection, base, told, facts, dossiers)
    ledger.write_records(connection, rows)
    publish(connection, changes)
    return base


def body_sha(body: BaseModel) -> str:
    """Return the sum by which the same row is known again."""
    return hashlib.sha256(canonical_json(body.model_dump(mode="json"))).hexdigest()


def _raw(one: Listed, origin: Origin, seq: int, received: int) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "id": str(one.id),
        "device": str(origin.device),
        "epoch": str(origin.epoch),
        "seq": seq,
        "kind": one.kind,
        "schema": CONTRACT_VERSION,
        "clocks": Clocks(wall=received, boot="import", mono=received).model_dump(),
        "actor": one.actor,
        "branch": one.branch,
        "refs": {name: str(ref) for name, ref in one.refs.items()},
        "supersedes": None,
        "body": one.body.model_dump(mode="json", exclude_defaults=True),
    }
    return {**envelope, "sha": fingerprint(envelope)}


def _row(envelope: Envelope, raw: dict[str, Any], one: Listed, received: int) -> dict[str, Any]:
    undoes = isinstance(one.body, Retraction)
    return {
        "id": str(envelope.id),
        "device": str(envelope.device),
        "epoch": str(envelope.epoch),
        "seq": envelope.seq,
        "sha": envelope.sha,
        "kind": envelope.kind,
        "schema": envelope.schema_,
        "actor": envelope.actor,
        "branch": envelope.branch,
        "wall": received,
        "received": received,
        "stamp": received if one.at is None else one.at,
        "result": "accepted",
        "code": None,
        "field": None,
        "retracts": str(one.refs["record"]) if undoes else None,
        "raw": orjson.dumps(raw).decode(),
    }
