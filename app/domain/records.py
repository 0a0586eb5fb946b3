"""The one kind of thing that travels up: an append-only record in its envelope.

The record id is also the operation id. Device, epoch and seq say how it was sent and may change
when a tablet is enrolled again, so they are outside the fingerprint ``sha``.
"""

import hashlib
import json
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.fields import Frozen, Slug

CONTRACT_VERSION = 1
OLDEST_CONTRACT = 1  # the server accepts N and N-1; there is nothing before 1

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Milliseconds = Annotated[int, Field(ge=0, lt=253_402_300_800_000)]  # until the year 10000


class Clocks(Frozen):
    """What the tablet's clocks said when the record was saved; milliseconds."""

    wall: Milliseconds
    boot: Annotated[str, StringConstraints(max_length=64)]
    mono: Milliseconds


class Envelope(Frozen):
    """One record on the wire and in the tablet's outbox.

    ``schema`` is the contract version under which ``body`` was written; ``refs`` name a customer
    or a record made on a tablet (customer, due, visit, record…); ``supersedes`` the refused record
    that this one corrects.
    """

    id: UUID
    device: UUID
    epoch: UUID
    seq: Annotated[int, Field(ge=1, lt=2**53)]
    kind: Kind
    schema_: Annotated[int, Field(alias="schema", ge=1, lt=2**31)] = CONTRACT_VERSION
    clocks: Clocks
    actor: Slug
    branch: Slug
    refs: Annotated[dict[Kind, UUID], Field(default_factory=dict, max_length=8)]
    supersedes: UUID | None = None
    body: dict[str, Any]
    sha: Sha256


def fingerprint(envelope: dict[str, Any]) -> str:
    """Return the SHA-256 over the canonical JSON of a JSON-shaped envelope.

    Covers everything but how it was sent: device, epoch, seq and the sum itself.
    """
    signed = {k: v for k, v in envelope.items() if k not in {"device", "epoch", "seq", "sha"}}
    return hashlib.sha256(canonical_json(signed)).hexdigest()


def canonical_json(value: object) -> bytes:
    """Return UTF-8 JSON with sorted keys and no spaces; refuses NaN and lone surrogates."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()
