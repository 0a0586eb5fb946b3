"""E-mails that accepted records ask for: queued in the same transaction that takes the record in."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.domain.complaint_acts import Answer, ComplaintAct
from app.domain.complaints import Complaint, ReplyChannel
from app.domain.emails import read_email
from app.domain.imports import BROUGHT
from app.domain.quote_mails import MailPaper, MailState, QuoteMail
from app.domain.sheets import Entry
from app.domain.vouchers import VoucherMail
from sync_server.master.facts import Fact
from sync_server.storage import mails
from sync_server.storage.mails import Mail

NO_ADDRESS = "no_address"


def queue_mails(connection: Connection, facts: list[Fact], now: int) -> None:
    """Queue them; one whose address nobody can read has failed from the start."""
    mails.queue(connection, [mail._asdict() for fact in facts for mail in _asked(fact, now)])


def _asked(fact: Fact, now: int) -> Iterator[Mail]:
    body = fact.body
    if isinstance(body, QuoteMail):
        address = read_email(body.to.value or body.to.typed).field.value
        state = MailState.QUEUED if address else MailState.FAILED
        quote, reason = str(fact.refs["quote"]), "" if address else NO_ADDRESS
        yield Mail(fact.text, quote, address or "", fact.at, state.value, reason, 0, now)
    elif isinstance(body, VoucherMail):
        yield _read_later(fact, str(fact.refs["voucher"]), MailPaper.VOUCHER, now)
    elif isinstance(body, Complaint) and fact.actor != BROUGHT and _wants_copy(body):
        yield _read_later(fact, fact.text, MailPaper.COPY, now)
    elif isinstance(body, ComplaintAct) and _answers_by_email(body):
        yield _read_later(fact, str(fact.refs["complaint"]), MailPaper.ANSWER, now)


def _answers_by_email(body: ComplaintAct) -> bool:
    return isinstance(body.act, Answer) and ReplyChannel.EMAIL in body.act.by


def _wants_copy(complaint: Complaint) -> bool:
    """Say whether a copy goes by e-mail at once; a paper sheet was handed over already."""
    email = complaint.consumer.email
    here = complaint.entry is not Entry.BACKUP_BOOK
    return here and email is not None and bool(read_email(email.value or email.typed).field.value)


def _read_later(fact: Fact, about: str, paper: MailPaper, now: int) -> Mail:
    """Return an e-mail whose address is read when it is sent."""
    return Mail(fact.text, about, "", fact.at, MailState.QUEUED.value, "", 0, now, paper.value)
