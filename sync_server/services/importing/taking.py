"""The operations behind `vitrina-server import`: a batch of rows comes in, a run is undone."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import Connection

from app.domain.branch_days import branch_calendar
from app.domain.business_days import BusinessCalendar
from app.domain.catalogue import Branch
from app.domain.clock import epoch_ms
from app.domain.contract import Retraction
from app.domain.fields import Checked, Frozen, Slug, Text
from app.domain.house_rules import house_days
from app.domain.imports import ListedRow, ListKind
from app.domain.listed_complaints import LISTED, ListedComplaint, complaint_of
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from sync_server.services.importing.cells import Reason
from sync_server.services.importing.gone import Told, about_erased, keys_in
from sync_server.services.intake.base import WorkingBase
from sync_server.services.intake.listed import ACTOR, Listed, Origin, body_sha, take_listed
from sync_server.services.intake.settle import NEW
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import customers, imports, staff
from sync_server.storage.imports import KnownRow
from sync_server.storage.meta import server_id

MAX_BATCH = 500


class Begin(Frozen):
    kind: ListKind
    source: Slug
    file: Text


class SentRow(Frozen):
    """A row as read; ``customer`` names its person in the list of customers of this source."""

    line: int
    body: dict[str, Any]
    doubts: tuple[str, ...] = ()
    customer: str | None = None
    branch: str | None = None


class Batch(Frozen):
    """Rows of a run, or with ``number`` 0 a trial of them that leaves nothing behind."""

    number: int
    kind: ListKind
    source: Slug
    branch: Slug
    rows: Annotated[list[SentRow], Field(max_length=MAX_BATCH)]


class End(Frozen):
    number: int
    counts: dict[str, int]


class Undo(Frozen):
    number: int


class _Asked(NamedTuple):
    """A row with its body, and the row of the same name that is known."""

    sent: SentRow
    body: ListedRow
    name: str
    sha: str
    known: KnownRow | None


def begin(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Open a run; its number is what undoes it."""
    asked = read(Begin, arguments)
    row = {"kind": asked.kind.value, "source": asked.source, "file": asked.file}
    more = {"at": office.now(), "undone_at": None, "counts": "{}"}
    return {"number": imports.begin(connection, {**row, **more})}


