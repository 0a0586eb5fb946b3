"""What the master base itself teaches, and what is looked at in it, on the terminal."""

import json
from pathlib import Path

from sync_server.master.weights import loaded, shipped
from sync_server.services.intake.settle import engine
from sync_server.settings import Settings
from sync_server.storage.database import open_database
from tests.builders import phone, rut, visit
from tests.sync_server.cli.conftest import Command
from tests.sync_server.offices import running


def test_weights_are_learned_from_the_base_and_judge_from_then_on(demo: Command, tmp_path: Path):
    target = tmp_path / "ours.json"
    told = demo("train-matching", "--base", str(target), "--use")
    learned = loaded(target.read_text("utf-8"))
    assert (told.status, f"Learned from {learned.records} captures" in told.out) == (0, True)
    assert (learned.records > 50, len(learned.trained_on)) == (True, 64)
    database = open_database(Settings().database())
    with database.reading() as connection:
        used = engine(connection)
    database.close()
    assert used.weights == learned != shipped()


def test_to_learn_one_names_a_list_or_the_base(vitrina: Command, tmp_path: Path):
    assert vitrina("train-matching", str(tmp_path / "ours.json")).status == 2
    assert vitrina("train-matching", "--base", "people.csv", "ours.json").status == 2


def test_the_demo_has_nothing_to_look_at_and_says_how_much_was_asked(demo: Command):
    told = demo("audit-matching", "--format", "json")
    assert (told.status, json.loads(told.out)) == (0, [])
    assert "0 findings among" in told.err
    assert "questions on" in told.err


def test_a_customer_with_two_proved_documents_is_named(vitrina: Command):
    with running(Settings().database()) as server:
        tablet = server.tablet()
        first = tablet.record(
            "visit", visit("José Prueba", phone=phone(), document=rut("169985553"))
        )
        other = tablet.record(
            "visit", visit("José Prueba", phone=phone(), document=rut("181410299"))
        )
        server.take(tablet, first)
        server.take(tablet, other)
    (asked,) = json.loads(vitrina("reviews", "list", "--format", "json").out)
    vitrina("reviews", "join", asked["id"])
    (found,) = json.loads(vitrina("audit-matching", "--format", "json").out)
    assert (found["doubt"], found["says"]) == ("two_documents", "2 documents")


def test_why_a_record_belongs_to_a_customer_is_told_field_by_field(vitrina: Command):
    with running(Settings().database()) as server:
        tablet = server.tablet()
        for _ in range(2):
            server.take(tablet, tablet.record("visit", visit("José Prueba", phone=phone())))
    (known,) = json.loads(vitrina("customers", "list", "--format", "json").out)
    first, second = json.loads(vitrina("customers", "why", known["id"], "--format", "json").out)
    assert (first["because"], first["said"], second["because"]) == ("new", [], "match")
    assert {(one["field"], one["level"]) for one in second["said"]} == {
        ("phone", "same"),
        ("given", "same"),
        ("surname", "same"),
    }
    assert second["probability"] > 0.99
    assert "phone same +" in vitrina("customers", "why", known["id"], "--format", "csv").out
