"""The queue of e-mails: one row for each record that asks for one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, and_, false, or_, select, update

from app.domain.cases import CaseMail
from app.domain.quote_mails import MailPaper, MailState
from app.domain.quote_standing import KnownQuote
from sync_server.storage import complaints, vouchers
from sync_server.storage.bulk import Rows, among, insert_new
from sync_server.storage.customers import branches_of
from sync_server.storage.quotes import write_quotes
from sync_server.storage.tables import mail, programme_due, quote


class Mail(NamedTuple):
    """``quote`` names the quote, the complaint, the contact or the voucher that ``paper`` is of.

    ``reason`` is a code, empty while nothing went wrong; ``next_at`` in ms; the ``address`` is
    empty but for a quote: it is read when it is sent. ``ended`` is when it was sent or given up, in ms.
    """

    record: str
    quote: str
    address: str
    at: int
    state: str
    reason: str
    tries: int
    next_at: int
    paper: str = MailPaper.QUOTE.value
    ended: int | None = None


class ListedMail(NamedTuple):
    mail: Mail
    number: str | None  # of its quote, where that is known


def queue(connection: Connection, rows: Rows) -> None:
    """Add e-mails; one that is there already stays as it is."""
    insert_new(connection, mail, rows)


def states(connection: Connection, quotes: Collection[str]) -> dict[str, MailState]:
    """Return how the last e-mail of each of these quotes fares.

    The rows stay locked until the commit: a state may not change while a quote is written with it.
    """
    if not quotes:
        return {}
    rows = connection.execute(
        select(mail.c.quote, mail.c.state)
        .where(among(connection, mail.c.quote, quotes))
        .order_by(mail.c.at, mail.c.record)
        .with_for_update()
    )
    return {row.quote: MailState(row.state) for row in rows}


def of_complaints(connection: Connection, ids: Collection[str]) -> dict[str, tuple[CaseMail, ...]]:
    """Return the e-mails of each of these complaints, locked as in ``states``."""
    if not ids:
        return {}
    found = defaultdict[str, tuple[CaseMail, ...]](tuple)
    rows = connection.execute(
        select(mail)
        .where(among(connection, mail.c.quote, ids), mail.c.paper != MailPaper.QUOTE.value)
        .order_by(mail.c.at, mail.c.record)
        .with_for_update()
    )
    for one in (Mail(*row) for row in rows):
        since = one.at if one.ended is None else one.ended
        told = CaseMail(paper=MailPaper(one.paper), state=MailState(one.state), since=since)
        found[one.quote] += (told,)
    return found


def due(connection: Connection, now: int, limit: int) -> list[Mail]:
    """Return what is to be sent by now, oldest first."""
    rows = connection.execute(
        select(mail)
        .where(mail.c.state == MailState.QUEUED.value, mail.c.next_at <= now)
        .order_by(mail.c.next_at, mail.c.record)
        .limit(limit)
    )
    return [Mail(*row) for row in rows]


def of_vouchers(connection: Connection, ids: Collection[str]) -> dict[str, MailState]:
    """Return how each of these vouchers fares by e-mail: sent once, it is sent; locked as above.

    What waits counts before what failed, for it was asked for again.
    """
    if not ids:
        return {}
    rows = connection.execute(
        select(mail.c.quote, mail.c.state)
        .where(among(connection, mail.c.quote, ids), mail.c.paper == MailPaper.VOUCHER.value)
        .order_by(mail.c.at, mail.c.record)
        .with_for_update()
    )
    found = defaultdict[str, set[str]](set)
    for row in rows:
        found[row.quote].add(row.state)
    best = (MailState.SENT, MailState.QUEUED, MailState.FAILED)
    return {id_: next(one for one in best if one in states) for id_, states in found.items()}


def was_sent(connection: Connection, about: str, paper: MailPaper) -> bool:
    """Say whether an e-mail of this paper has gone out."""
    found = select(mail.c.record).where(
        mail.c.quote == about,
        mail.c.paper == paper.value,
        mail.c.state == MailState.SENT.value,
    )
    return connection.execute(found.limit(1)).first() is not None


class Unasked(NamedTuple):
    """Contacts of a programme on these days of branches, without an e-mail since ``since`` (ms)."""

    programme: str
    days: Mapping[str, str]
    since: int


def unasked(connection: Connection, wanted: Unasked, after: str, limit: int) -> list[str]:
    """Return a page of whom open contacts of a programme are about, in the order of their ids.

    The plan may be behind the records: they say whether an e-mail is owed.
    """
    t = programme_due.c
    lately = select(mail.c.record).where(mail.c.quote == t.id, mail.c.at > wanted.since)
    here = [
        and_(t.branch == branch, t.opens_on <= day, t.expires_on >= day)
        for branch, day in sorted(wanted.days.items())
    ]
    statement = (
        select(t.customer)
        .distinct()
        .where(t.programme == wanted.programme, t.state == "open", or_(false(), *here))
        .where(t.customer > after, ~lately.exists())
        .order_by(t.customer)
        .limit(limit)
    )
    return list(connection.scalars(statement))


def take(connection: Connection, wanted: Mail, next_at: int) -> bool:
    """Count one more try and say whether it is ours to make; ``next_at`` is when the next is."""
    taken = connection.execute(
        update(mail)
        .where(mail.c.record == wanted.record, mail.c.tries == wanted.tries)
        .where(mail.c.state == MailState.QUEUED.value)
        .values(tries=wanted.tries + 1, next_at=next_at)
    )
    return taken.rowcount == 1


class Noted(NamedTuple):
    """How a try ended: at ``at`` (ms) the e-mail stands so, for a reason that is a code."""

    state: MailState
    reason: str
    at: int


def note(connection: Connection, tried: Mail, noted: Noted) -> str | None:
    """Write down how a try ended, in the quote or the complaint as well.

    Returns the branch whose tablets have to know, ``None`` where nothing changed for them.
    """
    states(connection, [tried.quote])  # the locks in the order in which intake takes them
    ended = None if noted.state is MailState.QUEUED else noted.at
    connection.execute(
        update(mail)
        .where(mail.c.record == tried.record)
        .values(state=noted.state.value, reason=noted.reason, ended=ended)
    )
    if tried.paper == MailPaper.QUOTE:
        return _told_quote(connection, tried)
    if tried.paper == MailPaper.VOUCHER:
        return _told_voucher(connection, tried)
    return _told_complaint(connection, tried)


def _told_complaint(connection: Connection, tried: Mail) -> str | None:
    known = complaints.known(connection, [tried.quote]).get(tried.quote)
    fares = of_complaints(connection, [tried.quote]).get(tried.quote, ())
    if known is None or known.mails == fares:
        return None
    complaints.write(connection, [known.model_copy(update={"mails": fares})])
    return known.branch


def _told_voucher(connection: Connection, tried: Mail) -> str | None:
    fares = of_vouchers(connection, [tried.quote]).get(tried.quote)
    known = vouchers.known_for_update(connection, [tried.quote]).get(tried.quote)
    if known is None or known.mail is fares:
        return None
    vouchers.write(connection, [known.model_copy(update={"mail": fares})])
    return known.branch


def _told_quote(connection: Connection, tried: Mail) -> str | None:
    doc = connection.scalar(select(quote.c.doc).where(quote.c.id == tried.quote).with_for_update())
    if doc is None:
        return None
    known = KnownQuote.model_validate_json(doc)
    fares = states(connection, [tried.quote])[tried.quote]
    if known.mail is fares:
        return None
    write_quotes(connection, [known.model_copy(update={"mail": fares})], ())
    customer = str(known.customer)
    return branches_of(connection, [customer]).get(customer)


def mails_after(connection: Connection, after: str, limit: int) -> list[ListedMail]:
    """Return a page of e-mails in the order of their records' ids, which is that of their making."""
    rows = connection.execute(
        select(mail, quote.c.number)
        .outerjoin(quote, quote.c.id == mail.c.quote)
        .where(mail.c.record > after)
        .order_by(mail.c.record)
        .limit(limit)
    )
    return [ListedMail(Mail(*row[:-1]), row[-1]) for row in rows]
