"""The server plans by itself: what a tablet or a list brings, and what a new day brings."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, update

from app.domain.attempts import Attempt, Outcome
from app.domain.clock import epoch_ms
from app.domain.contact_rules import SHIPPED, Programme
from app.domain.contract import DownKind
from app.domain.fields import Checked, State
from app.domain.imports import ListKind, Sale, ServiceOrder, ServiceType
from app.domain.news import News, NewsKind
from app.domain.people import Country
from app.domain.visits import Profile
from sync_server.services.contacts import news, rule_files
from sync_server.services.contacts.planned import planned
from sync_server.services.contacts.planner import Planner, unplanned
from sync_server.services.importing import taking
from sync_server.services.intake import decide
from sync_server.services.intake.base import Named, WorkingBase
from sync_server.storage import programmes
from sync_server.storage.tables import link, person, planned_customer, programme_due
from tests.builders import Tablet, name, phone, record_id, visit
from tests.sync_server.offices import Mirror, Server, whole_list

VIN, OTHER_VIN = "3MZBPABL6KM107908", "JM7KE2WY5J0123456"


@pytest.fixture
def tablet(server: Server) -> Tablet:
    return server.tablet()


def planner(server: Server) -> Planner:
    return Planner(server.database, server.clock)


def sell(server: Server, id_: str, on: str, full: str = "Ana Prueba", **parts: Any) -> None:
    """Let a list tell of a sale."""
    mobile = parts.pop("phone", "+56955500001")
    vin, mail = parts.pop("vin", VIN), parts.pop("email", None)
    body = Sale(
        source="DMS",
        source_id=id_,
        sold_on=datetime.fromisoformat(on).date(),
        vin=Checked(typed=vin, value=vin, state=State.VALID),
        person=Profile(name=name(full), phone=phone(mobile) if mobile else None, email=mail),
        owner="carla",
        **parts,
    ).model_dump(mode="json")
    sent = {"line": 2, "body": body}
    run = {"kind": ListKind.SALES.value, "source": "DMS"}

    def taken(connection: Connection) -> None:
        number = taking.begin(connection, server.office, {**run, "file": "ventas.csv"})["number"]
        asked = {**run, "number": number, "branch": "NUNOA", "rows": [sent]}
        taking.take(connection, server.office, asked)

    server.database.writer.run(taken)


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


def listed(server: Server) -> list[tuple[str, str, str]]:
    rows = server.rows(programme_due)
    return sorted((row["programme"], row["opens_on"], row["state"]) for row in rows)


def at_night(server: Server) -> int:
    """Plan everybody as `vitrina-server plan` does; return how many came out different."""
    arguments: dict[str, Any] = {}
    told = server.database.writer.run(lambda tx: planned(tx, server.office, arguments))
    assert told["after"] == ""
    return int(told["changed"])


def test_what_a_list_makes_due_is_planned_without_a_command(server: Server):
    sell(server, "V1", "2026-02-26")
    assert planner(server).work() == 3

    assert listed(server) == [
        ("MANT", "2026-03-05", "open"),
        ("MSI", "2026-03-01", "open"),
        ("POSTVENTA", "2026-03-01", "open"),
    ]
    assert planner(server).work() == 0
    assert at_night(server) == 0


def test_a_new_day_brings_what_it_makes_due_and_nothing_twice(server: Server):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    server.clock.at = datetime(2026, 3, 3, 2, 59, tzinfo=UTC)  # still the 2nd in Santiago
    assert planner(server).work() == 0
    server.clock.at = datetime(2026, 3, 25, 3, 1, tzinfo=UTC)
    assert planner(server).work() == 0  # the call about the sale is over, as its dates say

    server.clock.at = datetime(2026, 4, 13, 4, 1, tzinfo=UTC)
    assert planner(server).work() == 1  # a month later it is forgotten
    assert listed(server) == [("MANT", "2026-03-05", "open"), ("MSI", "2026-03-01", "open")]
    assert at_night(server) == 0


def test_who_buys_a_car_that_is_delivered_later_owns_it_from_that_day_on(server: Server):
    sell(server, "V1", "2025-03-10")
    second: dict[str, Any] = {
        "full": "Luis Ejemplo",
        "phone": "+56955500002",
        "delivered_on": date(2026, 3, 12),
    }
    sell(server, "V2", "2026-03-01", **second)
    planner(server).work()
    assert ("MANT", "2026-02-17", "open") in listed(server)
    server.clock.at = datetime(2026, 3, 12, 15, tzinfo=UTC)

    planner(server).work()

    assert ("MANT", "2026-02-17", "closed") in listed(server)
    assert at_night(server) == 0


def test_a_night_looks_only_at_whose_day_has_come(server: Server):
    for number, sold in enumerate(("2026-02-26", "2026-01-20", "2025-12-28")):
        vin = f"JM7KE2WY5J000000{number}"
        sell(server, f"V{number}", sold, f"Ana {number}", phone=f"+5695550010{number}", vin=vin)
    planner(server).work()
    days = sorted(row["next_on"] for row in server.rows(planned_customer))
    assert days == ["2026-03-03", "2026-03-07", "2026-04-13"]
    server.clock.at = datetime(2026, 3, 3, 15, tzinfo=UTC)

    with server.database.reading() as connection:
        assert len(programmes.whose_day_came(connection, {"NUNOA": "2026-03-03"})) == 1
    planner(server).work()
    assert at_night(server) == 0


def test_a_colleague_who_comes_or_goes_is_seen_without_a_new_day(server: Server):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    owners = {row["owner"] for row in server.rows(programme_due)}
    assert owners == {"carla"}

    gone = update(person).where(person.c.code == "carla").values(active=False)
    server.database.writer.run(lambda tx: tx.execute(gone).rowcount)
    planner(server).work()

    assert {row["owner"] for row in server.rows(programme_due)} == {"marta"}


def test_what_an_import_brought_and_took_back_is_not_due(server: Server):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    assert len(listed(server)) == 3

    server.database.writer.run(lambda tx: taking.undo(tx, server.office, {"number": 1}))
    planner(server).work()

    assert listed(server) == []


def test_while_records_come_in_it_plans_one_page_a_round(
    server: Server, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sync_server.services.contacts.planner.PAGE", 1)
    planner(server).work()
    for number in range(3):
        vin = f"JM7KE2WY5J000000{number}"
        sell(
            server,
            f"V{number}",
            "2026-02-26",
            f"Ana {number}",
            phone=f"+5695550010{number}",
            vin=vin,
        )

    class Pushed(Planner):
        def step(self) -> int | None:
            done = super().step()
            server.take(tablet, tablet.record("visit", visit("Eva Nueva")))
            return done

    busy = Pushed(server.database, server.clock)
    assert [busy.work() for _ in range(3)] == [3, 3, 3]


def test_a_try_of_a_tablet_is_in_the_next_pull_of_the_contact(server: Server, tablet: Tablet):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    due = next(d for d in mirror.documents(DownKind.DUE_CONTACT) if d["programme"] == "POSTVENTA")
    refs = {"due": UUID(due["id"]), "customer": UUID(due["customer"])}

    server.take(tablet, tablet.record("attempt", Attempt(outcome=Outcome.NO_ANSWER), refs))
    mirror.pull()
    missed = mirror.document(DownKind.DUE_CONTACT, due["id"])
    assert [one["outcome"] for one in missed["attempts"]] == ["no_answer"]
    refusal = tablet.record("attempt", Attempt(outcome=Outcome.REFUSED), refs)
    server.take(tablet, refusal)
    mirror.pull()
    closed = mirror.document(DownKind.DUE_CONTACT, due["id"])
    assert (closed["state"], closed["reason"]) == ("closed", "refused")
    server.take(tablet, tablet.record("retraction", {}, {"record": record_id(refusal)}))
    mirror.pull()
    assert mirror.document(DownKind.DUE_CONTACT, due["id"])["state"] == "open"
    assert mirror.digest() == Mirror(server.api, tablet.token).pull()


def test_a_rule_that_the_dealer_changed_plans_anew_and_reaches_the_tablets(
    server: Server, tablet: Tablet
):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    own = next(rule for rule in SHIPPED if rule.code == Programme.POSTVENTA)
    changed = own.model_copy(
        update={
            "valid_from": date(2026, 3, 1),
            "opens": 10,
            "closes": 12,
            "question": "¿Todo bien?",
        }
    )
    asked = {"rules": [changed.model_dump(mode="json")]}
    server.database.writer.run(lambda tx: rule_files.changed(tx, server.office, asked))

    assert planner(server).work() == 1
    assert ("POSTVENTA", "2026-03-08", "open") in listed(server)
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    assert [one["question"] for one in mirror.documents(DownKind.PROGRAMME)] == ["¿Todo bien?"]


def test_one_call_counts_for_all_that_it_was_about(server: Server, tablet: Tablet):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    dues = {one["programme"]: one for one in mirror.documents(DownKind.DUE_CONTACT)}
    sold, service = dues["POSTVENTA"], dues["MANT"]
    refs = {"due": UUID(sold["id"]), "customer": UUID(sold["customer"])}
    talked = Attempt(outcome=Outcome.TALKED_OK, also=(UUID(service["id"]),))

    server.take(tablet, tablet.record("attempt", talked, refs))
    mirror.pull()
    after = [mirror.document(DownKind.DUE_CONTACT, one["id"]) for one in (sold, service)]
    assert [(one["state"], one["reason"]) for one in after] == [("closed", "answered")] * 2


def test_who_sold_the_car_on_hears_no_more_of_it(server: Server):
    sell(server, "V1", "2025-03-10")
    planner(server).work()
    assert ("MANT", "2026-02-17", "open") in listed(server)

    sell(server, "V2", "2026-03-01", "Luis Ejemplo", phone="+56955500002")
    planner(server).work()

    assert ("MANT", "2026-02-17", "closed") in listed(server)
    assert at_night(server) == 0


def test_a_contact_of_who_was_absorbed_keeps_its_id_and_its_tries(server: Server, tablet: Tablet):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    due = next(d for d in mirror.documents(DownKind.DUE_CONTACT) if d["programme"] == "POSTVENTA")
    came = tablet.record("visit", visit("Ana Prueba", phone=phone("+56955500009")))
    refs = {"due": UUID(due["id"]), "customer": UUID(due["customer"])}
    attempt = tablet.record("attempt", Attempt(outcome=Outcome.BUSY), refs)
    server.take(tablet, came, attempt)

    survivor = _join(server, due["customer"], record_id(came))
    planner(server).work()
    mirror.pull()
    after = next(d for d in mirror.documents(DownKind.DUE_CONTACT) if d["programme"] == "POSTVENTA")
    assert (after["id"], after["customer"]) == (due["id"], survivor)
    assert [one["outcome"] for one in after["attempts"]] == ["busy"]
    assert at_night(server) == 0


def test_a_corrected_row_of_a_list_makes_no_second_contact(server: Server):
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    before = {row["id"] for row in server.rows(programme_due)}

    sell(server, "V1", "2026-02-26", version="Grand Touring")
    planner(server).work()

    assert {row["id"] for row in server.rows(programme_due)} == before


def test_two_orders_of_five_days_are_one_call_though_the_second_is_not_listed_yet(
    server: Server, tablet: Tablet
):
    sell(server, "V1", "2026-01-10")
    today = server.clock.now().date()
    serve(server, "O1", (today - timedelta(days=4)).isoformat(), 900)
    serve(server, "O2", (today - timedelta(days=1)).isoformat(), 950)
    serve(server, "O3", (today - timedelta(days=10)).isoformat(), 800)
    planner(server).work()
    first = _after_the_workshop(server)
    assert first == {"O1": ("open", 0), "O3": ("open", 0)}

    asked = ("O1", "POSTSERV")
    rows = whole_list(server)
    [called] = [row for row in rows if (row["source_id"], row["programme"]) == asked]
    refs = {"due": UUID(called["due_id"]), "customer": UUID(called["customer_id"])}
    made = tablet.record("attempt", Attempt(outcome=Outcome.TALKED_OK), refs)
    server.take(tablet, made)
    planner(server).work()
    server.clock.pass_by(days=2)
    planner(server).work()

    assert at_night(server) == 0
    assert _after_the_workshop(server) == {
        "O1": ("closed", 0),
        "O2": ("closed", 0),
        "O3": ("open", 0),
    }


def _after_the_workshop(server: Server) -> dict[str, tuple[str, int]]:
    return {
        row["source_id"]: (row["state"], row["attempts_missed"])
        for row in whole_list(server, every_state=True)
        if row["programme"] == "POSTSERV"
    }


def _called_in_vain(server: Server, tablet: Tablet) -> tuple[Mirror, dict[str, Any]]:
    """Let a try of the call about a sale reach a wrong number; return what a tablet knows."""
    sell(server, "V1", "2026-02-26")
    planner(server).work()
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    due = next(d for d in mirror.documents(DownKind.DUE_CONTACT) if d["programme"] == "POSTVENTA")
    refs = {"due": UUID(due["id"]), "customer": UUID(due["customer"])}
    wrong = Attempt(outcome=Outcome.WRONG_NUMBER, to="+56955500001")
    server.take(tablet, tablet.record("attempt", wrong, refs))
    server.clock.pass_by(hours=1)
    return mirror, due


def _stands(server: Server, mirror: Mirror, due: dict[str, Any]) -> tuple[str, str]:
    planner(server).work()
    mirror.pull()
    known = mirror.document(DownKind.DUE_CONTACT, due["id"])
    assert at_night(server) == 0
    return known["state"], known["reason"]


def test_a_wrong_number_closes_until_a_visit_tells_another_one(server: Server, tablet: Tablet):
    mirror, due = _called_in_vain(server, tablet)
    assert _stands(server, mirror, due) == ("closed", "wrong_number")
    refs = {"customer": UUID(due["customer"])}
    same = tablet.record("visit", visit("Ana Prueba", phone=phone("+56955500001")), refs)
    server.take(tablet, same)
    assert _stands(server, mirror, due) == ("closed", "wrong_number")

    came = tablet.record("visit", visit("Ana Prueba", phone=phone("+56955500009")), refs)
    server.take(tablet, came)

    assert _stands(server, mirror, due) == ("open", "in_window")
    gone = tablet.record("retraction", {}, {"record": record_id(came)})
    server.take(tablet, gone)
    assert _stands(server, mirror, due) == ("closed", "wrong_number")


def test_what_else_needs_a_telephone_waits_while_the_only_one_is_somebody_elses(
    server: Server, tablet: Tablet
):
    hot = visit("Ana Prueba", phone=phone("+56955500001"), intent=9)
    server.take(tablet, tablet.record("visit", hot))
    sell(server, "V0", "2026-02-25", vin=OTHER_VIN)
    mirror, due = _called_in_vain(server, tablet)
    assert _stands(server, mirror, due) == ("closed", "wrong_number")

    waiting = {("POTENCIAL", "", "blocked", "wrong_number")}
    waiting |= {("POSTVENTA", "", "blocked", "wrong_number")}
    assert _calls(server) == waiting
    refs = {"customer": UUID(due["customer"])}
    told = tablet.record("profile", Profile(phone=phone("+56955500009")), refs)
    server.take(tablet, told)
    assert _stands(server, mirror, due) == ("open", "in_window")

    new = "+56955500009"
    assert _calls(server) == {
        ("POTENCIAL", new, "open", "in_window"),
        ("POSTVENTA", new, "open", "in_window"),
    }
    gone = tablet.record("retraction", {}, {"record": record_id(told)})
    server.take(tablet, gone)
    assert _stands(server, mirror, due) == ("closed", "wrong_number")
    assert _calls(server) == waiting


def _calls(server: Server) -> set[tuple[str, str, str, str]]:
    """Return what is to be telephoned about, with its number."""
    return {
        (row["programme"], row["phone"], row["state"], row["reason"])
        for row in whole_list(server)
        if row["channel"] == "phone" and row["programme"] in {"POTENCIAL", "POSTVENTA"}
    }


def test_a_wrong_number_closes_until_a_list_corrects_it(server: Server, tablet: Tablet):
    mirror, due = _called_in_vain(server, tablet)

    sell(server, "V1", "2026-02-26", phone="+56955500009")

    assert _stands(server, mirror, due) == ("open", "in_window")


def test_a_wrong_number_closes_until_who_is_the_same_person_brings_another(
    server: Server, tablet: Tablet
):
    came = tablet.record("visit", visit("Ana Maria Prueba", phone=phone("+56955500009")))
    server.take(tablet, came)
    mirror, due = _called_in_vain(server, tablet)
    assert _stands(server, mirror, due) == ("closed", "wrong_number")

    _join(server, due["customer"], record_id(came))

    assert _stands(server, mirror, due) == ("open", "in_window")


def test_the_list_of_a_past_day_knows_no_correction_of_later(server: Server, tablet: Tablet):
    mirror, due = _called_in_vain(server, tablet)
    server.clock.pass_by(days=2)
    refs = {"customer": UUID(due["customer"])}
    came = visit("Ana Prueba", phone=phone("+56955500009"))
    server.take(tablet, tablet.record("visit", came, refs))
    assert _stands(server, mirror, due) == ("open", "in_window")

    def state(day: str) -> str:
        rows = whole_list(server, as_of=day, every_state=True)
        return next(str(row["state"]) for row in rows if row["due_id"] == due["id"])

    assert [state(f"2026-03-0{n}") for n in (1, 2, 3, 4)] == ["open", "closed", "closed", "open"]


def test_a_corrected_row_changes_the_plan_though_it_changes_nothing_else_of_the_customer(
    server: Server,
):
    sell(server, "V1", "2026-02-26")
    planner(server).work()

    sell(server, "V1", "2026-02-20")

    assert planner(server).work() > 0
    assert ("POSTVENTA", "2026-02-23", "open") in listed(server)
    assert at_night(server) == 0


def _join(server: Server, absorbed: str, record: UUID) -> str:
    """Let the customer of a record take another one over; return which it is."""
    survivor: str = next(
        row["customer"] for row in server.rows(link) if row["record"] == str(record)
    )

    def joined(connection: Connection) -> None:
        base = WorkingBase(epoch_ms(server.clock.now()), "marta")
        base.load(connection, Named(set(), {survivor, absorbed}))
        decide.merge(connection, base, survivor, absorbed)

    server.database.writer.run(joined)
    return survivor


def test_letters_are_no_matter_of_the_tablets(server: Server, tablet: Tablet):
    launch = News(
        kind=NewsKind.LAUNCH, code="CX90", country=Country.CL, on=date(2026, 3, 2), title="CX-90"
    )
    asked = launch.model_dump(mode="json")
    server.database.writer.run(lambda tx: news.add(tx, server.office, asked))
    sell(server, "V1", "2026-02-01")
    planner(server).work()

    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    told = {due["programme"] for due in mirror.documents(DownKind.DUE_CONTACT)}
    assert told == {"MANT", "MSI", "POSTVENTA"}
    assert "MODELO" in {row["programme"] for row in server.rows(programme_due)}


def test_the_list_of_today_is_the_same_read_from_what_is_planned_as_from_all_that_is_known(
    server: Server, tablet: Tablet
):
    for n, sold in enumerate(("2025-03-20", "2026-02-01", "2026-02-26", "2025-10-01")):
        mobile, other = f"+5695550010{n}", f"JM7KE2WY5J000000{n}"
        sell(server, f"V{n}", sold, f"Ana Prueba{n}", phone=mobile, vin=other)
    server.take(tablet, tablet.record("visit", visit("Eva Nueva", phone=phone("+56955500200"))))
    server.clock.pass_by(days=1)

    from_all, of_carla = whole_list(server), whole_list(server, seller="carla")
    planner(server).work()
    with server.database.reading() as connection:
        assert unplanned(connection, server.clock.now(), None) == set()
    assert whole_list(server) == from_all
    assert whole_list(server, limit=2) == from_all
    assert whole_list(server, seller="carla") == of_carla
    assert whole_list(server, seller="marta") == []
    assert len(from_all) == 7

    sell(server, "V9", "2026-02-26", "Eva Tarde", phone="+56955500300", vin=OTHER_VIN)
    with server.database.reading() as connection:
        assert len(unplanned(connection, server.clock.now(), None) or ()) == 1
    assert len(whole_list(server)) == 9
    assert whole_list(server) == whole_list(server, after="all|")
