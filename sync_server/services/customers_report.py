"""What does the master base hold of each customer, told to an administrator?"""

import json
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection

from app.domain.customers import Customer
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from sync_server.services.neighbours import customer_documents
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import overview

PAGE = 500


class Page(Frozen):
    """``after`` is the id of the last customer of the page before."""

    after: str = ""
    branch: Slug | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


class One(Frozen):
    id: UUID


def listed(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of customers, one flat row each, in the order of their ids."""
    page = read(Page, arguments)
    docs = overview.customers_after(connection, page.after, page.limit, page.branch)
    return [_row(Customer.model_validate_json(doc)) for doc in docs]


def shown(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return one customer with the due contacts; also by the id of one of the records."""
    asked = read(One, arguments).id
    found = overview.customer_of(connection, str(asked))
    if found is None or not found[1]:
        raise Problem(Code.NOT_FOUND, field=str(asked), detail="customer")
    doc = customer_documents(connection, [found[0]])[found[0]]
    dues = [json.loads(doc) for doc in overview.dues_of_customer(connection, found[0])]
    return {**json.loads(doc), "due_contacts": dues}


def why(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return each record of a customer, why it is one of theirs, and what each field said.

    Raises ``Problem`` (``not_found``).
    """
    asked = read(One, arguments).id
    found = overview.customer_of(connection, str(asked))
    if found is None:
        raise Problem(Code.NOT_FOUND, field=str(asked), detail="customer")
    return [
        {
            "record": row.record,
            "because": row.reason,
            "probability": row.probability,
            "said": [
                {"field": field, "level": level, "bits": bits}
                for field, level, bits in json.loads(row.why or "[]")
            ],
        }
        for row in overview.links_of(connection, found[0])
    ]


def _row(customer: Customer) -> dict[str, Any]:
    name = customer.names[0].value if customer.names else None
    document = customer.documents[0].value if customer.documents else None
    return {
        "id": str(customer.id),
        "name": name.typed if name else "",
        "phone": _first(customer.phones),
        "email": _first(customer.emails),
        "document": (document.value or document.typed) if document else "",
        "branch": customer.branch,
        "owner": customer.owner,
        "visits": customer.visits,
        "demo": customer.demo,
    }


def _first(known: tuple[Any, ...]) -> str:
    return (known[0].value.value or known[0].value.typed) if known else ""
