"""How a quote stands follows from all versions of its number, whatever order they came in."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quote_standing import DatedAct, IssuedQuote, Stand, Standing, standing_on, stands
from app.domain.quotes import LostReason, QuoteAct, QuoteEnd
from tests.domain.quote_builders import quote

ONE, TWO, THREE, ACT = (UUID(int=value) for value in range(1, 5))


def issued(record, version, at=1000, *, undone=False):
    return IssuedQuote(record, at, quote(version=version), undone)


def act(target, end, reason=None, at=2000, record=ACT):
    return DatedAct(record, at, target, QuoteAct(end=end, reason=reason))


def test_the_newest_version_holds_and_the_first_is_superseded():
    found = stands([issued(ONE, 1), issued(TWO, 2)], [])
    assert found == {ONE: Stand(Standing.SUPERSEDED), TWO: Stand(Standing.OPEN)}


def test_a_tablet_with_a_slow_clock_does_not_make_version_one_the_newest():
    found = stands([issued(ONE, 1, at=9000), issued(TWO, 2, at=1000)], [])
    assert found[TWO].standing is Standing.OPEN


def test_a_version_two_that_was_undone_supersedes_nothing():
    found = stands([issued(ONE, 1), issued(TWO, 2, undone=True)], [])
    assert found == {ONE: Stand(Standing.OPEN), TWO: Stand(Standing.VOIDED)}


def test_of_two_versions_two_made_apart_the_later_one_holds():
    found = stands([issued(ONE, 1), issued(TWO, 2, at=9000), issued(THREE, 2, at=8000)], [])
    assert found[TWO].standing is Standing.OPEN
    assert found[THREE].standing is Standing.SUPERSEDED


def test_what_became_of_it_is_kept_with_its_reason():
    found = stands([issued(ONE, 1)], [act(ONE, QuoteEnd.LOST, LostReason.PRICE)])
    assert found == {ONE: Stand(Standing.LOST, LostReason.PRICE)}


def test_the_last_word_on_a_quote_counts():
    lost = act(ONE, QuoteEnd.LOST, LostReason.PRICE, at=2000)
    sold = act(ONE, QuoteEnd.SOLD, at=3000, record=UUID(int=3))
    assert stands([issued(ONE, 1)], [sold, lost])[ONE].standing is Standing.SOLD


@given(st.permutations([issued(ONE, 1), issued(TWO, 2), issued(THREE, 3, undone=True)]))
def test_the_order_of_arrival_does_not_matter(versions):
    assert stands(versions, [act(ONE, QuoteEnd.VOIDED)]) == {
        ONE: Stand(Standing.VOIDED),
        TWO: Stand(Standing.OPEN),
        THREE: Stand(Standing.VOIDED),
    }


@pytest.mark.parametrize(
    ("standing", "day", "shown"),
    [
        (Standing.OPEN, date(2026, 11, 30), Standing.OPEN),
        (Standing.OPEN, date(2026, 12, 1), Standing.EXPIRED),
        (Standing.SUPERSEDED, date(2026, 12, 1), Standing.SUPERSEDED),
        (Standing.SOLD, date(2026, 12, 1), Standing.SOLD),
    ],
)
def test_only_an_open_quote_expires_after_its_last_day(standing, day, shown):
    assert standing_on(standing, date(2026, 11, 30), day) is shown
