"""Odd kilometres of a list come to the tablets of the branch, and are put right by a record."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.contract import DownKind, Retraction
from app.domain.odd_readings import KmCorrection
from sync_server.services import erasing
from sync_server.services.contacts.data_tasks import data_tasks
from sync_server.storage.tables import odd_reading
from tests.builders import Tablet, record_id
from tests.sync_server.offices import Mirror, Server
from tests.sync_server.test_planner import VIN, listed, planner, sell, serve


def maintenances(server: Server) -> list[str]:
    return [day for programme, day, _ in listed(server) if programme == "MANT"]


class Odd:
    """A car sold in January whose kilometres, by day, do not go together."""

    def __init__(self, server: Server, read: dict[str, int]) -> None:
        self.server = server
        self.tablet = server.tablet()
        sell(server, "V1", "2026-01-10")
        for number, (on, km) in enumerate(read.items(), 1):
            serve(server, f"O{number}", on, km)
        planner(server).work()

    def told(self, tablet: Tablet | None = None) -> list[dict[str, Any]]:
        mirror = Mirror(self.server.api, (tablet or self.tablet).token)
        assert mirror.pull() == mirror.digest()
        return mirror.documents(DownKind.ODD_READING)

    def correct(
        self, odd: dict[str, Any], order: str, km: int, *, sure: bool = False
    ) -> dict[str, Any]:
        refs = {"order": UUID(order), "customer": UUID(odd["customer"])}
        body = KmCorrection(km=km, sure=sure)
        sent = self.tablet.record("km_correction", body, refs, actor="rosa")
        assert [one.code for one in self.server.take(self.tablet, sent)] == [None]
        planner(self.server).work()
        return sent

    def tasks(self) -> list[str]:
        with self.server.database.reading() as connection:
            rows = data_tasks(connection, self.server.office, {})["rows"]
        return [row["detail"] for row in rows]


@pytest.fixture
def fallen(server: Server) -> Odd:
    return Odd(server, {"2026-02-10": 9_000, "2026-02-20": 900})


def test_both_readings_come_to_the_tablets_of_the_branch_alone(fallen: Odd, server: Server):
    [odd] = fallen.told()
    assert (odd["name"], odd["vehicle"], odd["owner"]) == ("Ana Prueba", VIN, "carla")
    assert (odd["earlier"]["on"], odd["earlier"]["km"]) == ("2026-02-10", 9_000)
    assert (odd["later"]["on"], odd["later"]["km"]) == ("2026-02-20", 900)
    assert fallen.told(server.tablet("LIMA")) == []
    assert planner(server).work() == 0


def test_a_corrected_reading_is_a_task_no_more_and_taken_back_it_is_one_again(
    fallen: Odd, server: Server
):
    [odd] = fallen.told()
    assert fallen.tasks() == ["2026-02-10: 9000 km, 2026-02-20: 900 km"]

    sent = fallen.correct(odd, odd["later"]["order"], 9_900)

    assert (fallen.told(), fallen.tasks()) == ([], [])
    undone = {"record": record_id(sent)}
    server.take(
        fallen.tablet, fallen.tablet.record("retraction", Retraction(), undone, actor="rosa")
    )
    planner(server).work()
    assert fallen.told() == [odd]


def test_a_reading_that_leaps_and_is_right_is_confirmed_and_its_kilometres_count(server: Server):
    far = Odd(server, {"2026-01-20": 9_000, "2026-02-09": 29_010})
    [odd] = far.told()
    assert (odd["earlier"]["km"], odd["later"]["km"]) == (9_000, 29_010)
    assert maintenances(server) == ["2026-01-20"]

    sent = far.correct(odd, odd["later"]["order"], 29_010, sure=True)

    assert (far.told(), far.tasks()) == ([], [])
    assert maintenances(server) == ["2025-12-31", "2026-01-20"]  # 10,000 km were on 21 January
    undone = {"record": record_id(sent)}
    server.take(far.tablet, far.tablet.record("retraction", Retraction(), undone, actor="rosa"))
    planner(server).work()
    assert far.told() == [odd]


def test_the_older_reading_may_be_the_wrong_one_and_the_newest_correction_holds(fallen: Odd):
    [odd] = fallen.told()
    fallen.correct(odd, odd["earlier"]["order"], 600)
    assert fallen.told() == []
    fallen.server.clock.pass_by(minutes=1)
    fallen.correct(odd, odd["earlier"]["order"], 950)
    [again] = fallen.told()
    assert again["earlier"]["km"] == 950


def test_a_list_that_corrects_its_row_settles_it_too_and_one_that_is_erased_is_gone(
    fallen: Odd, server: Server
):
    serve(server, "O2", "2026-02-20", 9_900)
    planner(server).work()
    assert fallen.told() == []
    serve(server, "O3", "2026-02-25", 90)
    planner(server).work()
    [odd] = fallen.told()
    asked = {"id": odd["customer"], "reason": "request"}
    server.database.writer.run(lambda tx: erasing.erase(tx, server.office, asked))
    assert (fallen.told(), server.rows(odd_reading)) == ([], [])
