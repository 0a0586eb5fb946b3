"""What programmes make due of who somebody is, and of our news, is what a slow reading says.

The other half of ``test_due_oracle``, which is about cars. The oracle knows how the facts were
told, nothing of records, histories or plans.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.domain.business_days import BusinessCalendar
from app.domain.people import Country
from sync_server.services.contacts.planner import Planner
from tests.sync_server.offices import Server, whole_list
from tests.sync_server.someone import (
    CHANGED,
    EVERYONE,
    FAIR,
    FAIR_TOLD,
    JUDGED,
    LAUNCHES,
    NOTICE,
    RECALL,
    TODAY,
    Someone,
    ago,
    brought,
    full_name,
    people,
    told,
)
from tests.sync_server.test_due_oracle import months

Line = tuple[str, str, str, str]  # programme, first day, last day, state
_CHILE = BusinessCalendar(Country.CL)
_numbers = count(1)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(those=EVERYONE, day=0, planned=True)
@example(those=CHANGED, day=-10, planned=True)
@given(
    those=st.lists(people, min_size=2, max_size=4),
    day=st.integers(-60, 60),
    planned=st.booleans(),
)
def test_what_is_due_of_somebody_is_what_the_rules_say(
    server: Server, those: list[Someone], day: int, *, planned: bool
):
    if first_time := not whole_list(server, every_state=True):
        told(server)
    tablet, named = server.tablet(), [(f"P{next(_numbers)}", one) for one in those]
    over = dict[str, tuple[str, str]]()
    for key, one in named:
        over |= brought(server, tablet, key, one)
        if planned:
            Planner(server.database, server.clock).work()

    for on in {TODAY + timedelta(days=day), TODAY}:
        facts = {(key, *line) for key, one in named for line in oracle(one, on)}
        expected = {after(line, over, on) for line in facts}
        keys = {key for key, _ in named}
        every = listed(server, on, keys, every_state=True)
        assert every == expected
        open_ones = {line for line in every if line[-1] in {"open", "blocked"}}
        assert listed(server, on, keys) == open_ones
    if first_time and those == EVERYONE:
        assert {line[1] for line in every} == JUDGED
        assert {line[-1] for line in every} == {"open", "blocked", "closed", "expired"}


def listed(server: Server, on: date, keys: set[str], **asked: bool) -> set[tuple[str, ...]]:
    columns = ("programme", "window_from", "expires_on", "state")
    names = {full_name(key): key for key in keys}
    return {
        (names[row["customer"]], *(row[name] for name in columns))
        for row in whole_list(server, as_of=on.isoformat(), **asked)
        if row["programme"] in JUDGED and row["customer"] in names
    }


def after(line: tuple[str, ...], closed: dict[str, tuple[str, str]], on: date) -> tuple[str, ...]:
    """Return a line as it is once a call has closed it."""
    if on >= TODAY and closed.get(line[0]) == line[1:3]:
        return (*line[:-1], "closed")
    return line


# --- the oracle


def oracle(one: Someone, today: date) -> Iterator[Line]:
    one = one._replace(offers=offers_on(one, today))
    bought = sorted(day for days in one.bought if (day := ago(days)) <= today)
    cared = sorted(day for days in one.cared if (day := ago(days)) <= today)
    loyal = loyal_since(bought, cared)
    if bought or cared or one.offers:
        yield from birthday(one, today)
        yield from season(one, bought, cared, today)
        yield from news_of(one, loyal, today, owns=bool(bought))
    if loyal is not None:
        years = max(n for n in range(9) if months(loyal, 12 * n) <= today)
        may = "phone" in one.offers
        yield from line("LEAL", months(loyal, 12 * years), (0, 60), today, may=may)
    if one.called_back and one.bought and ago(one.bought[0]) <= today:
        yield from line("CAMPANA", max(ago(one.bought[0]), RECALL), (0, 180), today)
    if one.complained is not None and one.complained[1] is not None:
        closed = ago(one.complained[0]) + timedelta(days=one.complained[1])
        if closed <= today:
            said = closed + timedelta(days=one.content) if one.content is not None else None
            over = said is not None and said <= min(today, TODAY)
            yield from ended(line("RECONTACTO", closed, (10, 30), today), over=over)
    if one.came is not None:
        yield from visited(one, today)


def offers_on(one: Someone, today: date) -> frozenset[str]:
    """Return the channels on which somebody allowed offers by a day."""
    granted, opposed = map(ago, one.decided) if one.decided else (date.max, date.max)
    if today >= opposed:
        return one.offers - {"phone"}
    offers = one.offers | ({"phone"} if today >= granted else set())
    return offers | {"letter"} if offers else offers


def news_of(one: Someone, loyal: date | None, today: date, *, owns: bool) -> Iterator[Line]:
    by_mail, by_letter = "email" in one.offers, one.address and "letter" in one.offers
    for on in LAUNCHES.values():
        first = -14 if loyal is not None and loyal <= on else 0
        yield from line("MODELO", on, (first, 30), today, may=by_letter or by_mail)
    if owns and loyal is not None and loyal <= NOTICE:
        yield from line("AVISO", NOTICE, (0, 30), today, may=by_mail)
    if today >= FAIR_TOLD:
        over = one.signed_up is not None and ago(one.signed_up) <= today
        yield from ended(line("EVENTO", FAIR, (-21, 0), today, may=by_letter), over=over)


def visited(one: Someone, today: date) -> Iterator[Line]:
    assert one.came is not None
    days, intent, student = one.came
    if student and intent is not None and intent <= 3:
        for year in (1, 2, 3):
            day = months(ago(days), 12 * year)
            yield from line("SEMBRADO", day, (0, 60), today, may="phone" in one.offers)
    else:
        hot = intent is not None and intent >= 8
        yield from line("POTENCIAL", ago(days), (0 if hot else 1, 30), today)


def birthday(one: Someone, today: date) -> Iterator[Line]:
    for year in (today.year - 1, today.year, today.year + 1):
        if one.born is None:
            continue
        leap = (one.born.month, one.born.day) == (2, 29) and year % 4 != 0
        day = date(year, 2, 28) if leap else one.born.replace(year=year)
        last = day + timedelta(days=1)
        while _CHILE.day_off(last) is not None:
            last += timedelta(days=1)
        if (today - day).days < 330:
            may = one.address and "letter" in one.offers
            yield from line("CUMPLE", day, (-3, (last - day).days), today, may=may)


def season(one: Someone, bought: list[date], cared: list[date], today: date) -> Iterator[Line]:
    for start in (date(today.year - n, month, 1) for n in (0, 1) for month in (6, 12)):
        lately = [
            on
            for days, number in ((bought, 6), (cared, 3))
            for day in days
            for on in (start, today)
            if day <= on < months(day, number)
        ]
        if not lately:
            yield from line("TEMPORADA", start, (0, 45), today, may="phone" in one.offers)


def loyal_since(bought: list[date], cared: list[date]) -> date | None:
    found = bought[1:2]
    for first_one, third in zip(cared, cared[2:], strict=False):
        if bought and third <= months(first_one, 36):
            found.append(max(third, bought[0]))
            break
    return min(found, default=None)


def line(
    programme: str, day: date, span: tuple[int, int], today: date, *, may: bool = True
) -> Iterator[Line]:
    opens, ends = (day + timedelta(days=days) for days in span)
    if opens <= today:
        state = "expired" if today > ends else "open" if may else "blocked"
        yield programme, opens.isoformat(), ends.isoformat(), state


def ended(lines: Iterator[Line], *, over: bool) -> Iterator[Line]:
    """Yield lines as closed once what they ask for was done."""
    yield from ((*line[:-1], "closed") if over else line for line in lines)
