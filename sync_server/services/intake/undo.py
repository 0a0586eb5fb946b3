"""What was taken back tells nobody's identity any more, whichever came first."""

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection

from app.domain.catalogue import Branch
from app.domain.contract import Retraction
from app.domain.records import Envelope
from sync_server.master.facts import Fact
from sync_server.services.intake.people import captured_by, hashed
from sync_server.services.intake.read import body_of, fact_of
from sync_server.storage import captures, ledger


def undone(connection: Connection, facts: list[Fact]) -> set[tuple[str, str]]:
    """Return (record, branch) of those of the facts that are taken back, before or among them."""
    earlier = ledger.retractions(connection, [fact.text for fact in facts])
    return earlier | {_target(fact) for fact in facts if isinstance(fact.body, Retraction)}


def forget_undone(
    connection: Connection, facts: list[Fact], branches: Mapping[str, Branch]
) -> None:
    """Let nobody be found by stored records that these facts take back."""
    targets = {_target(fact) for fact in facts if isinstance(fact.body, Retraction)}
    if not targets:
        return
    for row in ledger.facts_by_id(connection, {record for record, _ in targets}):
        envelope = Envelope.model_validate(orjson.loads(row.raw))
        if (row.id, envelope.branch) in targets:
            fact = fact_of(envelope, row.id, body_of(envelope), row.stamp)
            for record, one in captured_by([fact], branches).items():
                captures.forget(connection, record, [hashed(key) for key in one.keys])


def _target(fact: Fact) -> tuple[str, str]:
    return str(fact.refs["record"]), fact.branch
