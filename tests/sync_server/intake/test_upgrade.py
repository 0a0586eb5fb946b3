"""What a newer tablet sent too early is worked as soon as the server understands it."""

import pytest

from app.domain.contract import DownKind, Result
from app.domain.problems import Code
from sync_server.services.intake import upgrade
from sync_server.storage.tables import customer, quarantine, record
from tests.builders import phone, visit
from tests.sync_server.offices import Mirror, Server

LATER = 1_772_550_000_000


def test_a_record_that_waited_counts_after_the_upgrade(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    tablet = server.tablet()
    early = tablet.record("visit", visit(phone=phone()), schema=2)
    server.take(tablet, early)
    assert upgrade.work_awaiting(server.database, LATER) == 0
    assert server.rows(customer) == []

    monkeypatch.setattr(upgrade, "CONTRACT_VERSION", 2)
    assert upgrade.work_awaiting(server.database, LATER) == 1
    assert upgrade.work_awaiting(server.database, LATER) == 0

    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert known["recent"][0]["at"] == 1_772_463_600_000
    assert [row["state"] for row in server.rows(quarantine)] == ["resolved"]
    again = server.take(tablet, early)[0]
    assert (again.result, again.was, again.code) == (Result.DUPLICATE, Result.ACCEPTED, None)


def test_one_that_turns_out_to_be_wrong_stays_aside_with_the_reason(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    tablet = server.tablet()
    server.take(
        tablet,
        tablet.record("visit", {"intent": 11}, schema=2),
        tablet.record("visit", visit("Rosa Prueba"), schema=2, actor="nadie"),
        tablet.record("visit", visit("Ana Prueba"), schema=2),
    )
    monkeypatch.setattr(upgrade, "CONTRACT_VERSION", 2)
    assert upgrade.work_awaiting(server.database, LATER) == 1

    codes = {row["seq"]: row["code"] for row in server.rows(record)}
    assert codes == {1: Code.INVALID_FIELD, 2: Code.UNKNOWN_ACTOR, 3: None}
    assert len(server.rows(customer)) == 1
    states = sorted((row["code"], row["state"]) for row in server.rows(quarantine))
    assert states == [
        ("await_upgrade", "resolved"),
        ("invalid_field", "open"),
        ("unknown_actor", "open"),
    ]
