"""Where may an administrative operation run: in the server that serves this folder, or here?

Only one process writes a data folder. The server that serves it holds a lock and listens on a
local socket that only its own user may open; a command sends its operation there. When nobody
serves, the command takes the lock itself. What travels is one line of JSON each way:
``{"operation": name, "arguments": {…}}`` and ``{"answer": …}`` or ``{"problem": {…}}``.
"""

import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer
from threading import Thread
from typing import Any, cast

import structlog

from app.domain.problems import Code, Problem

Run = Callable[[str, dict[str, Any]], Any]
"""Runs the operation of that name with JSON-shaped arguments; raises ``Problem``."""

_log = structlog.get_logger()
_SOCKET = "admin.sock"
_LOCK = "server.lock"
_MAX_REQUEST = 1 << 20
_ANSWER_WITHIN = 120.0  # seconds: an operation waits behind the pushes that came before it
_SEND_WITHIN = 10.0


@contextmanager
def gateway(home: Path, here: Callable[[], AbstractContextManager[Run]]) -> Iterator[Run]:
    """Give what runs operations on the data folder: its server when one serves, else ``here``.

    ``here`` holds the folder, or raises ``Problem(DATABASE_IN_USE)`` when another process does
    that answers on no socket.
    """
    path = home / _SOCKET
    if (connection := _connected(path)) is None:
        with here() as run:
            yield run
        return
    connection.close()
    yield lambda operation, arguments: _asked(path, operation, arguments)


def is_served(home: Path) -> bool:
    if (connection := _connected(home / _SOCKET)) is None:
        return False
    connection.close()
    return True


@contextmanager
def folder_held(home: Path) -> Iterator[None]:
    """Hold the data folder for this process alone.

    Raises ``Problem``: ``database_in_use``, ``invalid_field`` for a folder that cannot be written.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (home / _LOCK).open("w", encoding="ascii")
    except OSError as exc:
        told = f"{home} cannot be used ({exc.strerror})"
        raise Problem(Code.INVALID_FIELD, field="VITRINA_HOME", detail=told) from exc
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise Problem(Code.DATABASE_IN_USE, detail=str(home)) from exc
        yield


@contextmanager
def listening(home: Path, run: Run) -> Iterator[None]:
    """Answer operations on the folder's socket while the context lasts.

    The caller holds the folder, so a socket file found here was left behind by a server that died.
    """
    path = home / _SOCKET
    home.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody made it where PostgreSQL holds all
    path.unlink(missing_ok=True)
    with _AdminServer(path, run) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), name="admin-socket", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            path.unlink(missing_ok=True)


class _AdminServer(ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: Path, run: Run) -> None:
        self.path = path
        self.run = run
        super().__init__(str(path), _Conversation)

    def server_bind(self) -> None:
        os.fchmod(self.socket.fileno(), 0o600)  # before the name exists nobody can open it
        super().server_bind()
        self.path.chmod(0o600)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - its signature
        _log.exception("admin_request_failed")


class _Conversation(StreamRequestHandler):
    timeout = _SEND_WITHIN

    def handle(self) -> None:
        if not (line := self.rfile.readline(_MAX_REQUEST)):
            return  # somebody only asked whether we are here
        try:
            answer = {"answer": self._answer(line)}
        except Problem as problem:
            answer = {"problem": _as_json(problem)}
        self.wfile.write(json.dumps(answer).encode() + b"\n")

    def _answer(self, line: bytes) -> Any:
        try:
            request = json.loads(line)
            operation, arguments = str(request["operation"]), dict(request["arguments"])
        except (ValueError, TypeError, KeyError) as exc:
            raise Problem(Code.MALFORMED) from exc
        return cast("_AdminServer", self.server).run(operation, arguments)


def _connected(path: Path) -> socket.socket | None:
    """Return a connection to the server that serves this folder, ``None`` when nobody does."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_ANSWER_WITHIN)
    try:
        connection.connect(str(path))
    except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
        connection.close()
        return None
    except OSError as exc:
        connection.close()
        raise Problem(Code.DATABASE_IN_USE, detail=f"{path}: {exc.strerror or exc}") from exc
    return connection


def _asked(path: Path, operation: str, arguments: dict[str, Any]) -> Any:
    line = _exchanged(path, json.dumps({"operation": operation, "arguments": arguments}))
    if not line:
        raise Problem(Code.SERVER_ERROR, detail="the server stopped without an answer")
    answer = json.loads(line)
    if "problem" in answer:
        raise _from_json(answer["problem"])
    return answer["answer"]


def _exchanged(path: Path, request: str) -> bytes:
    """Send one line and return the line that comes back, empty when none does."""
    if (connection := _connected(path)) is None:
        return b""
    with connection, connection.makefile("rb") as answers:
        try:
            connection.sendall(request.encode() + b"\n")
            return answers.readline()
        except OSError as exc:
            raise Problem(Code.SERVER_ERROR, detail="the server did not answer in time") from exc


def _as_json(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "field": problem.field, "detail": problem.detail}


def _from_json(problem: dict[str, Any]) -> Problem:
    return Problem(Code(problem["code"]), field=problem["field"], detail=problem["detail"])
