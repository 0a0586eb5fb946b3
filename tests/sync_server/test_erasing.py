"""Whoever is erased is gone: here, in the index, on every tablet, and does not come back."""

import json
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from app.domain.ids import customer_id
from app.domain.problems import Code, Problem
from app.domain.visits import Profile
from app.domain.workshop import Motive
from sync_server.services import erasing
from sync_server.services.administration import administration
from sync_server.services.intake import upgrade
from sync_server.storage import captures, tables
from sync_server.storage.meta import server_id
from tests.builders import email, phone, record_id, visit, visitor
from tests.domain.complaint_builders import chilean
from tests.sync_server.intake.test_upgrade import LATER
from tests.sync_server.intake.test_workshop import delivered, of, received
from tests.sync_server.offices import Mirror, Server

ANA = "+56955500001"
PERSONAL = ("Ana", "Prueba", "55500001", "ana@prueba.example", "Profesora")


def run(office: Server, name: str, **arguments: Any) -> Any:
    return administration(office.database, office.office)(name, arguments)


def held(server: Server) -> str:
    """Return every row of every table as text."""
    return " ".join(
        json.dumps(server.rows(table), default=str) for table in tables.metadata.tables.values()
    )


def test_nothing_personal_is_left_on_the_server_and_the_ledger_says_that_it_was_erased(
    server: Server,
):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA), email=email()))
    told = tablet.record("profile", Profile(occupation="Profesora"), {"customer": record_id(seen)})
    server.take(tablet, seen, told)
    assert all(word in held(server) for word in PERSONAL)

    answer = run(server, "customers_erase", id=seen["id"], reason="request", by="marta")

    assert (answer["records"], answer["kept"]) == (2, [])
    assert [word for word in PERSONAL if word in held(server)] == []
    rows = {row["kind"]: row for row in server.rows(tables.record)}
    assert (rows["visit"]["result"], rows["visit"]["code"], rows["visit"]["raw"]) == (
        "rejected",
        "erased",
        "{}",
    )
    erasure = json.loads(rows["erasure"]["raw"])
    assert (erasure["actor"], erasure["body"]["reason"], erasure["body"]["records"]) == (
        "marta",
        "request",
        2,
    )


def test_every_tablet_is_told_to_erase_the_customer_the_index_entry_and_what_followed(
    server: Server,
):
    ours, theirs = server.tablet(), server.tablet("LIMA")
    seen = ours.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    server.take(ours, seen)
    here, there = Mirror(server.api, ours.token), Mirror(server.api, theirs.token)
    here.pull()
    there.pull()
    assert len(here.documents(DownKind.DUE_CONTACT)) == 1
    assert len(there.documents(DownKind.INDEX_ENTRY)) == 1

    gone = run(server, "customers_erase", id=seen["id"], reason="request")["id"]

    for mirror in (here, there):
        assert mirror.pull() == mirror.digest()
        for kind in (DownKind.CUSTOMER, DownKind.DUE_CONTACT, DownKind.INDEX_ENTRY):
            assert mirror.documents(kind) == []
        told = {(row.kind, row.id) for row in mirror.seen if row.op is FeedOp.ERASE}
        assert {("customer", gone), ("index_entry", gone)} <= told
    assert ("customer", seen["id"]) in {
        (row.kind, row.id) for row in here.seen if row.op is FeedOp.ERASE
    }
    new = Mirror(server.api, server.tablet().token)
    assert new.pull() == new.digest()
    assert new.documents(DownKind.CUSTOMER) == []


