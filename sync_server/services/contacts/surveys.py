"""MSI by e-mail (R037): sent once, reminded once, answered with a score on a page of its own.

An e-mail is an attempt record like a letter, so that the tablets know of it; the answer is one too,
with the score. Both are named by the contact, so that neither comes twice: not from the command
and the server's own rounds, nor from a server that died on the way.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import structlog
from sqlalchemy import Connection

from app.domain.attempts import Attempt, Outcome
from app.domain.calendars import band, branch_day, branch_time
from app.domain.catalogue import Branch
from app.domain.clock import epoch_ms, moment
from app.domain.consent import Channel
from app.domain.contact_rules import Programme
from app.domain.dues import DueContact, DueState
from app.domain.fields import Frozen
from app.domain.problems import Code, Problem
from app.domain.quote_mails import MailPaper, MailState
from sync_server.services.contacts.due import of_page
from sync_server.services.contacts.planned import Reach
from sync_server.services.event_links import SURVEY, opened
from sync_server.services.intake.listed import ACTOR, Listed, Origin, take_listed
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import events, ledger, mails, programmes, staff
from sync_server.storage.database import Database
from sync_server.storage.mails import Mail, Unasked
from sync_server.storage.meta import server_id

PAGE = 500
PAGE_OF_ROUND = 100  # customers of one transaction: nobody's push waits long behind it
REMINDED_AFTER = timedelta(days=10)
MOST = 2000  # characters of what is said beside the score

_log = structlog.get_logger()


class Asked(Frozen):
    after: str = ""
    dry_run: bool = False


class Turn(NamedTuple):
    """An e-mail to be sent about a contact: the first one, or the reminder."""

    due: DueContact
    number: int  # 1 or 2


class Standing(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


class Survey(NamedTuple):
    """What a link of ours asks about."""

    due: DueContact
    branch: Branch
    standing: Standing


def send(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Queue the e-mails that a page of customers is owed; a trial only counts them."""
    asked = read(Asked, arguments)
    page = programmes.page(connection, asked.after, PAGE)
    turns = _turns(connection, [doc for _, doc in page], moment(office.now()))
    if not asked.dry_run:
        _queue(turns, office.now(), connection)
    return {
        "first": sum(turn.number == 1 for turn in turns),
        "reminders": sum(turn.number > 1 for turn in turns),
        "after": page[-1][0] if len(page) == PAGE else "",
    }


class SurveyRounds:
    """The server asks by itself, by day: whose stored contact says that an e-mail may be owed."""

    def __init__(self, database: Database, office: Office) -> None:
        self._database = database
        self._office = office

    def send_due(self) -> int:
        """Queue what is owed now; return how many e-mails that is.

        It is found out beside the writer, from the records, so that tablets do not wait for it.
        """
        queued, page = 0, [""]
        while page:
            page, turns = self._owed(page[-1])
            if turns:
                queued += self._database.writer.run(partial(_queue, turns, self._office.now()))
        if queued:
            _log.info("surveys_queued", records=queued)
        return queued

    def _owed(self, after: str) -> tuple[list[str], list[Turn]]:
        """Return a page of who may be owed an e-mail, by their ids, and the e-mails they are."""
        now = moment(self._office.now())
        with self._database.reading() as connection:
            page = mails.unasked(connection, _by_day(connection, now), after, PAGE_OF_ROUND)
            docs = programmes.people(connection, page)
            return page, _turns(connection, list(docs.values()), now)


def survey_of(connection: Connection, office: Office, name: str) -> Survey | None:
    """Return what a link asks about, ``None`` for one that is not ours or of nobody any more."""
    id_ = opened(events.secret(connection), SURVEY, name)
    due = programmes.planned_due(connection, str(id_)) if id_ is not None else None
    if due is None:
        return None
    branch = staff.branches(connection)[due.branch]
    return Survey(due, branch, _standing(connection, due, branch, moment(office.now())))


