"""The e-mail that brings a voucher: what it is for, until when, its code, and its PDF to show."""

from datetime import datetime
from email.message import EmailMessage

from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.contact_consent import offers_by_email
from app.domain.customers import Customer
from app.domain.papers.provider import provider_of
from app.domain.papers.voucher import Slip, slip_of, voucher_pdf
from app.domain.quote_mails import MailPaper
from app.domain.vouchers import KnownVoucher, VoucherWord, judge_voucher
from sync_server.services.quote_letter import message_id
from sync_server.services.smtp import UndeliveredError
from sync_server.storage import mails, staff, vouchers
from sync_server.storage.customers import customer_documents
from sync_server.storage.mails import Mail


def voucher_letter(connection: Connection, mail: Mail, sender: str, now: datetime) -> EmailMessage:
    """Return the e-mail; raises ``UndeliveredError`` where it must not or cannot go.

    Address and permission are those of this moment. A voucher goes out once, however many asked.
    """
    known = vouchers.known(connection, [mail.quote]).get(mail.quote)
    if known is None:
        raise UndeliveredError("voucher_not_here")
    if mails.was_sent(connection, mail.quote, MailPaper.VOUCHER):
        raise UndeliveredError("already_sent", for_good=True)
    branch = staff.branches(connection)[known.branch]
    word = judge_voucher(known, branch_day(now, branch.zone)).word
    if word is not VoucherWord.VALID:
        raise UndeliveredError(f"voucher_{word}", for_good=True)
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = _address(connection, known)
    letter["Subject"] = f"Un regalo para usted · {branch.dealer}"
    letter["Message-ID"] = message_id(mail.record, sender)
    slip = slip_of(known, branch.country)
    letter.set_content(_text(slip, branch))
    letter.add_attachment(
        voucher_pdf(slip, known.name, provider_of(branch)),
        maintype="application",
        subtype="pdf",
        filename=f"vale-{slip.code}.pdf",
    )
    return letter


def _address(connection: Connection, known: KnownVoucher) -> str:
    id_ = str(known.customer)
    doc = customer_documents(connection, [id_]).get(id_)
    if not doc:
        raise UndeliveredError("no_address", for_good=True)
    address, allowed = offers_by_email(Customer.model_validate_json(doc))
    if not allowed:
        raise UndeliveredError("no_consent", for_good=True)
    if address is None:
        raise UndeliveredError("no_address", for_good=True)
    return address


def _text(slip: Slip, branch: Branch) -> str:
    return (
        f"{branch.dealer} le tiene un regalo: {slip.gift}.\n\n"
        f"Retírelo en persona en {branch.name}, hasta el {slip.until}.\n"
        f"Muestre este código, o el vale que va adjunto: {slip.code}\n\n"
        "Se retira una sola vez. Si no desea recibir estos correos, respóndanos éste y no le"
        " escribiremos más.\n"
    )
