"""Who else has the telephone, the mailbox or the address of two namesakes?"""

import pytest

from sync_server.master.sharing import holders_of, lowered, sharers
from tests.sync_server.master.people import person

LINE = {"phone": "987654321"}
HOUSE = {"address": "Av. Grau 512"}
JOSE = person(given_name="José", surname="Soto", **LINE, **HOUSE)


@pytest.mark.parametrize(
    ("third", "level"),
    [
        (person(given_name="Elena", surname="Rivas", **LINE), 0),
        (person(given_name="Elena", surname="Rivas", phone="+56 9 8765 4321", **HOUSE), 0),
        (person(given_name="Elena", surname="Rivas", **HOUSE), 1),
        (person(given_name="Elena", surname="Rivas", phone="911111111"), 2),
        (person(given_name="Pepe", surname="Soto", **LINE), 2),
        (person(surname="Soto", **LINE), 2),
    ],
)
def test_another_name_on_the_phone_weighs_more_than_at_the_address(third, level):
    known = sharers(holders_of([JOSE, third, JOSE]), JOSE)

    assert lowered(known, JOSE, JOSE) == level


def test_who_comes_later_was_not_known_then():
    elena = person(given_name="Elena", **LINE)
    holders = holders_of([JOSE, JOSE, elena])

    assert lowered(sharers(holders, JOSE, until=1), JOSE, JOSE) == 2
    assert lowered(sharers(holders, JOSE, until=2), JOSE, JOSE) == 0
