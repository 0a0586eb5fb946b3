"""Ids minted without a network: ordered by time, and derived ids that both sides agree on."""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import IdSource, customer_id, due_contact_id

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class StandingClock:
    def __init__(self, *moments):
        self._moments = iter(moments)

    def now(self):
        return next(self._moments)

    def monotonic_ms(self):
        return 0

    def boot(self):
        return "boot"


def ids(*moments, tail=b"\xff"):
    source = IdSource(StandingClock(*moments), lambda size: tail * size)
    return [source.new() for _ in moments]


def milliseconds(uuid):
    return uuid.int >> 80


def test_an_id_is_a_uuid_version_7_of_the_clock_and_the_random_bytes():
    assert ids(NOW) == [UUID("01a21293-b600-7fff-bfff-ffffffffffff")]
    assert ids(NOW, tail=b"\x00") == [UUID("01a21293-b600-7000-8000-000000000000")]


def test_ids_never_go_back_in_time_even_if_the_clock_does():
    later, back, ahead = ids(NOW, NOW - timedelta(days=1), NOW + timedelta(milliseconds=1))

    assert milliseconds(back) == milliseconds(later)
    assert milliseconds(ahead) == milliseconds(later) + 1


def test_ids_of_one_millisecond_differ_by_their_random_bytes():
    bytes_ = cycle([b"\x01", b"\x02"])
    source = IdSource(StandingClock(NOW, NOW), lambda size: next(bytes_) * size)

    assert source.new() != source.new()


@given(st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1)), st.binary(min_size=1, max_size=1))  # noqa: DTZ001 - made aware below
def test_version_and_variant_are_always_those_of_rfc_9562(at, tail):
    (uuid,) = ids(at.replace(tzinfo=UTC), tail=tail)

    assert (uuid.version, uuid.variant) == (7, "specified in RFC 4122")


def test_the_customer_that_a_record_founds_has_the_same_id_everywhere():
    founding = UUID("01a21293-b600-7fff-bfff-ffffffffffff")

    assert customer_id(founding) == UUID("01a21293-b600-7677-bfa5-ff0eb5469cb1")


@given(st.uuids(version=4), st.uuids(version=4))
def test_customer_ids_keep_the_time_of_their_records_and_are_no_records_ids(one, other):
    mine, theirs = customer_id(one), customer_id(other)

    assert milliseconds(mine) == milliseconds(one)
    assert mine not in {one, other}
    assert (mine == theirs) == (one == other)
    assert (mine.version, mine.variant) == (7, "specified in RFC 4122")


def test_a_due_contact_is_named_by_programme_subject_and_trigger():
    subject, trigger = UUID(int=1), UUID(int=2)

    assert due_contact_id("POTENCIAL", subject, trigger) == UUID(
        "fe5f3811-36a9-5e7e-a9b9-a3812acb60f7"
    )
    assert (
        len(
            {
                due_contact_id("POTENCIAL", subject, trigger),
                due_contact_id("SERVICIO", subject, trigger),
                due_contact_id("POTENCIAL", trigger, subject),
                due_contact_id("POTENCIAL", subject, subject),
            }
        )
        == 4
    )
