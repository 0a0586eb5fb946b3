"""«Ya lo conocemos»: seen without a network, against the whole base."""

from pathlib import Path
from uuid import UUID

import pytest

from app.domain.contract import FeedOp
from app.domain.customers import KnownContact, KnownDocument, Provenance
from app.domain.fields import State
from app.domain.match_index import IndexEntry, IndexKey, hashed
from app.domain.people import DocumentType
from app.services.capture import VisitForm
from app.services.lookup import LOOKUPS, Match
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, days_ago, due_of
from tests.builders import CARLA, ROSA, HandClock, phone, rut

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
SECRET = IndexKey(epoch=1, key="ab" * 32, made=0)
FAR = "+56977700001"


def indexed(server: FakeServer, who: UUID, *keys: str, secret: IndexKey = SECRET) -> None:
    entry = IndexEntry(
        customer=who,
        epoch=secret.epoch,
        hashes=hashed(secret, keys),
        owner="L. P.",
        branch="LIMA",
        month="2026-01",
    )
    server.publish("index_key", "index", secret)
    server.publish("index_entry", str(who), entry)


def known(rig: Rig, **form: object) -> Match | None:
    return rig.tablet.lookup.known(CARLA, VisitForm.model_validate(form))


def test_a_customer_of_this_tablet_is_matched_in_full(
    rig: Rig, server: FakeServer, clock: HandClock
):
    origin = Provenance(record=HERE, kind="visit", by="carla", at=0)
    document = KnownDocument(value=rut("123456785"), origin=origin)
    server.publish("customer", str(HERE), customer(HERE, documents=(document,)))
    due = due_of(HERE, days_ago(clock, 1), UUID(int=9))
    server.publish("due_contact", str(due.id), due)
    rig.sync()

    found = known(rig, phone="9 5550 0001")
    assert found is not None
    assert (found.name, found.owner, found.here, found.by) == (
        "Ana Prueba",
        "Carla Modelo",
        True,
        "phone",
    )
    assert [open_due.due for open_due in found.dues] == [due.id]
    by_document = known(rig, document="12.345.678-5", document_type=DocumentType.RUT)
    assert by_document is not None
    assert by_document.by == "doc"
    assert known(rig, phone="9 5550 0009") is None
    assert known(rig, phone="9 5550 0001", distinct_from=(HERE,)) is None
    assert known(rig, phone="9 5550 0001", anonymous=True) is None


def test_from_the_seventh_digit_the_one_whose_phone_begins_so_is_shown(
    rig: Rig, server: FakeServer
):
    server.publish("customer", str(HERE), customer(HERE))
    rig.sync()

    found = known(rig, phone="9 5550 00")
    assert found is not None
    assert (found.customer, found.by) == (HERE, "phone_begins")
    assert known(rig, phone="+56 9 5550 000") is not None
    assert known(rig, phone="9 5550 0") is None
    assert known(rig, phone="9 5551 00") is None
    assert known(rig, phone="9 5550 00", distinct_from=(HERE,)) is None
    origin = Provenance(record=HERE, kind="visit", by="carla", at=0)
    other = customer(
        UUID(int=77), phones=(KnownContact(value=phone("+56955500002"), origin=origin),)
    )
    server.publish("customer", str(other.id), other)
    rig.sync()
    assert known(rig, phone="9 5550 00") is None


def test_a_customer_that_is_not_here_is_known_by_initials(rig: Rig, server: FakeServer):
    indexed(server, ELSEWHERE, f"phone:{FAR}", "email:ana@prueba.example", "plate:CL:GHLP21")
    rig.sync()
    for form in ({"phone": "9 7770 0001"}, {"email": "Ana@prueba.example"}):
        found = known(rig, **form)
        assert found is not None
        assert (found.customer, found.name, found.owner, found.here) == (
            ELSEWHERE,
            "",
            "L. P.",
            False,
        )
        assert found.month is not None
        assert (found.month.year, found.month.month) == (2026, 1)
    by_plate = rig.tablet.lookup.elsewhere(CARLA, "GH LP 21")
    assert by_plate is not None
    assert by_plate.by == "plate"


def test_the_secret_lies_in_a_file_that_only_this_account_reads(rig: Rig, server: FakeServer):
    indexed(server, ELSEWHERE, f"phone:{FAR}")
    rig.sync()
    kept = Path(rig.folder) / "index.key"
    assert kept.stat().st_mode & 0o777 == 0o600
    docs = rig.store.file.rows("SELECT doc FROM mirror WHERE kind = 'index_key'")
    assert docs == [{"doc": "{}"}]
    rig.store.wipe()
    assert not kept.exists()


