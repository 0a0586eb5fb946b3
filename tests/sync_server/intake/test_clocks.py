"""When was it really made, whatever the tablet's clocks showed?"""

from typing import Any

import pytest

from sync_server.storage.tables import record
from tests.builders import visit
from tests.sync_server.offices import Server

NOON = 1_772_463_600_000
HOUR = 3_600_000
YEAR = 365 * 24 * HOUR


@pytest.mark.parametrize(
    ("clocks", "message", "stamp"),
    [
        # Same boot: the monotonic clock says how long ago, the wall clock may show anything.
        ({"wall": 0, "boot": "a", "mono": 1_000}, {"boot": "a", "mono": 61_000}, NOON - 60_000),
        # Another boot: the wall clock, shifted by what it is off now.
        (
            {"wall": NOON + YEAR - HOUR, "boot": "a", "mono": 0},
            {"boot": "b", "mono": 5, "wall": NOON + YEAR},
            NOON - HOUR,
        ),
        (
            {"wall": NOON - YEAR - HOUR, "boot": "a", "mono": 0},
            {"boot": "b", "mono": 5, "wall": NOON - YEAR},
            NOON - HOUR,
        ),
        # Never in the future, and never before 1970.
        (
            {"wall": NOON + HOUR, "boot": "a", "mono": 0},
            {"boot": "b", "mono": 0, "wall": NOON},
            NOON,
        ),
        ({"wall": 5, "boot": "a", "mono": 0}, {"boot": "b", "mono": 0, "wall": NOON + YEAR}, 0),
    ],
)
def test_the_stamp_is_the_receipt_less_the_time_that_passed(
    server: Server, clocks: dict[str, Any], message: dict[str, Any], stamp: int
):
    tablet = server.tablet()
    server.push(tablet, tablet.record("visit", visit(), clocks=clocks), **message)
    (row,) = server.rows(record)
    assert (row["stamp"], row["received"], row["wall"]) == (stamp, NOON, clocks["wall"])
