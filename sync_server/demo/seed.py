"""Makes a new database the demo: its branch, its people, and the records of its two tablets.

Branch, people and tablets come in one transaction. The records are pushed through the intake like
any tablet's, week by week with the clocks of those weeks; their ids are told by the database itself,
so a seeding that was stopped goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import Connection

from app.domain.clock import epoch_ms, moment
from app.domain.contract import Push, Result
from app.domain.records import CONTRACT_VERSION, fingerprint
from sync_server.demo.cast import BRANCH, Colleague
from sync_server.demo.clock import ToldClock
from sync_server.demo.fair import events
from sync_server.demo.founding import APP, DemoTablet, found, tablets
from sync_server.demo.history import SELLERS, SavedRecord, saved_records
from sync_server.demo.lists import lists
from sync_server.services.intake.take import Intake
from sync_server.services.office import Office
from sync_server.storage import demo
from sync_server.storage.database import Database
from sync_server.storage.meta import server_id

Progress = Callable[[int, int], None]
"""Told how many of how many records are in."""


class _Week(NamedTuple):
    """What one tablet saved in one week, each record with its number in the outbox."""

    seller: Colleague
    records: list[tuple[int, SavedRecord]]


def seed(database: Database, office: Office, progress: Progress) -> None:
    """Fill the demo, once; raises ``Problem(REAL_DATABASE)`` where real branches live."""
    database.writer.run(partial(found, office=office))
    with database.reading() as connection:
        if demo.is_told(connection):
            return
        opened = moment(demo.opened_at(connection))
        server = server_id(connection)
    senders = database.writer.run(partial(tablets, office=office, server=server))
    clock = ToldClock(opened)
    intake = Intake(database, clock, office.random_bytes)
    records = saved_records(opened, str(server))
    done = 0
    for week in _weeks(records):
        clock.moment = week.records[-1][1].deed.at
        _push(intake, clock, senders[week.seller.code], week.records)
        done += len(week.records)
        progress(done, len(records))
    at_opening = office._replace(clock=ToldClock(opened))
    database.writer.run(partial(_office_work, office=at_opening, server=server))


def _office_work(connection: Connection, office: Office, server: UUID) -> None:
    """Make what came from no tablet, in one transaction: lists are new runs each time."""
    events(connection, office, server)
    lists(connection, office)
    demo.note_told(connection)


def _weeks(records: list[SavedRecord]) -> Iterator[_Week]:
    """Yield what each tablet saved in each week, in the order of the weeks."""
    numbers = {seller.code: 0 for seller in SELLERS}
    for _, week in groupby(records, key=lambda record: record.deed.at.toordinal() // 7):
        saved = list(week)
        for seller in SELLERS:
            mine = [record for record in saved if record.deed.seller is seller]
            first = numbers[seller.code] + 1
            numbers[seller.code] += len(mine)
            if mine:
                yield _Week(seller, list(enumerate(mine, first)))


def _push(
    intake: Intake, clock: ToldClock, tablet: DemoTablet, records: list[tuple[int, SavedRecord]]
) -> None:
    now = epoch_ms(clock.now())
    push = Push(
        app=APP,
        epoch=tablet.epoch,
        batch=uuid5(tablet.epoch, str(now)),
        acked_seq=records[0][0] - 1,
        wall=now,
        boot=clock.boot(),
        mono=clock.monotonic_ms(),
        records=[_envelope(tablet, seq, record) for seq, record in records],
    )
    for report in intake.take(tablet.token, push).results:
        if report.result is not Result.ACCEPTED and report.was is not Result.ACCEPTED:
            raise RuntimeError(f"a record of the demo was refused: {report!r}")


def _envelope(tablet: DemoTablet, seq: int, record: SavedRecord) -> dict[str, Any]:
    saved = epoch_ms(record.deed.at)
    envelope: dict[str, Any] = {
        "id": str(record.id),
        "device": str(tablet.device),
        "epoch": str(tablet.epoch),
        "seq": seq,
        "kind": record.deed.kind,
        "schema": CONTRACT_VERSION,
        "clocks": {"wall": saved, "boot": "demo", "mono": saved},
        "actor": record.deed.by.code,
        "branch": BRANCH.code,
        "refs": {name: str(ref) for name, ref in record.refs.items()},
        "supersedes": None,
        "body": record.deed.body.model_dump(mode="json", exclude_none=True),
    }
    return {**envelope, "sha": fingerprint(envelope)}
