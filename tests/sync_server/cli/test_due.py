"""Who is to be contacted: from the lists that came in to the rows on the terminal and the feed."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.sync_server.cli.conftest import Command, CommandsAfter

CUSTOMERS = """\
source_id,given_name,surname,phone,email,owner,consent_marketing_call,legal_basis
C1,Ana,Prueba,955501001,ana@prueba.example,laura,si,contrato
C2,Luis,Ejemplo,,,laura,,contrato
"""
SALES = """\
sale_id,customer_source_id,vin,model,sold_on,delivered_on,seller
V1,C1,3MZBPABL6KM107908,CX-5,2026-02-20,2026-02-23,laura
V2,C2,JM7KE2WY5J0123456,CX-30,2026-02-23,,nadie
"""
ORDERS = """\
order_id,vin,opened_on,closed_on,km,service_type
O1,3MZBPABL6KM107908,2026-03-01,2026-03-02,900,reparacion
"""


@pytest.fixture
def office(commands_after: CommandsAfter, tmp_path: Path) -> Command:
    """Commands where two people bought a car and one came to the workshop."""
    return commands_after("office", lambda command: _sold(command, tmp_path))


def _sold(command: Command, tmp_path: Path) -> None:
    zone = "America/Santiago"
    command("branches", "add", "NUNOA", "--name", "Ñuñoa", "--country", "CL", "--zone", zone)
    for code, role in (("laura", "seller"), ("marta", "chief")):
        command("people", "add", code, "--name", code, "--role", role, "--branch", "NUNOA")
    for kind, text in (("customers", CUSTOMERS), ("sales", SALES), ("services", ORDERS)):
        file = tmp_path / f"{kind}.csv"
        file.write_text(text)
        told = command("import", kind, str(file), "--source", "DMS")
        assert told.status == 0, told.err


def rows(command: Command, *options: str) -> list[dict[str, Any]]:
    told = command("due", "--format", "json", *options)
    assert told.status == 0, told.err
    found: list[dict[str, Any]] = json.loads(told.out)
    return found


def short(found: list[dict[str, Any]]) -> list[tuple[str, str, str, str, str]]:
    keys = ("programme", "source_id", "owner", "state", "reason")
    return [(*(row[key] for key in keys),) for row in found]


def test_the_list_of_a_day_says_who_why_and_by_what(office: Command):
    found = rows(office, "--as-of", "2026-03-06")

    assert [row["expires_on"] for row in found] == sorted(row["expires_on"] for row in found)
    assert sorted(short(found)) == [
        ("MANT", "V1", "laura", "open", "in_window"),
        ("MANT", "V2", "laura", "blocked", "no_channel"),
        ("MSI", "V1", "laura", "open", "in_window"),
        ("MSI", "V2", "marta", "blocked", "no_channel"),
        ("POSTSERV", "O1", "laura", "open", "in_window"),
        ("POSTVENTA", "V1", "laura", "open", "late"),
        ("POSTVENTA", "V2", "marta", "blocked", "no_channel"),
    ]
    first = next(
        row for row in found if row["programme"] == "POSTVENTA" and row["owner"] == "laura"
    )
    assert {key: first[key] for key in ("customer", "phone", "vehicle", "window_from")} == {
        "customer": "Ana Prueba",
        "phone": "+56955501001",
        "vehicle": "3MZBPABL6KM107908",
        "window_from": "2026-02-26",
    }
    assert (first["window_to"], first["expires_on"]) == ("2026-02-28", "2026-03-10")
    assert (first["channel"], first["purpose"]) == ("phone", "service")
    assert first["next_slot_from"] == "2026-03-06T09:00:00-03:00"


def test_open_calls_of_one_customer_are_one_call(office: Command):
    found = rows(office, "--as-of", "2026-03-06")
    calls = {
        row["call_id"] for row in found if row["state"] == "open" and row["channel"] == "phone"
    }

    assert len(calls) == 1


def test_a_weekend_moves_the_next_slot_and_not_the_state(office: Command):
    found = rows(office, "--as-of", "2026-03-07", "--seller", "laura")  # a Saturday

    slots = {row["next_slot_from"] for row in found if row["state"] == "open"}
    assert slots == {"2026-03-09T09:00:00-03:00"}


def test_all_adds_what_is_over_and_the_seller_s_list_is_only_hers(office: Command):
    usual = rows(office, "--as-of", "2026-03-20")
    everything = rows(office, "--as-of", "2026-03-20", "--all")

    over = [row for row in everything if row["state"] not in {"open", "blocked"}]
    assert {row["programme"] for row in over} == {"POSTVENTA", "POSTSERV"}
    assert [row for row in everything if row not in over] == usual
    assert {row["owner"] for row in rows(office, "--as-of", "2026-03-06", "--seller", "marta")} == {
        "marta"
    }


def test_a_seller_whom_nobody_knows_is_refused_and_not_a_list_without_contacts(office: Command):
    told = office("due", "--seller", "lauar")

    assert (told.status, told.out) == (1, "")
    assert "There is no person lauar." in told.err


def test_the_same_day_gives_the_same_list_and_an_undone_import_takes_it_away(office: Command):
    before = office("due", "--as-of", "2026-03-06", "--format", "csv").out

    assert office("due", "--as-of", "2026-03-06", "--format", "csv").out == before
    table = list(csv.DictReader(io.StringIO(before)))
    assert len(table) == 7
    office("imports", "undo", "2")
    assert [row["programme"] for row in rows(office, "--as-of", "2026-03-06")] == ["POSTSERV"]


def test_planning_tells_the_tablets_once(office: Command):
    assert office("plan").status == 0
    assert office("plan").out == "0 contacts changed\n"


def test_a_day_that_is_none_is_refused(office: Command):
    assert office("due", "--as-of", "mañana").err == "--as-of: write 2026-12-01."


def test_a_seller_s_day_is_full_after_as_many_customers_as_the_house_says(
    office: Command, tmp_path: Path
):
    more = tmp_path / "more.csv"
    more.write_text(
        "sale_id,given_name,surname,phone,vin,sold_on,seller\n"
        "W1,Eva,Prueba,955501003,JM7KE2WY5J0123457,2026-03-02,laura\n"
        "W2,Ida,Prueba,955501004,JM7KE2WY5J0123458,2026-03-02,laura\n"
    )
    office("import", "sales", str(more), "--source", "DMS")
    rules = tmp_path / "rules.csv"
    rules.write_text("rule,country,value,since\ncalls_a_day,CL,1,2026-01-01\n")
    assert office("rules", "import", str(rules), "--country", "CL", "--apply").status == 0

    found = rows(office, "--as-of", "2026-03-06", "--seller", "laura")  # a Friday
    slots = {(row["customer"], row["next_slot_from"]) for row in found if row["state"] == "open"}
    days = [slot for _, slot in sorted(slots, key=lambda one: one[1])]
    assert ("Ana Prueba", "2026-03-06T09:00:00-03:00") in slots  # hers ends first
    assert days == [f"2026-03-{day}T09:00:00-03:00" for day in ("06", "09", "10")]
    assert "call" not in found[0]


def test_a_customer_s_programmes_say_why_each_is_due_or_not(office: Command):
    [ana] = {row["customer_id"] for row in rows(office, "--as-of", "2026-03-06") if row["phone"]}
    told = rows(office, "--explain", ana, "--as-of", "2026-03-06")

    said = {(row["programme"], row["state"], row["reason"]) for row in told}
    assert {
        ("POSTVENTA", "open", "late"),
        ("POSTSERV", "open", "in_window"),
        ("CUMPLE", "none", "no_trigger"),
        ("ANIV", "none", "not_begun"),
        ("TEMPORADA", "none", "bought_lately"),
    } <= said
    unknown = "01a208cd-9320-7ac1-a73e-afbfee26cf60"
    assert office("due", "--explain", unknown).err.startswith("There is no customer")


def test_the_calendar_counts_by_programme_and_month(office: Command):
    asked = ("--calendar", "--from", "2026-02-01", "--to", "2026-04-30", "--as-of", "2026-03-06")

    assert rows(office, *asked) == [
        {"programme": "MANT", "month": "2026-03", "contacts": 2},
        {"programme": "MANT", "month": "2026-04", "contacts": 1},  # 10,000 km before month 12
        {"programme": "MSI", "month": "2026-03", "contacts": 2},
        {"programme": "MSI", "month": "2026-04", "contacts": 1},
        {"programme": "POSTSERV", "month": "2026-03", "contacts": 1},
        {"programme": "POSTVENTA", "month": "2026-02", "contacts": 2},
    ]
    assert office("due", "--calendar").err == "--calendar: say --from and --to."


def test_launches_notices_and_recalls_make_their_contacts_due_until_they_are_taken_back(
    office: Command,
):
    told = ("--title", "Nueva CX-90", "--on", "2026-03-10", "--country", "CL")
    assert office("launches", "add", "CX90", "--model", "CX-90", *told).status == 0
    assert office("notices", "add", "PREMIO", *told).out == "PREMIO is told.\n"
    since = ("--title", "Cambio de airbag", "--since", "2026-03-01", "--country", "CL")
    office("recalls", "add", "AB-1", *since, "--vehicle", "3MZBPABL6KM107908")

    found = short(rows(office, "--as-of", "2026-03-10"))
    assert ("MODELO", "CX90", "laura", "blocked", "no_consent") in found  # of Ana, by e-mail
    assert ("MODELO", "CX90", "laura", "blocked", "no_channel") in found  # of Luis
    assert ("CAMPANA", "AB-1", "laura", "open", "in_window") in found
    assert not [one for one in found if one[0] == "AVISO"]  # nobody is loyal yet
    assert "CX90" in office("launches", "list").out
    assert "CX90" not in office("notices", "list").out

    assert office("launches", "cancel", "CX90", "--country", "CL").out == "CX90 is cancelled.\n"
    office("recalls", "close", "AB-1", "--country", "CL")
    left = {one[0] for one in short(rows(office, "--as-of", "2026-03-10"))}
    assert left.isdisjoint({"MODELO", "CAMPANA"})
    assert office("launches", "cancel", "CX90", "--country", "CL").status == 1


def test_a_birth_date_after_a_purchase_is_a_task_for_somebody(office: Command, tmp_path: Path):
    born = tmp_path / "born.csv"
    born.write_text(
        "source_id,given_name,surname,phone,birth_date,legal_basis\n"
        "C1,Ana,Prueba,955501001,2026-02-24,contrato\n"
    )
    assert office("import", "customers", str(born), "--source", "DMS").status == 0

    asked = office("due", "--tasks", "--as-of", "2026-03-06", "--format", "json")

    assert [(one["task"], one["customer"], one["detail"]) for one in json.loads(asked.out)] == [
        ("born_after_sale", "Ana Prueba", "2026-02-23: bought, 2026-02-24: born")
    ]
    assert ("POSTVENTA", "V1", "laura", "open", "late") in short(
        rows(office, "--as-of", "2026-03-06")
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--as-of", "9999-12-31"), "--as-of: a day from 2000 to 2090"),
        (("--as-of", "0001-01-01"), "--as-of: a day from 2000 to 2090"),
        (("--as-of", "2026-02-30"), "--as-of: write 2026-12-01"),
        (("--calendar", "--from", "2026-02-02", "--to", "2026-02-01"), "--to: not before --from"),
    ],
)
def test_a_day_for_which_nothing_can_be_said_is_refused_in_words(
    office: Command, asked: tuple[str, ...], said: str
):
    told = office("due", *asked)

    assert told.status == 1
    assert told.err.startswith(said)


def test_readings_that_fall_and_wrong_numbers_are_tasks_for_somebody(
    office: Command, tmp_path: Path
):
    fallen = tmp_path / "fallen.csv"
    fallen.write_text(
        "order_id,vin,opened_on,closed_on,km,service_type\n"
        "O2,3MZBPABL6KM107908,2026-03-10,2026-03-10,90,reparacion\n"
    )
    assert office("import", "services", str(fallen), "--source", "DMS").status == 0
    [called] = [one for one in rows(office, "--as-of", "2026-03-06") if one["source_id"] == "O1"]
    wrong = tmp_path / "outcomes.csv"
    wrong.write_text(
        f"due_id,customer_id,at,outcome\n{called['due_id']},{called['customer_id']},2026-03-06T10:00,equivocado\n"
    )
    told = office("outcomes", "import", str(wrong), "--source", "CALLS")
    assert told.status == 0, told.err

    asked = office("due", "--tasks", "--as-of", "2026-03-11", "--format", "json")

    found = [(one["task"], one["customer"], one["detail"]) for one in json.loads(asked.out)]
    assert found == [
        ("odd_reading", "Ana Prueba", "2026-03-01: 900 km, 2026-03-10: 90 km"),
        ("wrong_number", "Ana Prueba", "POSTSERV"),
    ]
    assert (
        json.loads(office("due", "--tasks", "--as-of", "2026-03-05", "--format", "json").out) == []
    )
