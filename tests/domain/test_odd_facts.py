"""What odd facts of lists make due: literal days, each at the edge where it could go wrong."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.consent import Channel
from app.domain.contact_rules import Programme
from app.domain.dues import is_listed
from app.domain.imports import ServiceType
from app.domain.planning import odd_reading, reaches
from tests.domain.test_planning import day, due, history, offers, order, sale, states


def windows(known, today, programme):
    found = due(known, today, programme)
    return [(str(one.opens_on), str(one.window_to), str(one.expires_on)) for one in found]


def test_whoever_is_not_born_yet_has_no_birthday_before_the_second_one():
    ahead = history(
        born=day("2026-12-20"), bought=(sale("2026-01-05"),), consents=offers(Channel.WHATSAPP)
    )
    days = ("2026-12-17", "2026-12-20", "2027-12-16", "2027-12-17", "2027-12-20")

    assert states(ahead, Programme.CUMPLE, days) == [
        "-",
        "-",
        "-",
        "open:in_window",
        "open:in_window",
    ]


def test_a_car_that_was_sold_before_its_buyer_s_birth_is_followed_up_like_any_other():
    known = history(
        born=day("2026-03-01"), bought=(sale("2026-02-20"),), consents=offers(Channel.WHATSAPP)
    )

    assert states(known, Programme.POSTVENTA, ["2026-02-22", "2026-02-23", "2026-03-07"]) == [
        "-",
        "open:in_window",
        "open:late",
    ]
    assert states(known, Programme.CUMPLE, ["2026-02-26", "2026-03-01", "2027-02-26"]) == [
        "-",
        "-",
        "open:in_window",
    ]


@pytest.mark.parametrize(
    ("km", "later", "odd"),
    [
        (301_000, "2026-01-31", True),  # 300,000 more in a month
        (301_000, "2026-10-27", True),  # in 299 days
        (301_000, "2026-10-28", False),  # in 300 days: 1,000 a day
        (700, "2026-10-28", True),  # 300 less
    ],
)
def test_a_reading_300_000_higher_or_a_lower_one_leaves_the_months_alone(
    *, km: int, later: str, odd: bool
):
    known = history(
        bought=(sale("2025-12-31"),),
        served=(
            order("2026-01-01", 1_000, ServiceType.REPAIR, UUID(int=20)),
            order(later, km, ServiceType.REPAIR, UUID(int=21)),
        ),
    )

    assert odd_reading(known, "vin:A") is odd
    assert (reaches(known, "vin:A", 310_000) is None) is odd
    by_months = [one.window_to for one in due(known, "2026-12-10", Programme.MANT) if odd]
    assert by_months == [day("2026-01-31"), day("2026-12-31")] * odd


def test_thirty_six_months_from_a_29th_of_february_end_on_the_28th():
    known = history(bought=(sale("2024-02-29"),), consents=offers(Channel.PHONE))

    letters = {
        today: windows(known, today, Programme.ANIV)[-1] for today in ("2027-02-06", "2027-02-07")
    }
    assert letters == {
        "2027-02-06": ("2026-02-07", "2026-02-14", "2026-02-28"),  # still that of 24 months
        "2027-02-07": ("2027-02-07", "2027-02-14", "2027-02-28"),
    }
    assert windows(known, "2027-02-28", Programme.MANT)[-1] == (
        "2027-02-07",
        "2027-02-28",
        "2027-04-14",
    )
    assert windows(known, "2027-03-01", Programme.REEMPLAZO) == [
        ("2027-03-01", "2027-03-31", "2027-04-30")
    ]


def test_a_delivery_36_months_ahead_makes_nothing_due_before_it():
    known = history(bought=(sale("2029-11-26"),))
    days = ("2026-11-26", "2029-11-28", "2029-11-29", "2029-12-11", "2029-12-12")

    assert states(known, Programme.POSTVENTA, days) == [
        "-",
        "-",
        "open:in_window",
        "open:late",
        "expired:past_expiry",
    ]


def test_windows_go_on_over_the_end_of_a_year():
    known = history(
        born=day("1988-01-02"), bought=(sale("2026-12-28"),), consents=offers(Channel.WHATSAPP)
    )

    assert states(known, Programme.POSTVENTA, ["2026-12-30", "2026-12-31", "2027-01-02"]) == [
        "-",
        "open:in_window",
        "open:in_window",
    ]
    assert states(known, Programme.POSTVENTA, ["2027-01-03", "2027-01-12", "2027-01-13"]) == [
        "open:late",
        "open:late",
        "expired:past_expiry",
    ]
    # the 2nd is a Saturday: through Monday
    assert windows(known, "2026-12-30", Programme.CUMPLE) == [
        ("2026-12-30", "2027-01-02", "2027-01-04")
    ]
    assert states(known, Programme.CUMPLE, ["2026-12-29", "2027-01-04", "2027-01-05"]) == [
        "-",
        "open:late",
        "expired:past_expiry",
    ]
    eve = known._replace(born=day("1988-12-31"))  # New Year's Day and a weekend follow
    assert windows(eve, "2026-12-31", Programme.CUMPLE) == [
        ("2026-12-28", "2026-12-31", "2027-01-04")
    ]
    greeted = history(bought=(sale("2025-12-28"),), consents=offers(Channel.PHONE))
    assert windows(greeted, "2027-01-15", Programme.TEMPORADA)[-1] == (
        "2026-12-01",
        "2026-12-31",
        "2027-01-15",
    )


@pytest.mark.parametrize(
    ("sold", "before", "since"),
    [
        # 6 September 2026 begins at 01:00 in Santiago: its midnight does not exist
        ("2026-09-03", "2026-09-06T03:59:59", "2026-09-06T04:00:00"),
        # the last hour of 4 April 2026 comes twice
        ("2026-04-02", "2026-04-05T03:30:00", "2026-04-05T04:00:00"),
    ],
)
def test_a_window_begins_with_its_day_when_the_clocks_change(sold: str, before: str, since: str):
    opens = {"2026-09-03": "2026-09-06", "2026-04-02": "2026-04-05"}[sold]
    [one] = due(history(bought=(sale(sold),)), opens, Programme.POSTVENTA)

    listed = [
        is_listed(one, datetime.fromisoformat(moment).replace(tzinfo=UTC), "America/Santiago")
        for moment in (before, since)
    ]
    assert (str(one.opens_on), listed) == (opens, [False, True])
    # five days are five days, whatever their hours
    assert (one.window_to - one.opens_on).days == 2
    assert (one.expires_on - one.opens_on).days == 12
