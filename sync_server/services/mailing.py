"""Send the queued e-mails, one by one, each as often as it takes and no more.

A try is written down before it is made: a server that dies meanwhile tries again later, and the
receiver knows the letter by its Message-ID.
"""

from email.message import EmailMessage

import structlog
from sqlalchemy import Connection

from app.domain.cases import CaseState
from app.domain.clock import Clock, epoch_ms
from app.domain.contract import DownKind
from app.domain.quote_mails import MailPaper, MailState
from app.domain.quote_standing import KnownQuote, Standing
from sync_server.services.complaint_letter import address_of, answered_by, complaint_letter
from sync_server.services.quote_letter import message_id, quote_letter
from sync_server.services.smtp import Deliver, UndeliveredError
from sync_server.services.survey_letter import survey_letter
from sync_server.services.voucher_letter import voucher_letter
from sync_server.storage import complaints, ledger, mails, staff
from sync_server.storage.database import Database
from sync_server.storage.feed import Change, branch_scope, publish
from sync_server.storage.mails import Mail, Noted
from sync_server.storage.quotes import quote_documents

AT_ONCE = 20
MAX_TRIES = 12  # with the pauses below about a day
_FIRST_PAUSE = 60_000  # ms, doubles with each try
_LONGEST_PAUSE = 6 * 3_600_000

_TELLS_OF = {MailPaper.QUOTE.value: DownKind.QUOTE, MailPaper.VOUCHER.value: DownKind.VOUCHER}
_log = structlog.get_logger()


class Mailing:
    def __init__(
        self, database: Database, clock: Clock, address: str, sender: str, deliver: Deliver
    ) -> None:
        self._database = database
        self._clock = clock
        self._address = address
        self._sender = sender
        self._deliver = deliver

    def send_due(self) -> int:
        """Try what is due once; return how many e-mails the mail server took."""
        now = epoch_ms(self._clock.now())
        with self._database.reading() as connection:
            waiting = mails.due(connection, now, AT_ONCE)
        return sum(self._tried(mail, now) for mail in waiting)

    def _tried(self, mail: Mail, now: int) -> bool:
        next_at = now + min(_FIRST_PAUSE << mail.tries, _LONGEST_PAUSE)
        if not self._database.writer.run(lambda tx: mails.take(tx, mail, next_at)):
            return False
        try:
            self._send(mail)
        except UndeliveredError as exc:
            is_last = exc.for_good or mail.tries + 1 >= MAX_TRIES
            self._note(mail, MailState.FAILED if is_last else MailState.QUEUED, exc.reason)
            _log.warning("mail_not_sent", record=mail.record, code=exc.reason)
            return False
        self._note(mail, MailState.SENT, "")
        _log.info("mail_sent", record=mail.record)
        return True

    def _send(self, mail: Mail) -> None:
        with self._database.reading() as connection:
            letter = self._letter(connection, mail)
        self._deliver(letter)

    def _letter(self, connection: Connection, mail: Mail) -> EmailMessage:
        if mail.paper == MailPaper.SURVEY:
            _refuse_taken_back(connection, mail)
            return survey_letter(connection, mail, self._sender, self._address)
        if mail.paper == MailPaper.VOUCHER:
            _refuse_taken_back(connection, mail)
            return voucher_letter(connection, mail, self._sender, self._clock.now())
        if mail.paper != MailPaper.QUOTE:
            return _complaint_letter(connection, mail, self._sender)
        known = _wanted(connection, mail)
        return quote_letter(known.quote, self._sender, mail.address, mail.record, self._address)

    def _note(self, mail: Mail, state: MailState, reason: str) -> None:
        noted = Noted(state, reason, epoch_ms(self._clock.now()))
        kind = _TELLS_OF.get(mail.paper, DownKind.COMPLAINT)

        def written(connection: Connection) -> None:
            branch = mails.note(connection, mail, noted)
            if branch is not None:
                publish(connection, [Change(branch_scope(branch), kind, mail.quote)])

        self._database.writer.run(written)


def _complaint_letter(connection: Connection, mail: Mail, sender: str) -> EmailMessage:
    """Return the e-mail; raises ``UndeliveredError`` where it must not or cannot go yet."""
    _refuse_taken_back(connection, mail)
    known = complaints.known(connection, [mail.quote]).get(mail.quote)
    if known is None:
        raise UndeliveredError("complaint_not_here")
    if known.case.state is CaseState.VOIDED:
        raise UndeliveredError("complaint_voided", for_good=True)
    address = address_of(known)
    if address is None:
        raise UndeliveredError("no_address", for_good=True)
    by = answered_by(known)
    people = staff.people(connection, [by])
    signer = people[by].name if by in people else by
    branch = staff.branches(connection)[known.branch]
    letter = complaint_letter(known, branch, signer, MailPaper(mail.paper))
    letter["From"] = sender
    letter["To"] = address
    letter["Message-ID"] = message_id(mail.record, sender)
    return letter


def _refuse_taken_back(connection: Connection, mail: Mail) -> None:
    if ledger.retractions(connection, [mail.record]):
        raise UndeliveredError("taken_back", for_good=True)


def _wanted(connection: Connection, mail: Mail) -> KnownQuote:
    """Return the quote to send; raises ``UndeliveredError`` where it must not or cannot go yet."""
    _refuse_taken_back(connection, mail)
    doc = quote_documents(connection, [mail.quote]).get(mail.quote)
    if doc is None:
        raise UndeliveredError("quote_not_here")
    known = KnownQuote.model_validate_json(doc)
    if known.standing is Standing.VOIDED:
        raise UndeliveredError("quote_voided", for_good=True)
    return known
