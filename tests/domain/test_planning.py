"""What falls due of sales, services, birthdays and seasons, at the edges of each window."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.business_days import BusinessCalendar
from app.domain.consent import (
    Channel,
    ConsentDecision,
    DatedDecision,
    Decision,
    Initiative,
    Position,
    Purpose,
)
from app.domain.contact_consent import Consents, Reach
from app.domain.contact_rules import SHIPPED, Programme, Rule, rules_on
from app.domain.dues import DueContact
from app.domain.explaining import explain
from app.domain.history import Bought, Complained, History, Served
from app.domain.imports import ServiceType
from app.domain.months import add_months, birthday, first_of_month
from app.domain.news import News, NewsKind
from app.domain.people import Country
from app.domain.planning import Span, odd_reading, plan, reaches
from app.domain.recalls import vehicle_key

SOLD, ORDER, CASE = UUID(int=1), UUID(int=2), UUID(int=3)
ANA = UUID(int=9)
EVERYWHERE = Reach(phone=True, whatsapp=True, email=True, letter=True)
RULES = rules_on(date(2026, 1, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


def offers(
    *channels: Channel,
    decision: Decision = Decision.GRANT,
    initiative: Initiative = Initiative.VISIT,
    purpose: Purpose = Purpose.MARKETING,
) -> Consents:
    made = {
        channel: ConsentDecision(
            purpose=purpose,
            channel=channel,
            decision=decision,
            text_id="t",
            text_version=1,
            text_sha256="0" * 64,
            locale="es_CL",
            initiative=initiative,
        )
        for channel in channels
    }
    return {
        Position(purpose, channel): DatedDecision(decision=one, at=1, record=SOLD, by="carla")
        for channel, one in made.items()
    }


def sale(on: str, record: UUID = SOLD, vehicle: str = "vin:A", *, former: bool = False) -> Bought:
    return Bought(record, day(on), vehicle, "carla", "NUNOA", "CX-5", former=former)


def order(
    closed: str,
    km: int | None = None,
    service: ServiceType = ServiceType.MAINTENANCE,
    record: UUID = ORDER,
    opened: str = "",
) -> Served:
    return Served(record, day(opened or closed), day(closed), service, "vin:A", "NUNOA", km)


def history(**known: object) -> History:
    whole = {"reach": EVERYWHERE, **known}
    return History(ANA, Country.CL, "NUNOA", "carla", "marta")._replace(**whole)  # type: ignore[arg-type]


def due(
    known: History, today: str, programme: Programme, rules: dict[str, Rule] = RULES
) -> list[DueContact]:
    calendar = BusinessCalendar(known.country)
    found = plan(known, rules, Span(day(today), day(today)), calendar)
    return [one for one in found if one.programme == programme]


def states(known: History, programme: Programme, days: Iterable[str]) -> list[str]:
    """Say the only contact's state on each day, «-» where there is none."""
    found = [due(known, today, programme) for today in days]
    assert all(len(one) <= 1 for one in found)
    return [f"{one[0].state}:{one[0].reason}" if one else "-" for one in found]


def test_a_year_comes_back_though_its_10_000_km_were_done_long_before_unless_it_was_called_about():
    bought = (sale("2026-01-10"),)
    early = (order("2026-05-20", 9_800),)
    days = ("2026-12-19", "2026-12-20", "2027-01-10", "2027-02-24", "2027-02-25")
    known = history(bought=bought, served=early)
    year = [one for one in due(known, "2027-01-10", Programme.MANT) if one.step == "m12"]
    assert [str(one.window_to) for one in year] == ["2027-01-10"]

    def stands(known: History, today: str) -> list[str]:
        found = due(known, today, Programme.MANT)
        return [f"{one.state}:{one.reason}" for one in found if one.step == "m12"]

    assert [stands(known, one) for one in days] == [
        [],
        ["open:in_window"],
        ["open:in_window"],
        ["open:late"],
        ["expired:past_expiry"],
    ]
    at = datetime(2026, 5, 10, 14, tzinfo=UTC)
    booked = MadeAttempt(id=UUID(int=70), made_at=at, outcome=Outcome.BOOKED, by="carla")
    called = known._replace(attempts={year[0].id: (booked,)})
    assert stands(called, "2027-01-10") == ["closed:answered"]


