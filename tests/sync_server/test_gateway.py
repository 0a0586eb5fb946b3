"""An operation runs in the server that serves the folder, else here, and never in two places."""

import json
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.problems import Code, Problem
from sync_server.services.gateway import Run, folder_held, gateway, listening


def elsewhere(operation: str, arguments: dict[str, Any]) -> Any:
    if operation == "refuse":
        raise Problem(Code.NO_BRANCH, field="branch", detail="NUNOA")
    return {"ran": "in the server", "operation": operation, "arguments": arguments}


def here(operation: str, arguments: dict[str, Any]) -> Any:
    return {"ran": "here", "operation": operation, "arguments": arguments}


def must_not_run(operation: str, arguments: dict[str, Any]) -> Any:
    raise AssertionError((operation, arguments))


def ask(home: Path, run_here: Run, operation: str, **arguments: Any) -> Any:
    @contextmanager
    def holding() -> Iterator[Run]:
        with folder_held(home):
            yield run_here

    with gateway(home, holding) as run:
        return run(operation, arguments)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def served(home: Path) -> Iterator[Path]:
    with folder_held(home), listening(home, elsewhere):
        yield home


def test_an_operation_runs_in_the_server_that_serves_the_folder(served: Path):
    answer = ask(served, must_not_run, "branches_add", code="NUNOA", name="Ñ")

    assert answer == {
        "ran": "in the server",
        "operation": "branches_add",
        "arguments": {"code": "NUNOA", "name": "Ñ"},
    }


def test_an_operation_runs_here_when_nobody_serves(home: Path):
    assert ask(home, here, "status")["ran"] == "here"


def test_a_refusal_in_the_server_arrives_as_the_same_problem(served: Path):
    with pytest.raises(Problem) as refused:
        ask(served, must_not_run, "refuse")

    assert (refused.value.code, refused.value.field, refused.value.detail) == (
        Code.NO_BRANCH,
        "branch",
        "NUNOA",
    )


def test_a_folder_that_is_held_but_not_answered_for_is_a_clear_refusal(home: Path):
    with folder_held(home), pytest.raises(Problem) as refused:
        ask(home, must_not_run, "status")

    assert refused.value.code is Code.DATABASE_IN_USE


def test_the_folder_is_free_again_after_an_operation(home: Path):
    ask(home, here, "status")

    with folder_held(home):
        pass


def test_a_socket_left_behind_by_a_server_that_died_stops_nobody(home: Path):
    home.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(home / "admin.sock"))

    assert ask(home, here, "status")["ran"] == "here"
    with folder_held(home), listening(home, elsewhere):
        assert ask(home, here, "status")["ran"] == "in the server"


def test_only_the_user_of_the_server_may_open_the_socket_and_the_folder(served: Path):
    assert stat.S_IMODE((served / "admin.sock").stat().st_mode) == 0o600
    assert stat.S_IMODE(served.stat().st_mode) == 0o700


def test_the_socket_is_gone_when_the_server_stops(home: Path):
    with folder_held(home), listening(home, elsewhere):
        pass

    assert not (home / "admin.sock").exists()


@pytest.mark.parametrize("line", [b"hello\n", b"[]\n", b'{"operation": "x"}\n', b"\n"])
def test_a_malformed_request_is_answered_and_does_not_stop_the_server(served: Path, line: bytes):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(served / "admin.sock"))
        connection.sendall(line)
        answer = json.loads(connection.makefile("rb").readline())

    assert answer["problem"]["code"] == "malformed"
    assert ask(served, must_not_run, "status")["ran"] == "in the server"


def test_a_command_that_says_nothing_does_not_keep_others_waiting(served: Path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(served / "admin.sock"))

        assert ask(served, must_not_run, "status")["ran"] == "in the server"


def test_two_commands_at_once_never_both_hold_the_folder(home: Path):
    inside = threading.Event()
    leave = threading.Event()

    def slow(operation: str, arguments: dict[str, Any]) -> Any:
        inside.set()
        assert leave.wait(10)
        return here(operation, arguments)

    first = threading.Thread(target=ask, args=(home, slow, "status"))
    first.start()
    assert inside.wait(10)
    with pytest.raises(Problem) as refused:
        ask(home, must_not_run, "status")
    leave.set()
    first.join()

    assert refused.value.code is Code.DATABASE_IN_USE
