"""What a row of the due list says: which call it is part of, whom to dial, and from when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.domain import branch_days
from app.domain.attempts import Attempt, Outcome
from app.domain.business_days import LocalHoliday
from app.domain.clock import epoch_ms
from app.domain.consent import Channel, Purpose
from app.domain.customers import Customer, KnownContact, Provenance
from app.domain.dues import DueContact, DueState
from app.domain.people import Country
from sync_server.services.contacts.caps import spread_rows
from sync_server.services.contacts.due_rows import Rows, of_customer, read_contacted
from tests.builders import NUNOA, email, phone
from tests.sync_server.offices import Server, whole_list
from tests.sync_server.test_planner import planner, sell

ANA, LUIS = UUID(int=9), UUID(int=10)
TUESDAY = date(2026, 3, 3)
TOLD = Provenance(record=UUID(int=1), kind="visit", by="carla", at=1)


def due(number: int, owner: str, **parts: Any) -> DueContact:
    fields: dict[str, Any] = {
        "id": UUID(int=100 + number),
        "programme": "MANT",
        "customer": ANA,
        "trigger": UUID(int=1),
        "owner": owner,
        "branch": NUNOA.code,
        "purpose": Purpose.SERVICE,
        "channels": (Channel.PHONE,),
        "opens_on": TUESDAY,
        "window_to": TUESDAY,
        "expires_on": date(2026, 3, 20),
    }
    return DueContact(**{**fields, **parts})


def dialled(value: str, *, wrong: bool) -> KnownContact:
    return KnownContact(value=phone(value), origin=TOLD, wrong=TOLD if wrong else None)


def customer(*phones: KnownContact) -> Customer:
    return Customer(id=ANA, branch=NUNOA.code, owner="carla", phones=phones)


def row(one: DueContact) -> dict[str, Any]:
    who = of_customer(customer(dialled("+56955500001", wrong=False)), NUNOA, TUESDAY, ())
    return Rows(datetime(2026, 3, 3, 13, tzinfo=UTC), TUESDAY).row(who, one)


def test_the_calls_to_a_customer_are_one_for_each_who_makes_them():
    hers, also_hers, the_chief_s = due(1, "carla"), due(2, "carla"), due(3, "marta")
    another_s = due(4, "carla", customer=LUIS)

    call = row(hers)["call_id"]
    assert row(also_hers)["call_id"] == call
    assert row(the_chief_s)["call_id"] != call
    assert row(another_s)["call_id"] != call


def test_what_is_not_telephoned_about_is_a_call_of_its_own():
    by_letter = due(5, "carla", channels=(Channel.LETTER,))
    blocked = due(6, "carla", state=DueState.BLOCKED)

    assert row(by_letter)["call_id"] == str(by_letter.id)
    assert row(blocked)["call_id"] == str(blocked.id)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [((False, False), "+56955500001"), ((True, False), "+56955500002"), ((True, True), "")],
)
def test_the_phone_to_dial_is_the_first_that_reaches_nobody_else(
    wrong: tuple[bool, bool], said: str
):
    first, second = wrong
    known = customer(dialled("+56955500001", wrong=first), dialled("+56955500002", wrong=second))

    assert of_customer(known, NUNOA, TUESDAY, ()).phone == said
    assert read_contacted(known.model_dump_json(), NUNOA, TUESDAY, ()).phone == said


def test_on_a_past_day_a_phone_is_dialled_that_was_found_wrong_later():
    found_on = TOLD.model_copy(update={"at": epoch_ms(datetime(2026, 3, 4, 3, 1, tzinfo=UTC))})
    known = customer(KnownContact(value=phone(), origin=TOLD, wrong=found_on))

    assert of_customer(known, NUNOA, TUESDAY, ()).phone == "+56955500001"
    assert of_customer(known, NUNOA, date(2026, 3, 4), ()).phone == ""


@pytest.fixture
def shipped_holiday(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Tuesday that Chile made a holiday at short notice, as our own table would say."""
    decreed = LocalHoliday(Country.CL, TUESDAY, "Feriado de prueba", date(2026, 2, 20))
    monkeypatch.setattr(branch_days, "shipped_holidays", lambda: (decreed,))
    branch_days.branch_calendar.cache_clear()
    yield
    branch_days.branch_calendar.cache_clear()


@pytest.mark.usefixtures("shipped_holiday")
def test_nobody_is_called_on_a_holiday_that_ships_with_the_product():
    told = row(due(1, "carla"))

    assert told["next_slot_from"] == "2026-03-04T09:00:00-03:00"
    assert told["call"]["holidays"] == ["2026-03-03"]


def test_who_has_an_e_mail_of_somebody_else_only_cannot_be_written_to(server: Server):
    sell(server, "V1", "2026-02-01", phone="", email=email())
    planner(server).work()
    states = {one["programme"]: one for one in whole_list(server)}
    mant, survey = states["MANT"], states["MSI"]
    assert (mant["channel"], survey["channel"]) == ("email", "email")

    tablet = server.tablet()
    refs = {"due": UUID(survey["due_id"]), "customer": UUID(survey["customer_id"])}
    wrong = Attempt(outcome=Outcome.WRONG_NUMBER, channel=Channel.EMAIL)
    server.clock.pass_by(minutes=1)
    server.take(tablet, tablet.record("attempt", wrong, refs))
    planner(server).work()

    [now] = [one for one in whole_list(server) if one["programme"] == "MANT"]
    assert (now["state"], now["reason"]) == ("blocked", "no_channel")


def test_a_slot_that_the_cap_moves_over_the_change_to_summer_time_has_the_hour_of_that_day():
    how = {
        "hours": [9, 12, 15, 18],
        "a_day": 1,
        "country": "CL",
        "zone": "America/Santiago",
        "holidays": [],
        "kept": False,
    }
    friday = {"next_slot_from": "2026-09-04T10:00:00-04:00", "channel": "phone", "owner": "carla"}
    rows = [{**friday, "call_id": name, "call": how} for name in ("a", "b")]

    spread_rows(rows)

    assert [row["next_slot_from"] for row in rows] == [
        "2026-09-04T10:00:00-04:00",
        "2026-09-07T09:00:00-03:00",
    ]
