"""Fold every touched customer again and write what came out different."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Connection

from app.domain.catalogue import Branch
from app.domain.contract import DownKind, FeedOp
from app.domain.customers import MANY
from app.domain.dues import DueContact
from app.domain.match_index import CONTACT_KEYS
from app.domain.records import Envelope
from sync_server.master.facts import Fact
from sync_server.master.golden import Projection, project
from sync_server.master.permissions import NO_PAST, Merger, Past
from sync_server.services.intake.base import WorkingBase
from sync_server.services.intake.index_fold import index_changes
from sync_server.services.intake.merger_fold import merger_changes
from sync_server.services.intake.quote_fold import QuoteFold
from sync_server.services.intake.read import body_of, fact_of
from sync_server.storage import customers, ledger, mergers, staff
from sync_server.storage.customers import KnownCustomer, KnownKey
from sync_server.storage.dues import due_row
from sync_server.storage.feed import EVERYWHERE, Change, branch_scope


class _Before(NamedTuple):
    """What was written of a customer, its absorbed ones included."""

    customer: KnownCustomer | None
    dues: dict[str, tuple[str, str]]  # due id: scope it was published in, document
    keys: set[KnownKey]


class _Difference:
    """What has to be written."""

    def __init__(self) -> None:
        self.customers: list[dict[str, Any]] = []
        self.dues: list[dict[str, Any]] = []
        self.dues_gone: list[str] = []
        self.keys: list[KnownKey] = []
        self.keys_gone: list[KnownKey] = []
        self.changes: list[Change] = []


def fold(
    connection: Connection,
    base: WorkingBase,
    facts: list[Fact],
    branches: Mapping[str, Branch],
    undone: set[tuple[str, str]],
) -> list[Change]:
    """Write links, customers, keys and dues after the settled facts; return what to publish.

    ``undone`` are (record, branch) of what retractions among the facts, or before them, took back.
    """
    absorbed = {former: base.survivor(former) for former in base.redirects}
    changes = _absorb(connection, base, absorbed)
    _write_links(connection, base)
    stored = [one for one in {*base.touched(), *absorbed} if one in base.customers]
    before = _before(connection, base, stored)
    aliases = _aliases(connection, stored, absorbed)
    difference = _Difference()
    quotes = QuoteFold(connection, base, stored)
    grouped = _facts_by_customer(connection, base, facts, absorbed, undone)
    for customer, its_facts in grouped.items():
        its_aliases = aliases[customer]
        past = _past(connection, customer, its_aliases) if its_aliases else NO_PAST
        projection = project(UUID(customer), its_facts, branches, its_aliases, past)
        _compare(difference, base, projection, before[customer])
        quotes.compare(customer, projection.customer.branch, projection.quotes)
    customers.write_customers(connection, difference.customers)
    customers.write_keys(connection, difference.keys, difference.keys_gone)
    difference.changes += _sharing(connection, difference, base.touched())
    customers.write_dues(connection, difference.dues, difference.dues_gone)
    return [*changes, *difference.changes, *quotes.write(connection)]


def folded(
    connection: Connection, ids: Collection[str], told: Callable[[Fact], bool]
) -> list[Projection]:
    """Fold what is stored of customers from those facts alone that were told; writes nothing."""
    branches, aliases = staff.branches(connection), _aliases(connection, list(ids), {})
    rows = ledger.facts_of(connection, ids)
    hidden = ledger.retractions(connection, [row.id for row in rows])
    grouped = defaultdict[str, list[Fact]](list)
    for row in rows:
        if told(fact := stored_fact(row)):
            grouped[row.customer].append(_marked(fact, hidden))
    return [
        project(UUID(id_), its, branches, of, _past(connection, id_, of) if of else NO_PAST)
        for id_, its in grouped.items()
        for of in (aliases[id_],)
    ]


def _absorb(connection: Connection, base: WorkingBase, absorbed: Mapping[str, str]) -> list[Change]:
    """Redirect customers to those that absorbed them; tablets forget the ones they knew."""
    changes = []
    unseen = [former for former in absorbed if former not in base.customers]
    customers.write_customers(connection, [_unseen(base, former) for former in unseen])
    for former, survivor in absorbed.items():
        direct = base.redirects[former]
        customers.write_merger(connection, former, direct, base.by, base.merged)
        customers.redirect(connection, former, survivor, base.received)
        known = base.customers.get(former)
        if known is not None and not known.stub:
            scope = branch_scope(known.branch)
            changes.append(Change(scope, DownKind.CUSTOMER, former, FeedOp.TOMBSTONE))
            changes.append(Change(EVERYWHERE, DownKind.INDEX_ENTRY, former, FeedOp.TOMBSTONE))
    return [*changes, *merger_changes(connection, base, absorbed)]


def _unseen(base: WorkingBase, customer: str) -> dict[str, Any]:
    """Return the row of a customer opened and absorbed in one batch: it can be given back."""
    return {
        "id": customer,
        "branch": "",
        "owner": "",
        "created": base.received,
        "stub": True,
        "redirect_to": None,
        "doc": "",
    }


def _write_links(connection: Connection, base: WorkingBase) -> None:
    rows = [
        {
            "record": record,
            "customer": base.survivor(base.links[record]),
            "reason": reason.code,
            "at": base.received,
            "home": base.homes[record],
            "probability": reason.probability,
            "why": reason.why,
        }
        for record, reason in base.reasons.items()
    ]
    customers.write_links(connection, rows)


def _before(connection: Connection, base: WorkingBase, stored: list[str]) -> dict[str, _Before]:
    before = defaultdict[str, _Before](lambda: _Before(None, {}, set()))
    if not stored:
        return before
    for id_ in stored:
        if id_ not in base.redirects:
            before[id_] = _Before(base.customers[id_], {}, set())
    for due in customers.dues_of(connection, stored):
        scope = branch_scope(base.customers[due.customer].branch)
        before[base.survivor(due.customer)].dues[due.id] = (scope, due.doc)
    for key in customers.keys_of(connection, stored):
        before[base.survivor(key.customer)].keys.add(key)
    return before


def _aliases(
    connection: Connection, stored: list[str], absorbed: Mapping[str, str]
) -> dict[str, list[UUID]]:
    """Return the ids that each customer absorbed, now or before."""
    aliases = defaultdict[str, list[UUID]](list)
    earlier = customers.absorbed_by(connection, stored) if stored else []
    for former, survivor in {**dict(earlier), **absorbed}.items():
        aliases[survivor].append(UUID(former))
    return aliases


def _past(connection: Connection, customer: str, aliases: list[UUID]) -> Past:
    absorbed = [str(alias) for alias in aliases]
    held = [Merger(*one) for one in mergers.holding(connection, absorbed)]
    return Past(held, mergers.homes(connection, [customer, *absorbed]))


def _facts_by_customer(
    connection: Connection,
    base: WorkingBase,
    facts: list[Fact],
    absorbed: Mapping[str, str],
    undone: set[tuple[str, str]],
) -> dict[str, list[Fact]]:
    """Return all the facts, old and new, of each touched customer."""
    touched = base.touched()
    own = {fact.text for fact in facts}
    earlier = {base.survivor(base.links[one]) for one in base.reasons if one not in own}
    known = {*base.customers, *earlier, *(absorbed[one] for one in absorbed)}
    grouped = defaultdict[str, list[Fact]](list)
    rows = ledger.facts_of(connection, touched & known)
    for row in rows:
        grouped[row.customer].append(stored_fact(row))
    for fact in facts:
        customer = base.linked(fact.text)
        if customer is not None:
            grouped[customer].append(fact)
    hidden = undone | ledger.retractions(connection, [row.id for row in rows])
    return {
        customer: [_marked(fact, hidden) for fact in its] if hidden else its
        for customer, its in grouped.items()
        if customer in touched
    }


def _sharing(connection: Connection, difference: _Difference, touched: set[str]) -> list[Change]:
    """Tell anew of the others who have a phone or an e-mail that somebody has now, or no more.

    A company's number is not followed: how many have it is told up to ``MANY``.
    """
    keys = {one.key for one in (*difference.keys, *difference.keys_gone)}
    holders = defaultdict[str, set[str]](set)
    for key, customer in customers.sharing(connection, keys):
        if key.startswith(CONTACT_KEYS):
            holders[key].add(customer)
    others = {c for of in holders.values() if len(of) <= MANY for c in of - touched}
    return customer_changes(connection, others)


def customer_changes(connection: Connection, ids: Collection[str]) -> list[Change]:
    """Return what tells the tablets of customers anew."""
    found = customers.branches_of(connection, ids) if ids else {}
    return [Change(branch_scope(found[id_]), DownKind.CUSTOMER, id_) for id_ in sorted(found)]


def _marked(fact: Fact, hidden: set[tuple[str, str]]) -> Fact:
    return fact._replace(hidden=True) if (fact.text, fact.branch) in hidden else fact


def stored_fact(row: ledger.StoredFact) -> Fact:
    """Read a record of the ledger again."""
    envelope = Envelope.model_validate(orjson.loads(row.raw))
    return fact_of(envelope, row.id, body_of(envelope), row.stamp)


def _compare(
    difference: _Difference, base: WorkingBase, projection: Projection, before: _Before
) -> None:
    known = projection.customer
    id_ = str(known.id)
    scope = branch_scope(known.branch)
    doc = known.model_dump_json()
    former = before.customer
    moved = former is None or former.stub or former.branch != known.branch
    if former is None or former.doc != doc or former.stub != projection.stub:
        difference.customers.append(
            {
                "id": id_,
                "branch": known.branch,
                "owner": known.owner,
                "created": base.received if former is None else former.created,
                "stub": projection.stub,
                "redirect_to": None,
                "doc": doc,
            }
        )
        if not projection.stub:
            difference.changes.append(Change(scope, DownKind.CUSTOMER, id_))
    if former is not None and moved and not former.stub:
        left = branch_scope(former.branch)
        difference.changes.append(Change(left, DownKind.CUSTOMER, id_, FeedOp.LEAVE))
    _compare_dues(difference, projection.dues, scope, before)
    keys = {KnownKey(key, id_) for key in projection.keys}
    difference.keys += keys - before.keys
    difference.keys_gone += before.keys - keys
    difference.changes += index_changes(former, projection, doc, before.keys)


def _compare_dues(
    difference: _Difference, dues: list[DueContact], scope: str, before: _Before
) -> None:
    gone = dict(before.dues)
    for due in dues:
        id_, doc = str(due.id), due.model_dump_json()
        former = gone.pop(id_, None)
        if former != (scope, doc):
            difference.dues.append(_due_row(due, id_, doc))
            difference.changes.append(Change(scope, DownKind.DUE_CONTACT, id_))
        if former is not None and former[0] != scope:
            left = Change(former[0], DownKind.DUE_CONTACT, id_, FeedOp.LEAVE)
            difference.changes.append(left)
    for id_, (former_scope, _) in gone.items():
        difference.dues_gone.append(id_)
        difference.changes.append(Change(former_scope, DownKind.DUE_CONTACT, id_, FeedOp.TOMBSTONE))


def _due_row(due: DueContact, id_: str, doc: str) -> dict[str, Any]:
    successor = None if due.superseded_by is None else str(due.superseded_by)
    return {**due_row(due, id_, doc), "superseded_by": successor}
