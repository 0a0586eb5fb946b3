"""Whoever is erased is gone: here, in the index, on every tablet, and does not come back."""

import json
from typing import Any
from uuid import uuid5

import pytest

from app.domain.contract import DownKind, FeedOp
from app.domain.problems import Code, Problem
from app.domain.visits import Profile
from sync_server.services.administration import administration
from sync_server.storage import tables
from tests.builders import email, phone, record_id, visit
from tests.sync_server.offices import Mirror, Server

ANA = "+56955500001"
PERSONAL = ("Ana", "Prueba", "55500001", "ana@prueba.example", "Profesora")


def run(server: Server, name: str, **arguments: Any) -> Any:
    return administration(server.database, server.office)(name, arguments)


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
