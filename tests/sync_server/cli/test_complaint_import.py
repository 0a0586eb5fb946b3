"""What a call centre took down comes in as complaints: once, strictly, and can be undone (R178)."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.clock import SystemClock
from tests.builders import HandClock
from tests.sync_server.cli.conftest import Command
from tests.sync_server.cli.test_imports import CUSTOMERS, brought, office, written

__all__ = ["office"]

COMPLAINTS = """\
complaint_id;told_on;kind;area;detail;request;given_name;surname;phone;email;plate
R1;20-02-2026;reclamo;taller;Sigue el ruido al frenar.;Que lo revisen;Ana;Prueba;9 5550 1001;ana@prueba.example;GHLP21
R2;21-02-2026;sugerencia;;Más sillas en la espera.;;Eva;Nueva;9 5550 1009;;
"""


@pytest.fixture(autouse=True)
def _second_of_march(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    monkeypatch.setattr(SystemClock, "now", lambda _self: clock.now())


def complaints(command: Command) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(command("complaints", "list", "--format", "json").out)
    return sorted(listed, key=lambda one: str(one["kind"]))


def test_complaints_come_in_once_of_whom_they_are_with_a_term_from_the_day_they_were_told(
    office: Command, tmp_path: Path
):
    brought(office, "customers", written(tmp_path, CUSTOMERS))
    file = written(tmp_path, COMPLAINTS)
    assert brought(office, "complaints", file) == [(2, "matched", ""), (3, "new", "")]
    assert brought(office, "complaints", file) == [(2, "unchanged", ""), (3, "unchanged", "")]
    first, second = complaints(office)
    assert (first["kind"], first["area"], first["state"]) == ("reclamo", "workshop", "new")
    assert first["due_on"] == "2026-03-06"
    assert (second["kind"], second["due_on"]) == ("suggestion", None)
    whole = [json.loads(office("complaints", "show", one["id"]).out) for one in (first, second)]
    assert whole[0]["customer"] is not None
    assert whole[1]["customer"] is None
    assert whole[0]["case"]["complaint"]["registered_at"] == "2026-02-20T12:00:00-03:00"


def test_a_trial_brings_nothing_and_an_import_is_undone(office: Command, tmp_path: Path):
    file = written(tmp_path, COMPLAINTS)
    brought(office, "complaints", file, "--dry-run")
    assert complaints(office) == []
    brought(office, "complaints", file)
    assert office("imports", "undo", "1").out == "import 1: 2 records undone\n"
    assert {one["state"] for one in complaints(office)} == {"voided"}
    brought(office, "complaints", file)
    assert len([one for one in complaints(office) if one["state"] != "voided"]) == 2


def test_a_complaint_that_is_registered_goes_on_by_its_acts_and_not_by_a_list(
    office: Command, tmp_path: Path
):
    brought(office, "complaints", written(tmp_path, COMPLAINTS))
    changed = COMPLAINTS.replace("Sigue el ruido", "Ya no hay ruido")
    assert brought(office, "complaints", written(tmp_path, changed)) == [
        (2, "rejected", "already_registered"),
        (3, "unchanged", ""),
    ]


def test_a_row_that_cannot_be_read_is_told_with_its_line_and_why(office: Command, tmp_path: Path):
    head = "complaint_id,told_on,kind,area,channel,detail,phone\n"
    rows = (
        "R1,20-02-2026,queja,,,Mal trato,955501001",  # Chile has no queja
        "R2,20-02-2026,reclamo,luna,,Mal trato,955501001",
        "R3,20-02-2026,reclamo,,humo,Mal trato,955501001",
        "R4,20-02-2026,reclamo,,,,955501001",
        "R5,20-02-2126,reclamo,,,Mal trato,955501001",
        "R6,31-02-2026,reclamo,,,Mal trato,955501001",
        "R7,20-02-2026,reclamo,,,Mal trato,",
        ",20-02-2026,reclamo,,,Mal trato,955501001",
    )
    file = written(tmp_path, head + "\n".join(rows) + "\n")
    assert [reason for _, _, reason in brought(office, "complaints", file)] == [
        "unknown_kind: kind",
        "unknown_area: area",
        "unknown_channel: channel",
        "missing_detail: detail",
        "told_in_future: told_on",
        "unreadable_date: told_on",
        "no_identity: customer_source_id",
        "no_id: complaint_id",
    ]
    assert complaints(office) == []