def test_a_buyer_is_called_three_to_five_days_after_delivery_and_until_day_fifteen():
    days = ("2026-11-12", "2026-11-13", "2026-11-15", "2026-11-16", "2026-11-25", "2026-11-26")

    assert states(history(bought=(sale("2026-11-10"),)), Programme.POSTVENTA, days) == [
        "-",
        "open:in_window",
        "open:in_window",
        "open:late",
        "open:late",
        "expired:past_expiry",
    ]


def test_a_delivery_that_is_still_to_come_gives_nothing_yet():
    assert states(history(bought=(sale("2026-12-10"),)), Programme.POSTVENTA, ["2026-12-09"]) == [
        "-"
    ]


def test_an_open_order_gives_nothing_and_a_closed_one_a_call():
    closed = order("2026-11-10", opened="2026-11-02")
    known = history(served=(closed,))
    still_open = history(served=(closed._replace(closed=None),))

    assert states(known, Programme.POSTSERV, ["2026-11-12", "2026-11-13"]) == [
        "-",
        "open:in_window",
    ]
    assert states(still_open, Programme.POSTSERV, ["2026-11-13"]) == ["-"]


def test_who_has_an_open_complaint_is_called_by_the_chief():
    bought = (sale("2026-11-10"),)
    case = Complained(CASE, day("2026-11-11"))
    upset = history(bought=bought, complaints=(case,))
    content = history(bought=bought, complaints=(case._replace(closed=day("2026-11-12")),))

    assert [one.owner for one in due(upset, "2026-11-13", Programme.POSTVENTA)] == ["marta"]
    assert [one.owner for one in due(content, "2026-11-13", Programme.POSTVENTA)] == ["carla"]


def test_a_call_about_the_purchase_needs_no_consent_but_an_opposition_stops_it():
    bought = (sale("2026-11-10"),)
    refused = offers(Channel.PHONE, decision=Decision.REFUSE)
    opposed = offers(Channel.PHONE, decision=Decision.OPPOSE, purpose=Purpose.SERVICE)
    silent = history(bought=bought, reach=Reach(email=True))

    def state(known: History) -> list[str]:
        return states(known, Programme.POSTVENTA, ["2026-11-13"])

    assert state(history(bought=bought, consents=refused)) == ["open:in_window"]
    assert state(history(bought=bought, consents=opposed)) == ["blocked:opposed"]
    assert state(silent) == ["blocked:no_channel"]


def test_the_survey_opens_on_the_first_of_a_month_and_lasts_thirty_days():
    known = history(bought=(sale("2026-10-02"),))

    assert states(
        known, Programme.MSI, ["2026-10-31", "2026-11-01", "2026-12-01", "2026-12-02"]
    ) == [
        "-",
        "open:in_window",
        "open:in_window",
        "expired:past_expiry",
    ]
    (on_the_first,) = due(history(bought=(sale("2026-10-01"),)), "2026-10-01", Programme.MSI)
    assert on_the_first.opens_on == day("2026-10-01")


def test_maintenance_is_due_one_month_after_the_purchase_with_its_window():
    known = history(bought=(sale("2026-01-31"),))
    days = ("2026-02-06", "2026-02-07", "2026-02-28", "2026-03-01", "2026-04-14", "2026-04-15")

    assert states(known, Programme.MANT, days) == [
        "-",
        "open:in_window",
        "open:in_window",
        "open:late",
        "open:late",
        "expired:past_expiry",
    ]


def test_a_maintenance_thirty_days_before_counts_as_done_and_one_earlier_does_not():
    def twelfth(closed: str) -> str:
        known = history(bought=(sale("2025-11-20"),), served=(order(closed),))
        found = due(known, "2026-11-19", Programme.MANT)
        return next(f"{one.state}:{one.reason}" for one in found if one.window_to.year == 2026)

    assert twelfth("2026-10-21") == "closed:done"
    assert twelfth("2026-10-20") == "open:in_window"


