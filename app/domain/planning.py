"""Which contacts fall due of what a customer bought, had serviced, and is? Pure, for one customer.

A fact dated after the day does not exist; before its window a contact is not there. The same
facts on the same day give the same contacts, whatever the order they came in.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple
from uuid import UUID

from app.domain.attempts import union
from app.domain.business_days import BusinessCalendar
from app.domain.contact_consent import way
from app.domain.contact_rules import Programme, Rule
from app.domain.dues import DueContact, DueReason, DueState, is_one_call, state_on, without_phone
from app.domain.handbook import PAIRS
from app.domain.history import Bought, Cause, Exclusion, History, Served
from app.domain.imports import ServiceType
from app.domain.months import add_months, birthday, first_of_month
from app.domain.news_causes import is_ours, told
from app.domain.odometer import FAR_PER_DAY, SERVICE_STEP
from app.domain.programmes import with_attempts

_COUNTS_AS = 1_000  # km below a multiple at which a maintenance is that of the multiple
_DONE_BEFORE = 30  # days before the due day from which a maintenance is the one meant
_BOUGHT, _MAINTAINED = 6, 3  # months without a season's greeting
_YEARLY = timedelta(days=330)  # for so long a birthday is looked back at, until the next is near


class Span(NamedTuple):
    """The day that is asked about, the last one on which a window may begin.

    What was over before ``since`` is not asked about.
    """

    today: date
    last: date
    since: date = date.min


def plan(
    history: History, rules: Mapping[str, Rule], span: Span, calendar: BusinessCalendar
) -> list[DueContact]:
    """Return the contacts whose window begins in the span, with their state on its day.

    Those that begin after that day are as they are now known; those that were over before the
    span's ``since`` are left out.
    """
    stated = [on_day(due, span.today) for due in known_dues(history, rules, span, calendar)]
    return sorted(stated, key=lambda due: (due.expires_on, due.programme, due.id))


def known_dues(
    history: History, rules: Mapping[str, Rule], span: Span, calendar: BusinessCalendar
) -> list[DueContact]:
    """Return the contacts of a span as the facts alone tell them: open, blocked or closed."""
    known = until(history, span.today)
    return [
        due_of(known, rule, cause)
        for cause in causes(known, rules, span, calendar)
        if (rule := rules.get(cause.programme)) is not None
        and rule.active
        and cause.excluded is None
        and opens_on(cause, rule) <= span.last
        and expires_on(cause, rule) >= span.since
    ]


def opens_on(cause: Cause, rule: Rule) -> date:
    return cause.day + timedelta(days=rule.opens if cause.opens is None else cause.opens)


def expires_on(cause: Cause, rule: Rule) -> date:
    return cause.expires or cause.day + timedelta(days=rule.expires)


def readings(history: History, vehicle: str) -> list[tuple[date, int]]:
    """Return the odometer readings of a vehicle, oldest first; a new car has none at its sale.

    One that was read before its sale is not new, or was made ready for its delivery.
    """
    sold = [(sale.day, 0) for sale in history.bought if sale.vehicle == vehicle and not sale.used]
    seen = [(s.opened, s.km) for s in history.served if s.vehicle == vehicle and s.km is not None]
    new = [one for one in sold[:1] if all(one[0] <= day for day, _ in seen)]
    return sorted({*new, *seen})


def odd_reading(history: History, vehicle: str) -> bool:
    """Say whether the last two readings fall or leap and nobody has looked at the newer one."""
    known = readings(history, vehicle)
    if len(known) < 2:  # noqa: PLR2004 - a line needs two points
        return False
    (day, km), (later, more) = known[-2:]
    fits = km <= more <= km + max((later - day).days, 1) * FAR_PER_DAY
    return not fits and not _is_sure(history, vehicle, later, more)


def _is_sure(history: History, vehicle: str, day: date, km: int) -> bool:
    return any(
        order.sure and (order.vehicle, order.opened, order.km) == (vehicle, day, km)
        for order in history.served
    )


def reaches(history: History, vehicle: str, km: int) -> date | None:
    """Return the day on which a vehicle reaches ``km`` on the line through its last readings.

    ``None`` where two readings say nothing, and for a car that stands still: later than a calendar
    goes is never.
    """
    known = readings(history, vehicle)
    if len(known) < 2 or odd_reading(history, vehicle):  # noqa: PLR2004 - see above
        return None
    (day, first), (later, last) = known[-2:]
    days, driven = (later - day).days, last - first
    if days <= 0 or driven <= 0:
        return None
    try:
        return later + timedelta(days=ceil((km - last) * days / driven))
    except OverflowError:
        return None


def on_day(due: DueContact, today: date) -> DueContact:
    state, reason = state_on(due, today)
    return due.model_copy(update={"state": state, "reason": reason})


def until(history: History, today: date) -> History:
    """Leave out what had not happened by ``today``."""
    bought = [sale for sale in history.bought if sale.day <= today]
    served = [
        order._replace(closed=order.closed if order.closed and order.closed <= today else None)
        for order in history.served
        if order.opened <= today
    ]
    told = [
        case._replace(closed=case.closed if case.closed and case.closed <= today else None)
        for case in history.complaints
        if case.told <= today
    ]
    return history._replace(
        bought=tuple(sorted(bought, key=lambda sale: (sale.day, sale.record))),
        served=tuple(sorted(served, key=lambda order: (order.closed or today, order.record))),
        complaints=tuple(told),
    )


def causes(
    history: History, rules: Mapping[str, Rule], span: Span, calendar: BusinessCalendar
) -> Iterator[Cause]:
    """Yield all that may make a contact due in a span of days, what is excluded too."""
    for sale in history.bought:
        about = (*_about(sale), sale.owner)
        yield Cause(Programme.POSTVENTA, sale.record, sale.day, *about)
        month, ended = first_of_month(sale.day), _surveyed(history, sale.day)
        yield Cause(Programme.MSI, sale.record, month, *about, ended=ended)
    for order in history.served:
        if order.closed is not None and order.mine:
            its = (order.plate or order.vehicle, "", order.branch, order.source_id)
            near = _closed_about(history, order.closed)
            yield Cause(Programme.POSTSERV, order.record, order.closed, *its, together=near)
            month, ended = first_of_month(order.closed), _surveyed(history, order.closed)
            yield Cause(Programme.MSI, order.record, month, *its, ended=ended)
    yield from _maintenance(history, rules)
    yield from _anniversaries(history, rules)
    yield from _birthdays(history, span, calendar)
    yield from _seasons(history, rules, span)
    yield from _replacements(history, rules)
    for case in history.complaints:
        if case.closed is not None:
            ended = DueReason.DONE if case.recontacted else None
            yield Cause(Programme.RECONTACTO, case.record, case.closed, ended=ended)
    yield from _loyal(history, rules, span.today)
    yield from told(history, loyal_since(history, rules), rules)


def _closed_about(history: History, day: date) -> tuple[UUID, ...]:
    """Return the orders of a customer that are one call with one closed on a day."""
    return tuple(
        order.record
        for order in history.served
        if order.mine and order.closed is not None and is_one_call(order.closed, day)
    )


def _surveyed(history: History, day: date) -> DueReason | None:
    """Say that the survey of a sale or an order is done: one that was answered since asks no more."""
    return DueReason.DONE if any(answer >= day for answer in history.answered) else None


def _about(sale: Bought) -> tuple[str, str, str, str]:
    return sale.plate or sale.vehicle, sale.model, sale.branch, sale.source_id


def _maintenance(history: History, rules: Mapping[str, Rule]) -> Iterator[Cause]:
    """Yield a contact per month and per kilometres, one for both where they are a pair."""
    if (rule := rules.get(Programme.MANT)) is None:
        return
    for sale in _newest_sales(history):
        projected = _next_kilometres(history, sale.vehicle)
        for month in rule.numbers:
            day = add_months(sale.day, month)
            if projected is not None and PAIRS.get(month) == projected[0]:
                day = min(day, projected[1])
            yield _maintenance_cause(history, rule, sale, f"m{month}", day)
        paired = {PAIRS[month] for month in rule.numbers if month in PAIRS}
        if projected is not None and projected[0] not in paired:
            yield _maintenance_cause(history, rule, sale, f"km{projected[0]}", projected[1])


def _maintenance_cause(history: History, rule: Rule, sale: Bought, step: str, day: date) -> Cause:
    first, last = day - timedelta(days=_DONE_BEFORE), day + timedelta(days=rule.expires)
    done = any(
        order.closed is not None and first <= order.closed <= last
        for order in _maintained(history, sale.vehicle)
    )
    ended = DueReason.SUPERSEDED if sale.former else DueReason.DONE if done else None
    about = _about(sale)
    return Cause(Programme.MANT, sale.record, day, *about, ended=ended, step=f":{step}")


def _next_kilometres(history: History, vehicle: str) -> tuple[int, date] | None:
    """Return the multiple that comes after the last maintenance, and when it is reached."""
    done = [order.km for order in _maintained(history, vehicle) if order.km is not None]
    base = (done[-1] + _COUNTS_AS if done else 0) // SERVICE_STEP
    target = (base + 1) * SERVICE_STEP
    day = reaches(history, vehicle, target)
    return None if day is None else (target, day)


def _maintained(history: History, vehicle: str) -> list[Served]:
    return [
        order
        for order in history.served
        if order.vehicle == vehicle
        and order.closed is not None
        and order.service is ServiceType.MAINTENANCE
    ]


def _newest_sales(history: History) -> list[Bought]:
    """Return the last sale of each vehicle to this customer."""
    return list({sale.vehicle: sale for sale in history.bought if sale.vehicle}.values())


def _anniversaries(history: History, rules: Mapping[str, Rule]) -> Iterator[Cause]:
    months = rules[Programme.ANIV].numbers if Programme.ANIV in rules else ()
    for sale in history.bought:
        ended = DueReason.SUPERSEDED if sale.former else None
        about = _about(sale)
        for month in months:
            day, step = add_months(sale.day, month), f":{month}"
            yield Cause(Programme.ANIV, sale.record, day, *about, ended=ended, step=step)


def _birthdays(history: History, span: Span, calendar: BusinessCalendar) -> Iterator[Cause]:
    if history.born is None or not is_ours(history):
        return
    for year in range(span.today.year - 1, span.last.year + 2):
        day = birthday(history.born, year)
        if history.born < day and span.today - day < _YEARLY:
            expires = _next_working_day(day, calendar)
            yield Cause(Programme.CUMPLE, None, day, expires=expires, step=f":{year}")


def _next_working_day(day: date, calendar: BusinessCalendar) -> date:
    following = day + timedelta(days=1)
    while calendar.day_off(following) is not None:
        following += timedelta(days=1)
    return following


def _seasons(history: History, rules: Mapping[str, Rule], span: Span) -> Iterator[Cause]:
    """Yield a season's greeting, excluded where the car was bought or maintained shortly before."""
    if (rule := rules.get(Programme.TEMPORADA)) is None or not is_ours(history):
        return
    now = _lately(history, span.today)
    for year in range(span.today.year - 1, span.last.year + 2):
        for number in rule.numbers:
            start = date(year, number // 100, number % 100)
            if start + timedelta(days=rule.opens) <= span.last:
                why = _lately(history, start) or now
                yield Cause(Programme.TEMPORADA, None, start, step=f":{start}", excluded=why)


def lately_ends(history: History) -> Iterator[date]:
    """Yield the days from which a purchase or a maintenance keeps no season's greeting away."""
    for sale in history.bought:
        yield add_months(sale.day, _BOUGHT)
    for order in history.served:
        if order.service is ServiceType.MAINTENANCE and order.closed:
            yield add_months(order.closed, _MAINTAINED)


def _lately(history: History, day: date) -> Exclusion | None:
    bought = [sale.day for sale in history.bought]
    cared = [s.closed for s in history.served if s.service is ServiceType.MAINTENANCE and s.closed]
    if any(one <= day < add_months(one, _BOUGHT) for one in bought):
        return Exclusion.BOUGHT_LATELY
    if any(one <= day < add_months(one, _MAINTAINED) for one in cared):
        return Exclusion.MAINTAINED_LATELY
    return None


def _replacements(history: History, rules: Mapping[str, Rule]) -> Iterator[Cause]:
    if (rule := rules.get(Programme.REEMPLAZO)) is None:
        return
    why = Exclusion.OPEN_COMPLAINT if _is_complaining(history) else None
    months, km = rule.numbers
    for sale in _newest_sales(history):
        days = [add_months(sale.day, months)]
        if (reached := reaches(history, sale.vehicle, km)) is not None:
            days.append(reached)
        ended = DueReason.SUPERSEDED if sale.former else None
        about, day = _about(sale), first_of_month(min(days))
        yield Cause(Programme.REEMPLAZO, sale.record, day, *about, ended=ended, excluded=why)


def _loyal(history: History, rules: Mapping[str, Rule], today: date) -> Iterator[Cause]:
    """Yield the greeting of the newest year since the customer became loyal."""
    since = loyal_since(history, rules)
    if since is None:
        return
    years = today.year - since.year
    years -= add_months(since, years * 12) > today
    day = add_months(since, years * 12)
    yield Cause(Programme.LEAL, None, day, step=f":{since.year + years}")


def loyal_since(history: History, rules: Mapping[str, Rule]) -> date | None:
    """Return since when a customer is loyal: by purchases, or by one and maintenances (R016)."""
    if (rule := rules.get(Programme.LEAL)) is None:
        return None
    purchases, with_purchases, services, months = rule.numbers
    bought = sorted(sale.day for sale in history.bought)
    days = bought[purchases - 1 : purchases]
    cared = sorted(
        s.closed
        for s in history.served
        if s.mine and s.closed and s.service is ServiceType.MAINTENANCE
    )
    if len(bought) >= with_purchases:
        for first, last in zip(cared, cared[services - 1 :], strict=False):
            if last <= add_months(first, months):
                days.append(max(last, bought[with_purchases - 1]))
                break
    return min(days, default=None)


def _is_complaining(history: History) -> bool:
    return any(case.closed is None for case in history.complaints)


_TO_THE_CHIEF = frozenset({Programme.POSTVENTA, Programme.POSTSERV})


def _step(cause: Cause) -> str | None:
    """Return which maintenance it is: m12, km40000."""
    return cause.step.removeprefix(":") if cause.programme is Programme.MANT else None


def due_of(history: History, rule: Rule, cause: Cause) -> DueContact:
    found = way(rule, history.reach, history.consents, history.country)
    upset = cause.programme in _TO_THE_CHIEF and _is_complaining(history)
    owner = history.chief if rule.chief_calls or upset else (cause.owner or history.owner)
    state = DueState.OPEN if found.channels else DueState.BLOCKED
    home = history.homes.get(cause.of, history.customer) if cause.of else history.customer
    due = DueContact(
        id=cause.due_id(home),
        programme=rule.code,
        customer=history.customer,
        trigger=cause.trigger(home),
        owner=owner,
        branch=cause.branch or history.branch,
        purpose=rule.purpose,
        channels=found.channels,
        opens_on=opens_on(cause, rule),
        window_to=cause.day + timedelta(days=rule.closes),
        expires_on=expires_on(cause, rule),
        models=(cause.model,) if cause.model else (),
        state=DueState.CLOSED if cause.ended else state,
        reason=cause.ended or found.reason,
        vehicle=cause.vehicle.rpartition(":")[2] or None,
        source_id=cause.source_id or None,
        step=_step(cause),
        tries=rule.attempts,
    )
    if history.attempts:
        customers = (history.customer, *history.former)
        calls = (cause, *(cause._replace(of=one) for one in cause.together))
        known_as = {call.due_id(one) for call in calls for one in customers}
        made = (history.attempts.get(id_, ()) for id_ in known_as)
        due = with_attempts(due, union(*made))
    return without_phone(due) if history.reach.wrong_phone else due
