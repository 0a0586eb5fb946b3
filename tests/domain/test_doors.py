"""What a door says to a pass, whatever was done about it and its twins before."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendars import branch_time
from app.domain.clock import epoch_ms, moment
from app.domain.doors import Conflict, DoorWord, Light, conflicts, gift_given, judge_pass
from app.domain.events import DoorMark, KnownEvent, KnownPass, Way
from app.domain.passes import short_code
from tests.domain.event_builders import event

FAIR = KnownEvent(id=UUID(int=1), branch="NUNOA", by="marta", at=0, event=event())
OPENS, CLOSES = epoch_ms(event().starts_at), epoch_ms(event().ends_at)

marks = st.lists(
    st.builds(
        DoorMark,
        record=st.uuids(),
        at=st.integers(OPENS, CLOSES),
        by=st.just("carla"),
        door=st.sampled_from(("T01", "T02")),
    ),
    max_size=3,
).map(tuple)


def held(id_: UUID, customer: UUID | None, **parts) -> KnownPass:
    known = KnownPass(
        id=id_, event=FAIR.id, customer=customer, branch="NUNOA", name="Laura E.",
        code=short_code(id_), way=Way.PHONE, at=0, by="marta",
    )  # fmt: skip
    return known.model_copy(update=parts)


passes = st.builds(
    held,
    st.uuids(),
    st.sampled_from((None, UUID(int=8), UUID(int=9))),
    withdrawn=st.booleans(),
    arrivals=marks,
    gifts=marks,
)
listed = st.lists(passes, min_size=1, max_size=5, unique_by=lambda one: one.id)


SANTIAGO = ZoneInfo("America/Santiago")
DAY = timedelta(days=1)


def at(ms: int) -> datetime:
    return branch_time(moment(ms), "America/Santiago")


@given(listed, st.integers(OPENS, CLOSES))
def test_green_is_only_who_has_not_come_in_on_this_pass_or_another_of_the_same_person(
    known: list[KnownPass], now: int
):
    one = known[0]
    same = [p for p in known if p.id == one.id or (p.customer and p.customer == one.customer)]
    is_green = judge_pass(FAIR, one, known, at(now)).light is Light.GREEN
    assert is_green == (not one.withdrawn and not any(p.arrivals for p in same))


@given(listed)
def test_a_gift_is_given_to_a_person_once_and_the_earliest_hour_is_told(known: list[KnownPass]):
    one = known[0]
    same = [p for p in known if p.id == one.id or (p.customer and p.customer == one.customer)]
    hours = [mark.at for p in same for mark in p.gifts]
    told = gift_given(one, known)
    assert (told.at if told else None) == min(hours, default=None)


@pytest.mark.parametrize(
    ("now", "parts", "word", "light"),
    [
        ("2026-03-01 23:59", {}, DoorWord.NOT_YET, Light.AMBER),
        ("2026-03-02 00:00", {}, DoorWord.WELCOME, Light.GREEN),
        ("2026-03-02 21:00", {}, DoorWord.WELCOME, Light.GREEN),
        ("2026-03-02 21:01", {}, DoorWord.EVENT_OVER, Light.AMBER),
        ("2026-03-09 12:00", {}, DoorWord.EVENT_OVER, Light.AMBER),
        ("2026-03-02 12:00", {"withdrawn": True}, DoorWord.WITHDRAWN, Light.RED),
        ("2026-03-01 12:00", {"withdrawn": True}, DoorWord.WITHDRAWN, Light.RED),
    ],
)
def test_a_pass_of_another_day_is_amber_and_one_taken_back_is_red(now: str, parts, word, light):
    when = datetime.fromisoformat(now).replace(tzinfo=SANTIAGO)
    one = held(UUID(int=5), None, **parts)
    answer = judge_pass(FAIR, one, [one], when)
    assert (answer.word, answer.light) == (word, light)
    cancelled = FAIR.model_copy(update={"cancelled": True})
    assert judge_pass(cancelled, one, [one], when).light is Light.RED


def test_who_was_let_in_on_another_day_is_in_already():
    mark = DoorMark(record=UUID(int=1), at=OPENS - 1, by="carla", door="T01")
    one = held(UUID(int=5), None, arrivals=(mark,))
    assert judge_pass(FAIR, one, [one], at(OPENS) - DAY).word is DoorWord.ALREADY_IN


@given(listed)
def test_a_conflict_is_a_person_with_two_gifts_or_two_doors(known: list[KnownPass]):
    told = {one.id for held_by in conflicts(known) for one in held_by.passes}
    for one in known:
        same = [p for p in known if p.id == one.id or (p.customer and p.customer == one.customer)]
        doors = {mark.door for p in same for mark in p.arrivals}
        gifts = [mark for p in same for mark in p.gifts]
        marked = bool(one.arrivals or one.gifts)
        assert (one.id in told) == (marked and (len(gifts) >= 2 or doors == {"T01", "T02"}))


def test_gifts_on_two_passes_of_one_person_are_one_conflict_that_names_both_doors():
    gift = DoorMark(record=UUID(int=1), at=OPENS, by="carla", door="T01")
    other = gift.model_copy(update={"record": UUID(int=2), "door": "T02"})
    who = UUID(int=8)
    first = held(UUID(int=5), who, gifts=(gift,))
    second = held(UUID(int=6), who, gifts=(other,))
    anybody = held(UUID(int=7), None, gifts=(gift,))
    (told,) = conflicts([first, second, anybody])
    assert told == Conflict((first, second), ("T01", "T02"), gifts=2)
