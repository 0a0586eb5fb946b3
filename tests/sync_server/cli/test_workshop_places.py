"""The due list lets invitations wait for the workshop, on both databases."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.clock import SystemClock
from tests.builders import HandClock
from tests.sync_server.cli.conftest import Command, CommandsAfter

CUSTOMERS = "source_id,given_name,surname,phone,address,owner,legal_basis,consent_marketing_email\n"
RULES = "rule,country,branch,role,value,since,name\n"


@pytest.fixture
def office(
    commands_after: CommandsAfter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Four cars whose first month ends on 9 March 2026, as commands of 2 March see them.

    The fourth buyer has no telephone and is written to.
    """
    clock = HandClock()
    monkeypatch.setattr(SystemClock, "now", lambda _self: clock.now())
    return commands_after("office", lambda command: _sold(command, tmp_path))


def _sold(command: Command, tmp_path: Path) -> None:
    zone = "America/Santiago"
    command("branches", "add", "NUNOA", "--name", "Ñuñoa", "--country", "CL", "--zone", zone)
    for code, role in (("laura", "seller"), ("luis", "seller"), ("marta", "chief")):
        command("people", "add", code, "--name", code, "--role", role, "--branch", "NUNOA")
    people = [
        f"C{n},{name},{phone},Calle {n},{owner},contrato,"
        for n, name, phone, owner in (
            (1, "Ana,Prueba", "955501001", "laura"),
            (2, "Luis,Ejemplo", "955501002", "luis"),
            (3, "Eva,Muestra", "955501003", "luis"),
            (4, "Rita,Ficticia", "", "laura"),
        )
    ]
    sales = [f"V{n},C{n},JM7KE2WY5J000000{n},CX-5,2026-02-09" for n in range(1, 5)]
    head = "sale_id,customer_source_id,vin,model,sold_on"
    tables = {"customers": [CUSTOMERS.strip(), *people], "sales": [head, *sales]}
    for kind, lines in tables.items():
        file = tmp_path / f"{kind}.csv"
        file.write_text("\n".join([*lines, ""]))
        told = command("import", kind, str(file), "--source", "DMS")
        assert told.status == 0, told.err


def rules(office: Command, folder: Path, *lines: str) -> None:
    file = folder / "reglas.csv"
    file.write_text(RULES + "\n".join(lines))
    assert office("rules", "import", str(file), "--country", "CL", "--apply").status == 0


def maintenances(office: Command, *options: str) -> dict[str, dict[str, Any]]:
    rows = json.loads(office("due", "--format", "json", *options).out)
    return {row["source_id"]: row for row in rows if row["programme"] == "MANT"}


def standing(office: Command, *options: str) -> dict[str, str]:
    return {
        id_: f"{row['state']}:{row['reason']}"
        for id_, row in sorted(maintenances(office, *options).items())
    }


OPEN, FULL, PARTS = "open:in_window", "blocked:workshop_full", "blocked:parts_unconfirmed"


def test_invitations_above_the_places_of_a_day_wait_with_the_reason(
    office: Command, tmp_path: Path
):
    assert set(standing(office).values()) == {OPEN}

    rules(office, tmp_path, "workshop_places,CL,NUNOA,,2,2026-01-01,")
    found = standing(office)

    assert sorted(found.values()) == [FULL, FULL, OPEN, OPEN]
    assert found["V4"] == FULL  # whom we telephone comes before whom we write to
    waiting = [row for row in maintenances(office).values() if row["state"] == "blocked"]
    assert {row["next_slot_from"] for row in waiting} == {""}
    mine = {**standing(office, "--seller", "luis"), **standing(office, "--seller", "laura")}
    assert mine == found  # who waits does not depend on whose list it is
    rules(office, tmp_path, "workshop_places,CL,NUNOA,,9,2026-01-01,")
    assert set(standing(office).values()) == {OPEN}


def test_one_day_may_have_places_of_its_own_and_a_late_invitation_is_for_today(
    office: Command, tmp_path: Path
):
    nine = "workshop_places,CL,NUNOA,,9,2026-01-01,"
    rules(office, tmp_path, nine, "workshop_places,CL,NUNOA,,0,2026-01-01,2026-03-09")

    assert set(standing(office).values()) == {FULL}
    late = standing(office, "--as-of", "2026-03-10")
    assert set(late.values()) == {"open:late"}
    exported = list(csv.DictReader(io.StringIO(office("rules", "export").out)))
    told = {(row["value"], row["name"]) for row in exported}
    assert told == {("9", ""), ("0", "2026-03-09")}


def test_parts_are_confirmed_by_command_and_the_list_and_its_explanation_agree(
    office: Command, tmp_path: Path
):
    rules(office, tmp_path, "parts_first,CL,,,sí,2026-03-02,")
    assert set(standing(office).values()) == {PARTS}
    first = maintenances(office)["V1"]
    asked = ("outcomes", "parts", first["due_id"], "--customer", first["customer_id"])

    assert office(*asked, "--by", "nadie").status == 1
    assert office(*asked, "--by", "marta").out == "The parts are confirmed.\n"

    assert standing(office) == {"V1": OPEN, "V2": PARTS, "V3": PARTS, "V4": PARTS}
    assert maintenances(office)["V1"]["attempts_missed"] == 0
    assert set(standing(office, "--as-of", "2026-03-01").values()) == {OPEN}
    for id_, reason in (("V1", "in_window"), ("V2", "parts_unconfirmed")):
        customer = maintenances(office)[id_]["customer_id"]
        told = json.loads(office("due", "--explain", customer, "--format", "json").out)
        assert [
            row["reason"]
            for row in told
            if row["programme"] == "MANT" and row["window_to"] == date(2026, 3, 9).isoformat()
        ] == [reason]


def test_a_letter_that_waits_is_not_written(office: Command, tmp_path: Path):
    asked = ("letters", "--programme", "MANT", "--folder", str(tmp_path / "cartas"), "--dry-run")
    assert office(*asked).out == "1 letters, nothing was marked\n"

    rules(office, tmp_path, "workshop_places,CL,NUNOA,,2,2026-01-01,")

    assert office(*asked).out == "0 letters, nothing was marked\n"
    assert office("call-list", "--programme", "MANT").out.count("MANT") == 2
