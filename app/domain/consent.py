"""May this purpose use this channel? Decisions are append-only; the present state is derived.

Sources: Ley 19.628 as amended by 21.719 (CL), Ley 29733 and DS 016-2024-JUS, Ley 32323 (PE).
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from pydantic import AwareDatetime

from app.domain.fields import Frozen, OpenEnum, Slug, Text


class Purpose(OpenEnum):
    QUOTE = "quote"
    SERVICE = "service"
    SURVEY = "survey"
    MARKETING = "marketing"
    ANSWER = "answer"
    UNKNOWN = "unknown"


class Channel(OpenEnum):
    PHONE = "phone"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    LETTER = "letter"
    UNKNOWN = "unknown"


class Decision(OpenEnum):
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    OPPOSE = "oppose"  # «no contactar»: ends only by a later explicit grant by the person
    UNKNOWN = "unknown"  # a newer peer's word is read as a refusal: the least permissive


class Basis(OpenEnum):
    CONSENT = "consent"
    PRECONTRACT = "precontract"
    CONTRACT = "contract"
    DUTY = "duty"
    INTEREST = "interest"
    UNKNOWN = "unknown"


class Means(OpenEnum):
    """How the decision was expressed."""

    TAP = "tap"
    SIGNATURE = "signature"
    VOICE = "voice"
    PAPER = "paper"
    LINK = "link"
    UNKNOWN = "unknown"


class Initiative(OpenEnum):
    """Who started the contact in which it was given (Ley 32323 asks for the consumer's own)."""

    VISIT = "visit"
    INCOMING_CALL = "incoming_call"
    WEB = "web"
    EVENT = "event"
    IMPORT = "import"
    OUTGOING_CALL = "outgoing_call"
    UNKNOWN = "unknown"


class Party(OpenEnum):
    HOLDER = "holder"
    GUARDIAN = "guardian"
    UNKNOWN = "unknown"


class ConsentDecision(Frozen):
    """One decision of one person on one purpose and channel, with its proof.

    Time, device, branch and the colleague who took it are those of the record that carries it.
    An unticked box is no decision and writes nothing.
    """

    purpose: Purpose
    channel: Channel
    decision: Decision
    basis: Basis = Basis.CONSENT
    text_id: Slug
    text_version: int
    text_sha256: str
    locale: str
    means: Means = Means.TAP
    initiative: Initiative = Initiative.VISIT
    party: Party = Party.HOLDER
    guardian_name: Text | None = None
    age_band: Slug | None = None
    witness: Slug | None = None
    event: UUID | None = None
    evidence: UUID | None = None
    evidence_sha256: str | None = None
    source: Text | None = None  # who told us, when it was not the person
    expires_at: AwareDatetime | None = None
    revokes: UUID | None = None


class DatedDecision(Frozen):
    """A decision with the corrected time and the record it came by."""

    decision: ConsentDecision
    at: int
    record: UUID
    by: Slug


class Position(NamedTuple):
    purpose: Purpose
    channel: Channel


def current(decisions: Iterable[DatedDecision]) -> dict[Position, DatedDecision]:
    """Return the decision that holds per purpose and channel: the newest, on a tie the refusal."""
    held: dict[Position, DatedDecision] = {}
    for dated in decisions:
        position = Position(dated.decision.purpose, dated.decision.channel)
        if position not in held or _outranks(dated, held[position]):
            held[position] = dated
    return held


def merged(
    one: dict[Position, DatedDecision], other: dict[Position, DatedDecision]
) -> dict[Position, DatedDecision]:
    """Join the states of two customers that turn out to be one: where they differ, no wins."""
    joined = dict(one)
    for position, dated in other.items():
        mine = joined.get(position)
        if mine is None or (allows(mine), -dated.at, str(dated.record)) > (
            allows(dated),
            -mine.at,
            str(mine.record),
        ):
            joined[position] = dated
    return joined


def allows(dated: DatedDecision) -> bool:
    return dated.decision.decision is Decision.GRANT


def _outranks(challenger: DatedDecision, holder: DatedDecision) -> bool:
    if challenger.at != holder.at:
        return challenger.at > holder.at
    if allows(challenger) != allows(holder):
        return allows(holder)
    return str(challenger.record) > str(holder.record)
