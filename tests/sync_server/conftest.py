"""A server in process, once on each engine."""

from collections.abc import Iterator

import pytest

from sync_server import logs
from tests.sync_server.offices import Server, running


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """Log to the error stream of the run again after a test that logged to its own, now closed."""
    logs.configure()
    yield
    logs.configure()


@pytest.fixture
def server(server_url: str) -> Iterator[Server]:
    with running(server_url) as opened:
        yield opened
