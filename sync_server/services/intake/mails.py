"""Queue the e-mails that records ask for, in the transaction that takes the records in."""

from sqlalchemy import Connection

from app.domain.emails import read_email
from app.domain.quote_mails import MailState, QuoteMail
from sync_server.master.facts import Fact
from sync_server.storage import mails

NO_ADDRESS = "no_address"


def queue_mails(connection: Connection, facts: list[Fact], now: int) -> None:
    """Queue them; one whose address nobody can read has failed from the start."""
    rows = [
        mails.Mail(
            record=fact.text,
            quote=str(fact.refs["quote"]),
            address=address or "",
            at=fact.at,
            state=(MailState.QUEUED if address else MailState.FAILED).value,
            reason="" if address else NO_ADDRESS,
            tries=0,
            next_at=now,
        )._asdict()
        for fact, address in _asked(facts)
    ]
    mails.queue(connection, rows)


def _asked(facts: list[Fact]) -> list[tuple[Fact, str | None]]:
    return [
        (fact, read_email(fact.body.to.value or fact.body.to.typed).field.value)
        for fact in facts
        if isinstance(fact.body, QuoteMail)
    ]
