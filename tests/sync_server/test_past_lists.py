"""The list of a day that is past is what it was on that day: what came later is no fact there."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.attempts import Attempt, Outcome
from app.domain.complaint_acts import (
    Act,
    Answer,
    Closing,
    ComplaintAct,
    Recontact,
    Voiding,
)
from app.domain.complaints import ReplyChannel
from app.domain.consent import Channel, Decision, Purpose
from app.domain.imports import ListKind
from app.domain.visits import Consent
from sync_server.services.contacts.planner import Planner
from tests.builders import Tablet, decision, phone, record_id, visit
from tests.domain.complaint_builders import chilean
from tests.domain.event_builders import event, sign_up
from tests.sync_server.offices import Server, whole_list
from tests.sync_server.someone import customer_of, full_name
from tests.sync_server.test_due_oracle import take, valid, vin

WEDNESDAY = "2026-03-04"


def came(server: Server, tablet: Tablet, full: str, number: str, **parts: Any) -> UUID:
    """Let somebody come to the showroom; return her as her first record names her."""
    made = tablet.record("visit", visit(full, phone=phone(number), **parts))
    assert [one.code for one in server.take(tablet, made)] == [None]
    return record_id(made)


def states(server: Server, **asked: Any) -> dict[str, str]:
    rows = whole_list(server, as_of=WEDNESDAY, **asked)
    return {row["customer"]: f"{row['programme']} {row['state']}:{row['reason']}" for row in rows}


def test_a_later_try_visit_or_opposition_is_not_in_the_list_of_a_past_day(server: Server):
    tablet, people = server.tablet(), ("Ana Prueba", "Luis Ejemplo", "Eva Muestra")
    ana, _, eva = (
        came(server, tablet, full, f"+5695550000{n}") for n, full in enumerate(people, 1)
    )
    server.clock.pass_by(days=2)
    as_it_was = whole_list(server, as_of=WEDNESDAY)
    assert states(server) == dict.fromkeys(people, "POTENCIAL open:in_window")

    server.clock.pass_by(days=1)
    rows = {row["customer"]: row for row in as_it_was}
    refs = {"due": UUID(rows["Ana Prueba"]["due_id"]), "customer": ana}
    no = decision(Channel.PHONE, Decision.OPPOSE, Purpose.QUOTE)
    reports = server.take(
        tablet,
        tablet.record("attempt", Attempt(outcome=Outcome.REFUSED), refs),
        tablet.record("consent", Consent(decisions=(no,)), {"customer": eva}),
    )
    assert [one.code for one in reports] == [None, None]
    came(server, tablet, "Luis Ejemplo", "+56955500002")
    came(server, tablet, "Rita Ficticia", "+56955500004")

    assert whole_list(server, as_of=WEDNESDAY) == as_it_was
    today = {row["customer"]: row["state"] for row in whole_list(server, every_state=True)}
    assert (today["Ana Prueba"], today["Eva Muestra"]) == ("closed", "blocked")


def listed(server: Server, key: str, **told: Any) -> UUID:
    """Let a list tell of a customer."""
    given, surname = full_name(key).split()
    person = {
        "name": {"typed": full_name(key), "given": given, "surname": surname},
        "phone": valid(f"+56958{int(key[1:]):06}"),
        "address": f"Calle {key}",
    }
    row = {"source_id": key, "basis": "contract", "owner": "carla", "person": person}
    take(server, ListKind.CUSTOMERS, [{**row, **told}], [None])
    return customer_of(server, key)


def bought(server: Server, key: str, number: int, day: str, **told: Any) -> None:
    sale = {"source_id": f"{key}s{day}", "vin": valid(vin(f"K{number}")), "sold_on": day}
    take(server, ListKind.SALES, [{**sale, "owner": "carla", **told}], [key])


def of(server: Server, programme: str, **asked: Any) -> dict[str, str]:
    """Return by customer how what a programme makes due of her stands."""
    rows = whole_list(server, every_state=True, **asked)
    return {
        row["customer"]: f"{row['state']}:{row['reason']}"
        for row in rows
        if row["programme"] == programme
    }


def decides(server: Server, tablet: Tablet, who: UUID, said: Decision) -> None:
    """Let somebody decide on being called about offers."""
    made = Consent(decisions=(decision(Channel.PHONE, said, Purpose.MARKETING),))
    reports = server.take(tablet, tablet.record("consent", made, {"customer": who}))
    assert [one.code for one in reports] == [None]


def test_a_day_between_a_grant_and_an_opposition_has_the_grant(server: Server):
    tablet, ana = server.tablet(), listed(server, "P1")
    bought(server, "P1", 1, "2023-02-20")  # 36 months are over on 20 February 2026
    decides(server, tablet, ana, Decision.GRANT)
    server.clock.pass_by(days=5)
    decides(server, tablet, ana, Decision.OPPOSE)
    Planner(server.database, server.clock).work()

    days = ("2026-03-01", "2026-03-02", "2026-03-06", "2026-03-07", None)
    found = [of(server, "REEMPLAZO", as_of=day)[full_name("P1")] for day in days]
    assert found == [
        "blocked:no_consent",
        "open:in_window",
        "open:in_window",
        "blocked:opposed",
        "blocked:opposed",
    ]


def complains(server: Server, tablet: Tablet, who: UUID, key: str) -> UUID:
    visitor = visit(full_name(key)).visitor
    now = server.clock.at
    body = chilean(sheet=None, registered_at=now, fact_on=now.date(), consumer=visitor)
    sent = tablet.record("complaint", body, {"customer": who})
    assert [one.code for one in server.take(tablet, sent)] == [None]
    return record_id(sent)


def acts(server: Server, tablet: Tablet, complaint: UUID, *those: Act) -> None:
    made = [
        tablet.record(
            "complaint_act", ComplaintAct(act=act), {"complaint": complaint}, actor="marta"
        )
        for act in those
    ]
    assert [(one.code, one.field) for one in server.take(tablet, *made)] == [
        (None, None) for _ in made
    ]


def test_a_complaint_is_on_a_past_day_what_its_acts_had_made_it_by_then(server: Server):
    tablet, who = server.tablet(), listed(server, "P1")
    case = complains(server, tablet, who, "P1")
    answer = Answer(text="Listo.", by=(ReplyChannel.EMAIL,), sent_on=server.clock.at.date())
    acts(server, tablet, case, answer, Closing(conforms=True))
    server.clock.pass_by(days=12)  # 14 March: two days late for those who look at the first
    acts(server, tablet, case, Recontact(conforms=True))
    Planner(server.database, server.clock).work()

    days = ("2026-03-11", "2026-03-12", "2026-03-13", "2026-03-14", None)
    found = [of(server, "RECONTACTO", as_of=day).get(full_name("P1")) for day in days]
    assert found == [None, "open:in_window", "open:in_window", "closed:done", "closed:done"]


def test_a_complaint_that_was_closed_again_was_closed_the_first_time_too(server: Server):
    tablet, who = server.tablet(), listed(server, "P1")
    case = complains(server, tablet, who, "P1")
    answer = Answer(text="Listo.", by=(ReplyChannel.EMAIL,), sent_on=server.clock.at.date())
    acts(server, tablet, case, answer, Closing(conforms=True))
    server.clock.pass_by(days=11)
    acts(server, tablet, case, Recontact(conforms=False))
    server.clock.pass_by(days=1)
    acts(server, tablet, case, Closing(conforms=True))

    days = ("2026-03-12", "2026-03-13", "2026-03-14", "2026-03-24")
    found = [of(server, "RECONTACTO", as_of=day).get(full_name("P1")) for day in days]
    assert found == ["open:in_window", None, None, "open:in_window"]


def test_a_complaint_that_was_voided_later_is_open_on_a_past_day(server: Server):
    tablet, who = server.tablet(), listed(server, "P1")
    bought(server, "P1", 1, "2026-02-26")
    case = complains(server, tablet, who, "P1")
    server.clock.pass_by(days=2)
    acts(server, tablet, case, Voiding(reason="Se anotó dos veces."))
    Planner(server.database, server.clock).work()

    def caller(day: str | None) -> list[str]:
        rows = whole_list(server, as_of=day, every_state=True)
        return [row["owner"] for row in rows if row["programme"] == "POSTVENTA"]

    assert [caller(day) for day in ("2026-03-01", "2026-03-03", "2026-03-04", None)] == [
        ["carla"],
        ["marta"],  # with a complaint the chief calls
        ["carla"],
        ["carla"],
    ]


def test_who_signed_up_later_is_still_invited_on_a_past_day(server: Server):
    tablet, who = server.tablet(), listed(server, "P1")
    bought(server, "P1", 1, "2025-09-01")
    starts = datetime(2026, 3, 20, 15, tzinfo=UTC)
    fair = tablet.record(
        "event", event(starts_at=starts, ends_at=starts + timedelta(hours=6)), actor="marta"
    )
    assert [one.code for one in server.take(tablet, fair)] == [None]
    server.clock.pass_by(days=3)
    pass_ = tablet.record(
        "sign_up", sign_up(full_name("P1")), {"event": record_id(fair), "customer": who}
    )
    assert [one.code for one in server.take(tablet, pass_)] == [None]
    Planner(server.database, server.clock).work()

    days = ("2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05", None)
    found = [of(server, "EVENTO", as_of=day).get(full_name("P1")) for day in days]
    assert found == [None, *["blocked:no_consent"] * 2, *["closed:done"] * 2]


def test_who_buys_a_car_later_is_not_asked_about_what_its_former_owner_had_done(server: Server):
    first, second = full_name("P1"), full_name("P2")
    for key in ("P1", "P2"):
        listed(server, key)
    bought(server, "P1", 1, "2024-05-02")
    bought(server, "P2", 1, "2026-03-01")  # both known when the orders come in
    orders = [
        {"source_id": f"o{day}", "vin": valid(vin("K1")), "opened_on": day, "closed_on": day}
        for day in ("2024-04-30", "2026-02-25", "2026-03-01")
    ]
    take(server, ListKind.SERVICES, orders, [None] * 3)
    Planner(server.database, server.clock).work()
    as_planned = whole_list(server, every_state=True)
    asked = {
        (row["customer"], row["source_id"]) for row in as_planned if row["programme"] == "POSTSERV"
    }
    assert asked == {(first, "o2026-02-25")}
    assert set(of(server, "POSTSERV", as_of="2026-03-04")) == {first, second}
    assert set(of(server, "POSTSERV", as_of="2026-02-28")) == {first}


def test_a_sale_told_late_takes_no_order_from_who_owned_the_car_at_its_closing(server: Server):
    for key in ("P1", "P2"):
        listed(server, key)
    bought(server, "P1", 1, "2024-05-02")
    order = {"vin": valid(vin("K1")), "opened_on": "2026-02-25", "closed_on": "2026-02-25"}
    take(server, ListKind.SERVICES, [{"source_id": "o1", **order}], [None])
    Planner(server.database, server.clock).work()
    before = whole_list(server, as_of="2026-02-28")
    bought(server, "P2", 1, "2026-02-27")
    Planner(server.database, server.clock).work()

    assert set(of(server, "POSTSERV")) == {full_name("P1")}
    assert set(of(server, "POSTSERV", as_of="2026-02-28")) == {full_name("P1")}
    assert {row["customer"] for row in before} == {full_name("P1")}
