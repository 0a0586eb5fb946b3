"""The quotes, told to an administrator: a list, one with its versions, and its paper."""

import base64
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.fields import Frozen, Slug
from app.domain.money import format_money
from app.domain.papers.quote import quote_pdf
from app.domain.problems import Code, Problem
from app.domain.quote_standing import KnownQuote, standing_on
from app.domain.quotes import QuoteNumber
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import quotes, staff

PAGE = 500


class QuotePage(Frozen):
    """``after`` is the id of the last quote of the page before."""

    after: str = ""
    branch: Slug | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


class OneQuote(Frozen):
    """``version`` ``None`` is the newest."""

    number: QuoteNumber
    version: int | None = None


def listed(connection: Connection, office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of quotes, one flat row each, in the order of their making."""
    page = read(QuotePage, arguments)
    found = quotes.quotes_after(connection, page.after, page.limit, page.branch)
    return [_row(connection, office, known) for known in found]


def shown(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return one version whole, with how every version of its number stands."""
    known, versions = _found(connection, arguments)
    return {
        **known.model_dump(mode="json"),
        "versions": [_row(connection, office, version) for version in versions],
    }


def paper(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    """Return the PDF of one version, in base64."""
    known, _ = _found(connection, arguments)
    made = quote_pdf(known.quote, office.address)
    return {"number": known.quote.number, "pdf": base64.b64encode(made).decode("ascii")}


def _found(connection: Connection, arguments: Arguments) -> tuple[KnownQuote, list[KnownQuote]]:
    asked = read(OneQuote, arguments)
    versions = quotes.versions_of(connection, asked.number)
    wanted = [one for one in versions if asked.version in {None, one.quote.version}]
    if not wanted:
        raise Problem(Code.NOT_FOUND, field=asked.number, detail="quote")
    return wanted[0], versions


def _row(connection: Connection, office: Office, known: KnownQuote) -> dict[str, Any]:
    quote = known.quote
    branch = staff.branch_by_code(connection, known.branch)
    today = branch_day(office.clock.now(), branch.zone if branch else "UTC")
    first = quote.totals()[0]
    return {
        "id": str(known.id),
        "number": quote.number,
        "version": quote.version,
        "customer": quote.customer.name,
        "car": quote.options[0].car.title(),
        "total": format_money(first.cash, quote.country),
        "price_list": quote.price_list.number,
        "seller": known.seller,
        "branch": known.branch,
        "expires_on": quote.expires_on.isoformat(),
        "standing": standing_on(known.standing, quote.expires_on, today).value,
        "reason": known.reason.value if known.reason else None,
        "demo": quote.demo,
    }