def test_kilometres_are_projected_through_the_last_two_readings_and_rounded_up():
    known = history(
        bought=(sale("2026-01-01"),),
        served=(order("2026-01-31", 1_000, ServiceType.REPAIR, opened="2026-01-31"),),
    )

    assert reaches(known, "vin:A", 10_000) == day("2026-10-28")
    assert reaches(known, "vin:A", 10_001) == day("2026-10-29")


def test_a_car_that_was_sold_before_had_kilometres_at_its_sale():
    served = (
        order("2025-01-01", 20_000, ServiceType.REPAIR, UUID(int=20)),
        order("2026-01-31", 30_000, ServiceType.REPAIR, UUID(int=21)),
    )
    used = sale("2026-01-01")._replace(used=True)
    known = history(bought=(used,), served=served)

    assert not odd_reading(known, "vin:A")
    assert reaches(known, "vin:A", 30_001) == day("2026-02-01")
    assert reaches(known._replace(served=served[1:]), "vin:A", 40_000) is None


def test_a_car_that_was_made_ready_before_its_delivery_did_not_fall_to_nothing():
    served = (
        order("2026-01-01", 12, ServiceType.OTHER, UUID(int=20)),
        order("2026-01-31", 1_012, ServiceType.REPAIR, UUID(int=21)),
    )
    known = history(bought=(sale("2026-01-04"),), served=served)

    assert not odd_reading(known, "vin:A")
    assert not odd_reading(known._replace(served=served[:1]), "vin:A")
    assert reaches(known, "vin:A", 10_012) == day("2026-10-28")


def test_a_car_that_stands_still_reaches_nothing_within_the_calendar():
    stood = order("2026-01-31", 1, ServiceType.REPAIR, opened="2026-01-31")
    known = history(bought=(sale("1990-01-01"),), served=(stood,))

    assert reaches(known, "vin:A", 10_000) is None


def test_months_and_kilometres_that_are_a_pair_are_one_contact_on_the_earlier_day():
    served = (order("2026-01-31", 1_000, ServiceType.REPAIR),)
    known = history(bought=(sale("2026-01-01"),), served=served)

    found = due(known, "2026-10-28", Programme.MANT)

    assert [one.window_to for one in found] == [day("2026-02-01"), day("2026-10-28")]


def test_a_maintenance_shortly_below_a_multiple_is_that_of_the_multiple():
    def next_days(km: int) -> list[date]:
        served = (order("2026-01-31", km),)
        known = history(bought=(sale("2025-12-31"),), served=served)
        return [one.window_to for one in due(known, "2026-03-01", Programme.MANT)]

    assert next_days(9_000) == [day("2026-01-31"), day("2026-03-10")]  # of 20,000 km
    assert next_days(8_999) == [day("2026-01-31"), day("2026-02-04")]  # of 10,000 km


@pytest.mark.parametrize(
    ("km", "odd"), [(900, True), (1_000, False), (31_000, False), (31_001, True)]
)
def test_a_reading_that_falls_or_leaps_gives_no_projection(km: int, odd: bool):  # noqa: FBT001 - a case
    served = (
        order("2026-01-01", 1_000, ServiceType.REPAIR, UUID(int=20)),
        order("2026-01-31", km, ServiceType.REPAIR, UUID(int=21)),
    )
    known = history(served=served)

    assert odd_reading(known, "vin:A") is odd
    assert (reaches(known, "vin:A", 40_000) is None) is (odd or km == 1_000)


def test_the_former_owner_of_a_car_is_invited_no_more():
    known = history(bought=(sale("2025-12-01", former=True),), consents=offers(Channel.LETTER))

    assert {one.reason for one in due(known, "2026-11-15", Programme.MANT)} == {"superseded"}
    assert states(known, Programme.ANIV, ["2026-11-12"]) == ["closed:superseded"]