def take(connection: Connection, office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Take a batch in and say for each row what became of it."""
    batch = read(Batch, arguments)
    if batch.number:
        return _taken(connection, office, batch)
    trial = connection.begin_nested()
    try:
        return _taken(connection, office, batch)
    finally:
        trial.rollback()


def end(connection: Connection, _office: Office, arguments: Arguments) -> None:
    asked = read(End, arguments)
    imports.end(connection, asked.number, json.dumps(asked.counts, sort_keys=True))


def listed(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    """Return every run, oldest first."""
    return [{**run, "counts": json.loads(run["counts"])} for run in imports.runs(connection)]


def now(_connection: Connection, office: Office, _arguments: Arguments) -> dict[str, int]:
    """Return what time it is for the server, in a demo the time it was told."""
    return {"now": office.now()}


def undo(connection: Connection, office: Office, arguments: Arguments) -> dict[str, int]:
    """Retract a batch of the records of a run; repeated until none is left."""
    number = read(Undo, arguments).number
    run = imports.run(connection, number)
    if run is None:
        raise Problem(Code.NOT_FOUND, field=str(number), detail="import")
    imports.forget_erased(connection, number)
    present = imports.present_of_run(connection, number, MAX_BATCH)
    if not present:
        imports.close_run(connection, number, office.now())
        return {"undone": 0}
    retractions = [
        Listed(
            id=office.ids.new(),
            kind="retraction",
            body=Retraction(reason="mistake"),
            actor=ACTOR,
            branch=branch,
            refs={"record": UUID(record)},
        )
        for record, branch in present
    ]
    origin = _origin(connection, f"undo:{number}:{present[0][0]}", 1)
    take_listed(connection, origin, retractions, office.now())
    imports.mark_undone(connection, [record for record, _ in present])
    return {"undone": len(present)}


def _taken(connection: Connection, office: Office, batch: Batch) -> list[dict[str, Any]]:
    branches = staff.branches(connection)
    known_branch(branches, batch.branch)
    people = staff.people(connection, {str(row.body.get("owner")) for row in batch.rows})
    asked = _asked(connection, batch)
    referred = _customers(connection, batch, asked)
    told: dict[int, dict[str, Any]] = {}
    taken: list[tuple[_Asked, Listed]] = []
    for one, refs, came_back in _whose(connection, asked, referred):
        if (answer := _left_out(batch.kind, one, refs, came_back=came_back)) is not None:
            told[one.sent.line] = answer
        else:
            branch = one.sent.branch if one.sent.branch in branches else batch.branch
            made = _record(office.ids.new(), batch.kind, one.body, branches[branch])
            taken.append((one, made._replace(actor=_actor(one, people), refs=refs)))
    if taken:
        first = taken[0][0].sent.line
        origin = _origin(connection, f"run:{batch.number}:{batch.source}", first)
        base = take_listed(connection, origin, [listed for _, listed in taken], office.now())
        imports.write_rows(connection, [_row(batch, one, listed) for one, listed in taken])
        for one, listed in taken:
            warnings = _warnings(one, people, branches)
            told[one.sent.line] = _outcome(base, one, listed, warnings)
    return [told[one.sent.line] for one in asked]


def _left_out(
    kind: ListKind, one: _Asked, refs: Mapping[str, UUID], *, came_back: bool | None
) -> dict[str, Any] | None:
    """Say why a row does not come in, ``None`` where it does."""
    if came_back is False:
        return _answer(one, "erased", Reason.ERASED_PERSON)
    if one.known is not None and one.known.sha == one.sha:
        return _answer(one, "unchanged")
    if one.known is not None and kind is ListKind.COMPLAINTS:
        return _answer(one, "rejected", Reason.ALREADY_REGISTERED)
    if not refs and one.body.person is None and one.sent.customer is not None:
        return _answer(one, "rejected", "customer_unknown")
    return None


def _record(id_: UUID, kind: ListKind, body: ListedRow, branch: Branch) -> Listed:
    """Return the record that a row becomes; a complaint is one from the day it was told on."""
    if not isinstance(body, ListedComplaint):
        return Listed(id_, LISTED[kind][0], body, ACTOR, branch.code, {})
    at = datetime.combine(body.told_on, time(12), ZoneInfo(branch.zone))

    def calendar(day: date) -> tuple[BusinessCalendar, int]:
        return branch_calendar(branch, day), house_days(branch.rules, day)

    complaint = complaint_of(body, branch.country, at, calendar)
    return Listed(id_, LISTED[kind][0], complaint, ACTOR, branch.code, {}, epoch_ms(at))


def _asked(connection: Connection, batch: Batch) -> list[_Asked]:
    """Return the rows with what is known of them; the same name twice is refused by the file."""
    shape = LISTED[batch.kind][1]
    bodies = [shape.model_validate(row.body) for row in batch.rows]
    names = [_name(batch.kind, batch.source, body.source_id) for body in bodies]
    known = imports.newest_rows(connection, names)
    return [
        _Asked(row, body, name, body_sha(body), known.get(name))
        for row, body, name in zip(batch.rows, bodies, names, strict=True)
    ]


def _customers(
    connection: Connection, batch: Batch, asked: Sequence[_Asked]
) -> Mapping[str, KnownRow]:
    """Return the known rows by the names under which these rows may refer to a customer."""
    named = {
        _name(ListKind.CUSTOMERS, batch.source, one.sent.customer)
        for one in asked
        if one.sent.customer is not None
    }
    found = dict(imports.newest_rows(connection, named))
    if batch.kind is ListKind.SERVICES:
        vins = {vin for one in asked if (vin := _value(one.body, "vin"))}
        plates = {plate for one in asked if (plate := _value(one.body, "plate"))}
        sold = [
            row
            for row in imports.of_vehicles(connection, vins, plates)
            if row.row.startswith(ListKind.SALES.value)
        ]
        for row in sorted(sold, key=lambda row: row.run):
            found |= {f"vehicle:{key}": row for key in (row.vin, row.plate) if key}
    return found


def _whose(
    connection: Connection, asked: Sequence[_Asked], referred: Mapping[str, KnownRow]
) -> Iterator[tuple[_Asked, dict[str, UUID], bool | None]]:
    """Yield each row with whose it is, and of somebody erased whether they have come back."""
    refs_of = {one.sent.line: _refs(one, referred) for one in asked}
    refs_of |= _complaining(connection, [one for one in asked if not refs_of[one.sent.line]])
    told = (Told(one.sent.line, one.body, refs_of[one.sent.line]) for one in asked)
    gone = about_erased(connection, told)
    for one in asked:
        came_back = gone.get(one.sent.line)
        yield one, {} if came_back else refs_of[one.sent.line], came_back


def _complaining(connection: Connection, asked: Sequence[_Asked]) -> dict[int, dict[str, UUID]]:
    """Return who complains, by line, where one customer alone has the document, phone or e-mail.

    A complaint tells the master base of nobody, so nobody is found by it later.
    """
    told = [one for one in asked if isinstance(one.body, ListedComplaint)]
    keys_of = {one.sent.line: keys_in(one.body) for one in told}
    holders = defaultdict[str, set[str]](set)
    for known in customers.sharing(connection, {key for keys in keys_of.values() for key in keys}):
        holders[known.key].add(known.customer)
    found = {}
    for line, keys in keys_of.items():
        theirs = [holders[key] for key in keys if holders[key]]
        alone = set.intersection(*theirs) if theirs else set()
        if len(alone) == 1:
            found[line] = {"customer": UUID(alone.pop())}
    return found


def _refs(one: _Asked, referred: Mapping[str, KnownRow]) -> dict[str, UUID]:
    """Return whose record this is, as far as the lists say it."""
    if one.known is not None and _has_person(one):  # a newer version is about the same person
        return {"customer": UUID(one.known.record)}
    if one.sent.customer is not None:
        found = referred.get(_name(ListKind.CUSTOMERS, one.body.source, one.sent.customer))
        return {} if found is None else {"customer": UUID(found.record)}
    for field in ("vin", "plate"):
        if (row := referred.get(f"vehicle:{_value(one.body, field)}")) is not None:
            return {"customer": UUID(row.record)}
    return {}


def _has_person(one: _Asked) -> bool:
    return one.body.person is not None or one.sent.customer is not None


def _actor(one: _Asked, people: Mapping[str, Person]) -> str:
    owner = str(getattr(one.body, "owner", None))
    return owner if owner in people else ACTOR


def _row(batch: Batch, one: _Asked, listed: Listed) -> dict[str, Any]:
    return {
        "record": str(listed.id),
        "run": batch.number,
        "row": one.name,
        "sha": one.sha,
        "vin": _value(one.body, "vin") or None,
        "plate": _value(one.body, "plate") or None,
        "undone": False,
    }


def _warnings(one: _Asked, people: Mapping[str, Person], branches: Mapping[str, Any]) -> list[str]:
    owner = getattr(one.body, "owner", None)
    told = {
        Reason.UNKNOWN_OWNER: owner is not None and owner not in people,
        Reason.UNKNOWN_BRANCH: one.sent.branch is not None and one.sent.branch not in branches,
    }
    return [reason.value for reason, holds in told.items() if holds]


def _outcome(base: WorkingBase, one: _Asked, listed: Listed, warnings: list[str]) -> dict[str, Any]:
    """Say what became of a row that came in, the doubts before the rest."""
    record = str(listed.id)
    if one.sent.doubts:
        reason = f"{Reason.TO_VERIFY.value}: {', '.join(one.sent.doubts)}"
        return _answer(one, "doubtful", reason, warnings)
    if isinstance(one.body, ListedComplaint):
        return _answer(one, "matched" if listed.refs else "new", warnings=warnings)
    if base.linked(record) is None:
        return _answer(one, "doubtful", "vehicle_unknown", warnings)
    why = base.reasons.get(record)
    is_new = why is not None and why.code == NEW
    return _answer(one, "new" if is_new else "matched", warnings=warnings)


def _answer(
    one: _Asked, outcome: str, reason: str = "", warnings: Sequence[str] = ()
) -> dict[str, Any]:
    return {
        "line": one.sent.line,
        "outcome": outcome,
        "reason": reason,
        "warnings": list(warnings),
    }


def _origin(connection: Connection, name: str, first_seq: int) -> Origin:
    server = server_id(connection)
    return Origin(uuid5(server, "import"), uuid5(server, name), first_seq)


def _name(kind: ListKind, source: str, id_: str) -> str:
    return f"{kind.value}:{source}:{id_}"


def _value(body: ListedRow, field: str) -> str | None:
    checked: Checked | None = getattr(body, field, None)
    return None if checked is None else (checked.value or checked.typed)[:40].upper() or None
