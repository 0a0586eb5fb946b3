"""The operations behind `vitrina-server reviews`: who may be whom, side by side, and the answer."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.customers import Customer
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from sync_server.services.intake import decide
from sync_server.services.intake import detach as taking_out
from sync_server.services.office import Arguments, Office, read
from sync_server.services.review_desk import Page
from sync_server.storage import customers, reviews
from sync_server.storage.reviews import KnownReview

ADMINISTRATOR = "admin"  # who decides on the server's own terminal


class One(Frozen):
    id: UUID
    by: Slug = ADMINISTRATOR


def listed(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of open questions, the most likely first, one flat row each."""
    page = read(Page, arguments)
    found = reviews.open_reviews(connection, page.limit, page.last())
    docs = _customers(connection, found)
    return [
        {
            "id": one.id,
            "probability": one.probability,
            "one": _name(docs.get(one.one)),
            "two": _name(docs.get(one.two)),
            "veto": one.veto or "",
            "at": one.at,
        }
        for one in found
    ]


def shown(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return one question with both customers and what each field said.

    Raises ``Problem`` (``not_found``) for one that nobody asked.
    """
    asked = str(read(One, arguments).id)
    found = reviews.known(connection, [asked])
    if not found:
        raise Problem(Code.NOT_FOUND, field=asked, detail="review")
    docs = _customers(connection, found)
    one = found[0]
    return {
        "id": one.id,
        "open": one.is_open,
        "answer": one.answer,
        "answered_by": one.answered_by,
        "probability": one.probability,
        "veto": one.veto,
        "why": [
            {"field": field, "level": level, "bits": bits}
            for field, level, bits in json.loads(one.why)
        ],
        "one": _document(docs, one.one),
        "two": _document(docs, one.two),
    }


def join(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    asked = read(One, arguments)
    return {"customer": decide.join(connection, str(asked.id), asked.by, office.now())}


def keep_apart(connection: Connection, office: Office, arguments: Arguments) -> None:
    asked = read(One, arguments)
    decide.keep_apart(connection, str(asked.id), asked.by, office.now())


def unmerge(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    asked = read(One, arguments)
    return {"customer": decide.unmerge(connection, str(asked.id), asked.by, office.now())}


def detach(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    """Take a matched record out of a customer; return its own and the other."""
    asked = read(One, arguments)
    own, other = taking_out.detach(connection, str(asked.id), asked.by, office.now())
    return {"customer": own, "from": other}


def attach(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    asked = read(One, arguments)
    return {"customer": taking_out.attach_again(connection, str(asked.id), office.now())}


def _customers(connection: Connection, found: list[KnownReview]) -> dict[str, str]:
    return customers.customer_documents(
        connection, {c for one in found for c in (one.one, one.two)}
    )


def _document(docs: dict[str, str], id_: str) -> dict[str, Any]:
    doc = docs.get(id_)
    return {"id": id_} if not doc else dict(json.loads(doc))


def _name(doc: str | None) -> str:
    known = Customer.model_validate_json(doc) if doc else None
    return known.names[0].value.typed if known is not None and known.names else ""
