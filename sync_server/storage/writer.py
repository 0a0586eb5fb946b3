"""Who writes, and when is it safe to say so?

A job is a function of one connection; its value is answered only after the commit. SQLite has one
writer thread that commits several waiting jobs together; PostgreSQL takes one transaction per job.
Whoever calls ``run`` does not know which.
"""

import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError

from app.domain.problems import Code, Problem

_log = structlog.get_logger()

T = TypeVar("T")
Job = Callable[[Connection], T]

MAX_GROUP = 32  # jobs that share one commit
TRIES = 4
_PAUSE = 0.02  # seconds, before the second try; doubles, with jitter
# What SQLite says of the disk and the file: no job is to blame, and a later try may do.
_NO_JOBS_FAULT = {
    sqlite3.SQLITE_BUSY: "the database stayed busy",
    sqlite3.SQLITE_LOCKED: "the database stayed busy",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_READONLY: "the database file may not be written",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_NOTADB: "the database file is damaged",
}
_PRIMARY = 0xFF  # the part of an extended result code that says the kind
_NEW_ON_BOTH_SIDES = "23505"  # the same new row from two jobs: the second try sees it


class MovedError(Exception):
    """Another writer changed what this job had read before it could hold it: run it again."""


class Writer(Protocol):
    def run(self, job: Job[T]) -> T:
        """Run ``job`` in a transaction, commit, and return its value.

        What the job raises is raised here and nothing of it is kept. Raises ``Problem``
        (``overloaded``) when the database stayed busy or away, or its disk is full or fails.
        """
        ...

    def close(self) -> None: ...


class _Waiting(NamedTuple):
    job: Job[Any]
    answer: Future[Any]


class SqliteWriter:
    """One thread, one connection, one commit for all the jobs that wait."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def run(self, job: Job[T]) -> T:
        waiting = _Waiting(job, Future())
        self._queue.put(waiting)
        try:
            value: T = waiting.answer.result()
        except DatabaseError as exc:
            if (problem := sqlite_away(exc)) is None:
                raise
            raise problem from exc
        return value

    def close(self) -> None:
        """Finish what waits, then stop the thread."""
        self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        with self._engine.connect() as connection:
            while (first := self._queue.get()) is not None:
                group, stopping = self._group(first)
                self._write(connection, group)
                if stopping:
                    break

    def _group(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        group = [first]
        while len(group) < MAX_GROUP:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return group, True
            group.append(waiting)
        return group, False

    def _write(self, connection: Connection, group: list[_Waiting]) -> None:
        outcomes: list[tuple[Future[Any], Any, Exception | None]] = []
        carried_out = _tried if len(group) > 1 else _done
        try:
            with connection.begin():
                outcomes = [(each.answer, *carried_out(connection, each)) for each in group]
        except Exception as exc:  # noqa: BLE001 - whatever it is belongs to those who wait
            for waiting in group:
                waiting.answer.set_exception(exc)
            return
        for answer, value, error in outcomes:
            if error is None:
                answer.set_result(value)
            else:
                answer.set_exception(error)


def _done(connection: Connection, waiting: _Waiting) -> tuple[Any, None]:
    """Run a job that is alone in its commit: its failure ends the transaction."""
    return waiting.job(connection), None


def _tried(connection: Connection, waiting: _Waiting) -> tuple[Any, Exception | None]:
    """Run one job of a group; its failure is undone alone, unless the engine undid everything."""
    savepoint = connection.begin_nested()
    try:
        value = waiting.job(connection)
    except Exception as exc:
        if not connection.connection.in_transaction:  # a full disk ends the whole transaction
            raise
        savepoint.rollback()
        return None, exc
    savepoint.commit()
    return value, None


class PostgresWriter:
    """A pool: one transaction per job, repeated when two of them got in each other's way."""

    def __init__(self, engine: Engine, jitter: Callable[[], float]) -> None:
        self._engine = engine
        self._jitter = jitter

    def run(self, job: Job[T]) -> T:
        for attempt in range(TRIES):
            if attempt:
                time.sleep(_PAUSE * 2**attempt * self._jitter())
            try:
                with self._engine.begin() as connection:
                    return job(connection)
            except DBAPIError as exc:
                if not _passes(exc):
                    raise
                last: Exception = exc
            except MovedError as exc:
                last = exc
        if isinstance(last, IntegrityError):
            raise last
        raise overloaded() from last

    def close(self) -> None:
        """Nothing runs between jobs."""


def _passes(error: DBAPIError) -> bool:
    """Say whether a second try may succeed.

    To PostgreSQL's driver operational is a deadlock, a lost connection, a server that starts up.
    """
    new_on_both_sides = getattr(error.orig, "sqlstate", None) == _NEW_ON_BOTH_SIDES
    return new_on_both_sides or isinstance(error, OperationalError)


def sqlite_away(error: DatabaseError) -> Problem | None:
    """Return ``overloaded`` where the disk or the file is to blame and not what was asked."""
    code = getattr(error.orig, "sqlite_errorcode", 0)
    if (fault := _NO_JOBS_FAULT.get(code & _PRIMARY)) is None:
        return None
    _log.error("database_failed", code=getattr(error.orig, "sqlite_errorname", str(code)))
    return overloaded(fault)


def overloaded(fault: str = "the database stayed busy or away") -> Problem:
    return Problem(Code.OVERLOADED, retry_after=2, detail=fault)
