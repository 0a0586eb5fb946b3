"""Odd kilometres of a list come to the tablets of the branch, and are put right by a record."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from app.domain.contract import DownKind, Retraction
from app.domain.fields import Checked, State
from app.domain.imports import ListKind, ServiceOrder, ServiceType
from app.domain.odd_readings import KmCorrection
from sync_server.services import erasing
from sync_server.services.contacts.data_tasks import data_tasks
from sync_server.services.importing import taking
from sync_server.storage.tables import odd_reading
from tests.builders import Tablet, record_id
from tests.sync_server.offices import Mirror, Server
from tests.sync_server.test_planner import VIN, planner, sell


def serve(server: Server, id_: str, on: str, km: int) -> None:
    """Let a list tell of an order that names the car alone."""
    day = datetime.fromisoformat(on).date()
    body = ServiceOrder(
        source="DMS",
        source_id=id_,
        vin=Checked(typed=VIN, value=VIN, state=State.VALID),
        opened_on=day,
        closed_on=day,
        km=km,
        service=ServiceType.OTHER,
    ).model_dump(mode="json")
    run = {"kind": ListKind.SERVICES.value, "source": "DMS"}

    def taken(connection: Connection) -> None:
        number = taking.begin(connection, server.office, {**run, "file": "taller.csv"})["number"]
        sent = {"line": 2, "body": body}
        asked = {**run, "number": number, "branch": "NUNOA", "rows": [sent]}
        taking.take(connection, server.office, asked)

    server.database.writer.run(taken)


class Fallen:
    """A car sold in January whose kilometres fell from 9,000 to 900."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.tablet = server.tablet()
        sell(server, "V1", "2026-01-10")
        serve(server, "O1", "2026-02-10", 9_000)
        serve(server, "O2", "2026-02-20", 900)
        planner(server).work()

    def told(self, tablet: Tablet | None = None) -> list[dict[str, Any]]:
        mirror = Mirror(self.server.api, (tablet or self.tablet).token)
        assert mirror.pull() == mirror.digest()
        return mirror.documents(DownKind.ODD_READING)

    def correct(self, odd: dict[str, Any], order: str, km: int) -> dict[str, Any]:
        refs = {"order": UUID(order), "customer": UUID(odd["customer"])}
        sent = self.tablet.record("km_correction", KmCorrection(km=km), refs, actor="rosa")
        assert [one.code for one in self.server.take(self.tablet, sent)] == [None]
        planner(self.server).work()
        return sent

    def tasks(self) -> list[str]:
        with self.server.database.reading() as connection:
            rows = data_tasks(connection, self.server.office, {})["rows"]
        return [row["detail"] for row in rows]


@pytest.fixture
def fallen(server: Server) -> Fallen:
    return Fallen(server)


def test_both_readings_come_to_the_tablets_of_the_branch_alone(fallen: Fallen, server: Server):
    [odd] = fallen.told()
    assert (odd["name"], odd["vehicle"], odd["owner"]) == ("Ana Prueba", VIN, "carla")
    assert (odd["earlier"]["on"], odd["earlier"]["km"]) == ("2026-02-10", 9_000)
    assert (odd["later"]["on"], odd["later"]["km"]) == ("2026-02-20", 900)
    assert fallen.told(server.tablet("LIMA")) == []
    assert planner(server).work() == 0


def test_a_corrected_reading_is_a_task_no_more_and_taken_back_it_is_one_again(
    fallen: Fallen, server: Server
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


def test_the_older_reading_may_be_the_wrong_one_and_the_newest_correction_holds(fallen: Fallen):
    [odd] = fallen.told()
    fallen.correct(odd, odd["earlier"]["order"], 600)
    assert fallen.told() == []
    fallen.server.clock.pass_by(minutes=1)
    fallen.correct(odd, odd["earlier"]["order"], 950)
    [again] = fallen.told()
    assert again["earlier"]["km"] == 950


def test_a_list_that_corrects_its_row_settles_it_too_and_one_that_is_erased_is_gone(
    fallen: Fallen, server: Server
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