def test_an_anniversary_letter_opens_three_weeks_before_and_ends_on_the_day():
    known = history(bought=(sale("2025-12-01"),), consents=offers(Channel.EMAIL))
    days = ("2026-11-09", "2026-11-10", "2026-11-17", "2026-11-18", "2026-12-01", "2026-12-02")

    assert states(known, Programme.ANIV, days) == [
        "-",
        "open:in_window",
        "open:in_window",
        "open:late",
        "open:late",
        "expired:past_expiry",
    ]


def test_a_letter_needs_any_consent_to_offers_and_no_opposition():
    bought = (sale("2025-12-01"),)
    both = {
        **offers(Channel.EMAIL),
        **offers(Channel.PHONE, decision=Decision.OPPOSE),
    }

    def state(consents: Consents) -> list[str]:
        return states(history(bought=bought, consents=consents), Programme.ANIV, ["2026-11-12"])

    assert state({}) == ["blocked:no_consent"]
    assert state(offers(Channel.EMAIL)) == ["open:in_window"]
    assert state(both) == ["blocked:opposed"]


@pytest.mark.parametrize(
    ("purpose", "channel"),
    [
        (Purpose.SERVICE, Channel.PHONE),
        (Purpose.SURVEY, Channel.EMAIL),
        (Purpose.QUOTE, Channel.WHATSAPP),
        (Purpose.ANSWER, Channel.LETTER),
    ],
)
def test_a_letter_with_an_offer_is_stopped_by_an_opposition_to_anything(
    purpose: Purpose, channel: Channel
):
    opposed = offers(channel, decision=Decision.OPPOSE, purpose=purpose)
    refused = offers(channel, decision=Decision.REFUSE, purpose=purpose)

    def state(more: Consents) -> list[str]:
        known = history(bought=(sale("2025-12-01"),), consents={**offers(Channel.EMAIL), **more})
        return states(known, Programme.ANIV, ["2026-11-12"])

    assert state(opposed) == ["blocked:opposed"]
    assert state(refused) == ["open:in_window"]


def test_a_birthday_is_open_three_days_before_and_through_the_next_working_day():
    known = history(born=day("1990-11-27"), consents=offers(Channel.WHATSAPP))  # a Friday in 2026
    days = ("2026-11-23", "2026-11-24", "2026-11-27", "2026-11-30", "2026-12-01")

    assert states(known, Programme.CUMPLE, days) == [
        "-",
        "open:in_window",
        "open:in_window",
        "open:late",
        "expired:past_expiry",
    ]


def test_a_birthday_in_a_leap_year_is_kept_on_the_28th_in_the_others():
    born = day("1992-02-29")

    assert birthday(born, 2027) == day("2027-02-28")
    assert birthday(born, 2028) == day("2028-02-29")


def test_whoever_never_bought_and_allowed_nothing_is_not_even_listed():
    assert states(history(born=day("1990-11-27")), Programme.CUMPLE, ["2026-11-25"]) == ["-"]


def test_a_season_passes_over_who_bought_or_maintained_shortly_before():
    allowed = offers(Channel.PHONE)
    summer = day("2026-12-01")

    def state(**known: object) -> list[str]:
        found = due(history(consents=allowed, **known), "2026-12-01", Programme.TEMPORADA)
        return [f"{one.state}:{one.reason}" for one in found if one.opens_on == summer]

    assert state(bought=(sale("2026-06-02"),)) == []
    assert state(bought=(sale("2026-06-01"),)) == ["open:in_window"]
    assert state(served=(order("2026-09-02"),)) == []
    assert state(served=(order("2026-09-01"),)) == ["open:in_window"]
    assert state(served=(order("2026-11-20", None, ServiceType.REPAIR),)) == ["open:in_window"]


