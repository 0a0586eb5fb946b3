"""A wrong number closes a contact until the customer has a phone that nobody found to be wrong."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import MadeAttempt, Outcome, ending
from app.domain.clock import epoch_ms
from app.domain.corrected_numbers import correction, with_corrections
from app.domain.customers import KnownContact, Provenance
from tests.builders import phone

MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)
OLD, NEW = "+56955500001", "+56955500002"
DUE = UUID(int=900)


def tried(day: int, outcome: Outcome = Outcome.WRONG_NUMBER) -> MadeAttempt:
    at = MONDAY + timedelta(days=day)
    return MadeAttempt(id=UUID(int=100 + day), made_at=at, outcome=outcome, by="carla")


def at(day: int, record: int = 1) -> Provenance:
    when = epoch_ms(MONDAY + timedelta(days=day))
    return Provenance(record=UUID(int=record), kind="visit", by="rosa", at=when)


def known(number: str, day: int, wrong: int | None = None, record: int = 1) -> KnownContact:
    marked = at(wrong, 100 + wrong) if wrong is not None else None
    return KnownContact(value=phone(number), origin=at(day, record), wrong=marked)


def test_a_phone_told_later_is_the_step_that_takes_the_wrong_number_back():
    step = correction([tried(1)], [known(NEW, 3, record=7), known(OLD, 0, wrong=1)])

    assert step == MadeAttempt(
        id=UUID(int=7),
        made_at=MONDAY + timedelta(days=3, milliseconds=1),
        outcome=Outcome.NUMBER_FIXED,
        by="rosa",
    )
    assert ending([tried(1), step]) is None


def test_a_phone_of_who_turned_out_to_be_the_same_person_corrects_it_though_it_is_older():
    step = correction([tried(5)], [known(NEW, 2), known(OLD, 0, wrong=5)])

    assert step is not None
    assert ending([tried(5), step]) is None


def test_nothing_is_corrected_while_every_phone_is_wrong_or_as_old_as_the_try():
    assert correction([tried(1)], [known(OLD, 0, wrong=1)]) is None
    assert correction([tried(1)], []) is None
    assert correction([tried(1), tried(4)], [known(OLD, 0, 1), known(NEW, 3, 4)]) is None
    # nobody said which number was dialled, and this one was known then
    assert correction([tried(1)], [known(OLD, 0)]) is None
    assert correction([tried(1)], [known(OLD, 2)]) is not None


def test_a_try_that_ended_otherwise_needs_no_correction():
    refused = [tried(1, Outcome.REFUSED)]

    assert correction(refused, [known(NEW, 3)]) is None
    assert with_corrections({DUE: refused}, [known(NEW, 3)]) == {DUE: refused}


def test_a_number_that_is_wrong_again_closes_again():
    step = correction([tried(1)], [known(NEW, 3), known(OLD, 0, wrong=1)])
    assert step is not None

    assert ending([tried(1), step, tried(5)]) is Outcome.WRONG_NUMBER


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True),
    st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)), min_size=1, max_size=4),
)
def test_with_a_step_the_contact_is_open_and_there_is_one_only_for_a_phone_that_is_not_wrong(
    days: list[int], phones: list[tuple[int, int | None]]
):
    made = [tried(day) for day in days]
    told = [known(f"+5695550000{n}", *one) for n, one in enumerate(phones)]

    step = correction(made, told)

    if step is not None:
        assert any(one.wrong is None for one in told)
        assert ending([*made, step]) is None
    else:
        assert ending(made) is Outcome.WRONG_NUMBER
