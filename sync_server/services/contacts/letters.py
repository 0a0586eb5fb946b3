"""The operations behind `vitrina-server letters` and `outcomes`: letters due, tries told by a file.

What the office or a call centre did with a contact comes in as an attempt record like a tablet's:
matching, folding and planning need not know who made it. Its id follows from who told it, the
contact and the hour, so that the same row twice is one record.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import Field
from sqlalchemy import Connection

from app.domain.attempts import Attempt
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.consent import Channel
from app.domain.contact_rules import rules_on
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueState
from app.domain.fields import Frozen, Slug
from app.domain.papers.wording import day_words
from app.domain.problems import Code, Problem
from app.domain.vouchers import KnownVoucher, spaced, voucher_code
from sync_server.services.contacts.due import of_page
from sync_server.services.contacts.issuing import Owed, issue
from sync_server.services.contacts.outcome_files import Told
from sync_server.services.contacts.planned import Reach, changed_rules
from sync_server.services.intake.listed import ACTOR, Listed, Origin, take_listed
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import ledger, programmes, staff, vouchers
from sync_server.storage.customers import branches_of
from sync_server.storage.feed import publish
from sync_server.storage.meta import server_id

PAGE = 500
MAX_OUTCOMES = 400


class Asked(Frozen):
    after: str = ""
    programme: Slug
    as_of: date | None = None


class Outcomes(Frozen):
    source: Slug
    rows: Annotated[tuple[Told, ...], Field(max_length=MAX_OUTCOMES)]


def letters_due(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return a page of the letters that a programme owes, each with the voucher that it brings.

    Raises ``Problem`` (``invalid_field``) for a programme that sends none.
    """
    asked = read(Asked, arguments)
    now = moment(office.now())
    rule = rules_on(asked.as_of or now.date(), changed_rules(connection)).get(asked.programme)
    if rule is None or Channel.LETTER not in rule.channels or not rule.letter:
        raise Problem(Code.INVALID_FIELD, field="--programme", detail="one that sends letters")
    page = programmes.page(connection, asked.after, PAGE)
    owed = [
        Owed(found.known, due, found.today)
        for found in of_page(
            connection, [doc for _, doc in page], now, asked.as_of, Reach(behind=0)
        )
        for due in found.dues
        if due.programme == asked.programme and _is_owed(due)
    ]
    told = issue(connection, owed)
    brought = vouchers.known(connection, [str(one.due.id) for one in owed])
    rows = [_letter(one, rule.letter, brought.get(str(one.due.id))) for one in owed]
    publish(connection, told)
    return {"rows": rows, "after": page[-1][0] if len(page) == PAGE else ""}


def tell(connection: Connection, office: Office, arguments: Arguments) -> dict[str, int]:
    """Take outcomes in; return how many are new, known already, and of nobody who is known."""
    told = read(Outcomes, arguments)
    server, all_branches = server_id(connection), staff.branches(connection)
    homes = branches_of(connection, {str(row.customer) for row in told.rows})
    records = [
        _record(server, told.source, row, all_branches[homes[str(row.customer)]])
        for row in told.rows
        if str(row.customer) in homes
    ]
    by_id = {str(one.id): one for one in records}
    known = ledger.entries(connection, list(by_id))
    fresh = [one for id_, one in by_id.items() if id_ not in known]
    if fresh:
        origin = Origin(uuid5(server, "outcomes"), uuid5(server, str(fresh[0].id)), 1)
        take_listed(connection, origin, fresh, office.now())
    unknown = len(told.rows) - len(records)
    return {"new": len(fresh), "known": len(records) - len(fresh), "unknown": unknown}


def _is_owed(due: DueContact) -> bool:
    """Say whether a letter is to be sent: nobody telephones about it, and none was sent yet."""
    first = due.state is DueState.OPEN and due.channels[:1] == (Channel.LETTER,)
    return first and not due.attempts


def _letter(owed: Owed, text: str, voucher: KnownVoucher | None) -> dict[str, Any]:
    customer, branch, due = owed.known.customer, owed.known.branch, owed.due
    model = due.models[0] if due.models else "su vehículo"
    until = day_words(due.expires_on, branch.country)
    said = text.replace("{model}", model).replace("{vehicle}", due.vehicle or model)
    said = said.replace("{until}", until)
    return {
        "due_id": str(due.id),
        "customer_id": str(customer.id),
        "programme": due.programme,
        "customer": customer.names[0].value.typed if customer.names else "",
        "address": _address(customer),
        "vehicle": due.vehicle or "",
        "expires_on": due.expires_on.isoformat(),
        "branch": branch.code,
        "paragraphs": said.split("|"),
        "today": owed.today.isoformat(),
        "gift": voucher.gift if voucher else "",
        "voucher": spaced(voucher_code(voucher.id)) if voucher else "",
        "voucher_until": voucher.last_day.isoformat() if voucher else "",
        "voucher_text": voucher.text if voucher else "",
    }


def _address(customer: Customer) -> str:
    found = (text.value for text in customer.texts if text.field == "address")
    return next(found, "")


def _record(server: UUID, source: str, row: Told, home: Branch) -> Listed:
    """Return the try as a record: its hour is that of the customer's branch."""
    at = row.moment(home.zone)
    body = Attempt(outcome=row.outcome, channel=row.channel, note=row.note, score=row.score)
    refs = {"due": row.due, "customer": row.customer}
    id_ = uuid5(server, f"outcome:{source}:{row.due}:{at}")
    return Listed(id_, "attempt", body, ACTOR, home.code, refs, at=at)
