"""`match` and `train-matching` over files."""

import csv
import json

import pytest
import typer
from typer.testing import CliRunner

from app.domain.problems import Code, Problem
from sync_server.cli.matching import register
from sync_server.master.fields import FIELDS
from sync_server.master.weights import UnusableWeightsError, dumped, loaded, shipped
from sync_server.services.matching_files import Source, match_file, weights_file
from tests.sync_server.master.people import SAMPLES

HEADER = "record_id,given_name,surname,phone,date_of_birth,national_id_type,national_id,country\n"
CAMILA = "{},Camila,Tapia,987654321,1988-03-05,RUT,16.998.555-3,CL\n"
PEDRO = "{},Pedro,Lagos,912345678,1970-10-11,RUT,18.141.029-9,CL\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    register(app)
    return lambda *arguments: CliRunner().invoke(app, arguments)


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_each_row_is_told_its_entity_its_decision_and_the_best_match(run, tmp_path):
    text = HEADER + CAMILA.format("r1") + PEDRO.format("r2") + CAMILA.format("r3")
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")

    result = run("match", "in.csv", "out.csv")

    assert result.exit_code == 0, result.output
    assert "3 rows, 2 people: 1 joined, 0 to review, 2 new." in result.stdout
    found = rows(tmp_path / "out.csv")
    assert float(found[2].pop("probability")) > 0.999
    assert found == [
        {"record_id": "r1", "entity_id": "r1", "decision": "new", "probability": "", "matched_record_id": ""},
        {"record_id": "r2", "entity_id": "r2", "decision": "new", "probability": "", "matched_record_id": ""},
        {"record_id": "r3", "entity_id": "r1", "decision": "auto", "matched_record_id": "r1"},
    ]  # fmt: skip


def test_a_doubtful_row_keeps_an_entity_of_its_own(run, tmp_path):
    other = CAMILA.format("r2").replace("16.998.555-3", "18.141.029-9")
    (tmp_path / "in.csv").write_text(HEADER + CAMILA.format("r1") + other, encoding="utf-8")

    run("match", "in.csv", "out.csv")

    [_, doubtful] = rows(tmp_path / "out.csv")
    assert (doubtful["entity_id"], doubtful["decision"], doubtful["matched_record_id"]) == (
        "r2",
        "review",
        "r1",
    )


def test_a_bad_row_is_told_by_its_line_and_does_not_stop_the_rest(run, tmp_path):
    lines = [
        HEADER.encode(),
        CAMILA.format("r1").encode(),
        PEDRO.format("r1").encode(),
        b"r3,Jos\xe9,Soto,,,,,CL\n",
        b"r4,Ana,Rojas,,,,,CL,more\n",
        CAMILA.format("r5").encode(),
    ]
    (tmp_path / "in.csv").write_bytes(b"".join(lines))

    result = run("match", "in.csv", "out.csv")

    assert [row["record_id"] for row in rows(tmp_path / "out.csv")] == ["r1", "r5"]
    assert [line for line in result.stderr.splitlines() if line] == [
        "Line 3 was left out: its record_id was there before.",
        "Line 4 was left out: it is not UTF-8 text.",
        "Line 5 was left out: it has more cells than the header.",
    ]


def test_a_list_of_names_alone_parted_by_semicolons_is_read(run, tmp_path):
    (tmp_path / "in.csv").write_text("\ufeffsurname;given_name\nTapia;Camila\n", encoding="utf-8")

    assert run("match", "in.csv", "out.csv").exit_code == 0

    assert [row["record_id"] for row in rows(tmp_path / "out.csv")] == ["line-2"]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "capitals"),
    [
        ("utf-8", ",", False),
        ("utf-8-sig", ";", True),
        ("cp1252", ";", False),
        ("latin-1", "\t", True),
        ("utf-16", "\t", False),
    ],
)
def test_a_list_reads_the_same_however_a_spreadsheet_saved_it(
    run, tmp_path, encoding, delimiter, capitals
):
    names = "record_id,given_name,surname,date_of_birth,country\n"
    people = (
        "r1,José,Núñez,1988-03-05,CL\nr2,Íñigo,Peña,1970-10-11,CL\nr3,José,Núñez,1988-03-05,CL\n"
    )
    text = (names.upper() if capitals else names) + people
    (tmp_path / "in.csv").write_text(text.replace(",", delimiter), encoding=encoding)

    assert run("match", "in.csv", "out.csv").exit_code == 0

    told = rows(tmp_path / "out.csv")
    assert [row["record_id"] for row in told] == ["r1", "r2", "r3"]
    assert [row["matched_record_id"] for row in told][-1] == "r1"


