"""Letters, a call centre's list and what came of both, and the report of the programmes."""

import csv
import io
import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from app.domain.clock import SystemClock
from tests.builders import HandClock
from tests.sync_server.cli.conftest import Command, CommandsAfter

SANTIAGO = ZoneInfo("America/Santiago")
CUSTOMERS = """\
source_id,given_name,surname,phone,email,address,owner,consent_marketing_email,consent_marketing_call,legal_basis
C1,Ana,Prueba,955501001,,Calle Falsa 123,laura,si,,contrato
C2,Luis,Ejemplo,955501002,,Av. Ficticia 45,laura,,si,contrato
C3,Eva,Muestra,955501003,,Pasaje Demo 6,laura,,,contrato
"""


@pytest.fixture
def office(
    commands_after: CommandsAfter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Three buyers of almost a year ago, as a command of 2 March 2026 sees them."""
    clock = HandClock()
    monkeypatch.setattr(SystemClock, "now", lambda _self: clock.now())
    return commands_after("office", lambda command: _sold(command, tmp_path, clock))


def _sold(command: Command, tmp_path: Path, clock: HandClock) -> None:
    today = clock.now().date()
    zone = "America/Santiago"
    command("branches", "add", "NUNOA", "--name", "Ñuñoa", "--country", "CL", "--zone", zone)
    for code, role in (("laura", "seller"), ("marta", "chief")):
        command("people", "add", code, "--name", code, "--role", role, "--branch", "NUNOA")
    sold = (today.replace(year=2025) + timedelta(days=18)).isoformat()
    rows = [
        f"V{n},C{n},JM7KE2WY5J000000{n},CX-5,{day}"
        for n, day in ((1, sold), (2, sold), (3, "2026-02-26"))
    ]
    sales = "\n".join(["sale_id,customer_source_id,vin,model,sold_on", *rows, ""])
    for kind, text in (("customers", CUSTOMERS), ("sales", sales)):
        file = tmp_path / f"{kind}.csv"
        file.write_text(text)
        assert command("import", kind, str(file), "--source", "DMS").status == 0


def due(command: Command, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(command("due", "--format", "json", *options).out)
    return found


def test_letters_are_one_page_each_and_are_sent_once(office: Command, tmp_path: Path):
    folder = tmp_path / "cartas"
    asked = ("letters", "--programme", "ANIV", "--folder", str(folder))
    assert office(*asked, "--dry-run").out == "2 letters, nothing was marked\n"
    assert office(*asked).out == "2 letters\n"

    [paper] = folder.glob("*.pdf")
    with closing(pypdfium2.PdfDocument(paper)) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    assert len(pages) == 2
    assert "Ana Prueba" in "".join(pages)
    assert all("Se cumple un año más de la compra de su CX-5" in page for page in pages)
    [table] = folder.glob("*.csv")
    listed = csv.DictReader(io.StringIO(table.read_text()))
    rows = list(listed)
    assert {row["address"] for row in rows} == {"Calle Falsa 123", "Av. Ficticia 45"}
    assert {(row["gift"], row["voucher_until"]) for row in rows} == {
        ("Revisión de cortesía", "2026-04-19")
    }
    assert all(any(row["voucher"] in page for page in pages) for row in rows)
    assert all("Hasta el dom 19-04-2026" in page for page in pages)

    assert office(*asked).out == "0 letters\n"
    sent = [row for row in due(office, "--all") if row["programme"] == "ANIV" and row["source_id"]]
    assert {(row["source_id"], row["state"], row["reason"]) for row in sent} >= {
        ("V1", "closed", "done"),
        ("V2", "closed", "done"),
    }
    assert office("letters", "--programme", "POSTVENTA").status == 1


def test_a_call_centre_gets_each_call_with_its_prefix_and_its_outcomes_come_in_once(
    office: Command, tmp_path: Path
):
    listed = list(csv.DictReader(io.StringIO(office("call-list").out)))
    called = {(row["programme"], row["customer"], row["call_prefix"]) for row in listed}
    assert ("POSTVENTA", "Eva Muestra", "600") in called
    assert ("MANT", "Ana Prueba", "600") in called
    [eva] = [row for row in listed if row["programme"] == "POSTVENTA"]

    file = tmp_path / "resultados.csv"
    head = "due_id;customer_id;outcome;at;note;score\n"
    ids = f"{eva['due_id']};{eva['customer_id']}"
    file.write_text(head + f"{ids};No contesta;2026-03-02T10:30;;\n")
    assert office("outcomes", "import", str(file), "--source", "CENTRAL").out == (
        "1 new, 0 known, 0 unknown\n"
    )
    assert office("outcomes", "import", str(file), "--source", "CENTRAL").out == (
        "0 new, 1 known, 0 unknown\n"
    )
    [row] = [row for row in due(office) if row["due_id"] == eva["due_id"]]
    assert (row["attempts_missed"], row["next_slot_from"]) == (1, "2026-03-03T12:00:00-03:00")

    file.write_text(head + f"{ids};Todo bien;2026-03-03T12:10;Contenta;9\n{ids};Nada;ayer;;\n")
    amiss = office("outcomes", "import", str(file), "--source", "CENTRAL")
    assert (amiss.status, "outcome" in amiss.out) == (1, True)


def test_the_report_counts_how_far_the_contacts_of_each_programme_came(
    office: Command, tmp_path: Path
):
    [eva] = [row for row in due(office) if row["programme"] == "POSTVENTA"]
    file = tmp_path / "resultados.csv"
    head = "due_id,customer_id,outcome,at\n"
    file.write_text(head + f"{eva['due_id']},{eva['customer_id']},todo bien,2026-03-02T10:30\n")
    office("outcomes", "import", str(file), "--source", "CENTRAL")
    office("letters", "--programme", "ANIV", "--folder", str(tmp_path))

    days = ("--from", "2026-02-20", "--to", "2026-03-02", "--format", "json")
    told = {row["programme"]: row for row in json.loads(office("programmes", "report", *days).out)}

    assert told["POSTVENTA"] == {
        "programme": "POSTVENTA",
        "due": 1,
        "sent": 1,
        "reached": 1,
        "answered": 1,
        "redeemed": 0,
        "visited": 0,
        "bought": 0,
    }
    assert (told["ANIV"]["due"], told["ANIV"]["sent"], told["ANIV"]["reached"]) == (2, 2, 0)


def test_a_chief_opens_a_contact_again_with_a_reason_and_its_tries_begin_anew(
    office: Command, tmp_path: Path
):
    [eva] = [row for row in due(office) if row["programme"] == "POSTVENTA"]
    ids = f"{eva['due_id']},{eva['customer_id']}"
    file = tmp_path / "resultados.csv"
    file.write_text(
        f"due_id,customer_id,outcome,at\n{ids},no contesta,2026-03-01T10:30\n"
        f"{ids},no desea contacto,2026-03-02T10:30\n"
    )
    office("outcomes", "import", str(file), "--source", "CENTRAL")
    asked = ("outcomes", "reopen", eva["due_id"], "--customer", eva["customer_id"])

    def row() -> tuple[str, str, int]:
        [found] = [one for one in due(office, "--all") if one["due_id"] == eva["due_id"]]
        return found["state"], found["reason"], found["attempts_missed"]

    assert row() == ("closed", "refused", 1)
    assert office(*asked, "--by", "laura", "--reason", "Quiero insistir").status == 1
    assert row() == ("closed", "refused", 1)
    assert office(*asked, "--by", "marta", "--reason", "Pidió que la llamemos").status == 0
    assert row() == ("open", "in_window", 0)
