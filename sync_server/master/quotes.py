"""How do the quotes of one customer stand, and which follow-up do they cause? Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.programmes import Prospect
from app.domain.quote_standing import DatedAct, IssuedQuote, KnownQuote, Standing, stands
from app.domain.quotes import Quote, QuoteAct
from app.domain.visits import Intent, Visit
from sync_server.master.facts import Fact

_ENDED = frozenset({Standing.LOST, Standing.SOLD, Standing.VOIDED})


def known_quotes(customer: UUID, ordered: list[Fact]) -> list[KnownQuote]:
    """Return the quotes among the facts, oldest first, each as it stands now."""
    quotes = [(fact, fact.body) for fact in ordered if isinstance(fact.body, Quote)]
    acts = list(_acts(ordered))
    by_number = defaultdict[str, list[IssuedQuote]](list)
    for fact, body in quotes:
        by_number[body.number].append(IssuedQuote(fact.id, fact.at, body, fact.hidden))
    standing = {
        record: stand
        for versions in by_number.values()
        for record, stand in stands(versions, acts).items()
    }
    return [
        KnownQuote(
            id=fact.id,
            customer=customer,
            branch=fact.branch,
            seller=fact.actor,
            at=fact.at,
            quote=body,
            standing=standing[fact.id].standing,
            reason=standing[fact.id].reason,
        )
        for fact, body in quotes
    ]


def prospects(
    ordered: list[Fact], branches: Mapping[str, Branch], *, has_phone: bool
) -> Iterator[tuple[Fact, Prospect]]:
    """Yield what each quote is to POTENCIAL: a quote follows up as a visit does.

    It has the wish to buy that the person last told of before it.
    """
    intent: Intent | None = None
    for fact in ordered:
        body = fact.body
        if isinstance(body, Visit) and not fact.hidden:
            intent = body.intent
        elif isinstance(body, Quote):
            models = tuple(dict.fromkeys(option.car.model for option in body.options))
            yield (
                fact,
                Prospect(
                    visit=fact.id,
                    at=fact.at,
                    day=branch_day(moment(fact.at), branches[fact.branch].zone),
                    owner=fact.actor,
                    branch=fact.branch,
                    country=branches[fact.branch].country,
                    intent=intent,
                    models=models,
                    has_phone=has_phone,
                ),
            )


def closed_with_their_quote(due: DueContact, quotes: list[KnownQuote]) -> DueContact:
    """Close the follow-up of a quote that was sold, lost or annulled: there is no reason to call."""
    ended = any(quote.id == due.trigger and quote.standing in _ENDED for quote in quotes)
    if not ended or due.state not in {DueState.OPEN, DueState.BLOCKED}:
        return due
    return due.model_copy(update={"state": DueState.CLOSED, "reason": DueReason.ANSWERED})


def _acts(ordered: list[Fact]) -> Iterator[DatedAct]:
    for fact in ordered:
        if isinstance(fact.body, QuoteAct) and not fact.hidden:
            yield DatedAct(fact.id, fact.at, fact.refs["quote"], fact.body)
