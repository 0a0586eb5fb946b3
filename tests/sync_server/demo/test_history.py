"""The demo's past: invented, the same when told again, and as the rules of the product allow."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.attempts import MISSES, Attempt
from app.domain.calendars import band
from app.domain.visits import Visit
from sync_server.demo.cast import visitor
from sync_server.demo.history import SavedRecord, saved_records
from sync_server.demo.stories import stories

NOON = datetime(2026, 11, 25, 15, tzinfo=UTC)
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2028, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


def visits(records: list[SavedRecord]) -> list[Visit]:
    return [record.deed.body for record in records if isinstance(record.deed.body, Visit)]


def test_there_are_64_people_and_120_visits_of_two_sellers():
    records = saved_records(NOON, "seed")

    assert len(visits(records)) == 120
    people = [v.visitor for v in visits(records) if v.visitor]
    assert len({person.name.typed for person in people if person.name}) == 64
    assert sum(v.visitor is None for v in visits(records)) == 11
    assert Counter(v.owner for v in visits(records) if v.owner).keys() == {"carla", "luis"}


def test_every_phone_is_an_invented_one_and_nobody_shares_it():
    phones = {str(phone.value) for n in range(64) if (phone := visitor(n).phone)}

    assert all(phone.startswith("+5695550") for phone in phones)
    assert len(phones) == 64


@given(opened=moments)
@settings(max_examples=60)
def test_whenever_it_is_opened_nothing_lies_ahead_and_every_reference_is_to_the_past(opened):
    records = saved_records(opened, "seed")

    assert all(record.deed.at <= opened for record in records)
    assert all(a.deed.at <= b.deed.at for a, b in pairwise(records))
    assert all(opened - record.deed.at < timedelta(days=110) for record in records)
    assert len({record.id for record in records}) == len(records)


def test_told_again_it_is_the_same_and_in_another_database_it_has_other_ids():
    first = saved_records(NOON, "one")

    assert saved_records(NOON, "one") == first
    assert not {r.id for r in saved_records(NOON, "two")} & {r.id for r in first}


def test_the_demo_keeps_the_rule_of_the_three_misses_itself():
    for story in stories():
        tries = story.plot.tries
        misses = [made for made in tries if made.outcome in MISSES]

        assert len(misses) <= 3
        assert len({made.days for made in misses}) == len(misses)
        hours = [NOON.replace(hour=made.hour) for made in misses]
        assert len({band(hour) for hour in hours}) == len(misses)
        assert all(made.days < story.visits[-1] for made in tries)


def test_an_attempt_names_the_due_contact_of_the_last_visit():
    records = saved_records(NOON, "seed")
    attempts = [record for record in records if isinstance(record.deed.body, Attempt)]

    assert len(attempts) == 39
    assert all(record.refs.keys() == {"customer", "due"} for record in attempts)
