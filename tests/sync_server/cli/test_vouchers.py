"""The vouchers of a base, and the table that says who gets which gift."""

import csv
import io
from pathlib import Path

from tests.sync_server.cli.conftest import Command
from tests.sync_server.cli.test_outreach import office

__all__ = ["office"]

HEAD = "programme,valid_from,rank,gift,days,loyal,purchases,model,stages,marital,age_from,age_to\n"


def test_the_vouchers_that_letters_brought_are_listed_with_how_they_stand(
    office: Command, tmp_path: Path
):
    office("letters", "--programme", "ANIV", "--folder", str(tmp_path))
    rows = list(csv.DictReader(io.StringIO(office("vouchers", "list", "--format", "csv").out)))
    assert sorted((row["name"], row["gift"], row["state"]) for row in rows) == [
        ("Ana P.", "Revisión de cortesía", "open"),
        ("Luis E.", "Revisión de cortesía", "open"),
    ]
    assert all(len(row["code"]) == 9 for row in rows)
    assert office("vouchers", "list").out.endswith("\n2 open\n")
    assert "Ana P." not in office("vouchers", "list", "--state", "conflict").out


def test_what_is_shipped_is_written_and_read_back_as_the_same(office: Command, tmp_path: Path):
    written = office("vouchers", "gifts", "export").out
    assert written.startswith(HEAD)
    assert "CUMPLE,2000-01-01,1,Cuatro entradas de cine,30,,,,family,,,\n" in written
    assert "ANIV,2000-01-01,1,Mantención básica de cortesía,30,true,,,,,,\n" in written
    file = tmp_path / "regalos.csv"
    file.write_text(written)
    told = office("vouchers", "gifts", "import", str(file))
    assert told.out.startswith("0 changed, 0 gone, 7 the same\n")


def test_a_table_of_the_dealer_holds_from_its_day_and_a_trial_changes_nothing(
    office: Command, tmp_path: Path
):
    file = tmp_path / "regalos.csv"
    file.write_text(HEAD + "ANIV,2026-03-01,1,Lavado y café,10,,1,CX-5,,,,\n")
    asked = ("vouchers", "gifts", "import", str(file))
    assert office(*asked, "--dry-run").out == "1 changed, 0 gone, 0 the same\nnothing was changed\n"
    assert "Lavado y café" not in office("vouchers", "gifts", "export").out
    assert office(*asked).status == 0

    office("letters", "--programme", "ANIV", "--folder", str(tmp_path))
    rows = list(csv.DictReader(io.StringIO(office("vouchers", "list", "--format", "csv").out)))
    assert {(row["gift"], row["last_day"]) for row in rows} == {("Lavado y café", "2026-03-30")}


def test_a_row_that_cannot_be_read_is_told_with_its_line_and_nothing_is_changed(
    office: Command, tmp_path: Path
):
    file = tmp_path / "regalos.csv"
    rows = (
        "ANIV,2026-03-01,1,Lavado,,,,,,,,",
        "ANIV,2026-03-01,1,Otro,,,,,,,,",
        "MANT,2026-03-01,1,Lavado,,,,,,,,",
        "ANIV,2026-03-01,x,Lavado,,,,,,,,",
        "ANIV,2026-03-01,2,Lavado,,,,,pirata,,,",
        "ANIV,2026-03-01,3,Lavado,,,,,,,40,30",
    )
    file.write_text(HEAD + "\n".join(rows) + "\n")
    told = office("vouchers", "gifts", "import", str(file))
    assert told.status == 1
    words = told.out.split()
    found = [(words[n], words[n + 1]) for n in range(len(words)) if words[n] in "34567"]
    assert found == [
        ("3", "rank"), ("4", "programme"), ("5", "rank"), ("6", "stages"), ("7", "age_to"),
    ]  # fmt: skip
    assert "Lavado," not in office("vouchers", "gifts", "export").out