def answer(connection: Connection, office: Office, name: str, score: int, words: str) -> None:
    """Take an answer in, once; raises ``Problem`` (``malformed``) where nothing is asked."""
    survey = survey_of(connection, office, name)
    if survey is None or survey.standing is Standing.OVER:
        raise Problem(Code.MALFORMED, field="survey")
    if survey.standing is Standing.ANSWERED:
        return
    note = words.strip()[:MOST] or None
    body = Attempt(outcome=Outcome.TALKED_OK, channel=Channel.EMAIL, score=score, note=note)
    made = _record(_answer_id(connection, survey.due), body, survey.due)
    _take(connection, [made], office.now())


def _by_day(connection: Connection, now: datetime) -> Unasked:
    """Return what finds those who may be owed an e-mail, at branches where nobody sleeps now."""
    branches = staff.branches(connection)
    awake = {code: branch_time(now, branch.zone) for code, branch in branches.items()}
    days = {code: at.date().isoformat() for code, at in awake.items() if band(at) is not None}
    return Unasked(Programme.MSI, days, epoch_ms(now - REMINDED_AFTER))


def _turns(connection: Connection, docs: list[str], now: datetime) -> list[Turn]:
    """Return the e-mails that these customers are owed, as the records have it."""
    return [
        turn
        for found in of_page(connection, docs, now, None, Reach(behind=0))
        for due in found.dues
        if (turn := _turn(due, now)) is not None
    ]


def _turn(due: DueContact, now: datetime) -> Turn | None:
    """Say whether an e-mail is owed: none was sent, or one some time ago that nobody answered."""
    by_mail = due.programme == Programme.MSI and due.channels[:1] == (Channel.EMAIL,)
    if not by_mail or due.state is not DueState.OPEN:
        return None
    if not due.attempts:
        return Turn(due, 1)
    sent = [made for made in due.attempts if made.outcome is Outcome.SENT]
    alone = len(sent) == len(due.attempts) == 1 and due.tries > 1
    return Turn(due, 2) if alone and now - sent[0].made_at >= REMINDED_AFTER else None


def _queue(turns: list[Turn], now: int, connection: Connection) -> int:
    """Queue e-mails, but for those that are queued already; return how many are new."""
    server = server_id(connection)
    body = Attempt(outcome=Outcome.SENT, channel=Channel.EMAIL)
    named = {uuid5(server, f"survey:{turn.due.id}:{turn.number}"): turn for turn in turns}
    known = ledger.entries(connection, [str(id_) for id_ in named])
    fresh = {id_: turn for id_, turn in named.items() if str(id_) not in known}
    if not fresh:
        return 0
    _take(connection, [_record(id_, body, turn.due) for id_, turn in fresh.items()], now)
    state, paper = MailState.QUEUED.value, MailPaper.SURVEY.value
    rows = [
        Mail(str(id_), str(turn.due.id), "", now, state, "", 0, now, paper)._asdict()
        for id_, turn in fresh.items()
    ]
    mails.queue(connection, rows)
    return len(rows)


def _record(id_: UUID, body: Attempt, due: DueContact) -> Listed:
    refs = {"due": due.id, "customer": due.customer}
    return Listed(id_, "attempt", body, ACTOR, due.branch, refs)


def _take(connection: Connection, made: list[Listed], now: int) -> None:
    server = server_id(connection)
    origin = Origin(uuid5(server, "surveys"), uuid5(server, str(made[0].id)), 1)
    take_listed(connection, origin, made, now)


def _standing(connection: Connection, due: DueContact, branch: Branch, now: datetime) -> Standing:
    answered = str(_answer_id(connection, due)) in ledger.entries(
        connection, [str(_answer_id(connection, due))]
    )
    if answered or any(made.score is not None for made in due.attempts):
        return Standing.ANSWERED
    over = branch_day(now, branch.zone) > due.expires_on
    return Standing.OVER if over else Standing.OPEN


def _answer_id(connection: Connection, due: DueContact) -> UUID:
    return uuid5(server_id(connection), f"survey-answer:{due.id}")
