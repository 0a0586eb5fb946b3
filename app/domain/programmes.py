"""Which contact falls due, when, why, until when.

POTENCIAL: a visit without a sale is followed up from day +1 to +7, on the same day when the
person wants to buy soon (intent ≥ 8), and expires at +30 (requirements, table of programmes). The
person came and asked, so a call answers a pre-contract request (Ley 19.628 art. 13, Ley 29733
art. 14); WhatsApp needs its own grant.

SEMBRADO: a student, or who has a first job, and does not want to buy soon (intent ≤ 3) is no
prospect yet: instead of POTENCIAL, one light touch a year for three years, with a grant to offers,
since a year later nothing of that request is left.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple
from uuid import UUID, uuid5

from app.domain import attempts as attempt_rule
from app.domain.attempts import MadeAttempt, Outcome
from app.domain.clock import epoch_ms
from app.domain.consent import Channel, DatedDecision, Decision, Position, Purpose, allows
from app.domain.contact_consent import is_unproved
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.ids import due_contact_id
from app.domain.months import add_months
from app.domain.people import Country
from app.domain.visits import LifeStage

POTENCIAL = "POTENCIAL"
WINDOW = (1, 7)
EXPIRY = 30
HOT = 8  # intent from which the same day is right
SEMBRADO = "SEMBRADO"
COLD = 3  # intent up to which somebody young is no prospect yet
YEARS, TOUCH_WINDOW, TOUCH_EXPIRY = 3, 30, 60
_YOUNG = frozenset({LifeStage.STUDENT, LifeStage.FIRST_JOB})

_ENDINGS = {
    Outcome.REFUSED: DueReason.REFUSED,
    Outcome.WRONG_NUMBER: DueReason.WRONG_NUMBER,
    Outcome.NO_ANSWER: DueReason.NOT_INSISTING,
    Outcome.VOICEMAIL: DueReason.NOT_INSISTING,
    Outcome.BUSY: DueReason.NOT_INSISTING,
    Outcome.SENT: DueReason.DONE,
}


class Prospect(NamedTuple):
    """A visit that may become a sale: what the programme needs to know of it, oldest fact first.

    ``day`` is the branch day of the visit, ``at`` its corrected time in ms, used for order only.
    ``by_consent``: the person did not ask for anything, so each channel needs its own grant; in
    which ``country`` says whether that of a list is one (Ley 32323).
    """

    visit: UUID
    at: int
    day: date
    owner: str
    branch: str
    intent: int | None = None
    models: tuple[str, ...] = ()
    has_phone: bool = True
    by_consent: bool = False
    life_stage: LifeStage | None = None
    country: Country = Country.CL

    def is_seed(self) -> bool:
        """Say whether this is sown rather than followed up."""
        cold = self.intent is not None and self.intent <= COLD
        return cold and self.life_stage in _YOUNG


def potencial(
    customer: UUID,
    visits: Iterable[Prospect],
    attempts: Mapping[UUID, Iterable[MadeAttempt]],
    consents: Mapping[Position, DatedDecision],
) -> list[DueContact]:
    """Return one due contact per visit, oldest first.

    A newer visit supersedes the due contact that is still open and inherits its attempts, also
    those that a tablet recorded against the old one without knowing of the new visit. ``attempts``
    are given by the due id they were recorded against. A pure function of its arguments: it gives
    the same answer whatever the order in which the facts arrived.
    """
    ordered = sorted(visits, key=lambda visit: (visit.at, visit.visit.int))
    dues: list[DueContact] = []
    carried: tuple[MadeAttempt, ...] = ()
    for visit, newer in zip_longest(ordered, ordered[1:]):
        due = _due_for(customer, visit, consents)
        history = attempt_rule.union(carried, attempts.get(due.id, ()))
        if newer is None:
            dues.append(with_attempts(due, history))
            continue
        before = tuple(made for made in history if epoch_ms(made.made_at) < newer.at)
        if attempt_rule.ending(before) is None and newer.day <= due.expires_on:
            dues.append(_superseded(due, history, _due_for(customer, newer, consents).id))
            carried = history
        else:
            dues.append(with_attempts(due, before))
            carried = tuple(made for made in history if made not in before)
    if ordered and ordered[-1].is_seed() and dues[-1].reason is not DueReason.REFUSED:
        later = (_touch(customer, ordered[-1], year, consents) for year in range(2, YEARS + 1))
        dues += (with_attempts(due, attempt_rule.union(attempts.get(due.id, ()))) for due in later)
    return dues


def sown(visit: UUID) -> tuple[UUID, ...]:
    """Return what the light touches after a visit follow from, one for each year."""
    later = (uuid5(visit, f"{SEMBRADO}:{year}") for year in range(2, YEARS + 1))
    return (visit, *later)


def _touch(
    customer: UUID, visit: Prospect, year: int, consents: Mapping[Position, DatedDecision]
) -> DueContact:
    """Return the light touch of a year after the visit, the first one being year 1."""
    allowed = _by_grant(visit, consents)
    trigger = sown(visit.visit)[year - 1]
    day = add_months(visit.day, 12 * year)
    return DueContact(
        id=due_contact_id(SEMBRADO, customer, trigger),
        programme=SEMBRADO,
        customer=customer,
        trigger=trigger,
        owner=visit.owner,
        branch=visit.branch,
        purpose=Purpose.MARKETING,
        channels=allowed,
        opens_on=day,
        window_to=day + timedelta(days=TOUCH_WINDOW),
        expires_on=day + timedelta(days=TOUCH_EXPIRY),
        intent=visit.intent,
        models=visit.models,
        state=DueState.OPEN if allowed else DueState.BLOCKED,
        reason=DueReason.IN_WINDOW if allowed else _why_unsown(visit, consents),
        tries=1,
    )


def _by_grant(visit: Prospect, consents: Mapping[Position, DatedDecision]) -> tuple[Channel, ...]:
    """Return the channels of a telephone by which offers were granted."""
    granted = [c for c, said in _offers(consents) if not is_unproved(said, visit.country)]
    return tuple(granted) if visit.has_phone else ()


def _offers(
    consents: Mapping[Position, DatedDecision],
) -> Iterator[tuple[Channel, DatedDecision]]:
    """Yield the grants to offers by the channels of a telephone."""
    for channel in (Channel.PHONE, Channel.WHATSAPP):
        said = consents.get(Position(Purpose.MARKETING, channel))
        if said is not None and allows(said):
            yield channel, said


def _why_unsown(visit: Prospect, consents: Mapping[Position, DatedDecision]) -> DueReason:
    call = consents.get(Position(Purpose.MARKETING, Channel.PHONE))
    if not visit.has_phone:
        return DueReason.NO_CHANNEL
    if call is not None and call.decision.decision is Decision.OPPOSE:
        return DueReason.OPPOSED
    return DueReason.INITIATIVE_UNPROVED if any(_offers(consents)) else DueReason.NO_CONSENT


def _due_for(
    customer: UUID, visit: Prospect, consents: Mapping[Position, DatedDecision]
) -> DueContact:
    if visit.is_seed():
        return _touch(customer, visit, 1, consents)
    channels = _channels(visit, consents)
    first = 0 if visit.intent is not None and visit.intent >= HOT else WINDOW[0]
    return DueContact(
        id=due_contact_id(POTENCIAL, customer, visit.visit),
        programme=POTENCIAL,
        customer=customer,
        trigger=visit.visit,
        owner=visit.owner,
        branch=visit.branch,
        purpose=Purpose.QUOTE,
        channels=channels,
        opens_on=visit.day + timedelta(days=first),
        window_to=visit.day + timedelta(days=WINDOW[1]),
        expires_on=visit.day + timedelta(days=EXPIRY),
        intent=visit.intent,
        models=visit.models,
        state=DueState.OPEN if channels else DueState.BLOCKED,
        reason=DueReason.IN_WINDOW if channels else _why_blocked(visit, consents),
    )


def _superseded(due: DueContact, made: tuple[MadeAttempt, ...], by: UUID) -> DueContact:
    return due.model_copy(
        update={
            "attempts": made,
            "state": DueState.CLOSED,
            "reason": DueReason.SUPERSEDED,
            "superseded_by": by,
        }
    )


def with_attempts(due: DueContact, made: tuple[MadeAttempt, ...]) -> DueContact:
    if not made and not due.attempts:
        return due
    history = attempt_rule.union(made)
    ended = attempt_rule.ending(history, due.tries)
    if ended is None:
        return due.model_copy(update={"attempts": history})
    reason = _ENDINGS.get(ended, DueReason.ANSWERED)
    return due.model_copy(update={"attempts": history, "state": DueState.CLOSED, "reason": reason})


def _channels(visit: Prospect, consents: Mapping[Position, DatedDecision]) -> tuple[Channel, ...]:
    if not visit.has_phone:
        return ()
    if visit.by_consent:
        both = (Channel.PHONE, Channel.WHATSAPP)
        return tuple(c for c in both if _granted(visit, consents, c) and not _refused(consents, c))
    if not consents:
        return (Channel.PHONE,)
    channels = []
    if not _refused(consents, Channel.PHONE):
        channels.append(Channel.PHONE)
    if _granted(visit, consents, Channel.WHATSAPP) and not _refused(consents, Channel.WHATSAPP):
        channels.append(Channel.WHATSAPP)
    return tuple(channels)


def _refused(consents: Mapping[Position, DatedDecision], channel: Channel) -> bool:
    held = consents.get(Position(Purpose.QUOTE, channel))
    return held is not None and not allows(held)


def _granted(visit: Prospect, consents: Mapping[Position, DatedDecision], channel: Channel) -> bool:
    positions = (Position(Purpose.QUOTE, channel), Position(Purpose.MARKETING, channel))
    said = [consents[position] for position in positions if position in consents]
    return any(allows(one) and not is_unproved(one, visit.country) for one in said)


def _why_blocked(visit: Prospect, consents: Mapping[Position, DatedDecision]) -> DueReason:
    call = consents.get(Position(Purpose.QUOTE, Channel.PHONE))
    opposed = call is not None and call.decision.decision is Decision.OPPOSE
    return DueReason.OPPOSED if visit.has_phone and opposed else DueReason.NO_CHANNEL