def test_in_peru_a_list_does_not_prove_that_the_person_asked():
    listed = offers(Channel.PHONE, initiative=Initiative.IMPORT)
    said = offers(Channel.PHONE)
    bought = (sale("2026-01-31"),)
    peru = history(country=Country.PE, bought=bought, reach=Reach(phone=True))

    def state(known: History, programme: Programme, today: str) -> list[str]:
        return states(known, programme, [today])

    assert state(peru._replace(consents=listed), Programme.MANT, "2026-02-10") == [
        "blocked:initiative_unproved"
    ]
    assert state(peru._replace(consents=said), Programme.MANT, "2026-02-10") == ["open:in_window"]
    assert state(peru, Programme.MANT, "2026-02-10") == ["blocked:no_consent"]
    refused = peru._replace(consents=offers(Channel.PHONE, decision=Decision.REFUSE))
    assert state(refused, Programme.MANT, "2026-02-10") == ["blocked:no_consent"]
    assert state(peru, Programme.POSTVENTA, "2026-02-03") == ["open:in_window"]
    chile = peru._replace(country=Country.CL)
    assert state(chile, Programme.MANT, "2026-02-10") == ["open:in_window"]


def test_who_opposed_offers_by_telephone_is_invited_to_the_workshop_by_telephone_in_chile_only():
    opposed = offers(Channel.PHONE, decision=Decision.OPPOSE)
    known = history(bought=(sale("2026-01-31"),), reach=Reach(phone=True), consents=opposed)
    by_mail = Reach(phone=True, email=True)

    def state(one: History) -> list[str]:
        return states(one, Programme.MANT, ["2026-02-10"])

    assert state(known) == ["open:in_window"]
    peru = known._replace(country=Country.PE)
    assert state(peru) == ["blocked:opposed"]
    assert state(peru._replace(reach=by_mail)) == ["open:in_window"]


def test_a_car_of_three_years_opens_the_talk_of_renewal_unless_a_complaint_is_open():
    allowed = offers(Channel.PHONE)
    known = history(bought=(sale("2023-11-15"),), consents=allowed)
    upset = known._replace(complaints=(Complained(CASE, day("2026-11-30")),))

    days = ("2026-11-30", "2026-12-01", "2027-01-30", "2027-01-31")
    assert states(known, Programme.REEMPLAZO, days) == [
        "-",
        "open:in_window",
        "open:late",
        "expired:past_expiry",
    ]
    assert states(upset, Programme.REEMPLAZO, ["2026-12-01"]) == ["-"]


def test_a_closed_complaint_is_asked_after_ten_days_later_by_the_chief():
    case = Complained(CASE, day("2026-11-01"), day("2026-11-10"))
    known = history(complaints=(case,))

    assert states(known, Programme.RECONTACTO, ["2026-11-19", "2026-11-20"]) == [
        "-",
        "open:in_window",
    ]
    done = history(complaints=(case._replace(recontacted=True),))
    assert states(done, Programme.RECONTACTO, ["2026-11-20"]) == ["closed:done"]


def test_loyal_is_who_bought_twice_or_once_with_three_maintenances():
    allowed = offers(Channel.PHONE)
    twice = (sale("2026-01-10"), sale("2026-11-10", UUID(int=5), "vin:B"))
    cared = tuple(
        order(closed, None, ServiceType.MAINTENANCE, UUID(int=30 + n))
        for n, closed in enumerate(("2026-02-10", "2026-06-10", "2026-11-10"))
    )

    assert states(history(bought=twice, consents=allowed), Programme.LEAL, ["2026-11-10"]) == [
        "open:in_window"
    ]
    once = history(bought=twice[:1], consents=allowed)
    assert states(once, Programme.LEAL, ["2026-11-10"]) == ["-"]
    assert states(once._replace(served=cared), Programme.LEAL, ["2026-11-10"]) == ["open:in_window"]


def test_what_another_owner_had_maintained_makes_nobody_loyal():
    theirs = tuple(
        order(closed, None, ServiceType.MAINTENANCE, UUID(int=30 + n))._replace(mine=False)
        for n, closed in enumerate(("2025-02-10", "2025-06-10", "2025-11-10"))
    )
    known = history(bought=(sale("2026-01-10"),), served=theirs, consents=offers(Channel.PHONE))

    assert states(known, Programme.LEAL, ["2026-02-10"]) == ["-"]


