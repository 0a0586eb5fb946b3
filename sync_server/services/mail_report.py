"""The queue of e-mails, told to an administrator."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from app.domain.clock import moment
from app.domain.fields import Frozen
from app.domain.quote_mails import MailState
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import mails

PAGE = 500
NO_SMTP = "no SMTP configured"


class MailPage(Frozen):
    """``after`` is the record of the last e-mail of the page before."""

    after: str = ""
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


def listed(connection: Connection, office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of e-mails, one flat row each, in the order of their making."""
    page = read(MailPage, arguments)
    return [_row(office, one) for one in mails.mails_after(connection, page.after, page.limit)]


def _row(office: Office, listed_mail: mails.ListedMail) -> dict[str, Any]:
    mail = listed_mail.mail
    waits_for_settings = mail.state == MailState.QUEUED and not office.sends_mail
    return {
        "record": mail.record,
        "asked_at": moment(mail.at).isoformat(timespec="minutes"),
        "paper": mail.paper,
        "number": listed_mail.number,
        "address": mail.address,
        "state": mail.state,
        "tries": mail.tries,
        "reason": NO_SMTP if waits_for_settings else mail.reason,
    }
