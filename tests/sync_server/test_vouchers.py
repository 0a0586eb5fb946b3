"""Vouchers: issued with what is planned, redeemed once, and nothing of it is lost."""

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.consent import Channel
from app.domain.contract import DownKind, Retraction
from app.domain.events import DoorMeans
from app.domain.gifts import GiftRule
from app.domain.problems import Code
from app.domain.visits import LifeStage, Profile
from app.domain.vouchers import Redemption, is_genuine, issuer_of, read_voucher
from sync_server.services import erasing, vouchers_office
from sync_server.services.contacts import gift_files, report
from sync_server.services.contacts.planned import planned
from sync_server.services.contacts.planner import Planner
from sync_server.storage.tables import voucher
from tests.builders import Tablet, decision, phone, record_id, visit
from tests.sync_server.offices import Mirror, Server

BORN = date(1990, 3, 4)  # two days after the clock's: her contact is open


class House:
    """A branch with a customer who has a birthday soon and wants to hear of it by WhatsApp."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.tablet = server.tablet()
        self.record = self.welcome("Laura Ejemplo", "+56955500001")

    def welcome(self, name: str, mobile: str, **profile: Any) -> UUID:
        consents = (decision(Channel.WHATSAPP),)
        came = self.tablet.record("visit", visit(name, phone=phone(mobile), consents=consents))
        of = {"customer": record_id(came)}
        told = self.tablet.record("profile", Profile(birth_date=BORN, **profile), of)
        self.server.take(self.tablet, came, told)
        return record_id(came)

    def plan(self) -> int:
        return Planner(self.server.database, self.server.clock).work()

    def vouchers(self, tablet: Tablet | None = None) -> list[dict[str, Any]]:
        mirror = Mirror(self.server.api, (tablet or self.tablet).token)
        assert mirror.pull() == mirror.digest()
        return mirror.documents(DownKind.VOUCHER)

    def redemption(self, of: dict[str, Any], tablet: Tablet, desk: str = "T01") -> dict[str, Any]:
        refs = {"voucher": UUID(of["id"]), "customer": UUID(of["customer"])}
        return tablet.record("redemption", Redemption(means=DoorMeans.SCAN, desk=desk), refs)

    def listed(self) -> list[dict[str, Any]]:
        with self.server.database.reading() as connection:
            rows: list[dict[str, Any]] = vouchers_office.listed(connection, self.server.office, {})[
                "rows"
            ]
        return rows


@pytest.fixture
def house(server: Server) -> House:
    return House(server)


def test_a_planned_birthday_brings_a_signed_voucher_to_the_tablets_of_its_branch(
    house: House, server: Server
):
    house.plan()
    [one] = house.vouchers()
    told = ("programme", "branch", "name", "gift", "issued_on", "last_day", "withdrawn")
    assert [one[field] for field in told] == [
        *("CUMPLE", "NUNOA", "Laura E.", "Lavado de cortesía"),
        *("2026-03-02", "2026-04-03", False),
    ]
    mirror = Mirror(server.api, house.tablet.token)
    mirror.pull()
    [due] = [d for d in mirror.documents(DownKind.DUE_CONTACT) if d["programme"] == "CUMPLE"]
    assert (one["id"], one["customer"]) == (due["id"], due["customer"])
    key = mirror.document(DownKind.SETTING, "NUNOA")["voucher_key"]
    read = read_voucher(one["text"])
    assert read is not None
    text, seal = read
    assert (str(text.voucher), text.last_day, text.gift) == (
        *(one["id"], date(2026, 4, 3)),
        "Lavado de cortesía",
    )
    assert text.issuer == issuer_of(key)
    assert is_genuine(text, seal, key, _belongs)
    assert house.vouchers(server.tablet("LIMA")) == []
    assert house.plan() == 0


def _belongs(key: bytes, message: bytes, seal: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(seal, message)
    except InvalidSignature:
        return False
    return True


def test_without_consent_there_is_no_voucher(house: House, server: Server):
    came = house.tablet.record("visit", visit("Eva Muestra", phone=phone("+56955500002")))
    told = house.tablet.record("profile", Profile(birth_date=BORN), {"customer": record_id(came)})
    server.take(house.tablet, came, told)
    house.plan()
    assert [one["name"] for one in house.vouchers()] == ["Laura E."]


def test_the_gift_follows_the_condition_and_what_was_promised_holds(house: House, server: Server):
    house.plan()
    asked = {
        "rules": [
            GiftRule(
                programme="CUMPLE", valid_from=date(2026, 3, 1), rank=1, gift="Torta", days=10
            ).model_dump(mode="json")
        ]
    }
    server.database.writer.run(lambda tx: gift_files.changed(tx, server.office, asked))
    house.welcome("Rita Familia", "+56955500003", life_stage=LifeStage.FAMILY)
    house.plan()
    told = {one["name"]: (one["gift"], one["last_day"]) for one in house.vouchers()}
    assert told == {
        "Laura E.": ("Lavado de cortesía", "2026-04-03"),
        "Rita F.": ("Torta", "2026-03-14"),
    }


def test_a_voucher_is_redeemed_once_and_every_tablet_knows_when_and_where(
    house: House, server: Server
):
    house.plan()
    [one] = house.vouchers()
    (answer,) = server.take(house.tablet, house.redemption(one, house.tablet, "T03"))
    assert answer.code is None
    [after] = house.vouchers(server.tablet())
    [mark] = after["redemptions"]
    assert (mark["by"], mark["desk"], mark["branch"]) == ("carla", "T03", "NUNOA")
    [row] = house.listed()
    assert (row["state"], row["redeemed"], row["desk"]) == ("redeemed", "2026-03-02 12:00", "T03")
    mirror = Mirror(server.api, house.tablet.token)
    mirror.pull()
    [known] = mirror.documents(DownKind.CUSTOMER)
    assert (known["recent"][0]["kind"], known["recent"][0]["outcome"]) == ("redemption", "scan")


def test_two_tablets_without_a_network_are_a_conflict_and_neither_is_dropped(
    house: House, server: Server
):
    house.plan()
    [one] = house.vouchers()
    here, there = server.tablet(), server.tablet()
    first = house.redemption(one, here, "T02")
    server.clock.pass_by(minutes=3)
    second = house.redemption(one, there, "T03")
    server.take(there, second)
    server.take(here, first)
    [after] = house.vouchers()
    assert [mark["desk"] for mark in after["redemptions"]] == ["T02", "T03"]
    [row] = house.listed()
    assert (row["state"], row["desk"]) == ("conflict", "T02 T03")

    server.take(there, there.record("retraction", Retraction(), {"record": record_id(second)}))
    [after] = house.vouchers()
    assert [mark["desk"] for mark in after["redemptions"]] == ["T02"]
    assert house.listed()[0]["state"] == "redeemed"


def test_the_order_of_arrival_changes_nothing(house: House, server: Server):
    house.plan()
    [one] = house.vouchers()
    tablets = [server.tablet() for _ in range(3)]
    sent = []
    for number, tablet in enumerate(tablets):
        server.clock.pass_by(minutes=1)
        sent.append((tablet, house.redemption(one, tablet, f"T0{number}")))
    last = list(permutations(sent))[-1]
    for tablet, record in last:
        server.take(tablet, record)
        server.take(tablet, record)
    [after] = house.vouchers()
    assert [mark["desk"] for mark in after["redemptions"]] == ["T00", "T01", "T02"]


def test_another_branch_that_redeems_one_that_it_never_pulled_hears_of_it(
    house: House, server: Server
):
    house.plan()
    [one] = house.vouchers()
    lima = server.tablet("LIMA")
    refs = {"voucher": UUID(one["id"])}
    body = Redemption(means=DoorMeans.SCAN, desk="T09")
    server.take(lima, lima.record("redemption", body, refs, actor="lucho", branch="LIMA"))
    for tablet in (house.tablet, lima):
        [after] = house.vouchers(tablet)
        assert [mark["branch"] for mark in after["redemptions"]] == ["LIMA"]


def test_a_redemption_needs_its_voucher(house: House, server: Server):
    sent = house.tablet.record("redemption", Redemption(means=DoorMeans.CODE, desk="T01"))
    (answer,) = server.take(house.tablet, sent)
    assert answer.code is Code.MISSING_REF


def test_a_redemption_that_is_here_before_its_voucher_counts_once_that_is_issued(
    house: House, server: Server
):
    house.plan()
    [one] = house.vouchers()
    server.database.writer.run(lambda tx: tx.execute(voucher.delete()))
    refs = {"voucher": UUID(one["id"])}
    body = Redemption(means=DoorMeans.SCAN, desk="T04")
    server.take(house.tablet, house.tablet.record("redemption", body, refs))
    server.database.writer.run(lambda tx: planned(tx, server.office, {}))
    [after] = house.vouchers()
    assert [mark["desk"] for mark in after["redemptions"]] == ["T04"]


def test_a_birthday_corrected_away_withdraws_the_voucher_and_one_given_back_brings_it_again(
    house: House, server: Server
):
    house.plan()
    of = {"customer": house.record}
    for born, withdrawn in ((date(1990, 8, 1), True), (BORN, False)):
        server.clock.pass_by(minutes=1)
        told = house.tablet.record("profile", Profile(birth_date=born), of)
        server.take(house.tablet, told)
        house.plan()
        [one] = house.vouchers()
        assert one["withdrawn"] is withdrawn


def test_long_after_its_last_day_it_leaves_the_tablets_and_stays_in_the_list(
    house: House, server: Server
):
    house.plan()
    server.clock.at = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
    house.plan()
    [one] = house.vouchers()
    assert one["last_day"] == "2026-04-03"
    server.clock.at = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)
    house.plan()
    assert house.vouchers() == []
    assert [row["state"] for row in house.listed()] == ["expired"]


def test_who_is_erased_has_no_voucher_any_more(house: House, server: Server):
    house.plan()
    [one] = house.vouchers()
    server.take(house.tablet, house.redemption(one, house.tablet))
    asked = {"id": one["customer"], "reason": "request", "by": "marta"}
    server.database.writer.run(lambda tx: erasing.erase(tx, server.office, asked))
    assert house.vouchers() == []
    assert server.rows(voucher) == []


def test_the_report_counts_a_redeemed_voucher_as_such_and_as_a_visit_after_the_try(
    house: House, server: Server
):
    house.plan()
    [one] = house.vouchers()
    refs = {"due": UUID(one["id"]), "customer": UUID(one["customer"])}
    tried = house.tablet.record("attempt", {"outcome": "sent", "channel": "whatsapp"}, refs)
    server.clock.pass_by(hours=1)
    server.take(house.tablet, tried, house.redemption(one, house.tablet))

    def counted() -> dict[str, int]:
        asked = {"first": "2026-02-20", "last": "2026-03-10"}
        with server.database.reading() as connection:
            counts = report.counted(connection, server.office, asked)["counts"]
        return dict(counts["CUMPLE"])

    assert counted() == {"due": 1, "sent": 1, "redeemed": 1, "visited": 1}
    came = house.tablet.record("visit", visit(None), {"customer": UUID(one["customer"])})
    server.take(house.tablet, came)
    undone = house.tablet.record("retraction", Retraction(), {"record": record_id(came)})
    server.take(house.tablet, undone)
    assert counted() == {"due": 1, "sent": 1, "redeemed": 1, "visited": 1}