def test_the_third_miss_closes_a_contact_for_good():
    bought = (sale("2026-11-10"),)
    (open_one,) = due(history(bought=bought), "2026-11-13", Programme.POSTVENTA)
    misses = tuple(
        MadeAttempt(
            id=UUID(int=40 + n),
            made_at=datetime.fromisoformat(at),
            outcome=Outcome.NO_ANSWER,
            by="carla",
        )
        for n, at in enumerate(
            ("2026-11-13T13:00:00Z", "2026-11-14T16:00:00Z", "2026-11-16T19:00:00Z")
        )
    )

    (tried,) = due(
        history(bought=bought, attempts={open_one.id: misses}), "2026-11-16", Programme.POSTVENTA
    )

    assert (tried.state, tried.reason, len(tried.attempts)) == ("closed", "not_insisting", 3)


def test_a_changed_rule_changes_the_plan_from_its_day_on():
    later = SHIPPED[0].model_copy(update={"valid_from": day("2026-11-20"), "opens": 1})
    known = history(bought=(sale("2026-11-18"),))

    before = due(known, "2026-11-19", Programme.POSTVENTA, rules_on(day("2026-11-19"), (later,)))
    after = due(known, "2026-11-20", Programme.POSTVENTA, rules_on(day("2026-11-20"), (later,)))

    assert before == []
    assert [one.opens_on for one in after] == [day("2026-11-19")]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-10-31", 1, "2026-11-30"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-15", 0, "2026-01-15"),
    ],
)
def test_months_end_on_the_last_day_of_a_shorter_month(start: str, months: int, end: str):
    assert add_months(day(start), months) == day(end)


def test_the_first_of_a_month_is_on_or_after_the_day():
    assert first_of_month(day("2026-12-02")) == day("2027-01-01")
    assert first_of_month(day("2026-12-01")) == day("2026-12-01")


_DAYS = st.dates(day("2023-01-01"), day("2026-12-31"))
_SALES = st.lists(st.tuples(_DAYS, st.sampled_from(["vin:A", "vin:B"])), max_size=4)
_ORDERS = st.lists(
    st.tuples(_DAYS, st.sampled_from(list(ServiceType)), st.integers(0, 200_000)), max_size=5
)


