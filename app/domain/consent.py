"""May this purpose use this channel? Decisions are append-only; the present state is derived.

Sources: Ley 19.628 as amended by 21.719 (CL), Ley 29733 and DS 016-2024-JUS, Ley 32323 (PE).
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.domain.fields import Frozen, OpenEnum, Slug, Text
from app.domain.records import Sha256


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
    text_version: Annotated[int, Field(ge=1, lt=2**31)]
    text_sha256: Sha256
    locale: Slug
    means: Means = Means.TAP
    initiative: Initiative = Initiative.VISIT
    party: Party = Party.HOLDER
    guardian_name: Text | None = None
    age_band: Slug | None = None
    witness: Slug | None = None
    event: UUID | None = None
    evidence: UUID | None = None
    evidence_sha256: Sha256 | None = None
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


NO_CONTACT = tuple(
    Position(purpose, channel)
    for purpose in Purpose
    for channel in Channel
    if purpose is not Purpose.UNKNOWN and channel is not Channel.UNKNOWN
)
"""What a person opposes who says «ningún contacto»: one decision for each."""

_NOT_HER_OWN = frozenset({Initiative.IMPORT, Initiative.OUTGOING_CALL, Initiative.UNKNOWN})


def current(decisions: Iterable[DatedDecision]) -> dict[Position, DatedDecision]:
    """Return the decision that holds per purpose and channel: the newest, on a tie the refusal.

    An opposition holds on whatever is said later, but for an explicit grant by the person; and what
    she said herself is not widened by a list that comes later. The answer does not depend on the
    order of the decisions.
    """
    held: dict[Position, DatedDecision] = {}
    for dated in sorted(decisions, key=_by_time):
        position = Position(dated.decision.purpose, dated.decision.channel)
        mine = held.get(position)
        if mine is None or _replaces(dated, mine):
            held[position] = dated
    return held


def merged(
    one: Mapping[Position, DatedDecision], other: Mapping[Position, DatedDecision]
) -> dict[Position, DatedDecision]:
    """Join the states of two customers that turn out to be one: where they differ, no wins.

    Of two alike it is what the person said herself, then the newest. What she says after the merge
    is added with ``current([*joined.values(), *later])``.
    """
    joined = dict(one)
    for position, theirs in other.items():
        mine = joined.get(position)
        joined[position] = theirs if mine is None else max(mine, theirs, key=_by_severity)
    return joined


def allows(dated: DatedDecision) -> bool:
    return dated.decision.decision is Decision.GRANT


def _is_opposition(dated: DatedDecision) -> bool:
    return dated.decision.decision is Decision.OPPOSE


def _replaces(later: DatedDecision, held: DatedDecision) -> bool:
    if _is_opposition(held):
        return _replaces_opposition(later, held)
    return not (allows(later) and _is_listed(later) and not _is_listed(held))


def _is_listed(dated: DatedDecision) -> bool:
    return dated.decision.initiative is Initiative.IMPORT


def _replaces_opposition(later: DatedDecision, opposed: DatedDecision) -> bool:
    """Say whether the person opposed again or gave an explicit consent of her own accord.

    A list, a call of ours or a third party does not speak for her.
    """
    grant = later.decision
    if _is_opposition(later):
        return True
    spoke_for_herself = grant.party is Party.HOLDER or (
        grant.party is Party.GUARDIAN and opposed.decision.party is Party.GUARDIAN
    )
    return (
        allows(later)
        and spoke_for_herself
        and grant.source is None
        and grant.basis is Basis.CONSENT
        and grant.means is not Means.UNKNOWN
        and grant.initiative not in _NOT_HER_OWN
    )


def _severity(dated: DatedDecision) -> int:
    return 0 if allows(dated) else 2 if _is_opposition(dated) else 1


def _by_time(dated: DatedDecision) -> tuple[int, int, int]:
    return dated.at, _severity(dated), dated.record.int


def _by_severity(dated: DatedDecision) -> tuple[int, bool, int, int]:
    return _severity(dated), not _is_listed(dated), dated.at, dated.record.int
