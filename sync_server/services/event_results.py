"""What came of an event (R052): who was asked, came, is new, and bought later.

A customer is counted once, whatever she holds of passes; a number of quotes is that of their
numbers, whatever versions they have.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection

from app.domain.attempts import MISSES, Attempt, Outcome
from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.contact_rules import Programme
from app.domain.events import KnownEvent, KnownPass
from app.domain.ids import due_contact_id
from app.domain.imports import Sale
from app.domain.programmes import POTENCIAL
from app.domain.quote_standing import Standing
from app.domain.quotes import QuoteEnd
from sync_server.storage import event_results, events, ledger
from sync_server.storage.event_results import Told

_NOT_ASKED = MISSES | {Outcome.WRONG_NUMBER, Outcome.REOPENED, Outcome.UNKNOWN}


def results(
    connection: Connection, known: KnownEvent, held: list[KnownPass], zone: str
) -> dict[str, int]:
    """Count what came of an event, from its passes that are not withdrawn."""
    since: dict[str, int] = {}  # customer → first sign-up
    for one in held:
        if one.customer is not None:
            who = str(one.customer)
            since[who] = min(one.at, since.get(who, one.at))
    asked = _asked(connection, known)
    arrived = {str(one.customer) for one in held if one.arrivals and one.customer is not None}
    first = event_results.first_known(connection, since)
    met = {who for who, at in since.items() if first.get(who, at) < at}
    dues = [str(due_contact_id(POTENCIAL, c, p.id)) for p in held if (c := p.customer)]
    return {
        "invited": len(asked),
        "invited_signed_up": len(asked & since.keys()),
        "invited_attended": len(asked & arrived),
        "customers": len(since),
        "customers_attended": len(arrived),
        "new_customers": len(since) - len(met),
        "known_customers": len(met),
        "known_customers_attended": len(met & arrived),
        "potentials": events.dues_among(connection, dues),
        "quotes_later": _quotes(connection, since),
        "sales_later": _sales(connection, since, zone),
    }


def _asked(connection: Connection, known: KnownEvent) -> set[str]:
    """Return whom an invitation reached: a letter that was sent, a call that was answered."""
    found: dict[str, str] = {}  # attempt → customer
    for told in event_results.tried_since(connection, known.at):
        raw = orjson.loads(told.raw)
        whose = {told.customer, told.home, raw["refs"].get("customer", "")} - {""}
        mine = {str(due_contact_id(Programme.EVENTO, UUID(one), known.id)) for one in whose}
        about = {raw["refs"].get("due"), *raw["body"].get("also", ())}
        if mine & about and Attempt.model_validate(raw["body"]).outcome not in _NOT_ASKED:
            found[told.id] = told.customer
    undone = {id_ for id_, _ in ledger.retractions(connection, list(found))}
    return {customer for id_, customer in found.items() if id_ not in undone}


def _quotes(connection: Connection, since: Mapping[str, int]) -> int:
    quoted = event_results.quotes_of(connection, since)
    return len({one.number for one in quoted if one.at >= since[one.customer]})


def _sales(connection: Connection, since: Mapping[str, int], zone: str) -> int:
    """Count what they bought from the day on: a quote that was sold may be in a list, too.

    So of one customer the larger of both numbers counts.
    """
    told = event_results.sales_of(connection, since)
    undone = {id_ for id_, _ in ledger.retractions(connection, [one.id for one in told])}
    made = [(one, orjson.loads(one.raw)) for one in told if one.id not in undone]
    ended = {
        raw["refs"]["quote"]: one.stamp
        for one, raw in sorted(made, key=lambda pair: pair[0].stamp)
        if one.kind == "quote_act" and raw["body"]["end"] == QuoteEnd.SOLD
    }
    agreed = defaultdict[str, set[str]](set)
    for quoted in event_results.quotes_of(connection, since):
        at = ended.get(quoted.id, 0)
        if quoted.standing == Standing.SOLD and at >= since[quoted.customer]:
            agreed[quoted.customer].add(quoted.number)
    days = {who: branch_day(moment(at), zone) for who, at in since.items()}
    listed = Counter(who for who, sale in _newest(made) if sale.sold_on >= days[who])
    return sum(max(len(agreed[who]), listed[who]) for who in since)


def _newest(made: Iterable[tuple[Told, dict[str, Any]]]) -> Iterator[tuple[str, Sale]]:
    """Yield the sales of lists, of several versions of a row the last."""
    rows = {}
    for one, raw in sorted(made, key=lambda pair: pair[0].id):
        if one.kind == "sale":
            sale = Sale.model_validate(raw["body"])
            rows[sale.source, sale.source_id] = one.customer, sale
    yield from rows.values()
