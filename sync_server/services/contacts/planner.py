"""The server plans by itself: who changed within moments, whose day has come when it comes.

What is left to do is read from the feed and from the plan and noted in ``meta``, in the
transaction that did it: a server that dies, or that was off when a list came in, goes on where it
was. Nothing depends on who caused a change, so that planning now and planning at night give the
same. The thinking is done beside the writer, and while tablets push it is done one page a round.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

import structlog
from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.clock import Clock, epoch_ms, moment
from sync_server.services.contacts.issuing import any_to_take_off, take_off
from sync_server.services.contacts.planned import PAGE, WorkedOut, day_of, work_out, write
from sync_server.services.contacts.premises import premises
from sync_server.storage import feed, meta, programmes, staff
from sync_server.storage.database import Database

_SEEN = "planned_to"  # up to which version of the feed all customers are planned
_WITH = "planned_with"  # the premises with which everybody is planned
_BEGUN = "planning"  # the premises with which everybody is being planned, and after whom

_MANY = 20_000  # customers that a list plans beside what is stored; from there on it plans all

_log = structlog.get_logger()


class _Left(NamedTuple):
    """Who is to be planned next, and what to note once it is done."""

    ids: list[str]
    notes: Mapping[str, str]
    scopes: list[str]


class Planner:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._written = 0

    def work(self) -> int:
        """Plan until nothing is left; return how many contacts came out different.

        When records come in meanwhile the rest waits for the next round: tablets go first.
        """
        changed = 0
        while (step := self.step()) is not None:
            changed += step
            with self._database.reading() as connection:
                if feed.version(connection) != self._written:
                    break
        self._take_off()
        if changed:
            _log.info("planned", records=changed)
        return changed

    def _take_off(self) -> None:
        """Have the tablets forget the vouchers that ended long ago."""
        today = self._clock.now().date()
        with self._database.reading() as connection:
            if not any_to_take_off(connection, today):
                return
        self._database.writer.run(lambda tx: feed.publish(tx, take_off(tx, today)))

    def step(self) -> int | None:
        """Plan one page of what is left; return how many came out different, ``None`` at the end."""
        now = epoch_ms(self._clock.now())
        with self._database.reading() as connection:
            left = _left(connection, now, PAGE)
            if left is None:
                return None
            version = feed.version(connection)
            found = work_out(connection, left.ids, moment(now))
        return self._database.writer.run(lambda tx: self._write(tx, left, found, version, now))

    def _write(
        self, connection: Connection, left: _Left, found: WorkedOut, version: int, now: int
    ) -> int:
        """Write what was worked out, anew if something of it changed since."""
        if feed.version(connection) != version:
            named = {*left.ids, *found.gone, *(row["id"] for row in found.rows)}
            if feed.changed_after(connection, named, left.scopes, version):
                found = work_out(connection, left.ids, moment(now))
        changes = write(connection, found)
        for key, value in left.notes.items():
            meta.say(connection, key, value)
        feed.publish(connection, changes)
        self._written = feed.version(connection)
        return len(changes)


def unplanned(connection: Connection, now: datetime, as_of: date | None) -> set[str] | None:
    """Return of whom the plan does not say what is due on a day, ``None`` if of too many or all.

    It says nothing about a day that is past; about one ahead it says what today is known of it.
    """
    branches = staff.branches(connection)
    seen = meta.said(connection, _SEEN)
    days = {code: day_of(now, as_of)(branch) for code, branch in branches.items()}
    if seen is None or any(days[b.code] < branch_day(now, b.zone) for b in branches.values()):
        return None
    if meta.said(connection, _WITH) != premises(connection, branches, days):
        return None
    scopes = [feed.branch_scope(code) for code in branches]
    changed = programmes.changed_since(connection, scopes, int(seen), _MANY + 1)
    ends = {code: day.isoformat() for code, day in days.items()}
    came = programmes.whose_day_came(connection, ends, _MANY + 1)
    if max(len(changed), len(came)) > _MANY:
        return None
    return programmes.concerned(connection, changed) | set(came)


def _left(connection: Connection, now: int, limit: int) -> _Left | None:
    branches = staff.branches(connection)
    if not branches:
        return None
    scopes = [feed.branch_scope(code) for code in branches]
    seen, notes = meta.said(connection, _SEEN), dict[str, str]()
    if seen is None:  # all of it lies before the first planning of everybody
        notes[_SEEN] = str(feed.newest(connection, scopes))
    elif (found := programmes.changed_since(connection, scopes, int(seen), limit)) != []:
        ids = sorted(programmes.concerned(connection, found))
        return _Left(ids, {_SEEN: str(found[-1].ver)}, scopes)
    days = {code: branch_day(moment(now), branch.zone) for code, branch in branches.items()}
    current = premises(connection, branches, days)
    if meta.said(connection, _WITH) != current:
        begun, _, after = (meta.said(connection, _BEGUN) or "").partition("|")
        page = programmes.page(connection, after if begun == current else "", limit)
        ids = [id_ for id_, _ in page]
        ended = {_WITH: current, _BEGUN: ""}
        notes |= {_BEGUN: f"{current}|{ids[-1]}"} if len(ids) == limit else ended
        return _Left(ids, notes, scopes)
    came = {code: day.isoformat() for code, day in days.items()}
    ids = programmes.whose_day_came(connection, came, limit)
    return _Left(ids, notes, scopes) if ids else None
