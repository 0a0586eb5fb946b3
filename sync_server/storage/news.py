"""What the dealer has to tell, as it was last said."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from app.domain.events import KnownEvent
from app.domain.news import News
from sync_server.storage.bulk import Lookup, upsert
from sync_server.storage.tables import event, event_pass, news

_PASSES = Lookup(
    select(
        *(event_pass.c.customer, event_pass.c.event, event_pass.c.branch, event_pass.c.at)
    ).where(event_pass.c.withdrawn.is_(False)),
    event_pass.c.customer,
)


class SignedUp(NamedTuple):
    """A pass that holds: whose, for which event, when (ms) it was given in which branch."""

    customer: str
    event: str
    branch: str
    at: int


def told(connection: Connection) -> list[News]:
    """Return launches and notices; there are few."""
    docs = connection.scalars(select(news.c.doc).order_by(news.c.id))
    return [News.model_validate_json(doc) for doc in docs]


def write(connection: Connection, one: News) -> None:
    upsert(connection, news, [{"id": str(one.id()), "doc": one.model_dump_json()}])


def forget(connection: Connection, one: News) -> bool:
    """Forget what was told; return whether it was there."""
    return connection.execute(delete(news).where(news.c.id == str(one.id()))).rowcount > 0


def events(connection: Connection) -> list[KnownEvent]:
    """Return every event, cancelled ones too; there are few."""
    docs = connection.scalars(select(event.c.doc).order_by(event.c.id))
    return [KnownEvent.model_validate_json(doc) for doc in docs]


def documents(connection: Connection) -> list[list[str]]:
    """Return what is told of launches, notices and events, as it is stored."""
    tables = (news, event)
    return [list(connection.scalars(select(t.c.doc).order_by(t.c.id))) for t in tables]


def signed_up(connection: Connection, customers: Collection[str]) -> list[SignedUp]:
    """Return the passes of customers that hold."""
    return [SignedUp(*row) for row in _PASSES.rows(connection, customers)]
