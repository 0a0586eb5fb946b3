"""To which customer does each record of the batch belong?"""

from collections.abc import Mapping, Sequence

from app.domain.contract import Retraction
from app.domain.ids import customer_id
from app.domain.visits import Visit
from sync_server.master.facts import Fact
from sync_server.master.matching import NEW, REFERRED, Candidate, Identity, decide
from sync_server.services.intake.base import Named, WorkingBase

_FOLLOWED = frozenset({"customer", "record"})  # refs that lead to a customer


def named_by(facts: list[Fact]) -> Named:
    """Return all that these records name, so that it can be locked and read at once."""
    refs = {str(ref) for fact in facts for name, ref in fact.refs.items() if name in _FOLLOWED}
    # A customer may have been named by its id before the record came that founds it.
    refs |= {str(customer_id(fact.id)) for fact in facts if isinstance(fact.body, Visit)}
    keys = {key for fact in facts if fact.who is not None for key in fact.who.keys}
    return Named({fact.text for fact in facts}, refs, keys)


def settle(base: WorkingBase, fact: Fact) -> None:
    """Link one record to its customer, opening the customer if need be."""
    if isinstance(fact.body, Retraction):
        _touch(base, base.linked(str(fact.refs["record"])))
        return
    who = fact.who
    if "customer" in fact.refs:
        customer = base.referred(fact.refs["customer"], REFERRED)
        base.link(fact.text, customer, REFERRED)
    elif who is not None:
        customer = _matched(base, fact, who)
    else:
        _touch(base, base.linked(fact.text))  # «sin datos», unless somebody named it a customer
        return
    if who is not None:
        base.learn(customer, who)


def _matched(base: WorkingBase, fact: Fact, who: Identity) -> str:
    known = base.linked(fact.text)  # there when somebody referred to the record before it came
    if known is not None:
        who = who._replace(proved=who.proved | base.proved(known))
    decision = decide(who, _candidates(base, fact, who))
    if decision is not None:
        customer = base.survivor(decision.customer)
        base.link(fact.text, customer, decision.reason)
        return customer
    if known is None:
        return base.open(fact.id, fact.text, NEW)
    base.touch(known)
    return known


def _candidates(base: WorkingBase, fact: Fact, who: Identity) -> Mapping[str, Sequence[Candidate]]:
    """Return who it may be, without those that somebody said it is not."""
    apart = fact.body.distinct_from if isinstance(fact.body, Visit) else ()
    if not apart:
        return base.candidates
    others = {base.survivor(str(customer)) for customer in apart}
    return {
        key: [one for one in base.candidates[key] if base.survivor(one.customer) not in others]
        for key in who.keys
    }


def _touch(base: WorkingBase, customer: str | None) -> None:
    if customer is not None:
        base.touch(customer)
