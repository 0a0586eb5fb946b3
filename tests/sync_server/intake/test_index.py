"""The index of customers that every tablet holds: what it shows, what it hides, when it goes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contract import DownKind, Retraction
from app.domain.fields import Checked, State
from app.domain.match_index import IndexEntry, IndexKey, hashed
from app.domain.people import Country
from app.domain.received import Alert
from app.domain.visits import OwnedCar, Profile
from sync_server.services.administration import administration
from tests.builders import Tablet, email, phone, record_id, rut, visit
from tests.sync_server.offices import Mirror, Server

ANA = "+56955500001"


def key_on(mirror: Mirror) -> IndexKey:
    return IndexKey.model_validate(mirror.document(DownKind.INDEX_KEY, "index"))


def entries(mirror: Mirror) -> list[IndexEntry]:
    return [IndexEntry.model_validate(doc) for doc in mirror.documents(DownKind.INDEX_ENTRY)]


def pulled(server: Server, tablet: Tablet) -> Mirror:
    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    return mirror


def told(mirror: Mirror, key: str) -> list[IndexEntry]:
    """Return whom a key tells of, as a tablet asks it."""
    [sum_] = hashed(key_on(mirror), [key])
    return [entry for entry in entries(mirror) if sum_ in entry.hashes]


def test_a_tablet_of_another_branch_learns_that_somebody_is_known_and_not_who(server: Server):
    ours, theirs = server.tablet(), server.tablet("LIMA")
    seen = visit("Ana Prueba", phone=phone(ANA), email=email(), document=rut("123456785"))
    server.take(ours, ours.record("visit", seen))

    mirror = pulled(server, theirs)
    [entry] = told(mirror, f"phone:{ANA}")
    assert (entry.owner, entry.branch, entry.month) == ("C. M.", "NUNOA", "2026-03")
    assert told(mirror, "email:ana@prueba.example") == [entry]
    assert told(mirror, "doc:CL:rut:123456785") == [entry]
    assert mirror.documents(DownKind.CUSTOMER) == []
    assert "Ana" not in entry.model_dump_json()
    assert ANA not in entry.model_dump_json()


def test_a_plate_and_a_vin_of_the_profile_tell_their_owner(server: Server):
    tablet = server.tablet()
    first = tablet.record("visit", visit(phone=phone(ANA)))
    plate = Checked(typed="GHLP21", value="GHLP21", state=State.VALID)
    vin = Checked(typed="x", value="3MZBPABL6KM107908", state=State.VALID)
    profile = Profile(cars=(OwnedCar(model="Aura 3", plate=plate, vin=vin),))
    server.take(tablet, first)
    server.take(tablet, tablet.record("profile", profile, {"customer": record_id(first)}))

    mirror = pulled(server, tablet)
    assert len(told(mirror, f"plate:{Country.CL.value}:GHLP21")) == 1
    assert len(told(mirror, "vin:3MZBPABL6KM107908")) == 1


def test_whoever_is_taken_back_vanishes_from_the_index(server: Server):
    ours, theirs = server.tablet(), server.tablet("LIMA")
    made = ours.record("visit", visit(phone=phone(ANA)))
    server.take(ours, made)
    mirror = Mirror(server.api, theirs.token)
    mirror.pull()
    assert len(entries(mirror)) == 1

    server.take(ours, ours.record("retraction", Retraction(), {"record": record_id(made)}))
    assert mirror.pull() == mirror.digest()
    assert entries(mirror) == []


def test_revoking_a_tablet_changes_the_key_and_every_entry(server: Server):
    ours, lost = server.tablet(), server.tablet("LIMA")
    server.take(ours, ours.record("visit", visit(phone=phone(ANA))))
    mirror = Mirror(server.api, ours.token)
    mirror.pull()
    before, [entry] = key_on(mirror), entries(mirror)

    run = administration(server.database, server.office)
    code = next(row["code"] for row in run("devices", {}) if row["branch"] == "LIMA")
    run("devices_revoke", {"code": code, "mode": "lost"})
    assert mirror.pull() == mirror.digest()
    after = key_on(mirror)
    assert (after.epoch, after.key != before.key) == (before.epoch + 1, True)
    [renewed] = told(mirror, f"phone:{ANA}")
    assert renewed.hashes != entry.hashes
    assert lost.token


def test_the_key_changes_after_ninety_days(server: Server):
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit(phone=phone(ANA))))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    server.clock.at += timedelta(days=89)
    server.take(tablet, tablet.record("visit", visit("Eva Prueba")))
    mirror.pull()
    assert key_on(mirror).epoch == 1
    server.clock.at += timedelta(days=1)
    server.take(tablet, tablet.record("visit", visit("Inés Prueba")))
    assert mirror.pull() == mirror.digest()
    assert key_on(mirror).epoch == 2
    assert len(told(mirror, f"phone:{ANA}")) == 1


def test_a_visit_that_uses_the_ficha_joins_it_and_leaves_it_with_who_attends(server: Server):
    tablet = server.tablet()
    first = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA), owner="marta"))
    server.take(tablet, first)
    mirror = pulled(server, tablet)
    [entry] = entries(mirror)
    again = visit("Anita", phone=phone("+56955500002"))
    server.take(tablet, tablet.record("visit", again, {"customer": entry.customer}))

    mirror.pull()
    [customer] = mirror.documents(DownKind.CUSTOMER)
    assert (customer["owner"], customer["visits"]) == ("marta", 2)


def test_another_person_with_the_same_phone_stays_another(server: Server):
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit("Ana Prueba", phone=phone(ANA))))
    [entry] = entries(pulled(server, tablet))
    sister = visit("Ana Ficticia", phone=phone(ANA), distinct_from=(entry.customer,))
    server.take(tablet, tablet.record("visit", sister))

    mirror = pulled(server, tablet)
    assert len(mirror.documents(DownKind.CUSTOMER)) == 2
    assert len(told(mirror, f"phone:{ANA}")) == 2


def test_an_alert_reaches_the_tablets_of_both_sellers(server: Server):
    ours, theirs = server.tablet(), server.tablet("LIMA")
    server.take(ours, ours.record("visit", visit("Ana Prueba", phone=phone(ANA), owner="carla")))
    there = Mirror(server.api, theirs.token)
    there.pull()
    [entry] = entries(there)
    alert = theirs.record(
        "alert", Alert(), {"customer": entry.customer}, actor="lucho", branch="LIMA"
    )
    server.take(theirs, alert)

    for tablet in (ours, theirs):
        [heard] = pulled(server, tablet).documents(DownKind.ALERT)
        assert heard["customer_name"] == "Ana P."
        assert (heard["by_name"], heard["owner_name"]) == ("Lucho Limeño", "Carla Modelo")


def test_a_new_alert_takes_those_of_other_days_away(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit("Ana Prueba", phone=phone(ANA)))
    about = {"customer": record_id(seen)}
    first, second = tablet.record("alert", Alert(), about), tablet.record("alert", Alert(), about)
    server.take(tablet, seen, first)
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    assert [doc["id"] for doc in mirror.documents(DownKind.ALERT)] == [first["id"]]

    server.clock.at += timedelta(hours=25)
    server.take(tablet, second)

    assert mirror.pull() == mirror.digest()
    assert [doc["id"] for doc in mirror.documents(DownKind.ALERT)] == [second["id"]]


@given(st.sets(st.from_regex(r"phone:\+569[0-9]{8}", fullmatch=True), min_size=2, max_size=40))
def test_the_index_never_reveals_a_key_that_was_not_asked(keys: set[str]):
    secret = IndexKey(epoch=1, key="ab" * 32, made=0)
    other = IndexKey(epoch=2, key="cd" * 32, made=0)
    asked, *unasked = sorted(keys)
    shown = set(hashed(secret, unasked))
    assert shown.isdisjoint(hashed(secret, [asked]))
    assert shown.isdisjoint(hashed(other, unasked))
    assert all(len(sum_) == 16 for sum_ in shown)
    for key in unasked:
        assert key.removeprefix("phone:") not in " ".join(shown)


@pytest.mark.parametrize("size", [1, 3])
def test_the_order_of_the_hashes_tells_nothing(size: int):
    secret = IndexKey(epoch=1, key="ab" * 32, made=0)
    keys = [f"phone:+5695550000{n}" for n in range(size)]
    assert hashed(secret, keys) == hashed(secret, keys[::-1])
