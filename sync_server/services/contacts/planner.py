"""The server plans by itself: who changed within moments, everybody when a branch's day begins.

What is left to do is read from the feed and noted in ``meta``, in the transaction that did it: a
server that dies, or that was off when a list came in, goes on where it was. Nothing depends on who
caused a change, so that planning now and planning at night give the same.
"""

from collections.abc import Mapping

import structlog
from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import Clock, epoch_ms, moment
from sync_server.services.contacts.planned import PAGE, replan, replan_of
from sync_server.storage import feed, meta, programmes, staff
from sync_server.storage.database import Database

_SEEN = "planned_to"  # up to which version of the feed all customers are planned
_DAYS = "planned_days"  # the branch days for which everybody is planned
_BEGUN = "planning"  # the days for which everybody is being planned, and after whom

_log = structlog.get_logger()


class Planner:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def work(self) -> int:
        """Plan until nothing is left; return how many contacts came out different."""
        changed = 0
        while (step := self.step()) is not None:
            changed += step
        if changed:
            _log.info("planned", records=changed)
        return changed

    def step(self) -> int | None:
        """Plan one page of what is left; return how many came out different, ``None`` at the end."""
        now = epoch_ms(self._clock.now())
        with self._database.reading() as connection:
            if not _is_left(connection, now):
                return None
        return self._database.writer.run(lambda tx: _next_page(tx, now))


def plan_all_anew(connection: Connection) -> None:
    """Have everybody planned again: what holds for all has changed."""
    meta.say(connection, _DAYS, "")
    meta.say(connection, _BEGUN, "")


def is_up_to_date(connection: Connection, now: int) -> bool:
    """Say whether all that is known is planned for today."""
    return not _is_left(connection, now)


def _is_left(connection: Connection, now: int) -> bool:
    branches = staff.branches(connection)
    if not branches:
        return False
    return (
        meta.said(connection, _DAYS) != _days(branches, now)
        or _changed(connection, branches, 1) != []
    )


def _next_page(connection: Connection, now: int) -> int:
    branches = staff.branches(connection)
    if meta.said(connection, _SEEN) is None:  # all of it lies before the first day's planning
        newest = feed.newest(connection, _scopes(branches))
        meta.say(connection, _SEEN, str(newest))
    if (found := _changed(connection, branches, PAGE)) != []:
        return _of_the_changed(connection, found, now)
    return _of_the_day(connection, _days(branches, now), now)


def _of_the_changed(connection: Connection, found: list[feed.FeedLine], now: int) -> int:
    ids = programmes.concerned(connection, found)
    changes = replan_of(connection, ids, moment(now))
    meta.say(connection, _SEEN, str(found[-1].ver))
    feed.publish(connection, changes)
    return len(changes)


def _of_the_day(connection: Connection, days: str, now: int) -> int:
    begun, _, after = (meta.said(connection, _BEGUN) or "").partition("|")
    page = programmes.page(connection, after if begun == days else "", PAGE)
    changes = replan(connection, [doc for _, doc in page], moment(now))
    if len(page) == PAGE:
        meta.say(connection, _BEGUN, f"{days}|{page[-1][0]}")
    else:
        meta.say(connection, _DAYS, days)
        meta.say(connection, _BEGUN, "")
    feed.publish(connection, changes)
    return len(changes)


def _changed(
    connection: Connection, branches: Mapping[str, Branch], limit: int
) -> list[feed.FeedLine]:
    seen = int(meta.said(connection, _SEEN) or 0)
    return programmes.changed_since(connection, _scopes(branches), seen, limit)


def _scopes(branches: Mapping[str, Branch]) -> list[str]:
    return [feed.branch_scope(code) for code in branches]


def _days(branches: Mapping[str, Branch], now: int) -> str:
    """Say which day it is in each zone: a new one somewhere begins the planning of all."""
    zones = sorted({branch.zone for branch in branches.values()})
    return " ".join(f"{zone}={branch_day(moment(now), zone)}" for zone in zones)
