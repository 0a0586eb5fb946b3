"""The complaints from the command line: by urgency, one by one, and the SIREC file."""

import csv
import hashlib
import io
import json
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from app.domain.blobs import BlobChunk
from app.domain.complaint_acts import Apology, ComplaintAct
from app.domain.complaints import Photo
from app.domain.sheets import SheetNumber
from sync_server.settings import Settings
from tests.builders import record_id
from tests.domain.complaint_builders import LIMA, complaint
from tests.sync_server.cli.conftest import Command
from tests.sync_server.offices import running

MONDAY = datetime(2026, 11, 23, 11, tzinfo=LIMA)


class Told(NamedTuple):
    vitrina: Command
    late: str
    early: str


@pytest.fixture
def told(vitrina: Command) -> Told:
    """Three hojas: one of November, one of October that is due before it, one more."""
    october = datetime(2026, 10, 5, 10, tzinfo=LIMA)
    with running(Settings().database()) as server:
        server.clock.at = MONDAY
        tablet = server.tablet("LIMA")
        sents = [
            tablet.record("complaint", body, actor="lucho", branch="LIMA")
            for body in (
                complaint(),
                complaint(sheet=number(127), registered_at=october, fact_on=october.date()),
                complaint(sheet=number(126), detail="Otra cosa."),
            )
        ]
        apology = ComplaintAct(act=Apology(by="lucho", given_at=MONDAY))
        about = {"complaint": record_id(sents[0])}
        acts = tablet.record("complaint_act", apology, about, actor="lucho", branch="LIMA")
        answers = server.take(tablet, *sents, acts)
        assert {answer.code for answer in answers} == {None}
    return Told(vitrina, sents[0]["id"], sents[1]["id"])


def number(of_sheet: int) -> SheetNumber:
    return SheetNumber(book="SUR-T07", number=of_sheet, year=2026)


def test_the_most_urgent_complaint_is_listed_first(told: Told):
    out = told.vitrina("complaints", "list", "--branch", "LIMA", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))

    assert rows[0]["sheet"] == "SUR-T07 000000127-2026"
    assert [row["due_on"] for row in rows] == ["2026-10-27", "2026-12-16", "2026-12-16"]
    assert told.vitrina("complaints", "list", "--branch", "NUNOA").out == "none yet\n"


def test_one_complaint_is_shown_with_its_acts(told: Told):
    shown = json.loads(told.vitrina("complaints", "show", told.late).out)
    acts = json.loads(told.vitrina("complaints", "acts", told.late, "--format", "json").out)

    assert shown["case"]["complaint"]["sheet"]["number"] == 128
    assert [(act["act"], act["by"]) for act in acts] == [("apology", "lucho")]
    assert "given_at: 2026-11-23T11:00:00-05:00" in acts[0]["what"]


def test_a_complaint_that_is_not_there_is_refused_in_a_sentence(told: Told):
    unknown = "01a208cd-9320-7ac1-a73e-afbfee26cf60"
    refused = told.vitrina("complaints", "show", unknown)

    assert (refused.status, refused.out) == (1, "")
    assert refused.err.strip() == f"There is no complaint {unknown}."


def test_the_sirec_file_has_a_line_for_each_sheet_of_the_days_and_asks_for_its_site(told: Told):
    days = ("complaints", "sirec", "--from", "2026-11-01", "--to", "2026-11-30")

    lines = told.vitrina(*days, "--site", "SUR-T07=123456").out.splitlines()
    assert [line.split("|")[:4] for line in lines] == [
        ["123456", "000000126", "2026", "2026-11-23"],
        ["123456", "000000128", "2026", "2026-11-23"],
    ]
    assert "SIREC site code of the book SUR-T07" in told.vitrina(*days).err
    assert "say BOOK=CODE" in told.vitrina(*days, "--site", "123456").err
    assert told.vitrina(*days, "--site", "SUR-T07=12").status == 1


def test_the_photos_of_a_complaint_are_written_as_far_as_they_came(
    vitrina: Command, tmp_path: Path
):
    data = b"\xff\xd8 a photo"
    came, waits = hashlib.sha256(data).hexdigest(), "0" * 64
    with running(Settings().database()) as server:
        server.clock.at = MONDAY
        tablet = server.tablet("LIMA")
        named = (Photo(sha256=came, size=len(data)), Photo(sha256=waits, size=9))
        sent = tablet.record("complaint", complaint(photos=named), actor="lucho", branch="LIMA")
        server.take(tablet, sent)
        chunk = BlobChunk(sha256=came, start=0, size=len(data), data=data)
        server.api.put_blob(tablet.token, chunk)

    out = vitrina("complaints", "photos", sent["id"], str(tmp_path / "fotos")).out
    assert "2: not here yet" in out
    (file,) = (tmp_path / "fotos").iterdir()
    assert file.read_bytes() == data
    assert "photos:        1 named and not here yet" in vitrina("status").out
    assert file.name == f"{sent['id'][:8]}-1.jpg"
