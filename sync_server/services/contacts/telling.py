"""All that the dealer has to tell: launches, notices, events and recalls, in one shape."""

from collections.abc import Mapping

from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.events import KnownEvent
from app.domain.news import News, NewsKind
from app.domain.recalls import Recall
from sync_server.storage import house
from sync_server.storage import news as storage


def all_news(connection: Connection, branches: Mapping[str, Branch]) -> list[News]:
    """Return launches and notices, events that were not cancelled, open recalls."""
    gatherings = [one for one in storage.events(connection) if not one.cancelled]
    return [
        *storage.told(connection),
        *(_event(one, branches[one.branch]) for one in gatherings),
        *(_recall(one) for one in house.recalls(connection)),
    ]


def _event(known: KnownEvent, branch: Branch) -> News:
    return News(
        kind=NewsKind.EVENT,
        code=str(known.id),
        country=branch.country,
        on=branch_day(known.event.starts_at, branch.zone),
        title=known.event.name,
        branch=branch.code,
        known_on=branch_day(moment(known.at), branch.zone),
    )


def _recall(one: Recall) -> News:
    return News(
        kind=NewsKind.RECALL,
        code=one.code,
        country=one.country,
        on=one.since,
        title=one.title,
        vehicles=frozenset(one.vehicles),
    )
