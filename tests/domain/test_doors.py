"""What a door says to a pass, whatever was done about it and its twins before."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import epoch_ms
from app.domain.doors import DoorWord, Light, conflicts, gift_given, judge_pass
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


@given(listed, st.integers(OPENS, CLOSES))
def test_green_is_only_who_has_not_come_in_on_this_pass_or_another_of_the_same_person(
    known: list[KnownPass], now: int
):
    one = known[0]
    same = [p for p in known if p.id == one.id or (p.customer and p.customer == one.customer)]
    is_green = judge_pass(FAIR, one, known, now).light is Light.GREEN
    assert is_green == (not one.withdrawn and not any(p.arrivals for p in same))


@given(listed)
def test_a_gift_is_given_to_a_person_once_and_the_earliest_hour_is_told(known: list[KnownPass]):
    one = known[0]
    same = [p for p in known if p.id == one.id or (p.customer and p.customer == one.customer)]
    hours = [mark.at for p in same for mark in p.gifts]
    told = gift_given(one, known)
    assert (told.at if told else None) == min(hours, default=None)


@pytest.mark.parametrize(
    ("now", "parts", "word"),
    [
        (CLOSES, {}, DoorWord.WELCOME),
        (CLOSES + 1, {}, DoorWord.EVENT_OVER),
        (OPENS - int(timedelta(days=1).total_seconds() * 1000), {}, DoorWord.WELCOME),
        (OPENS, {"withdrawn": True}, DoorWord.WITHDRAWN),
        (CLOSES + 1, {"withdrawn": True}, DoorWord.WITHDRAWN),
    ],
)
def test_a_door_closes_with_its_event_and_not_a_moment_before(now: int, parts, word):
    one = held(UUID(int=5), None, **parts)
    assert judge_pass(FAIR, one, [one], now).word is word
    cancelled = FAIR.model_copy(update={"cancelled": True})
    assert judge_pass(cancelled, one, [one], now).light is Light.RED


@given(listed)
def test_a_conflict_is_a_pass_with_two_gifts_or_two_doors(known: list[KnownPass]):
    told = conflicts(known)
    for one in known:
        doors = {mark.door for mark in one.arrivals}
        assert (one in told) == (len(one.gifts) >= 2 or doors == {"T01", "T02"})
