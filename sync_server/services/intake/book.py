"""Write what was received into the ledger, and what was refused or not understood aside."""

from typing import Any

from sqlalchemy import Connection

from app.domain.contract import Retraction
from app.domain.problems import Code
from sync_server.services.intake.judge import Judged
from sync_server.services.intake.read import Batch, Sent
from sync_server.storage import ledger


def named(sents: list[Sent]) -> set[str]:
    """Return the ids to look up: the records themselves and those that retractions name."""
    retractions = (s.fact for s in sents if s.fact and isinstance(s.fact.body, Retraction))
    ids = {sent.text for sent in sents if sent.envelope is not None}
    return ids | {str(fact.refs["record"]) for fact in retractions}


def write(connection: Connection, batch: Batch, judged: list[Judged]) -> None:
    of_all = {
        "device": str(batch.device),
        "epoch": str(batch.push.epoch),
        "received": batch.received,
    }
    rows = [_row(one.sent) | of_all for one in judged if one.is_new]
    ledger.write_records(connection, rows)
    codes = (None, Code.ERASED)  # of whom was erased nothing is kept, aside neither
    aside = [one.sent for one in judged if one.sent.verdict.code not in codes]
    refused = [quarantine_row(batch, one, one.verdict.code) for one in aside if one.verdict.code]
    ledger.write_quarantine(connection, refused)
    ledger.resolve_quarantine(connection, _corrected(judged))


def quarantine_row(batch: Batch, sent: Sent, code: Code) -> dict[str, Any]:
    return ledger.quarantined(
        str(batch.device),
        sent.raw,
        record=None if sent.id is None else str(sent.id),
        code=code.value,
        field=sent.verdict.field,
        received=batch.received,
    )


def _corrected(judged: list[Judged]) -> set[str]:
    """Return the refused records that an accepted one corrects."""
    envelopes = (one.sent.envelope for one in judged if one.counts)
    return {str(e.supersedes) for e in envelopes if e is not None and e.supersedes is not None}


def _row(sent: Sent) -> dict[str, Any]:
    envelope, verdict, fact = sent.envelope, sent.verdict, sent.fact
    assert envelope is not None  # noqa: S101 - for the type checker: only such records are new
    undoes = fact is not None and isinstance(fact.body, Retraction)
    return {
        "id": sent.text,
        "seq": sent.seq,
        "sha": sent.sha,
        "kind": envelope.kind,
        "schema": envelope.schema_,
        "actor": envelope.actor,
        "branch": envelope.branch,
        "wall": envelope.clocks.wall,
        "stamp": sent.stamp,
        "result": verdict.result.value,
        "code": None if verdict.code is None else verdict.code.value,
        "field": verdict.field,
        "retracts": str(envelope.refs["record"]) if undoes else None,
        "raw": "{}" if verdict.code is Code.ERASED else sent.raw,
    }
