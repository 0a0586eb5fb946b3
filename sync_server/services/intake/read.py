"""What does one record of a push say? Pure, and each record for itself.

An unreadable neighbour harms nobody: whatever is wrong becomes the verdict of that record alone.
"""

import hashlib
import re
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import BaseModel, ValidationError

from app.domain.contract import BODIES, MAX_RECORD_BYTES, REQUIRED_REFS, Push, Result
from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION, Clocks, Envelope, fingerprint
from sync_server.master.facts import Fact
from sync_server.services.intake.trust import borne_out

PATH = 100
_NO_SEQ = 2**53
_UNPRINTABLE = re.compile(r"[^\w.-]")
_UNSIGNED = ("device", "epoch", "seq", "sha")


class Verdict(NamedTuple):
    """``code`` says what is wrong; ``await_upgrade`` alone does not refuse."""

    code: Code | None = None
    field: str | None = None

    @property
    def result(self) -> Result:
        return Result.ACCEPTED if self.code in {None, Code.AWAIT_UPGRADE} else Result.REJECTED


ACCEPTED = Verdict()


class Batch(NamedTuple):
    """The push that the records came in: who sent it, what it said, when it was received (ms).

    ``token`` is ``None`` for a file that somebody brought, which the tablet signed; its clocks were
    read when it was ``written`` (ms), those of a push when it is received.
    """

    token: str | None
    device: UUID
    push: Push
    received: int
    written: int | None = None

    def read_at(self) -> int:
        """Return when the push read its clocks (ms)."""
        return self.received if self.written is None else min(self.written, self.received)


class Sent(NamedTuple):
    """A record as sent.

    ``text`` is the id as tables hold it. ``envelope`` is there if it could be read and is this
    tablet's own; ``fact`` if this version understands it. ``sha`` is the sum as we count it.
    """

    seq: int
    id: UUID | None
    text: str
    raw: str
    verdict: Verdict
    envelope: Envelope | None = None
    sha: str = ""
    stamp: int = 0
    fact: Fact | None = None


def read(record: dict[str, Any], batch: Batch) -> Sent:
    """Read one JSON-shaped record; raises ``Problem`` (``malformed``) if it is no JSON at all."""
    try:
        raw = orjson.dumps(record)
    except orjson.JSONEncodeError as exc:
        raise Problem(Code.MALFORMED, field="records") from exc
    try:
        envelope = Envelope.model_validate(record)
    except ValidationError as exc:
        verdict = Verdict(Code.INVALID_FIELD, _path(exc))
        id_ = _id(record)
        return Sent(_seq(record), id_, str(id_), raw.decode(), verdict)
    text = str(envelope.id)
    if strange := _strange(envelope, batch):
        verdict = Verdict(Code.INVALID_FIELD, strange)
        return Sent(envelope.seq, envelope.id, text, raw.decode(), verdict)
    sha = _fingerprint(record)
    verdict, body = _outside(envelope, sha, len(raw), batch.push.contract), None
    if verdict == ACCEPTED:
        verdict, body = inside(envelope)
    at = stamp(envelope.clocks, batch)
    return Sent(
        seq=envelope.seq,
        id=envelope.id,
        text=text,
        raw=raw.decode(),
        verdict=verdict,
        envelope=envelope,
        sha=sha,
        stamp=at,
        fact=None if body is None else fact_of(envelope, text, body, at),
    )


def stamp(clocks: Clocks, batch: Batch) -> int:
    """Return when the record was made (ms), whatever the tablet's wall clock showed.

    Within one boot the monotonic clock tells how long ago; otherwise the wall clock, shifted by
    what it is off now. Never later than its receipt: a wrong clock cannot reach into the future.
    """
    push, read_at = batch.push, batch.read_at()
    if clocks.boot == push.boot:
        made = read_at - (push.mono - clocks.mono)
    else:
        made = clocks.wall + (read_at - push.wall)
    return max(0, min(made, batch.received))


def body_of(envelope: Envelope) -> BaseModel:
    """Return the body of a known kind as its own model; raises ``ValidationError``.

    The one door to what a record says: a value that we do not find valid comes out to be verified.
    """
    return borne_out(BODIES[envelope.kind].model_validate(envelope.body))


def fact_of(envelope: Envelope, text: str, body: BaseModel, at: int) -> Fact:
    """Return what the master base reads of a record; ``text`` is its id as tables hold it."""
    return Fact(
        id=envelope.id,
        text=text,
        kind=envelope.kind,
        at=at,
        seq=envelope.seq,
        actor=envelope.actor,
        branch=envelope.branch,
        refs=envelope.refs,
        body=body,
    )


def _outside(envelope: Envelope, sha: str, size: int, contract: int) -> Verdict:
    """Judge what can be judged without looking into the body."""
    if size > MAX_RECORD_BYTES:
        return Verdict(Code.TOO_LARGE)
    if sha != envelope.sha:
        return Verdict(Code.INVALID_FIELD, "sha")
    known = envelope.kind in BODIES
    if envelope.schema_ > CONTRACT_VERSION or (not known and contract > CONTRACT_VERSION):
        return Verdict(Code.AWAIT_UPGRADE)
    return ACCEPTED if known else Verdict(Code.UNKNOWN_KIND, "kind")


def inside(envelope: Envelope) -> tuple[Verdict, BaseModel | None]:
    """Judge the body of a known kind, and return it when it is well formed."""
    try:
        body = body_of(envelope)
    except ValidationError as exc:
        return Verdict(Code.INVALID_FIELD, f"body.{_path(exc)}"), None
    if missing := REQUIRED_REFS.get(envelope.kind, frozenset()) - envelope.refs.keys():
        return Verdict(Code.MISSING_REF, f"refs.{min(missing)}"), None
    return ACCEPTED, body


def _strange(envelope: Envelope, batch: Batch) -> str | None:
    """Return which field says that the record is of another tablet."""
    if envelope.device != batch.device:
        return "device"
    return "epoch" if envelope.epoch != batch.push.epoch else None


def _fingerprint(record: dict[str, Any]) -> str:
    """Return the record's sum; orjson writes the same canonical text, only faster.

    All but for numbers with a fraction, which no record of ours has: then ask the domain.
    """
    signed = {key: value for key, value in record.items() if key not in _UNSIGNED}
    text = orjson.dumps(signed, option=orjson.OPT_SORT_KEYS)
    sha = hashlib.sha256(text).hexdigest()
    return sha if sha == record["sha"] else fingerprint(record)


def _path(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return _UNPRINTABLE.sub("", ".".join(map(str, first["loc"])))[:PATH]


def _seq(record: dict[str, Any]) -> int:
    seq = record.get("seq")
    return seq if isinstance(seq, int) and 0 <= seq < _NO_SEQ else 0


def _id(record: dict[str, Any]) -> UUID | None:
    try:
        return UUID(str(record.get("id")))
    except ValueError:
        return None
