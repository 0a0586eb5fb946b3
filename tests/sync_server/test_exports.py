"""A tablet that found no network: its sealed file comes to the server by hand, on either engine."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine

from app.domain.clock import epoch_ms
from app.domain.contract import DownKind, row_hash
from app.domain.exports import MARK, part_line, parts_of
from app.domain.problems import Code, Problem
from app.services.capture import VisitForm
from app.services.enrolment import Invitation
from app.storage.sealing import sealed
from sync_server.services.administration import administration
from sync_server.storage.database import MIGRATIONS, open_database
from sync_server.storage.export_keys import export_key
from sync_server.storage.feed import Change, held, publish, rows_after
from sync_server.storage.tables import customer, device, record
from tests.app.rig import Rig
from tests.builders import CARLA
from tests.sync_server.offices import Server


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    """A tablet of the branch that has pulled once and shares the server's clock."""
    made = Rig(tmp_path / "tablet", server.clock, lambda _url: server.api)
    made.tablet.enrolling.enrol(Invitation(server.office.address, server.invitation()), "Feria")
    made.sync()
    yield made
    made.store.close()


def meets(rig: Rig, *names: str) -> None:
    for index, name in enumerate(names):
        form = VisitForm(name=name, phone=f"9 5550 10{index:02}")
        rig.tablet.capture.save_visit(CARLA, form)


def bring(server: Server, data: bytes) -> list[dict[str, Any]]:
    run = administration(server.database, server.office)
    return [run("export_take", {"part": part}) for part in parts_of(data.decode())]


def visits(server: Server) -> list[dict[str, Any]]:
    return [row for row in server.rows(record) if row["kind"] == "visit"]


def test_what_was_never_sent_comes_in_by_hand_and_once_more_changes_nothing(
    server: Server, rig: Rig
):
    meets(rig, "Ana Prueba", "Luis Ejemplo")
    made = rig.tablet.day_close.export()
    assert (made.name, made.records) == ("T01-20260302-1200.vitrina", 2)
    assert rig.states() == ["queued", "queued"]
    assert b"Ana" not in made.data
    assert bring(server, made.data) == [{"tablet": "T01", "new": 2, "here": 0, "refused": []}]
    assert bring(server, made.data) == [{"tablet": "T01", "new": 0, "here": 2, "refused": []}]
    assert len(visits(server)) == len(server.rows(customer)) == 2


@pytest.mark.parametrize("file_first", [True, False])
def test_a_record_that_comes_in_the_file_and_by_sync_is_one(
    server: Server, rig: Rig, *, file_first: bool
):
    meets(rig, "Ana Prueba", "Luis Ejemplo")
    made = rig.tablet.day_close.export()
    meets(rig, "Rita Ficticia")
    if file_first:
        bring(server, made.data)
    rig.sync()
    if not file_first:
        assert bring(server, made.data)[0]["here"] == 2
    assert rig.states() == ["sent", "sent", "sent"]
    assert len(visits(server)) == len(server.rows(customer)) == 3


def test_a_file_carried_for_two_days_keeps_the_hour_of_its_visits(server: Server, rig: Rig):
    at = epoch_ms(server.clock.now())
    meets(rig, "Ana Prueba")
    made = rig.tablet.day_close.export()
    server.clock.pass_by(days=2)
    seen = server.rows(device)[0]["last_seen"]
    bring(server, made.data)
    assert [row["stamp"] for row in visits(server)] == [at]
    assert server.rows(device)[0]["last_seen"] == seen


def test_more_records_than_one_push_holds_travel_in_parts(server: Server, rig: Rig):
    meets(rig, *["Ana Prueba"] * 501)
    made = rig.tablet.day_close.export()
    told = bring(server, made.data)
    assert len(told) == 2
    assert sum(one["new"] for one in told) == 501


