"""What do we know of this customer? A pure fold over all the records that belong to it.

A retraction, a late record, two customers that turn out to be one and a replay are all the same
call: the answer depends on the facts, not on the order in which they arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from app.domain import programmes
from app.domain.answers import CONSULTA, SOLICITUD
from app.domain.attempts import Attempt, MadeAttempt
from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.consent import DatedDecision, Position
from app.domain.corrected_numbers import with_corrections
from app.domain.customers import Customer, Provenance, all_wrong
from app.domain.dues import DueContact, DueReason, DueState, without_phone
from app.domain.ids import due_contact_id
from app.domain.imports import ListedCustomer, ListedRow
from app.domain.people import Visitor
from app.domain.programmes import POTENCIAL, SEMBRADO, Prospect, sown
from app.domain.quote_standing import KnownQuote
from app.domain.visits import Consent, OwnedCar, Profile, Visit
from app.domain.workshop import WorkshopVisit
from sync_server.master import answers, events, interests, keys, quotes, survivorship, touches
from sync_server.master.facts import Fact, in_order
from sync_server.master.permissions import NO_PAST, Past, permissions
from sync_server.master.reached import NO_PROOFS, proofs

_NOBODY = Visitor()
_PLAIN: dict[type, tuple[str, ...]] = {
    Visitor: ("address",),
    Profile: (
        *("address", "birth_date", "sex", "marital_status", "occupation", "life_style"),
        *("wish", "wish_on", "roles", "hours", "car_use", "expects", "matters"),
        *("influences", "referred_by", "car_condition"),
    ),
}


# Most customers have visits alone: what folds other kinds is asked only where there are some.
_QUOTED = frozenset({"quote"})
_SERVED = frozenset({"workshop_visit", "workshop_delivery"})
_TRIED = frozenset({"attempt"})
_ASKED = frozenset({"profile", "contact_received"})
_INVITED = frozenset({"sign_up"})


class Projection(NamedTuple):
    """All that follows from the records of one customer.

    ``stub``: it was only referred to so far, and no tablet is told of it.
    """

    customer: Customer
    dues: list[DueContact]
    keys: frozenset[str]
    stub: bool
    quotes: list[KnownQuote]


def project(
    customer: UUID,
    facts: list[Fact],
    branches: Mapping[str, Branch],
    absorbed: Iterable[UUID] = (),
    past: Past = NO_PAST,
) -> Projection:
    """Fold the facts (at least one) of a customer and of those it absorbed."""
    ordered = in_order(facts)
    visible = [fact for fact in ordered if not fact.hidden]
    consents = permissions(str(customer), _decisions(visible), past)
    known = _golden(customer, ordered, visible, branches, consents)
    quoted = quotes.known_quotes(customer, ordered) if _has(ordered, _QUOTED) else []
    dues = _dues(known, ordered, branches, consents, list(absorbed))
    return Projection(
        customer=known,
        dues=[quotes.closed_with_their_quote(due, quoted) for due in dues] if quoted else dues,
        keys=keys.seen_keys(known, visible, branches),
        stub=not any(_tells_who(fact) for fact in ordered),
        quotes=quoted,
    )


def _has(facts: list[Fact], kinds: frozenset[str]) -> bool:
    return any(fact.kind in kinds for fact in facts)


def _golden(
    customer: UUID,
    ordered: list[Fact],
    visible: list[Fact],
    branches: Mapping[str, Branch],
    consents: Mapping[Position, DatedDecision],
) -> Customer:
    owner, branch = _owner(visible or ordered)
    people = list(_people(visible))
    tried = NO_PROOFS
    if _has(visible, _TRIED):
        tried = proofs(visible, {origin.record: person for person, origin in people})
    return Customer(
        id=customer,
        branch=branch,
        owner=owner,
        active=bool(people),
        demo=branches[branch].demo,
        names=survivorship.names((p.name, o) for p, o in people if p.name is not None),
        phones=survivorship.contacts(
            ((p.phone, o) for p, o in people if p.phone is not None), tried
        ),
        emails=survivorship.contacts(
            ((p.email, o) for p, o in people if p.email is not None), tried
        ),
        documents=survivorship.documents(
            (p.document, o) for p, o in people if p.document is not None
        ),
        places=survivorship.places((p.place, o) for p, o in people if p.place is not None),
        texts=survivorship.texts([*_texts(people), *_beside(visible)]),
        cars=survivorship.cars(_cars(visible)),
        life_stage=_newest(visible, "life_stage"),
        consents=tuple(consents[position] for position in sorted(consents)),
        recent=touches.recent(visible),
        visits=sum(fact.kind == "visit" for fact in visible),
        records=len(visible),
    )


def _people(facts: list[Fact]) -> Iterator[tuple[Visitor | Profile, Provenance]]:
    """Yield what each visit, profile or reception says of the person, with where it comes from."""
    for fact in facts:
        body = fact.body
        if isinstance(body, Visit):
            yield body.visitor or _NOBODY, _origin(fact)
        elif isinstance(body, Profile):
            yield body, _origin(fact)
        elif isinstance(body, WorkshopVisit) and body.bringer is not None:
            yield body.bringer, _origin(fact)
        elif isinstance(body, ListedRow) and body.person is not None:
            yield body.person, _origin(fact)


def _origin(fact: Fact) -> Provenance:
    return Provenance(record=fact.id, kind=fact.kind, by=fact.actor, at=fact.at)


def _tells_who(fact: Fact) -> bool:
    body = fact.body
    brought = isinstance(body, WorkshopVisit) and body.bringer is not None
    listed = isinstance(body, ListedRow) and body.person is not None
    return isinstance(body, Visit | Profile) or brought or listed


def _texts(
    people: list[tuple[Visitor | Profile, Provenance]],
) -> Iterator[tuple[str, str, Provenance]]:
    for person, origin in people:
        for field in _PLAIN[type(person)]:
            if (value := getattr(person, field)) is not None:
                said = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
                yield field, said, origin


def _beside(facts: list[Fact]) -> Iterator[tuple[str, str, Provenance]]:
    """Yield who came along on each visit, and who sent the person to us (R165)."""
    for fact in facts:
        body = fact.body
        if isinstance(body, Visit) and body.visitor is not None:
            if body.companions:
                yield "companions", ",".join(one.relation for one in body.companions), _origin(fact)
            if body.referred_by:
                yield "referred_by", body.referred_by, _origin(fact)


def _cars(facts: list[Fact]) -> Iterator[tuple[OwnedCar, Provenance]]:
    """Yield the cars of the newest list: what is not on it was sold."""
    for fact in reversed(facts):
        body = fact.body
        if isinstance(body, Profile) and body.cars is not None:
            yield from ((car, _origin(fact)) for car in body.cars)
            return


def _owner(facts: list[Fact]) -> tuple[str, str]:
    """Return who attends the customer and where: as the newest record says that names one."""
    people = [fact for fact in facts if isinstance(fact.body, Visit | Profile)]
    people = [fact for fact in people if not events.signed_up_by_herself(fact)] or people
    for fact in reversed(people):
        owner = getattr(fact.body, "owner", None)
        if owner is not None:
            return owner, fact.branch
    known = [fact for fact in facts if isinstance(fact.body, ListedRow)]
    named = [fact for fact in known if getattr(fact.body, "owner", None) == fact.actor]
    newest = (people or named or facts)[-1]
    return newest.actor, newest.branch


def _newest(facts: list[Fact], field: str) -> Any:
    said = (getattr(fact.body, field, None) for fact in reversed(facts))
    return next((value for value in said if value is not None), None)


def _decisions(facts: list[Fact]) -> Iterator[DatedDecision]:
    for fact in facts:
        body = fact.body
        if isinstance(body, Visit | ListedCustomer):
            decisions = body.consents
        elif isinstance(body, Consent):
            decisions = body.decisions
        else:
            continue
        for decision in decisions:
            yield DatedDecision(decision=decision, at=fact.at, record=fact.id, by=fact.actor)


def _dues(
    known: Customer,
    ordered: list[Fact],
    branches: Mapping[str, Branch],
    consents: Mapping[Position, DatedDecision],
    absorbed: list[UUID],
) -> list[DueContact]:
    has_phone = any(phone.value.value for phone in known.phones)
    kinds = {fact.kind for fact in ordered}
    visits = [f for f in ordered if isinstance(f.body, Visit) and events.follows_up(f)]
    found = [(fact, _prospect(fact, branches, known, has_phone)) for fact in visits]
    if kinds & _QUOTED:
        found += quotes.prospects(ordered, branches, has_phone=has_phone)
    if kinds & _SERVED:
        found += interests.prospects(ordered, branches, known.owner, has_phone=has_phone)
    attempts = dict[UUID, list[MadeAttempt]]()
    if kinds & _TRIED:
        attempts = with_corrections(_attempts(known.id, ordered, absorbed), known.phones)
    present = [prospect for fact, prospect in found if not fact.hidden]
    undone = [prospect for fact, prospect in found if fact.hidden]
    dues = programmes.potencial(known.id, present, attempts, consents)
    for prospect in undone:
        alone = programmes.potencial(known.id, [prospect], attempts, consents)
        over = {"state": DueState.CLOSED, "reason": DueReason.RETRACTED}
        dues += [due.model_copy(update=over) for due in alone]
    if kinds & _ASKED:
        dues += answers.dues(known, ordered, branches, attempts, has_phone=has_phone)
    if kinds & _INVITED:
        dues += events.dues(known, ordered, branches, attempts, consents)
    settled = answers.settled_by_visits(dues, ordered)
    return [without_phone(due) for due in settled] if all_wrong(known.phones) else settled


def _prospect(
    fact: Fact,
    branches: Mapping[str, Branch],
    known: Customer,
    has_phone: bool,  # noqa: FBT001 - a fact of the customer, not a switch
) -> Prospect:
    visit = fact.body
    assert isinstance(visit, Visit)  # noqa: S101 - for the type checker; the caller chose it
    return Prospect(
        visit=fact.id,
        at=fact.at,
        day=branch_day(moment(fact.at), branches[fact.branch].zone),
        owner=visit.owner or fact.actor,
        by_consent=fact.kind == "sign_up",
        branch=fact.branch,
        country=branches[fact.branch].country,
        intent=visit.intent,
        models=visit.models,
        has_phone=has_phone,
        life_stage=visit.life_stage or known.life_stage,
    )


def _attempts(
    customer: UUID, ordered: list[Fact], absorbed: list[UUID]
) -> dict[UUID, list[MadeAttempt]]:
    """Return the attempts by due id, those made against the due of an absorbed customer too."""
    renamed = {
        due_contact_id(programme, former, fact.id): due_contact_id(programme, customer, fact.id)
        for former in absorbed
        for fact in ordered
        for programme in (POTENCIAL, SOLICITUD, CONSULTA, events.EVENTO)
    }
    renamed |= {
        due_contact_id(SEMBRADO, former, trigger): due_contact_id(SEMBRADO, customer, trigger)
        for former in absorbed
        for fact in ordered
        if fact.kind == "visit"
        for trigger in sown(fact.id)
    }
    made: dict[UUID, list[MadeAttempt]] = defaultdict(list)
    for fact in ordered:
        if fact.hidden or not isinstance(fact.body, Attempt):
            continue
        attempt = fact.body.made(fact.id, moment(fact.at), fact.actor)
        for due in (fact.refs["due"], *fact.body.also):
            made[renamed.get(due, due)].append(attempt)
    return made
