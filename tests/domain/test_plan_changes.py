"""A plan holds until the day that is told of it: what happens before is known beforehand."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.business_days import BusinessCalendar
from app.domain.consent import Channel
from app.domain.dues import DueContact
from app.domain.history import Bought, Complained, History, Served
from app.domain.imports import ServiceType
from app.domain.news import News, NewsKind
from app.domain.people import Country
from app.domain.plan_changes import outlook
from app.domain.planning import Span, known_dues
from tests.domain.test_planning import RULES, history, offers, order, sale

AHEAD, BEHIND = timedelta(days=7), timedelta(days=30)
CALENDAR = BusinessCalendar(Country.CL)
LAUNCH = News(
    kind=NewsKind.LAUNCH, code="CX90", country=Country.CL, on=date(2026, 6, 1), title="CX-90"
)

_DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
_BOUGHT = st.builds(
    Bought,
    record=st.integers(100, 109).map(lambda n: UUID(int=n)),
    day=_DAYS,
    vehicle=st.sampled_from(["vin:A", "vin:B"]),
    owner=st.just("carla"),
    branch=st.just("NUNOA"),
    former=st.booleans(),
)


@st.composite
def _served(draw: st.DrawFn) -> Served:
    opened = draw(_DAYS)
    shut = draw(st.none() | st.integers(0, 20))
    return Served(
        record=UUID(int=draw(st.integers(200, 299))),
        opened=opened,
        closed=None if shut is None else opened + timedelta(days=shut),
        service=draw(st.sampled_from(list(ServiceType))),
        vehicle="vin:A",
        branch="NUNOA",
        km=draw(st.none() | st.integers(0, 90_000)),
    )


@st.composite
def _complained(draw: st.DrawFn) -> Complained:
    told = draw(_DAYS)
    closed = draw(st.none() | st.integers(0, 60))
    after = None if closed is None else told + timedelta(days=closed)
    return Complained(UUID(int=300), told, after)


_HISTORIES = st.builds(
    lambda bought, served, complaints, born, news: history(
        born=born,
        consents=offers(*Channel),
        bought=tuple(bought),
        served=tuple(served),
        complaints=tuple(complaints),
        news=news,
    ),
    st.lists(_BOUGHT, max_size=4, unique_by=lambda one: one.record),
    st.lists(_served(), max_size=5, unique_by=lambda one: one.record),
    st.lists(_complained(), max_size=1),
    st.none() | st.just(date(1988, 2, 29)),
    st.sampled_from([(), (LAUNCH,)]),
)


def span(today: date) -> Span:
    return Span(today, today + AHEAD, today - BEHIND)


def dues_of(known: History, today: date) -> dict[UUID, DueContact]:
    return {due.id: due for due in known_dues(known, RULES, span(today), CALENDAR)}


def change(known: History, today: str) -> str:
    return outlook(known, RULES, span(date.fromisoformat(today)), CALENDAR).next_on.isoformat()


@given(_HISTORIES, _DAYS)
def test_until_that_day_the_plan_is_the_same_every_day(known: History, today: date):
    dues, after = outlook(known, RULES, span(today), CALENDAR)
    planned = {due.id: due for due in dues}

    assert today < after <= today + timedelta(days=400)
    for number in range((after - today).days):
        assert dues_of(known, today + timedelta(days=number)) == planned


def test_a_window_is_seen_a_week_ahead_and_forgotten_a_month_after_its_end():
    bought = history(bought=(sale("2026-03-10"),))

    assert change(bought, "2026-03-10") == "2026-03-13"  # of the first service, from 20 March on
    assert change(bought, "2026-03-13") == "2026-03-25"  # the survey of 1 April
    assert change(bought, "2026-03-25") == "2026-04-25"  # the call about the sale, open to 25 March


def test_a_fact_that_is_dated_ahead_changes_the_plan_on_its_day():
    tomorrow_it_is_delivered = history(bought=(sale("2026-03-10"),))
    another_buys_it = history(turns=(date(2026, 3, 12),))

    assert change(tomorrow_it_is_delivered, "2026-03-09") == "2026-03-10"
    assert change(another_buys_it, "2026-03-09") == "2026-03-12"


def test_a_maintenance_keeps_the_greeting_of_the_season_away_for_three_months():
    known = history(consents=offers(*Channel), served=(order("2026-04-02"),))

    assert change(known, "2026-07-01") == "2026-07-02"


def test_of_whom_nothing_is_known_nothing_is_expected_for_more_than_a_year():
    assert change(history(), "2026-03-01") == "2027-04-05"
