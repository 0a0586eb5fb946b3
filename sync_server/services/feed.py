"""What changed for this tablet since its cursor? One page of one consistent moment."""

import base64
import binascii
import threading
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import NamedTuple
from zlib import crc32

import orjson
from sqlalchemy import Connection

from app.domain.clock import Clock, epoch_ms
from app.domain.contract import Digest, DownKind, FeedOp, Pull
from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION, OLDEST_CONTRACT
from sync_server.services.branch_documents import branch_documents
from sync_server.services.neighbours import customer_documents
from sync_server.services.review_documents import merger_documents, review_documents
from sync_server.services.sessions import session
from sync_server.storage import (
    alerts,
    complaints,
    customers,
    devices,
    events,
    feed,
    handbook,
    house,
    match_index,
    meta,
    odd_readings,
    prices,
    programmes,
    quotes,
    staff,
    vouchers,
    workshops,
)
from sync_server.storage.database import Database
from sync_server.storage.devices import Session
from sync_server.storage.feed import EVERYWHERE, FeedLine, branch_scope

SEEN_EVERY = 60_000  # ms between two notes that a tablet was seen

_Documents = Callable[[Connection, Collection[str]], dict[str, str]]
_DOCUMENTS: dict[str, _Documents] = {
    DownKind.PERSON: staff.person_documents,
    DownKind.CUSTOMER: customer_documents,
    DownKind.DUE_CONTACT: customers.due_documents,
    DownKind.DEVICE_KEY: devices.key_documents,
    DownKind.CATALOGUE: staff.model_documents,
    DownKind.SETTING: branch_documents,
    DownKind.QUOTE: quotes.quote_documents,
    DownKind.COMPLAINT: complaints.documents,
    DownKind.WORKSHOP_VISIT: workshops.visit_documents,
    DownKind.VEHICLE: workshops.vehicle_documents,
    DownKind.INDEX_KEY: match_index.key_documents,
    DownKind.INDEX_ENTRY: match_index.entry_documents,
    DownKind.ALERT: alerts.alert_documents,
    DownKind.RECALL: house.recall_documents,
    DownKind.PROGRAMME: programmes.rule_documents,
    DownKind.DEMO_CAR: house.demo_car_documents,
    DownKind.SERVICE_WORK: handbook.documents,
    DownKind.CARE_TIP: handbook.documents,
    DownKind.EVENT: events.event_documents,
    DownKind.PASS: events.pass_documents,
    DownKind.VOUCHER: vouchers.documents,
    DownKind.ODD_READING: odd_readings.documents,
    DownKind.REVIEW: review_documents,
    DownKind.MERGER: merger_documents,
    **{kind: prices.documents_of(kind) for kind in prices.KINDS},
}


class Line(NamedTuple):
    """A row of the feed with its document as JSON text, ``None`` when it is not there any more."""

    ver: int
    op: str
    kind: str
    id: str
    doc: str | None


class Page(NamedTuple):
    rows: list[Line]
    cursor: str
    more: bool
    digest: Digest | None
    now: int


class Feed:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._digests = _Digests()

    def page(self, token: str, pull: Pull) -> Page:
        """Return the next page for the tablet of ``token``.

        Raises ``Problem``: 401; ``contract_unsupported`` for a tablet that cannot read our
        documents; ``resync`` when the cursor is of another server, branch or contract.
        """
        now = epoch_ms(self._clock.now())
        with self._database.reading() as connection:
            mine = session(connection, token, now)
            if not OLDEST_CONTRACT <= pull.contract <= CONTRACT_VERSION:
                raise Problem(Code.CONTRACT_UNSUPPORTED)
            page = self._page(connection, mine, pull, now)
        self._note_seen(mine, now)
        return page

    def _page(self, connection: Connection, mine: Session, pull: Pull, now: int) -> Page:
        scopes = (EVERYWHERE, branch_scope(mine.branch))
        place = _place(connection, scopes, pull.contract)
        start = _start(pull.cursor, place)
        lines = feed.rows_after(connection, scopes, start, pull.limit + 1)
        more = len(lines) > pull.limit
        lines = lines[: pull.limit]
        end = lines[-1].ver if lines else start
        return Page(
            rows=_with_documents(connection, lines),
            cursor=_cursor(end, place),
            more=more,
            digest=None if more else self._digests.of(connection, scopes, end),
            now=now,
        )

    def _note_seen(self, mine: Session, now: int) -> None:
        if mine.last_seen is None or now - mine.last_seen >= SEEN_EVERY:
            self._database.writer.run(lambda tx: devices.see(tx, mine.device, last_seen=now))


class _Digests:
    """The digest of a scope changes only with its newest version, so the last one is kept."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[int, Digest]] = {}
        self._lock = threading.Lock()

    def of(self, connection: Connection, scopes: tuple[str, ...], end: int) -> Digest:
        """Return the digest of what a tablet holds that has applied all up to version ``end``."""
        with self._lock:
            kept = self._kept.get(scopes)
        if kept is not None and kept[0] == end:
            return kept[1]
        count, total = feed.held(connection, scopes)
        digest = Digest(count=count, sum=total)
        with self._lock:
            self._kept[scopes] = (end, digest)
        return digest


def _with_documents(connection: Connection, lines: list[FeedLine]) -> list[Line]:
    wanted = defaultdict[str, list[str]](list)
    for line in lines:
        if line.op == FeedOp.PUT:
            wanted[line.kind].append(line.id)
    documents = {kind: _DOCUMENTS[kind](connection, ids) for kind, ids in wanted.items()}
    return [
        Line(line.ver, line.op, line.kind, line.id, documents.get(line.kind, {}).get(line.id))
        for line in lines
    ]


def _place(connection: Connection, scopes: tuple[str, ...], contract: int) -> list[str | int]:
    """Return what a cursor is only good for: this server, these scopes, this contract."""
    return [str(meta.server_id(connection)), crc32("|".join(scopes).encode()), contract]


def _cursor(ver: int, place: list[str | int]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([ver, *place])).decode().rstrip("=")


def _start(cursor: str | None, place: list[str | int]) -> int:
    if cursor is None:
        return 0
    try:
        ver, *found = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as exc:
        raise Problem(Code.RESYNC, field="cursor") from exc
    if found != place or not isinstance(ver, int):
        raise Problem(Code.RESYNC, field="cursor")
    return ver