def test_a_file_of_another_kind_or_altered_or_signed_by_nobody_is_refused(server: Server, rig: Rig):
    with pytest.raises(Problem, match="not an export"):
        bring(server, b"name;phone\n")
    meets(rig, "Ana Prueba")
    [line] = parts_of(rig.tablet.day_close.export().data.decode())
    raw = bytearray(base64.b64decode(line))
    raw[-1] ^= 1
    for part in (base64.b64encode(raw).decode(), "AAAA", "not base64"):
        with pytest.raises(Problem) as refused:
            bring(server, f"{MARK}\n{part}\n".encode())
        assert refused.value.code is Code.MALFORMED
    assert visits(server) == []


def test_what_somebody_else_seals_to_the_server_is_not_taken_for_a_tablets(
    server: Server, rig: Rig, monkeypatch: pytest.MonkeyPatch
):
    meets(rig, "Ana Prueba")
    stranger = Ed25519PrivateKey.generate()
    monkeypatch.setattr(rig.store.keys, "sign", stranger.sign)
    with pytest.raises(Problem, match="not signed by a tablet"):
        bring(server, rig.tablet.day_close.export().data)
    assert visits(server) == []


def test_a_lost_tablets_file_is_refused_and_that_of_a_stopped_one_is_taken(
    server: Server, rig: Rig
):
    run = administration(server.database, server.office)
    meets(rig, "Ana Prueba")
    made = rig.tablet.day_close.export()
    run("devices_revoke", {"code": "T01", "mode": "lost"})
    with pytest.raises(Problem) as refused:
        bring(server, made.data)
    assert refused.value.code is Code.DEVICE_LOST
    run("devices_revoke", {"code": "T01", "mode": "stop"})
    assert bring(server, made.data)[0]["new"] == 1


def test_a_tablet_that_was_enrolled_again_sends_the_same_records_under_its_new_epoch(
    server: Server, rig: Rig
):
    meets(rig, "Ana Prueba")
    made = rig.tablet.day_close.export()
    rig.tablet.enrolling.enrol(Invitation(server.office.address, server.invitation()), "Feria")
    bring(server, made.data)
    rig.sync()
    assert rig.states() == ["sent"]
    assert len(visits(server)) == 1


def test_without_the_servers_key_or_anything_to_send_no_file_is_made(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(Problem) as refused:
        rig.tablet.day_close.export()
    assert refused.value.code is Code.NOT_FOUND
    branch = rig.tablet.showroom.branch()
    assert len(branch.export_key) == 64
    without = branch.model_copy(update={"export_key": ""})
    monkeypatch.setattr(rig.tablet.showroom, "branch", lambda: without)
    with pytest.raises(Problem) as refused:
        rig.tablet.day_close.export()
    assert refused.value.code is Code.NO_EXPORT_KEY


def test_a_bomb_of_zeros_is_not_unpacked(server: Server):
    with server.database.reading() as connection:
        key = bytes.fromhex(export_key(connection))
    bomb = part_line(sealed(bytes(5 << 20), key))
    with pytest.raises(Problem) as refused:
        bring(server, f"{MARK}\n{bomb}\n".encode())
    assert refused.value.code is Code.PAYLOAD_TOO_LARGE


def test_branches_of_an_older_server_are_told_again_with_the_key(database_url: str):
    engine = create_engine(database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0012")
        publish(connection, [Change("branch:NUNOA", DownKind.SETTING, "NUNOA")])
        publish(connection, [Change("branch:NUNOA", DownKind.PERSON, "carla")])
    engine.dispose()
    database = open_database(database_url)
    with database.reading() as connection:
        [line] = rows_after(connection, ["branch:NUNOA"], 2, 9)
        assert line[:3] == ("setting", "NUNOA", "put")
        hashes = row_hash("person", "carla", 2) + row_hash("setting", "NUNOA", line.ver)
        assert held(connection, ["branch:NUNOA"]) == (2, hashes)
    database.close()