def test_a_file_without_people_or_that_is_not_there_is_refused(tmp_path):
    (tmp_path / "in.csv").write_text("model,price\nX,1\n", encoding="utf-8")

    refused = []
    for name in ("in.csv", "none.csv"):
        with pytest.raises(Problem) as refusal:
            match_file(tmp_path / name, tmp_path / "out.csv", Source.SHIPPED, lambda *_: None)
        refused.append(refusal.value.code)

    assert refused == [Code.INVALID_FIELD, Code.NOT_FOUND]
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("folder", "out.csv", Code.INVALID_FIELD),
        ("in.csv", "nowhere/out.csv", Code.NOT_FOUND),
        ("in.csv", "folder", Code.INVALID_FIELD),
    ],
)
def test_what_cannot_be_read_or_written_is_told_before_anything_is_matched(
    tmp_path, source, target, code
):
    (tmp_path / "folder").mkdir()
    (tmp_path / "in.csv").write_text(HEADER + CAMILA.format("r1"), encoding="utf-8")
    done = []
    with pytest.raises(Problem) as refusal:
        match_file(
            tmp_path / source, tmp_path / target, Source.SHIPPED, lambda *told: done.append(told)
        )
    assert (refusal.value.code, done) == (code, [])


def test_weights_that_are_a_folder_are_refused(tmp_path):
    with pytest.raises(Problem) as refusal:
        weights_file(tmp_path)
    assert refusal.value.code is Code.INVALID_FIELD


def test_weights_learned_from_a_list_name_it_and_judge_another(run, tmp_path):
    known = (SAMPLES / "people_es.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "known.csv").write_text("".join(known[:701]), encoding="utf-8")
    text = HEADER + CAMILA.format("r1") + PEDRO.format("r2") + CAMILA.format("r3")
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")

    learned = run("train-matching", "known.csv", "ours.json")
    matched = run("match", "in.csv", "out.csv", "--weights", "ours.json")

    assert (learned.exit_code, matched.exit_code) == (0, 0)
    told = json.loads((tmp_path / "ours.json").read_text(encoding="utf-8"))
    assert (told["schema"], told["records"], len(told["trained_on"])) == (1, 700, 64)
    assert [row["entity_id"] for row in rows(tmp_path / "out.csv")] == ["r1", "r2", "r1"]


def test_weights_and_fit_exclude_each_other(run):
    assert run("match", "in.csv", "out.csv", "--fit", "--weights", "ours.json").exit_code == 2


@pytest.mark.parametrize(
    "text", ["", "[]", '{"schema": 2}', '{"schema": 1}', '{"schema": 1, "likeness": {}}']
)
def test_a_file_that_is_no_set_of_weights_is_refused(text):
    with pytest.raises(UnusableWeightsError):
        loaded(text)


def test_weights_of_before_a_field_was_compared_are_silent_about_it():
    told = json.loads(dumped(shipped()))
    for rows_ in (told["stranger"], *told["likeness"].values()):
        del rows_["age"], rows_["others"]

    weights = loaded(json.dumps(told))

    silent = {weights.likeness["same"][f] for f, one in enumerate(FIELDS) if one.name == "age"}
    assert silent == {(1 / 3, 1 / 3, 1 / 3)}
    assert weights.likeness["same"][0] == shipped().likeness["same"][0]
