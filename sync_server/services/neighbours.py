"""What a customer shares with others: phones, e-mails, a household.

No part of the golden record, which follows from the customer's own records alone: it is read when
a document is asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Connection

from app.domain.customers import MANY, Customer, Housemate, KnownContact
from app.domain.events import short_name
from app.domain.match_index import email_key, phone_key
from sync_server.storage import captures, customers

_NEAR = 3  # steps from a customer to the farthest of the household
_MOST = 8  # of a household


def customer_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the documents of customers with how many share a contact, and who lives with them."""
    docs = customers.customer_documents(connection, ids)
    shared = customers.shared_keys(connection, list(docs), MANY)
    homes = _households(connection, list(docs))
    mates = customers.customer_documents(
        connection, {one for home in homes.values() for one in home}
    )
    names = {id_: _name(Customer.model_validate_json(doc)) for id_, doc in mates.items() if doc}
    for id_ in {*shared, *homes}:
        if docs[id_]:
            known = Customer.model_validate_json(docs[id_])
            docs[id_] = _told(known, shared.get(id_, {}), homes.get(id_, []), names)
    return docs


def _told(
    known: Customer, shared: Mapping[str, int], home: list[str], names: Mapping[str, str]
) -> str:
    mates = (Housemate(customer=UUID(one), name=names[one]) for one in home if one in names)
    said = {
        "phones": tuple(
            _counted(one, shared.get(phone_key(one.value) or "")) for one in known.phones
        ),
        "emails": tuple(
            _counted(one, shared.get(email_key(one.value) or "")) for one in known.emails
        ),
        "household": tuple(mates),
    }
    return known.model_copy(update=said).model_dump_json()


def _counted(contact: KnownContact, holders: int | None) -> KnownContact:
    if holders is None:
        return contact
    return contact.model_copy(update={"shared_by": min(holders, MANY)})


def _households(connection: Connection, ids: list[str]) -> dict[str, list[str]]:
    """Return by customer the others of the household, oldest first; most customers have none."""
    next_to: dict[str, set[str]] = defaultdict(set)
    frontier = set(ids)
    for _ in range(_NEAR):
        pairs = captures.kin_of(connection, frontier)
        for one, other in pairs:
            next_to[one].add(other)
        frontier = {other for _, other in pairs} - next_to.keys()
        if not frontier:
            break
    return {one: _reached(next_to, one) for one in ids if one in next_to}


def _reached(next_to: Mapping[str, set[str]], start: str) -> list[str]:
    found, level = {start}, {start}
    for _ in range(_NEAR):
        level = {other for one in level for other in next_to.get(one, ())} - found
        found |= level
    return sorted(found - {start})[:_MOST]


def _name(known: Customer) -> str:
    """Return «Ana P.»: enough to know whom it is about."""
    return short_name(known.names[0].value if known.names else None)
