"""Lists of other systems come in strictly, once, and can be undone."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.sync_server.cli.conftest import Command, CommandsAfter, Outcome

CUSTOMERS = """\
source_id;given_name;surname;phone;birth_date;owner;consent_marketing_call;legal_basis;color
C1;Ana;Prueba;+56 9 5550 1001;14-03-1988;laura;sí;contrato;rojo
C2;Luis;Ejemplo;9 5550 1002;1990-12-01;nadie;no;contrato;
"""
SALES = """\
sale_id;customer_source_id;vin;model;sold_on;delivered_on;amount;currency;seller
V1;C1;3MZBPABL6KM107908;CX-5;01-11-2026;05-11-2026;12.990.000;;laura
"""


@pytest.fixture
def office(commands_after: CommandsAfter) -> Command:
    """Commands where one branch is open and one seller works."""
    return commands_after("office", _opened)


def _opened(command: Command) -> None:
    zone = "America/Santiago"
    command("branches", "add", "NUNOA", "--name", "Ñuñoa", "--country", "CL", "--zone", zone)
    command("people", "add", "laura", "--name", "L", "--role", "seller", "--branch", "NUNOA")


def outcomes(told: Outcome) -> list[tuple[int, str, str]]:
    assert told.status == 0, told.err
    return [(row["line"], row["outcome"], row["reason"]) for row in json.loads(told.out)]


def brought(command: Command, kind: str, file: Path, *more: str) -> list[tuple[int, str, str]]:
    return outcomes(
        command("import", kind, str(file), "--source", "DMS", "--format", "json", *more)
    )


def customers(command: Command) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(
        command("customers", "list", "--format", "json").out
    )
    return sorted(listed, key=lambda one: str(one["name"]))


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "list.csv"
    file.write_text(text, encoding=encoding)
    return file


def test_a_list_comes_in_once_whatever_its_encoding(office: Command, tmp_path: Path):
    first = brought(office, "customers", written(tmp_path, CUSTOMERS, "latin-1"))
    again = brought(office, "customers", written(tmp_path, CUSTOMERS, "utf-8-sig"))

    assert first == [(2, "new", ""), (3, "new", "")]
    assert again == [(2, "unchanged", ""), (3, "unchanged", "")]
    assert [(one["name"], one["phone"], one["owner"]) for one in customers(office)] == [
        ("Ana Prueba", "+56955501001", "laura"),
        ("Luis Ejemplo", "+56955501002", "import"),
    ]


def test_a_dry_run_says_the_same_and_leaves_nothing(office: Command, tmp_path: Path):
    tried = brought(office, "customers", written(tmp_path, CUSTOMERS), "--dry-run")

    assert tried == [(2, "new", ""), (3, "new", "")]
    assert customers(office) == []
    assert office("imports", "list").out == "none yet\n"


def test_an_import_is_undone_whole_and_may_come_again(office: Command, tmp_path: Path):
    file = written(tmp_path, CUSTOMERS)
    brought(office, "customers", file)

    assert office("imports", "undo", "1").out == "import 1: 2 records undone\n"
    gone = json.loads(office("customers", "list", "--format", "json").out)
    assert [one["name"] for one in gone] == ["", ""]
    assert office("imports", "undo", "1").out == "import 1: 0 records undone\n"
    assert brought(office, "customers", file) == [(2, "new", ""), (3, "new", "")]
    assert office("imports", "undo", "7").err == "There is no import 7."


def test_a_changed_row_is_about_the_same_person(office: Command, tmp_path: Path):
    brought(office, "customers", written(tmp_path, CUSTOMERS))
    moved = CUSTOMERS.replace("+56 9 5550 1001", "+56 9 5550 1009")

    told = brought(office, "customers", written(tmp_path, moved))

    assert told == [(2, "matched", ""), (3, "unchanged", "")]
    assert len(customers(office)) == 2
    assert "+56955501009" in {one["phone"] for one in customers(office)}


def test_who_was_erased_does_not_come_back_with_the_list(office: Command, tmp_path: Path):
    brought(office, "customers", written(tmp_path, CUSTOMERS))
    ana = next(str(one["id"]) for one in customers(office) if one["phone"] == "+56955501001")
    office("customers", "erase", ana, "--reason", "request", "--yes")

    told = office("import", "customers", str(written(tmp_path, CUSTOMERS)), "--source", "DMS")
    assert told.out.endswith(
        "0 new, 0 matched, 0 doubtful, 0 rejected, 1 unchanged\n"
        "1 rows are about people who were erased: nothing was stored\n"
    )
    changed = CUSTOMERS.replace("rojo", "azul")
    assert brought(office, "customers", written(tmp_path, changed))[0] == (
        2, "erased", "erased_person",
    )  # fmt: skip
    elsewhere = changed.replace("C1;", "C9;")
    assert outcomes(
        office(
            "import", "customers", str(written(tmp_path, elsewhere)), "--source", "LAVADO",
            "--format", "json",
        )
    )[0] == (2, "erased", "erased_person")  # fmt: skip
    assert brought(office, "sales", written(tmp_path, SALES)) == [(2, "erased", "erased_person")]
    assert [one["phone"] for one in customers(office)] == ["+56955501002"]
    assert office("imports", "undo", "1").out == "import 1: 1 records undone\n"


def test_sales_find_their_buyer_by_the_id_of_the_list(office: Command, tmp_path: Path):
    alone = brought(office, "sales", written(tmp_path, SALES))
    brought(office, "customers", written(tmp_path, CUSTOMERS))

    told = brought(office, "sales", written(tmp_path, SALES))

    assert alone == [(2, "rejected", "customer_unknown")]
    assert told == [(2, "matched", "")]
    assert len(customers(office)) == 2


def test_services_find_the_vehicle_and_its_owner(office: Command, tmp_path: Path):
    brought(office, "customers", written(tmp_path, CUSTOMERS))
    brought(office, "sales", written(tmp_path, SALES))
    orders = (
        "order_id,vin,plate,opened_on,closed_on,km,service_type\n"
        "O1,3MZBPABL6KM107908,,20-11-2026,21-11-2026,9.870,mantencion\n"
        "O2,,BBBB12,20-11-2026,21-11-2026,100,reparacion\n"
    )

    told = brought(office, "services", written(tmp_path, orders))

    assert told == [(2, "matched", ""), (3, "doubtful", "vehicle_unknown")]


@pytest.mark.parametrize(
    ("kind", "heads", "cells", "reason"),
    [
        ("customers", "given_name", "Ana", "no_id: source_id"),
        ("customers", "source_id,sex", "C1,f", "no_identity: source_id"),
        ("customers", "source_id,given_name", "C1,Ana", "no_legal_basis: legal_basis"),
        (
            *("customers", "source_id,given_name,legal_basis", "C1,Ana,porque sí"),
            "unknown_legal_basis: legal_basis",
        ),
        (
            *("customers", "source_id,given_name,birth_date", "C1,Ana,29-02-1989"),
            "unreadable_date: birth_date",
        ),
        (
            *("customers", "source_id,given_name,birth_date", "C1,Ana,2150-01-01"),
            "birth_date_in_future: birth_date",
        ),
        (
            *(
                "customers",
                "source_id,given_name,legal_basis,consent_marketing_call",
            ),
            "C1,Ana,contrato,quizás",
            "unreadable_consent: consent_marketing_call",
        ),
        ("sales", "sale_id,phone", "V1,955501001", "missing_date: sold_on"),
        ("sales", "sale_id,sold_on", "V1,2026-01-01", "no_identity: customer_source_id"),
        (
            *("sales", "sale_id,phone,sold_on,amount", "V1,955501001,2026-01-01,25990.50"),
            "unreadable_amount: amount",
        ),
        (
            *("sales", "sale_id,phone,sold_on,currency", "V1,955501001,2026-01-01,EUR"),
            "unknown_currency: currency",
        ),
        (
            *("services", "order_id,vin,opened_on,closed_on", "O1,X,2026-03-05,2026-03-04"),
            "closed_before_opened: closed_on",
        ),
        ("services", "order_id,vin,opened_on", "O1,X,2150-01-01", "service_in_future: opened_on"),
        ("services", "order_id,opened_on", "O1,2026-01-01", "no_identity: vin"),
        ("services", "order_id,vin,opened_on,km", "O1,X,2026-01-01,mucho", "unreadable_km: km"),
        (
            *("services", "order_id,vin,opened_on,service_type", "O1,X,2026-01-01,lavado"),
            "unknown_service_type: service_type",
        ),
        (
            *("sales", "sale_id,given_name,phone,sold_on", "V1,Ana,955501001,9999-12-31"),
            "unreadable_date: sold_on",
        ),
        (
            *("sales", "sale_id,given_name,phone,sold_on", "V1,Ana,955501001,01-01-0001"),
            "unreadable_date: sold_on",
        ),
        (
            *("services", "order_id,vin,opened_on,service_type", "O1,X,0001-01-01,mantencion"),
            "unreadable_date: opened_on",
        ),
        (
            *(
                "customers",
                "source_id,given_name,birth_date,legal_basis",
                "C1,A,1850-01-01,contrato",
            ),
            "unreadable_date: birth_date",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line_and_reason(  # noqa: PLR0913, PLR0917 - a case each
    office: Command, tmp_path: Path, kind: str, heads: str, cells: str, reason: str
):
    file = written(tmp_path, f"{heads}\n{cells}\n")

    assert brought(office, kind, file) == [(2, "rejected", reason)]


def test_a_list_of_an_unknown_kind_is_refused(office: Command, tmp_path: Path):
    told = office("import", "unknown", str(written(tmp_path, SALES)), "--source", "DMS")

    assert told.status != 0
    assert "complaints" in told.err


def test_an_odd_phone_or_document_is_kept_and_makes_the_row_doubtful(
    office: Command, tmp_path: Path
):
    odd = "source_id,given_name,phone,id_value,legal_basis\nC1,Ana,12345,12531909-3,contrato\n"

    assert brought(office, "customers", written(tmp_path, odd)) == [
        (2, "doubtful", "to_verify: id_value, phone")
    ]
    assert len(customers(office)) == 1


def test_an_unknown_owner_is_a_warning(office: Command, tmp_path: Path):
    told = office("import", "customers", str(written(tmp_path, CUSTOMERS)), "--source", "DMS")

    assert told.err.endswith("1 rows: unknown_owner\n")
    assert told.out == "2 new, 0 matched, 0 doubtful, 0 rejected, 0 unchanged\n"


def test_the_same_id_twice_in_a_file_is_refused_the_second_time(office: Command, tmp_path: Path):
    twice = "source_id,given_name,legal_basis\nC1,Ana,contrato\nC1,Eva,contrato\n"

    assert brought(office, "customers", written(tmp_path, twice)) == [
        (2, "new", ""),
        (3, "rejected", "repeated_id: source_id is in line 2 too"),
    ]


def workbook(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    file = folder / "list.xlsx"
    book.save(file)
    return file


def test_a_workbook_needs_no_guess_at_numbers_and_days(office: Command, tmp_path: Path):
    file = workbook(
        tmp_path,
        [
            ["sale_id", "given_name", "phone", "sold_on", "amount", "currency"],
            [17, "Ana", 955501001, datetime(2026, 3, 2), 25990.5, "USD"],  # noqa: DTZ001
        ],
    )

    assert brought(office, "sales", file) == [(2, "new", "")]
    (ana,) = customers(office)
    assert ana["phone"] == "+56955501001"


def test_a_file_that_is_no_list_is_refused_in_one_sentence(office: Command, tmp_path: Path):
    empty = written(tmp_path, "")
    named = "source_id,phone,phone\n"

    missing = office("import", "sales", str(tmp_path / "no.csv"), "--source", "DMS")
    assert missing.err == f"There is no file {tmp_path / 'no.csv'}."
    assert office("import", "sales", str(empty), "--source", "DMS").err == "file: it is empty."
    twice = office("import", "sales", str(written(tmp_path, named)), "--source", "DMS")
    assert twice.err == "phone: two columns have this name."
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    bad = office("import", "sales", str(tmp_path / "bad.xlsx"), "--source", "DMS")
    assert bad.err == "file: it is no XLSX workbook."


def test_the_list_of_imports_counts_what_became_of_the_rows(office: Command, tmp_path: Path):
    brought(office, "customers", written(tmp_path, CUSTOMERS))

    (run,) = list(csv.DictReader(io.StringIO(office("imports", "list", "--format", "csv").out)))

    told = {name: run[name] for name in ("number", "kind", "source", "file", "undone", "new")}
    assert told == {
        "number": "1",
        "kind": "customers",
        "source": "DMS",
        "file": "list.csv",
        "undone": "no",
        "new": "2",
    }
