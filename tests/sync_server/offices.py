"""A server in process for tests: its database, its staff, and tablets that are enrolled in it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, select

from app.domain.catalogue import Branch
from app.domain.clock import epoch_ms
from app.domain.contract import (
    Digest,
    DownKind,
    Enrolment,
    FeedOp,
    FeedRow,
    Pull,
    Push,
    PushReport,
    RecordReport,
    SyncApi,
    row_hash,
)
from app.domain.ids import IdSource
from app.domain.staff import Person
from sync_server.main import bound, web_server, website
from sync_server.services.blobs import Blobs
from sync_server.services.contacts.due import listed
from sync_server.services.enrolment import Enrolments
from sync_server.services.feed import Feed
from sync_server.services.intake.take import Intake
from sync_server.services.invitations import invite
from sync_server.services.office import Office
from sync_server.services.server_sync import ServerSync
from sync_server.storage import staff
from sync_server.storage.database import Database, open_database
from sync_server.storage.feed import Change, branch_scope, publish
from sync_server.storage.meta import claim
from tests.builders import (
    CARLA,
    LIMA,
    LUCHO,
    MARTA,
    NUNOA,
    ROSA,
    HandClock,
    Tablet,
    counted_bytes,
    id_source,
)


class Server(NamedTuple):
    database: Database
    clock: HandClock
    ids: IdSource
    office: Office
    api: ServerSync

    def rows(self, table: Table) -> list[dict[str, Any]]:
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(select(table)).mappings()]

    def invitation(self, branch: str = "NUNOA") -> str:
        answer = self.database.writer.run(lambda tx: invite(tx, self.office, {"branch": branch}))
        return str(answer["code"])

    def tablet(self, branch: str = "NUNOA", **asked: Any) -> Tablet:
        return enrolled(self.api, self.invitation(branch), self.clock, self.ids, **asked)

    def push(self, tablet: Tablet, *records: dict[str, Any], **message: Any) -> PushReport:
        return self.api.push(tablet.token, tablet.push(*records, **message))

    def take(self, tablet: Tablet, *records: dict[str, Any]) -> list[RecordReport]:
        return list(self.push(tablet, *records).results)


def whole_list(server: Server, **asked: Any) -> list[dict[str, Any]]:
    """Return the rows of the due list, page by page to its end, by their ids."""
    rows: dict[str, dict[str, Any]] = {}
    after: str | None = asked.pop("after", "")
    while after is not None:
        with server.database.reading() as connection:
            page = listed(connection, server.office, {**asked, "after": after})
        rows |= {row["due_id"]: row for row in page["rows"]}
        after = page["after"] or None
    return [row for _, row in sorted(rows.items())]


@contextmanager
def running(database_url: str) -> Iterator[Server]:
    """Open a server with two branches and their people on an empty database."""
    database = open_database(database_url)
    clock = HandClock()
    ids = id_source(clock)
    dice = counted_bytes()
    office = Office(clock, ids, dice, "http://vitrina.example")
    database.writer.run(lambda tx: _found(tx, ids.new(), epoch_ms(clock.now())))
    api = ServerSync(
        Enrolments(database, clock, ids, dice, office.address),
        Intake(database, clock, dice),
        Feed(database, clock),
        Blobs(database, clock),
    )
    yield Server(database, clock, ids, office, api)
    database.close()


@contextmanager
def served(server: Server) -> Iterator[str]:
    """Serve it over HTTP on a free port; give its address."""
    web = web_server(website(server.database, server.office, server.api))
    with bound("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
        thread.start()
        while not web.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        web.should_exit = True
        thread.join()


def enrolled(api: SyncApi, code: str, clock: HandClock, ids: IdSource, **asked: Any) -> Tablet:
    """Enrol a new tablet with a code."""
    wish = enrolment(code, ids, **asked)
    answer = api.enrol(wish)
    return Tablet(clock, ids, device=answer.device, epoch=answer.epoch, token=answer.token)


def enrolment(code: str, ids: IdSource, **asked: Any) -> Enrolment:
    return Enrolment(
        **{
            "code": code,
            "nonce": ids.new(),
            "device": ids.new(),
            "name": "Tablet de vitrina",
            "public_key": "ab" * 32,
            "app": "1.0",
            **asked,
        }
    )


class Mirror:
    """What a tablet holds: the documents that it pulled, and the digest it would count."""

    def __init__(self, api: SyncApi, token: str) -> None:
        self._api = api
        self._token = token
        self.rows: dict[tuple[str, str], FeedRow] = {}
        self.seen: list[FeedRow] = []
        self.cursor: str | None = None

    def pull(self, limit: int = 500) -> Digest:
        """Pull to the end, page by page; return the digest that came with the last one."""
        while True:
            page = self._api.pull(self._token, Pull(cursor=self.cursor, limit=limit))
            self.cursor = page.cursor
            self.seen += page.rows
            for row in page.rows:
                if row.op is FeedOp.PUT:
                    self.rows[row.kind, row.id] = row
                else:
                    self.rows.pop((row.kind, row.id), None)
            if not page.more:
                assert page.digest is not None
                return page.digest

    def digest(self) -> Digest:
        hashes = [row_hash(row.kind, row.id, row.ver) for row in self.rows.values()]
        return Digest(count=len(hashes), sum=sum(hashes))

    def documents(self, kind: DownKind) -> list[dict[str, Any]]:
        return [row.doc for row in self.rows.values() if row.kind == kind and row.doc]

    def document(self, kind: DownKind, id_: UUID | str) -> dict[str, Any]:
        doc = self.rows[kind.value, str(id_)].doc
        assert doc is not None
        return doc


def _found(connection: Connection, server: UUID, now: int) -> None:
    claim(connection, "demo", server, now)
    changes = [_branch(connection, branch, now) for branch in (NUNOA, LIMA)]
    people = [_person(connection, person, now) for person in (CARLA, MARTA, ROSA, LUCHO)]
    publish(connection, [*changes, *people])


def _branch(connection: Connection, branch: Branch, now: int) -> Change:
    staff.add_branch(connection, branch, now)
    return Change(branch_scope(branch.code), DownKind.SETTING, branch.code)


def _person(connection: Connection, person: Person, now: int) -> Change:
    staff.add_person(connection, person, now)
    return Change(branch_scope(person.branch), DownKind.PERSON, person.code)


__all__ = ["Mirror", "Push", "Server", "enrolled", "enrolment", "running", "served", "whole_list"]
