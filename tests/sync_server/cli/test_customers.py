"""The master base is listed and shown on the terminal, for reading and for going on with."""

import csv
import io
import json
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.clock import SystemClock
from sync_server.cli.layout import Format, print_rows
from sync_server.main import opened
from sync_server.services.customers_report import listed
from sync_server.settings import Settings
from sync_server.storage.database import open_database
from sync_server.wiring import office_of
from tests.sync_server.cli.conftest import Command


def test_customers_are_listed_shown_and_exported(demo: Command):
    rows = json.loads(demo("customers", "list", "--format", "json").out)
    table = list(csv.DictReader(io.StringIO(demo("customers", "list", "--format", "csv").out)))

    assert len(rows) == 64
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert all(row["demo"] and row["branch"] == "NUNOA" for row in rows)
    ana = next(row for row in rows if row["name"] == "Ana Prueba Muestra")
    assert (ana["phone"], ana["document"]) == ("+56955501001", "111111111")
    assert "Ana Prueba Muestra" in demo("customers", "list").out
    assert json.loads(demo("customers", "list", "--branch", "OTHER", "--format", "json").out) == []


def test_a_customer_is_shown_with_the_origin_of_each_value_and_the_due_contacts(demo: Command):
    rows = json.loads(demo("customers", "list", "--format", "json").out)
    ana = next(row for row in rows if row["name"] == "Ana Prueba Muestra")

    whole = json.loads(demo("customers", "show", ana["id"], "--format", "json").out)

    assert whole["id"] == ana["id"]
    assert {due["programme"] for due in whole["due_contacts"]} == {"POTENCIAL"}
    record = whole["phones"][0]["origin"]["record"]
    by_record = json.loads(demo("customers", "show", record, "--format", "json").out)
    assert by_record["id"] == ana["id"]
    shown = demo("customers", "show", ana["id"]).out
    assert "+56955501001" in shown
    assert record in shown
    assert "POTENCIAL" in shown


def test_a_customer_who_is_not_there_is_not_found(vitrina: Command):
    unknown = "01a208cd-9320-7ac1-a73e-afbfee26cf60"

    assert vitrina("customers", "show", unknown).err == f"There is no customer {unknown}."
    assert vitrina("customers", "show", "pedro").err.startswith("id: ")


def test_pages_follow_each_other_without_a_gap(demo: Command):
    assert demo("status").status == 0
    database = open_database(Settings().database())
    clock = SystemClock(UUID(int=1))
    seen: list[str] = []
    with database.reading() as connection:
        while page := listed(
            connection,
            office_of(Settings(), clock),
            {"after": seen[-1] if seen else "", "limit": 7},
        ):
            seen += [row["id"] for row in page]
    database.close()

    assert len(seen) == len(set(seen)) == 64


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+2", "'-1+2"),
        ("+56955501001", "+56955501001"),
        ("Ana, Prueba", "Ana, Prueba"),
        ("\tx", "'\tx"),
    ],
)
def test_no_cell_of_a_csv_is_a_formula(
    capsys: pytest.CaptureFixture[str], typed: str, written: str
):
    print_rows([{"name": typed}], ("name",), Format.CSV)

    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["name"], [written]]


def test_a_name_with_brackets_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]):
    print_rows([{"name": "[red]Ana[/red]"}], ("name",))

    assert "[red]Ana[/red]" in capsys.readouterr().out


def test_a_backup_never_overwrites_and_needs_a_database(embedded: Command, tmp_path: Path):
    copy = tmp_path / "copy.db"
    assert embedded("backup", str(copy)).err.startswith("There is no database ")
    assert not copy.exists()
    embedded("branches", "add", "A", "--name", "A", "--country", "CL", "--zone", "America/Lima")
    assert embedded("backup", str(copy)).status == 0
    before = copy.read_bytes()

    assert embedded("backup", str(copy)).err == f"{copy} is there already."
    assert copy.read_bytes() == before
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_backup_of_postgresql_is_left_to_pg_dump(
    embedded: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("VITRINA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    status, _, err = embedded("backup", str(tmp_path / "copy.db"))

    assert status == 2
    assert "pg_dump" in err


def test_a_server_that_starts_on_a_restored_backup_erases_again_whom_it_held(
    embedded: Command, home: Path, tmp_path: Path
):
    embedded("branches", "add", "A", "--name", "A", "--country", "CL", "--zone", "America/Lima")
    file = tmp_path / "list.csv"
    file.write_text("source_id,given_name,phone,legal_basis\nC1,Ana,955501001,contrato\n")
    embedded("import", "customers", str(file), "--source", "DMS")
    [ana] = json.loads(embedded("customers", "list", "--format", "json").out)
    backup = tmp_path / "backup.db"
    embedded("backup", str(backup))
    embedded("customers", "erase", ana["id"], "--reason", "request", "--yes")
    assert (home / "erased.json").stat().st_mode & 0o777 == 0o600

    for part in home.glob("vitrina-server.db*"):
        part.unlink()
    shutil.copy(backup, home / "vitrina-server.db")
    assert len(json.loads(embedded("customers", "list", "--format", "json").out)) == 1
    with opened(Settings()):
        pass

    assert json.loads(embedded("customers", "list", "--format", "json").out) == []
    assert b"955501001" not in (home / "vitrina-server.db").read_bytes()
    told = json.loads(embedded("customers", "erased").out)
    assert [one["customers"] for one in told["erasures"]] == [[ana["id"]]]
    again = embedded("customers", "reapply", str(home / "erased.json"))
    assert again.out == "0 customers erased again\n"


def test_an_erasure_on_a_restored_backup_does_not_forget_the_former_ones(
    embedded: Command, home: Path, tmp_path: Path
):
    embedded("branches", "add", "A", "--name", "A", "--country", "CL", "--zone", "America/Lima")
    file = tmp_path / "list.csv"
    people = "C1,Ana,955501001,contrato\nC2,Eva,955501002,contrato\n"
    file.write_text(f"source_id,given_name,phone,legal_basis\n{people}")
    embedded("import", "customers", str(file), "--source", "DMS")
    ana, eva = sorted(
        json.loads(embedded("customers", "list", "--format", "json").out),
        key=lambda one: str(one["phone"]),
    )
    backup = tmp_path / "backup.db"
    embedded("backup", str(backup))
    embedded("customers", "erase", ana["id"], "--reason", "request", "--yes")
    for part in home.glob("vitrina-server.db*"):
        part.unlink()
    shutil.copy(backup, home / "vitrina-server.db")

    embedded("customers", "erase", eva["id"], "--reason", "request", "--yes")

    assert json.loads(embedded("customers", "list", "--format", "json").out) == []
    told = embedded("import", "customers", str(file), "--source", "OTRA")
    assert "2 rows are about people who were erased: nothing was stored" in told.out


def test_a_customer_is_erased_after_a_trial_and_is_not_found_again(demo: Command):
    rows = json.loads(demo("customers", "list", "--format", "json").out)
    ana = next(row for row in rows if row["name"] == "Ana Prueba Muestra")["id"]

    trial = demo("customers", "erase", ana, "--reason", "request", "--dry-run")
    assert trial.out.startswith("Would erase ")
    assert "Ana Prueba Muestra" in demo("customers", "show", ana).out
    done = demo("customers", "erase", ana, "--reason", "request", "--yes")

    assert done.out == trial.out.replace("Would erase", "Erased")
    assert demo("customers", "show", ana).err == f"There is no customer {ana}."
    assert len(json.loads(demo("customers", "list", "--format", "json").out)) == 63
