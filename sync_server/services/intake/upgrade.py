"""Work the records that came before this version could understand them.

A tablet of a newer version had them accepted; they wait in the ledger, and each is worked in a
transaction of its own when a server that knows its kind and schema starts.
"""

from functools import partial

import orjson
import structlog
from sqlalchemy import Connection

from app.domain.contract import BODIES, Retraction
from app.domain.records import CONTRACT_VERSION, Envelope
from sync_server.master.facts import Fact
from sync_server.services.intake.authority import authority, people_named
from sync_server.services.intake.base import WorkingBase
from sync_server.services.intake.decisions import Decisions
from sync_server.services.intake.desk_rules import desk_verdict
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.erased import ERASED, is_erased
from sync_server.services.intake.people import told_by
from sync_server.services.intake.read import ACCEPTED, Verdict, fact_of, inside
from sync_server.services.intake.settle import named_by
from sync_server.services.intake.work import apply, lock
from sync_server.storage import devices, erasure, ledger, staff
from sync_server.storage.database import Database
from sync_server.storage.feed import Change, publish

_log = structlog.get_logger()


def work_awaiting(database: Database, received: int) -> int:
    """Work what has been waiting for this version; return how many records count from now on.

    One that fails goes on waiting and keeps no other from being worked.
    """
    with database.reading() as connection:
        waiting = ledger.awaiting(connection, list(BODIES), CONTRACT_VERSION)
    worked = 0
    for record in waiting:
        try:
            worked += database.writer.run(partial(_work, record=record, received=received))
        except Exception as exc:  # noqa: BLE001 - the server has to start all the same
            _log.error("record_failed", record=record, exc_info=exc)
    return worked


def _work(connection: Connection, record: str, received: int) -> bool:
    row = ledger.stored(connection, record)
    envelope = Envelope.model_validate(orjson.loads(row.raw))
    verdict, body = inside(envelope)
    changes: list[Change] = []
    if body is not None:
        fact = fact_of(envelope, row.id, body, row.stamp)
        verdict, changes = _taken(connection, fact, row.device, received)
    if verdict.code is None:
        retracts = envelope.refs["record"] if isinstance(body, Retraction) else None
        ledger.count_from_now(connection, record, None if retracts is None else str(retracts))
    elif verdict == ERASED:
        erasure.empty_stored(connection, record)
    else:
        ledger.leave_aside(connection, record, verdict.code.value, verdict.field)
    publish(connection, changes)
    return verdict == ACCEPTED


def _taken(
    connection: Connection, fact: Fact, device: str, received: int
) -> tuple[Verdict, list[Change]]:
    """Judge a fact, and where it is accepted let it change the base."""
    dossiers, decisions = Dossiers(connection, [fact]), Decisions(connection, [fact])
    told = told_by(connection, [fact])
    named = named_by([fact])
    alone = lock(connection, named, told, dossiers, everything=bool(decisions))
    dossiers.load(connection)
    decisions.load(connection)
    verdict = _verdict(connection, fact, device, dossiers)
    if is_erased(connection, fact):
        verdict = ERASED
    if verdict == ACCEPTED:
        verdict = decisions.verdict(fact, {})
    if verdict != ACCEPTED:
        return verdict, []
    dossiers.add(fact)
    base = WorkingBase(received, alone=alone)
    changes = apply(connection, base, told, [fact], dossiers)
    return verdict, [*changes, *decisions.carry_out(connection, [fact], received)]


def _verdict(connection: Connection, fact: Fact, device: str, dossiers: Dossiers) -> Verdict:
    people = staff.people(connection, people_named([fact]))
    branches = {epoch.branch for epoch in devices.epochs(connection, device).values()}
    undone = {str(fact.refs["record"])} if isinstance(fact.body, Retraction) else set()
    verdict = authority(fact, people, branches, ledger.entries(connection, undone))
    if verdict == ACCEPTED:
        verdict = desk_verdict(fact, people[fact.actor].role, dossiers)
    return verdict