def test_what_comes_late_about_them_is_refused_and_nothing_of_it_is_kept(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    late = tablet.record("profile", Profile(occupation="Profesora"), {"customer": record_id(seen)})
    server.take(tablet, seen)
    run(server, "customers_erase", id=seen["id"], reason="request")

    [refused] = server.take(tablet, late)
    [again] = server.take(tablet, seen)

    assert (refused.result, refused.code) == ("rejected", Code.ERASED)
    assert (again.result, again.was, again.code) == ("duplicate", "rejected", Code.ERASED)
    assert [word for word in PERSONAL if word in held(server)] == []
    assert server.rows(tables.quarantine) == []


def test_the_same_person_who_comes_again_is_somebody_new(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    server.take(tablet, seen)
    gone = run(server, "customers_erase", id=seen["id"], reason="request")["id"]

    server.take(tablet, tablet.record("visit", visit("Ana Prueba", phone=phone(ANA))))

    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    [customer] = mirror.documents(DownKind.CUSTOMER)
    assert customer["id"] != gone
    assert customer["visits"] == 1


def test_what_takes_the_place_of_a_refused_record_or_names_one_is_refused_too(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    server.take(tablet, seen)
    gone = run(server, "customers_erase", id=seen["id"], reason="request")["id"]
    late = tablet.record("visit", visit("Ana Prueba"), {"customer": UUID(gone)})
    beside = tablet.record(
        "profile", Profile(occupation="Profesora"), {"customer": record_id(late)}
    )

    refused = server.take(tablet, late, beside)
    again = tablet.record("visit", visit("Ana Prueba"), supersedes=late["id"])
    [resent] = server.take(tablet, again)

    assert [one.code for one in (*refused, resent)] == [Code.ERASED] * 3
    assert [word for word in PERSONAL if word in held(server)] == []
    assert [row["stub"] for row in server.rows(tables.customer)] == [True]


def test_what_waits_for_a_newer_version_goes_too_or_is_refused_when_it_comes(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    told = Profile(occupation="Profesora")
    waits = tablet.record("profile", told, {"customer": record_id(seen)}, schema=2)
    server.take(tablet, seen, waits)
    run(server, "customers_erase", id=seen["id"], reason="request")
    assert [word for word in PERSONAL if word in held(server)] == []

    late = tablet.record("profile", told, {"customer": record_id(seen)}, schema=2)
    server.take(tablet, late)
    monkeypatch.setattr(upgrade, "CONTRACT_VERSION", 2)
    assert upgrade.work_awaiting(server.database, LATER) == 0
    assert [word for word in PERSONAL if word in held(server)] == []


def test_what_was_refused_before_and_is_about_them_goes_with_them(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    strange = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)), actor="nadie")
    unread = {**tablet.record("visit", visit("Ana Prueba", phone=phone(ANA))), "seq": "tres"}
    reports = server.take(tablet, seen, strange, unread)
    assert [one.code for one in reports[1:]] == [Code.UNKNOWN_ACTOR, Code.INVALID_FIELD]

    run(server, "customers_erase", id=seen["id"], reason="request")

    assert [word for word in PERSONAL if word in held(server)] == []


def test_what_was_refused_of_somebody_else_stays(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    other = tablet.record("visit", visit("Eva Muestra", phone=phone(f"{ANA}9")), actor="nadie")
    server.take(tablet, seen, other)

    run(server, "customers_erase", id=seen["id"], reason="request")

    raw = {row["id"]: row["raw"] for row in server.rows(tables.record)}
    assert "Eva Muestra" in raw[other["id"]]
    assert [row["record"] for row in server.rows(tables.quarantine)] == [other["id"]]


def test_whose_kin_they_were_is_forgotten(server: Server):
    tablet = server.tablet()
    ana = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    eva = tablet.record("visit", visit("Eva Muestra", phone=phone("+56955500002")))
    server.take(tablet, ana, eva)
    server.database.writer.run(lambda tx: captures.write_kin(tx, {(ana["id"], eva["id"])}))
    assert len(server.rows(tables.kin)) == 2

    run(server, "customers_erase", id=ana["id"], reason="request")

    assert server.rows(tables.kin) == []


def test_a_complaint_under_a_hold_is_kept_with_why_and_until_when(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    told = chilean(consumer=visitor("Ana Prueba", phone=phone(ANA)))
    complained = tablet.record("complaint", told, {"customer": record_id(seen)})
    server.take(tablet, seen, complained)

    answer = run(server, "customers_erase", id=seen["id"], reason="request")

    assert answer["kept"] == [
        {
            "what": "complaint",
            "id": complained["id"],
            "why": "complaint_open",
            "until": "2028-03-02",
        }
    ]
    assert [row["id"] for row in server.rows(tables.complaint)] == [complained["id"]]
    raw = {row["kind"]: row["raw"] for row in server.rows(tables.record)}
    assert raw["visit"] == "{}"
    assert "Ana Prueba" in raw["complaint"]


def test_what_was_done_under_a_guarantee_is_kept_without_the_person_for_two_years(server: Server):
    tablet = server.tablet()
    brought = received(
        bringer=visitor("Ana Prueba", phone=phone(ANA)),
        told="Ana dice que pierde agua",
        motives=(Motive.GUARANTEE,),
    )
    came = tablet.record("workshop_visit", brought, actor="rosa")
    wash = received(bringer=visitor("Ana Prueba", phone=phone(ANA)), motives=(Motive.MAINTENANCE,))
    washed = tablet.record("workshop_visit", wash, actor="rosa")
    out = tablet.record(
        "workshop_delivery", delivered(done=("Bomba de agua",)), of(came), actor="rosa"
    )
    server.take(tablet, came, washed, out)
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    assert len(mirror.documents(DownKind.WORKSHOP_VISIT)) == 2

    answer = run(server, "customers_erase", id=came["id"], reason="request")

    assert answer["kept"] == [
        {"what": "workshop_visit", "id": came["id"], "why": "guarantee", "until": "2028-03-02"}
    ]
    assert [word for word in PERSONAL if word in held(server)] == []
    assert mirror.pull() == mirror.digest()
    [left] = mirror.documents(DownKind.WORKSHOP_VISIT)
    assert (left["id"], left["customer"], left["visit"]["bringer"]) == (came["id"], None, None)
    assert (left["visit"]["plate"]["value"], left["visit"]["told"]) == ("RKLP48", "")
    assert left["delivery"]["delivery"]["done"] == ["Bomba de agua"]
    erased = {row.id for row in mirror.seen if row.op is FeedOp.ERASE}
    assert {came["id"], washed["id"], out["id"]} <= erased

    server.clock.pass_by(days=732)
    later = run(server, "customers_erase", id=came["id"], reason="retention")
    assert later["kept"] == []
    assert mirror.pull() == mirror.digest()
    assert mirror.documents(DownKind.WORKSHOP_VISIT) == []


def test_what_was_done_for_a_recall_is_kept_while_the_campaign_is_open(server: Server):
    tablet = server.tablet()
    recall = {"code": "AB-1", "country": "CL", "title": "Airbag", "since": "2026-01-01"}
    run(server, "recalls_import", **recall, vehicles=["RKLP48"])
    brought = received(bringer=visitor("Ana Prueba", phone=phone(ANA)), recalls=("AB-1",))
    came = tablet.record("workshop_visit", brought, actor="rosa")
    server.take(tablet, came, tablet.record("workshop_delivery", delivered(), of(came)))

    server.clock.pass_by(days=732)
    answer = run(server, "customers_erase", id=came["id"], reason="request")
    assert [(one["why"], one["until"]) for one in answer["kept"]] == [("recall", "2028-03-03")]
    run(server, "recalls_close", code="AB-1", country="CL")
    assert run(server, "customers_erase", id=came["id"], reason="request")["kept"] == []


def test_a_database_restored_from_a_backup_erases_them_again(server: Server):
    tablet = server.tablet()
    ana = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    eva = tablet.record("visit", visit("Eva Muestra", phone=phone("+56955500002")))
    server.take(tablet, ana, eva)
    told = server.database.writer.run(lambda tx: erased_and_restored(tx, server, ana["id"]))
    assert "Ana Prueba" in held(server)

    assert run(server, "customers_reapply", **told) == {"erased": 1, "left": []}
    assert run(server, "customers_reapply", **told) == {"erased": 0, "left": []}

    assert [word for word in PERSONAL if word in held(server)] == []
    assert "Eva Muestra" in held(server)
    assert run(server, "customers_erased")["erasures"][0]["by"] == "marta"
    [refused] = server.take(
        tablet, tablet.record("profile", Profile(), {"customer": record_id(ana)})
    )
    assert refused.code is Code.ERASED


def test_who_was_erased_before_the_backup_knew_them_stays_unknown(server: Server):
    tablet = server.tablet()
    ana = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    gone = str(customer_id(record_id(ana)))
    told = {
        "server": str(server.database.writer.run(server_id)),
        "secret": "11" * 32,
        "erasures": [{"customers": [gone], "reason": "request", "by": "marta", "at": 1}],
    }
    assert run(server, "customers_reapply", **told) == {"erased": 0, "left": []}
    [refused] = server.take(tablet, ana)
    assert refused.code is Code.ERASED
    with pytest.raises(Problem):
        run(server, "customers_reapply", **{**told, "server": gone})


def erased_and_restored(connection: Connection, server: Server, id_: str) -> dict[str, Any]:
    """Erase, and go back to before; return what the erasure left outside the database."""
    backup = connection.begin_nested()
    erasing.erase(connection, server.office, {"id": id_, "reason": "request", "by": "marta"})
    told = erasing.told(connection, server.office, {})
    backup.rollback()
    return told


def test_a_trial_says_what_would_go_and_leaves_it(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    server.take(tablet, seen)
    before = held(server)

    answer = run(server, "customers_erase", id=seen["id"], reason="request", dry_run=True)

    assert answer["records"] == 1
    assert held(server) == before


def test_others_stay_and_nobody_unknown_is_erased(server: Server):
    tablet = server.tablet()
    ana = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    eva = tablet.record("visit", visit("Eva Muestra", phone=phone("+56955500002")))
    server.take(tablet, ana, eva)
    run(server, "customers_erase", id=ana["id"], reason="mistake")

    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    [customer] = mirror.documents(DownKind.CUSTOMER)
    assert customer["names"][0]["value"]["typed"] == "Eva Muestra"
    with pytest.raises(Problem) as refusal:
        run(server, "customers_erase", id=str(uuid5(tablet.device, "x")), reason="request")
    assert refusal.value.code is Code.NOT_FOUND
