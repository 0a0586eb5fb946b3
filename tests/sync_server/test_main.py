"""The server opens one database, alone, and says in one line why it cannot."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.clock import FileClock
from app.domain.problems import Code, Problem
from sync_server.main import bound, opened
from sync_server.settings import Settings
from sync_server.storage.database import open_database
from sync_server.storage.meta import claim, nature_of, server_id
from sync_server.wiring import chosen_clock, clock_of
from tests.builders import HandClock, id_source


def settings(home: Path, **more: object) -> Settings:
    return Settings(**{"home": home, **more})  # type: ignore[arg-type]


def test_a_new_database_is_a_real_one_and_keeps_its_name(tmp_path: Path):
    names = set()
    for _ in range(2):
        with opened(settings(tmp_path)) as server, server.database.reading() as connection:
            assert nature_of(connection) == "real"
            names.add(server_id(connection))
    assert len(names) == 1


def test_a_demo_is_served_as_a_demo_and_never_becomes_real(tmp_path: Path):
    database = open_database(settings(tmp_path).database())
    server_name = id_source(HandClock()).new()
    database.writer.run(lambda tx: claim(tx, "demo", server_name, 1))
    with pytest.raises(Problem) as refused:
        database.writer.run(lambda tx: claim(tx, "real", server_name, 2))
    assert refused.value.code is Code.DEMO_DATABASE
    database.close()
    with opened(settings(tmp_path)) as server, server.database.reading() as connection:
        assert nature_of(connection) == "demo"


def test_two_servers_do_not_open_one_folder(tmp_path: Path):
    with opened(settings(tmp_path)), pytest.raises(Problem) as refused, opened(settings(tmp_path)):
        pass
    assert refused.value.code is Code.DATABASE_IN_USE


def test_a_clock_file_is_refused_outside_a_demo(tmp_path: Path):
    file = tmp_path / "now"
    file.write_text("2026-03-02T15:00:00+00:00", encoding="utf-8")
    moved = settings(tmp_path / "home", clock_file=file)
    with opened(settings(tmp_path / "home")) as server, pytest.raises(Problem) as refused:
        clock_of(moved, server.database)
    assert (refused.value.code, refused.value.field) == (Code.INVALID_FIELD, "VITRINA_CLOCK_FILE")
    assert isinstance(chosen_clock(moved), FileClock)


def test_a_port_in_use_is_told_before_anything_is_opened():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem) as refused, bound("127.0.0.1", port):
            pass
    assert (refused.value.code, refused.value.field) == (Code.PORT_IN_USE, str(port))


def test_it_opens_on_postgresql_too(tmp_path: Path, fresh_postgres: Callable[[], str]):
    url = fresh_postgres()
    with (
        opened(settings(tmp_path, database_url=url)) as server,
        server.database.reading() as connection,
    ):
        assert (nature_of(connection), connection.dialect.name) == ("real", "postgresql")
