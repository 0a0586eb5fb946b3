"""A server in process, once on each engine."""

from collections.abc import Iterator

import pytest

from sync_server import logs
from tests.sync_server.offices import Server, running


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    logs.configure()


@pytest.fixture
def server(server_url: str) -> Iterator[Server]:
    with running(server_url) as opened:
        yield opened
