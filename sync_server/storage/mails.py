"""The queue of e-mails: one row for each record that asks for one."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from app.domain.quote_mails import MailPaper, MailState
from app.domain.quote_standing import KnownQuote
from sync_server.storage.bulk import Rows, among, insert_new
from sync_server.storage.customers import branches_of
from sync_server.storage.quotes import write_quotes
from sync_server.storage.tables import mail, quote


class Mail(NamedTuple):
    """``quote`` names the quote, or the complaint, that ``paper`` is of.

    ``reason`` is a code, empty while nothing went wrong; ``next_at`` in ms; the ``address`` of a
    complaint is empty: it is read when it is sent.
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


def due(connection: Connection, now: int, limit: int) -> list[Mail]:
    """Return what is to be sent by now, oldest first."""
    rows = connection.execute(
        select(mail)
        .where(mail.c.state == MailState.QUEUED.value, mail.c.next_at <= now)
        .order_by(mail.c.next_at, mail.c.record)
        .limit(limit)
    )
    return [Mail(*row) for row in rows]


def take(connection: Connection, wanted: Mail, next_at: int) -> bool:
    """Count one more try and say whether it is ours to make; ``next_at`` is when the next is."""
    taken = connection.execute(
        update(mail)
        .where(mail.c.record == wanted.record, mail.c.tries == wanted.tries)
        .where(mail.c.state == MailState.QUEUED.value)
        .values(tries=wanted.tries + 1, next_at=next_at)
    )
    return taken.rowcount == 1


def note(connection: Connection, tried: Mail, state: MailState, reason: str) -> str | None:
    """Write down how a try ended, in the quote as well.

    Returns the branch whose tablets have to know, ``None`` where nothing changed for them.
    """
    states(connection, [tried.quote])  # the locks in the order in which intake takes them
    connection.execute(
        update(mail).where(mail.c.record == tried.record).values(state=state.value, reason=reason)
    )
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