def test_erased_customers_vanish_and_a_new_key_changes_all(rig: Rig, server: FakeServer):
    indexed(server, ELSEWHERE, f"phone:{FAR}")
    rig.sync()
    fresh = IndexKey(epoch=2, key="cd" * 32, made=1)
    indexed(server, ELSEWHERE, f"phone:{FAR}", secret=fresh)
    rig.sync()
    assert known(rig, phone="9 7770 0001") is not None
    server.withdraw("index_entry", str(ELSEWHERE), FeedOp.ERASE)
    rig.sync()
    assert known(rig, phone="9 7770 0001") is None
    assert rig.store.file.value("SELECT count(*) FROM index_hash") == 0


def test_thirty_look_ups_a_minute_for_one_person(rig: Rig, server: FakeServer, clock: HandClock):
    indexed(server, ELSEWHERE, f"phone:{FAR}")
    rig.sync()
    for n in range(LOOKUPS):
        known(rig, phone=f"9 6660 {n:04}")
    assert known(rig, phone="9 7770 0001") is None
    assert rig.tablet.lookup.known(ROSA, VisitForm(phone="9 7770 0001")) is not None
    clock.pass_by(seconds=60)
    assert known(rig, phone="9 7770 0001") is not None


def test_looking_again_at_the_same_form_is_no_other_look_up(rig: Rig, server: FakeServer):
    indexed(server, ELSEWHERE, f"phone:{FAR}")
    rig.sync()
    assert all(known(rig, phone="9 7770 0001") for _ in range(LOOKUPS * 2))


def test_using_the_ficha_refers_to_it_and_settles_what_was_due(
    rig: Rig, server: FakeServer, clock: HandClock
):
    server.publish("customer", str(HERE), customer(HERE))
    due = due_of(HERE, days_ago(clock, 1), UUID(int=9))
    server.publish("due_contact", str(due.id), due)
    rig.sync()
    assert len(rig.tablet.contacts.rows(CARLA)) == 1
    form = VisitForm(phone="9 5550 0001", customer=HERE, closes=(due.id,))
    rig.tablet.capture.save_visit(CARLA, form)
    assert rig.tablet.contacts.rows(CARLA) == []
    rig.sync()
    [sent] = [record for record in server.records if record["kind"] == "visit"]
    assert sent["refs"] == {"customer": str(HERE)}
    assert sent["body"]["closes"] == [str(due.id)]
    assert "owner" not in sent["body"]


def test_a_customer_of_another_branch_comes_along_to_who_attends_now(rig: Rig, server: FakeServer):
    rig.tablet.capture.save_visit(CARLA, VisitForm(phone="9 7770 0001", customer=ELSEWHERE))
    rig.sync()
    [sent] = [record for record in server.records if record["kind"] == "visit"]
    assert (sent["body"]["owner"], sent["refs"]) == ("carla", {"customer": str(ELSEWHERE)})


def test_an_alert_is_a_record_about_the_customer(rig: Rig, server: FakeServer):
    rig.tablet.lookup.alert(CARLA, ELSEWHERE)
    rig.sync()
    [sent] = [record for record in server.records if record["kind"] == "alert"]
    assert (sent["body"], sent["refs"]) == (
        {"reason": "here_now"},
        {"customer": str(ELSEWHERE)},
    )


@pytest.mark.parametrize("typed", ["", "9 5550", "hola", "555"])
def test_what_is_no_whole_key_asks_nothing(rig: Rig, server: FakeServer, typed: str):
    indexed(server, ELSEWHERE, f"phone:{FAR}")
    rig.sync()
    assert known(rig, phone=typed) is None
    assert rig.tablet.lookup.elsewhere(CARLA, typed) is None


def test_a_key_of_a_contact_to_verify_is_none(rig: Rig, server: FakeServer):
    contact = KnownContact(
        value=phone("+56911111111", State.TO_VERIFY),
        origin=Provenance(record=HERE, kind="visit", by="carla", at=0),
    )
    server.publish("customer", str(HERE), customer(HERE, phones=(contact,)))
    rig.sync()
    assert known(rig, phone="9 1111 1111") is None
