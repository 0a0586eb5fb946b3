"""What has to stay of an erased person, why and until when; and by what they are known again."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.erasure import (
    Hold,
    Why,
    complaint_hold,
    delivery_without_person,
    tombstones,
    without_person,
    workshop_hold,
)
from app.domain.workshop import Interest, Motive, OdometerReading, Recommendation, WorkshopDelivery
from tests.builders import visitor
from tests.sync_server.intake.test_workshop import delivered, received

TODAY = date(2026, 11, 26)
SECRET = bytes(range(32))


@pytest.mark.parametrize(
    ("taken_on", "state", "expected"),
    [
        (date(2024, 11, 25), "closed", None),
        (date(2024, 11, 26), "closed", Hold(Why.COMPLAINT_YEARS, date(2026, 11, 26))),
        (date(2026, 1, 2), "voided", Hold(Why.COMPLAINT_YEARS, date(2028, 1, 2))),
        (date(2020, 1, 2), "new", Hold(Why.COMPLAINT_OPEN, TODAY)),
        (date(2026, 1, 2), "answered", Hold(Why.COMPLAINT_OPEN, date(2028, 1, 2))),
        (date(2024, 2, 29), "closed", None),
        (date(2028, 2, 29), "closed", Hold(Why.COMPLAINT_YEARS, date(2030, 3, 1))),
    ],
)
def test_a_complaint_stays_while_it_is_open_and_two_years(taken_on, state, expected):
    assert complaint_hold(taken_on, state, TODAY) == expected


@pytest.mark.parametrize(
    ("parts", "done_on", "campaigns", "expected"),
    [
        ({"motives": (Motive.MAINTENANCE,)}, date(2026, 11, 1), (), None),
        ({"motives": (Motive.GUARANTEE,)}, date(2024, 11, 25), (), None),
        (
            {"motives": (Motive.GUARANTEE,)},
            date(2026, 11, 1),
            (),
            Hold(Why.GUARANTEE, date(2028, 11, 1)),
        ),
        ({"motives": (Motive.GUARANTEE,)}, None, (), Hold(Why.GUARANTEE, date(2028, 11, 26))),
        ({"recalls": ("AB-1",)}, date(2020, 1, 1), (), None),
        ({"recalls": ("AB-1",)}, date(2020, 1, 1), ("AB-1",), Hold(Why.RECALL, TODAY)),
        ({"recalls": ("AB-1",)}, date(2026, 1, 1), (), Hold(Why.RECALL, date(2028, 1, 1))),
        (
            {"motives": (Motive.RECALL,)},
            date(2026, 1, 1),
            ("AB-1",),
            Hold(Why.RECALL, date(2028, 1, 1)),
        ),
    ],
)
def test_what_was_done_under_a_guarantee_or_a_recall_stays(parts, done_on, campaigns, expected):
    assert workshop_hold(received(**parts), done_on, campaigns, TODAY) == expected


def test_of_a_visit_to_the_workshop_the_vehicle_stays_and_nobody():
    left = without_person(
        received(
            bringer=visitor(),
            told="La trajo Ana",
            condition="Con su cartera adentro",
            motives=(Motive.GUARANTEE,),
            recommendations=(Recommendation(text="Frenos"),),
            interests=(Interest.NEW_CAR,),
        )
    )
    assert left == received(motives=(Motive.GUARANTEE,))
    done = delivery_without_person(delivered(done=("Bomba de agua",), interests=(Interest.PARTS,)))
    assert done == WorkshopDelivery(
        reading=OdometerReading(km=49_316),
        delivered_at=datetime(2026, 3, 2, 16, tzinfo=ZoneInfo("America/Santiago")),
        done=("Bomba de agua",),
    )
    assert done.delivered_at - left.received_at == timedelta(hours=7)


KEYS = st.from_regex(
    r"(phone:\+[0-9]{8}|email:[a-z]{3}@[a-z]{3}|plate:CL:[A-Z0-9]{6}|vin:[A-Z0-9]{17})",
    fullmatch=True,
)


@given(st.sets(KEYS))
def test_a_tombstone_is_of_a_phone_an_e_mail_or_a_document_and_hides_it(keys):
    hidden = tombstones(SECRET, keys)
    personal = {key for key in keys if key.startswith(("phone:", "email:"))}
    assert len(hidden) == len(personal)
    assert all(len(one) == 32 for one in hidden)
    assert hidden.isdisjoint(tombstones(bytes(32), keys))
    assert not any(key.partition(":")[2] in one for key in personal for one in hidden)