@given(_SALES, _ORDERS, _DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_and_the_future_do_not_matter(
    sales: list[tuple[date, str]],
    orders: list[tuple[date, ServiceType, int]],
    today: date,
    chance: Random,
):
    bought = [Bought(UUID(int=100 + n), on, car, "c", "N") for n, (on, car) in enumerate(sales)]
    served = [
        Served(UUID(int=200 + n), on, on, kind, "vin:A", "N", km)
        for n, (on, kind, km) in enumerate(orders)
    ]
    known = history(born=day("1990-05-05"), consents=offers(*Channel), bought=tuple(bought))
    known = known._replace(served=tuple(served))
    calendar = BusinessCalendar(Country.CL)
    planned = plan(known, RULES, Span(today, today), calendar)

    chance.shuffle(bought)
    chance.shuffle(served)
    past = known._replace(
        bought=tuple(one for one in bought if one.day <= today),
        served=tuple(one for one in served if one.opened <= today),
    )

    assert plan(past, RULES, Span(today, today), calendar) == planned
    assert len({one.id for one in planned}) == len(planned)
    assert all(one.opens_on <= today for one in planned)
    assert all(one.opens_on <= one.window_to <= one.expires_on for one in planned)
    morrow = Span(*[today + timedelta(days=1)] * 2)
    tomorrow = {one.id for one in plan(past, RULES, morrow, calendar)}
    kept = {"POSTVENTA", "POSTSERV", "MSI", "ANIV"}
    assert {one.id for one in planned if one.programme in kept} <= tomorrow
    lately = plan(known, RULES, Span(today, today, today), calendar)
    assert lately == [one for one in planned if one.expires_on >= today]


def test_a_programme_is_over_after_as_many_misses_as_its_rule_says():
    bought = history(bought=(sale("2026-11-10"),))
    [survey] = due(bought, "2026-12-05", Programme.MSI)
    misses = [
        MadeAttempt(
            id=UUID(int=n),
            made_at=datetime.fromisoformat(f"2026-12-0{n}T{6 + 4 * n:02}:00:00-03:00"),
            outcome=Outcome.NO_ANSWER,
            by="carla",
        )
        for n in (1, 2)
    ]
    once = history(bought=bought.bought, attempts={survey.id: misses[:1]})
    twice = history(bought=bought.bought, attempts={survey.id: misses})

    assert states(once, Programme.MSI, ["2026-12-05"]) == ["open:in_window"]
    assert states(twice, Programme.MSI, ["2026-12-05"]) == ["closed:not_insisting"]


def news(kind: NewsKind, on: str, **parts: object) -> News:
    told = {"code": "N1", "country": Country.CL, "title": "Noticia", **parts}
    return News.model_validate({"kind": kind, "on": day(on), **told})


LOYAL = (sale("2022-01-10"), sale("2024-01-10", UUID(int=5), "vin:B"))
LETTERS = offers(Channel.LETTER, Channel.EMAIL)


def test_a_new_model_is_shown_to_the_loyal_fourteen_days_before_the_others():
    launch = (news(NewsKind.LAUNCH, "2026-12-10", models=("CX-90",)),)
    loyal = history(bought=LOYAL, consents=LETTERS, news=launch)
    other = history(bought=LOYAL[:1], consents=LETTERS, news=launch)
    days = ("2026-11-25", "2026-11-26", "2026-12-09", "2026-12-10", "2026-12-11", "2027-01-10")

    assert states(loyal, Programme.MODELO, (*days, "2027-01-09")) == [
        "-",
        *["open:in_window"] * 3,
        "open:late",
        "expired:past_expiry",
        "open:late",
    ]
    assert states(other, Programme.MODELO, days) == [
        *["-"] * 3,
        "open:in_window",
        "open:late",
        "expired:past_expiry",
    ]
    assert states(other._replace(consents={}), Programme.MODELO, ["2026-12-10"]) == [
        "blocked:no_consent"
    ]


def test_an_event_invites_whom_has_no_pass_from_three_weeks_to_three_days_before():
    fair = news(NewsKind.EVENT, "2026-12-12", code=str(UUID(int=77)), branch="NUNOA")
    known = history(consents=LETTERS, news=(fair,))
    days = ("2026-11-20", "2026-11-21", "2026-12-09", "2026-12-10", "2026-12-12", "2026-12-13")

    assert states(known, Programme.EVENTO, days) == [
        "-",
        "open:in_window",
        "open:in_window",
        "open:late",
        "open:late",
        "expired:past_expiry",
    ]
    coming = known._replace(signed_up=frozenset({UUID(int=77)}))
    assert states(coming, Programme.EVENTO, ["2026-12-01"]) == ["closed:done"]
    assert states(known._replace(consents={}), Programme.EVENTO, ["2026-12-01"]) == ["-"]


def test_a_notice_is_for_loyal_owners_of_the_model():
    prize = (news(NewsKind.NOTICE, "2026-11-01", models=("cx-5",)),)
    days = ("2026-10-31", "2026-11-01", "2026-12-01", "2026-12-02")
    loyal = history(bought=LOYAL, consents=LETTERS, news=prize)
    others = (news(NewsKind.NOTICE, "2026-11-01", models=("CX-90",)),)

    assert states(loyal, Programme.AVISO, days) == [
        "-",
        "open:in_window",
        "open:in_window",
        "expired:past_expiry",
    ]
    assert states(loyal._replace(news=others), Programme.AVISO, ["2026-11-02"]) == ["-"]
    assert states(loyal._replace(bought=LOYAL[:1]), Programme.AVISO, ["2026-11-02"]) == ["-"]


def test_a_recall_is_told_to_who_owns_the_vehicle_whatever_offers_were_refused():
    key = vehicle_key(Country.CL, "A")
    recall = (news(NewsKind.RECALL, "2026-11-01", vehicles=frozenset({key})),)
    refused = offers(Channel.PHONE, decision=Decision.REFUSE)
    owner = history(bought=(sale("2024-01-10"),), consents=refused, news=recall)
    sold_on = history(bought=(sale("2024-01-10", former=True),), news=recall)

    assert states(owner, Programme.CAMPANA, ["2026-10-31", "2026-11-01"]) == ["-", "open:in_window"]
    assert states(sold_on, Programme.CAMPANA, ["2026-11-01"]) == ["-"]


def test_every_programme_says_why_it_is_due_or_not():
    bought = (sale("2026-11-10"),)
    case = Complained(CASE, day("2026-11-11"))
    known = history(bought=bought, consents=offers(Channel.PHONE), complaints=(case,))

    told = explain(known, RULES, day("2026-12-05"), BusinessCalendar(Country.CL))
    said = {(one.programme, one.excluded or (one.due and one.due.reason)) for one in told}

    assert {one.programme for one in told} == set(RULES)
    assert {
        ("POSTVENTA", "past_expiry"),
        ("MSI", "in_window"),
        ("TEMPORADA", "bought_lately"),
        ("MANT", "in_window"),
        ("ANIV", "not_begun"),
        ("REEMPLAZO", "open_complaint"),
        ("CUMPLE", "no_trigger"),
        ("LEAL", "no_trigger"),
    } <= said


def test_a_programme_that_the_dealer_does_not_run_says_so():
    rules = {**RULES, "MSI": RULES["MSI"].model_copy(update={"active": False})}
    told = explain(history(), rules, day("2026-12-05"), BusinessCalendar(Country.CL))

    assert [one.excluded for one in told if one.programme == "MSI"] == ["inactive"]


def test_a_survey_that_was_answered_since_asks_for_no_other():
    bought = (sale("2026-11-10"),)
    asked = history(bought=bought, served=(order("2026-11-20"),))

    def reasons(*answered: str) -> list[str]:
        known = asked._replace(answered=tuple(map(day, answered)))
        return sorted(one.reason for one in due(known, "2026-12-05", Programme.MSI))

    assert reasons() == ["in_window", "in_window"]
    assert reasons("2026-11-12") == ["done", "in_window"]
    assert reasons("2026-12-03") == ["done", "done"]
    assert reasons("2026-11-09") == ["in_window", "in_window"]


def test_a_letter_that_was_sent_uses_up_the_one_try_of_its_programme():
    bought = history(bought=(sale("2025-12-10"),), consents=offers(Channel.LETTER))
    [letter] = due(bought, "2026-11-25", Programme.ANIV)
    sent = MadeAttempt(
        id=UUID(int=1),
        made_at=datetime.fromisoformat("2026-11-25T10:00:00-03:00"),
        outcome=Outcome.SENT,
        by="admin",
    )
    after = bought._replace(attempts={letter.id: [sent]})

    assert states(after, Programme.ANIV, ["2026-11-26"]) == ["closed:done"]


def test_a_maintenance_says_which_it_is_and_other_contacts_say_nothing():
    known = history(bought=(sale("2025-11-20"),))

    maintenances = due(known, "2026-11-20", Programme.MANT)
    assert [(one.step, one.state.value) for one in maintenances] == [
        ("m1", "expired"),
        ("m12", "open"),
    ]
    assert [one.step for one in due(known, "2026-11-05", Programme.ANIV)] == [None]


def test_a_season_that_the_dealer_lets_begin_earlier_begins_earlier():
    early = RULES | {
        Programme.TEMPORADA: RULES[Programme.TEMPORADA].model_copy(update={"opens": -10})
    }
    known = history(consents=offers(*Channel), bought=(sale("2025-01-10"),))

    def opened(today: str) -> list[str]:
        found = due(known, today, Programme.TEMPORADA, early)
        return [one.opens_on.isoformat() for one in found if one.state != "expired"]

    assert opened("2026-05-21") == []
    assert opened("2026-05-22") == ["2026-05-22"]
