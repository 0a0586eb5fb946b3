"""Invitations above the places of a day wait, and those whose parts nobody confirmed (R041)."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.business_days import BusinessCalendar
from app.domain.house_rules import HouseRule, RuleKind, needs_parts, workshop_places
from app.domain.people import Country
from app.domain.workshop_places import Invitation, Workshop, waiting

CHILE = BusinessCalendar(Country.CL)
TODAY = date(2026, 11, 26)  # a Thursday


def rule(kind: RuleKind, since: str = "2026-01-01", **parts: object) -> HouseRule:
    told = {"kind": kind, "country": Country.CL, "since": date.fromisoformat(since), **parts}
    return HouseRule.model_validate(told)


def places(number: int, since: str = "2026-01-01", **parts: object) -> HouseRule:
    return rule(RuleKind.WORKSHOP_PLACES, since, places=number, **parts)


PARTS_FIRST = rule(RuleKind.PARTS_FIRST, required=True)


def asks(due: str, day: str, expires: str = "2027-01-15", **parts: bool) -> Invitation:
    how = {"called": True, "begun": False, "parts": False, **parts}
    return Invitation(due, date.fromisoformat(day), date.fromisoformat(expires), **how)


def waits(
    those: list[Invitation], *rules: HouseRule, booked: dict[date, int] | None = None
) -> dict[str, str]:
    workshop = Workshop(rules, CHILE, booked or {})
    return {due: reason.value for due, reason in waiting(those, workshop, TODAY).items()}


THREE = [asks(name, "2026-12-01", f"2027-01-{n}") for n, name in enumerate("abc", 15)]


@pytest.mark.parametrize(
    ("those", "rules", "booked", "expected"),
    [
        (THREE, (), {}, ""),  # no rule, nobody waits
        (THREE, (places(3),), {}, ""),
        (THREE, (places(2),), {}, "c"),
        (THREE, (places(2),), {date(2026, 12, 1): 1}, "bc"),
        (THREE, (places(2),), {date(2026, 12, 2): 2}, "c"),  # another day's
        (THREE, (places(2),), {date(2026, 12, 1): 5}, "abc"),
        (THREE, (places(0),), {}, "abc"),
        (THREE, (places(9), places(1, day=date(2026, 12, 1))), {}, "bc"),
        (THREE, (places(9), places(1, day=date(2026, 12, 2))), {}, ""),
        (
            THREE,
            (places(1), places(3, branch="NUNOA")),
            {},
            "",
        ),  # the branch's before the country's
        (THREE, (places(3), places(1, "2026-12-01")), {}, "bc"),  # from that day on
        (THREE, (places(3), places(1, "2026-12-02")), {}, ""),
        # a day off is the next working day: 8 December is a holiday, 5 and 6 a weekend
        ([asks("a", "2026-12-08"), asks("b", "2026-12-09")], (places(1),), {}, "b"),
        ([asks("a", "2026-12-05"), asks("b", "2026-12-07")], (places(1),), {}, "b"),
        # late ones are for today
        ([asks("a", "2026-11-02"), asks("b", "2026-11-20")], (places(1),), {}, "b"),
        ([asks("a", "2026-11-02"), asks("b", "2026-11-27")], (places(1),), {}, ""),
        # begun before expiry, the telephone before letters
        ([asks("a", "2026-12-01"), asks("b", "2026-12-01", begun=True)], (places(1),), {}, "a"),
        ([asks("a", "2026-12-01", called=False), asks("b", "2026-12-01")], (places(1),), {}, "a"),
    ],
)
def test_what_comes_after_the_last_place_of_a_day_waits(
    those: list[Invitation],
    rules: tuple[HouseRule, ...],
    booked: dict[date, int],
    expected: str,
):
    found = waits(those, *rules, booked=booked)

    assert ("".join(sorted(found)), set(found.values()) - {"workshop_full"}) == (expected, set())


def test_without_its_parts_an_invitation_waits_and_takes_no_place():
    those = [
        asks("a", "2026-12-01", "2027-01-10"),
        asks("b", "2026-12-01", "2027-01-11", parts=True),
        asks("c", "2026-12-01", "2027-01-12", parts=True),
    ]

    assert waits(those, PARTS_FIRST) == {"a": "parts_unconfirmed"}
    assert waits(those, PARTS_FIRST, places(1)) == {"a": "parts_unconfirmed", "c": "workshop_full"}
    off = rule(RuleKind.PARTS_FIRST, "2026-11-26", required=False)
    assert waits(those, PARTS_FIRST, off) == {}


def test_a_rule_says_what_it_sets():
    with pytest.raises(ValueError, match="lacks"):
        rule(RuleKind.WORKSHOP_PLACES)
    with pytest.raises(ValueError, match="lacks"):
        rule(RuleKind.PARTS_FIRST)
    assert workshop_places([places(4)], date(2025, 12, 31)) is None
    assert not needs_parts([], TODAY)


@given(
    those=st.lists(
        st.builds(
            Invitation,
            due=st.uuids().map(str),
            day=st.dates(date(2026, 11, 1), date(2026, 12, 20)),
            expires=st.dates(date(2026, 12, 1), date(2027, 2, 1)),
            called=st.booleans(),
            begun=st.booleans(),
            parts=st.booleans(),
        ),
        max_size=30,
        unique_by=lambda one: one.due,
    ),
    number=st.integers(0, 4),
    booked=st.dictionaries(st.dates(date(2026, 11, 26), date(2026, 12, 22)), st.integers(0, 5)),
    seed=st.integers(),
)
def test_no_more_go_out_for_a_day_than_it_has_places_whatever_their_order(
    those: list[Invitation], number: int, booked: dict[date, int], seed: int
):
    workshop = Workshop((places(number),), CHILE, booked)
    found = waiting(those, workshop, TODAY)

    # the slow reading: place by place, day by day
    for day in {_for(one) for one in those}:
        asking = [one for one in those if _for(one) == day]
        free = max(number - booked.get(day, 0), 0)
        out: list[Invitation] = []
        while asking and len(out) < free:
            best = asking[0]
            for one in asking:
                if _before(one, best):
                    best = one
            asking.remove(best)
            out.append(best)
        assert {one.due for one in asking} == {
            one.due for one in those if _for(one) == day and one.due in found
        }
    Random(seed).shuffle(those)  # noqa: S311 - a test's order
    assert waiting(those, workshop, TODAY) == found


def _for(one: Invitation) -> date:
    day = max(TODAY, one.day)
    while CHILE.day_off(day):
        day = date.fromordinal(day.toordinal() + 1)
    return day


def _before(one: Invitation, other: Invitation) -> bool:
    if one.called != other.called:
        return one.called
    if one.begun != other.begun:
        return one.begun
    return (one.expires, one.due) < (other.expires, other.due)
