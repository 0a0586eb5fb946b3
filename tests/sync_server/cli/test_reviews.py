"""Two customers that may be one, decided on the terminal."""

import json

from sync_server.settings import Settings
from tests.builders import phone, visit
from tests.sync_server.cli.conftest import Command
from tests.sync_server.offices import running


def test_a_question_is_listed_shown_side_by_side_and_answered_once(vitrina: Command):
    with running(Settings().database()) as server:
        tablet = server.tablet()
        server.take(tablet, tablet.record("visit", visit("José Prueba", phone=phone())))
        server.take(tablet, tablet.record("visit", visit("Pepe Prueba", phone=phone())))

    (listed,) = json.loads(vitrina("reviews", "list", "--format", "json").out)
    assert {listed["one"], listed["two"]} == {"José Prueba", "Pepe Prueba"}
    told = vitrina("reviews", "show", listed["id"]).out
    assert ("José Prueba" in told, "Pepe Prueba" in told, "given: related" in told) == (True,) * 3

    assert vitrina("reviews", "join", listed["id"]).status == 0
    assert json.loads(vitrina("reviews", "list", "--format", "json").out) == []
    review = json.loads(vitrina("reviews", "show", listed["id"], "--format", "json").out)
    assert (review["open"], review["answer"], review["answered_by"]) == (False, "join", "admin")
    assert len(json.loads(vitrina("customers", "list", "--format", "json").out)) == 1

    again = vitrina("reviews", "keep-apart", listed["id"])
    assert (again.status != 0, again.err != "") == (True, True)


def test_a_record_is_taken_out_of_a_customer_and_put_back(vitrina: Command):
    with running(Settings().database()) as server:
        tablet = server.tablet()
        for _ in range(2):
            seen = tablet.record("visit", visit("Ana Prueba", phone=phone()))
            server.take(tablet, seen)

    assert "apart from" in vitrina("reviews", "detach", seen["id"]).out
    assert len(json.loads(vitrina("customers", "list", "--format", "json").out)) == 2
    assert "again" in vitrina("reviews", "attach", seen["id"]).out
    assert len(json.loads(vitrina("customers", "list", "--format", "json").out)) == 1
    assert vitrina("reviews", "attach", seen["id"]).status != 0
