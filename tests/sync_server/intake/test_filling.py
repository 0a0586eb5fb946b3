"""The base that measurements are taken on is, row for row, what the intake would have made."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync_server.storage.tables import capture, customer, metadata
from tests.bench.filling import batched, fill, visit
from tests.sync_server.master.invented import strangers
from tests.sync_server.offices import Server, running

PEOPLE, TOGETHER = 300, 100
_OWN = {"device", "event_secret"}  # what a tablet told of itself; chance
_THOUGHT = {"probability", "why"}  # of those whom a stranger is not


@pytest.fixture(params=["sqlite", "postgresql"])
def two_urls(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    if request.param == "sqlite":
        return [f"sqlite:///{tmp_path / name}.db" for name in ("one", "other")]
    fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres")
    return [fresh(), fresh()]


def test_strangers_that_are_filled_in_give_the_rows_of_the_intake(two_urls: list[str]):
    pushed, filled = two_urls
    with running(pushed) as server:
        tablet = server.tablet()
        for visits in batched(map(visit, strangers(PEOPLE, seed=21)), TOGETHER):
            server.clock.pass_by(seconds=1)
            server.take(tablet, *(tablet.record("visit", one) for one in visits))
        by_the_intake = rows(server)
    with running(filled) as server:
        fill(server, server.tablet(), map(visit, strangers(PEOPLE, seed=21)), TOGETHER)
        filled_in = rows(server)
    assert [len(filled_in[table.name]) for table in (customer, capture)] == [PEOPLE, PEOPLE]
    assert filled_in == by_the_intake


def rows(server: Server) -> dict[str, list[Any]]:
    """Return all rows of all tables, but for what is each server's own and what nobody reads."""
    return {
        table.name: sorted(
            repr({name: value for name, value in row.items() if name not in _THOUGHT})
            for row in server.rows(table)
        )
        for table in metadata.sorted_tables
        if table.name not in _OWN
    }
