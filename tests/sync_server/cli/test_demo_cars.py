"""`vitrina-server demo-cars` as an administrator uses it."""

from pathlib import Path

from tests.sync_server.cli.conftest import Command

PLACE = ("--name", "Maipú", "--country", "CL", "--zone", "America/Santiago")
FILE = "plate,model,color,away_until\nGHLP21,Terra 5,gris,\n"


def test_cars_are_tried_applied_and_written_out_again(vitrina: Command, tmp_path: Path):
    vitrina("branches", "add", "MAIPU", *PLACE)
    file = tmp_path / "autos.csv"
    file.write_text(FILE)
    tried = vitrina("demo-cars", "import", str(file), "--branch", "MAIPU")
    assert tried.out == (
        "1 new, 0 changed, 0 gone, 0 the same\nnothing was changed; say --apply to do it\n"
    )
    applied = vitrina("demo-cars", "import", str(file), "--branch", "MAIPU", "--apply")
    assert applied.out == "1 new, 0 changed, 0 gone, 0 the same\n"
    assert vitrina("demo-cars", "export", "--branch", "MAIPU").out == FILE


def test_a_branch_that_is_not_there_is_refused(vitrina: Command, tmp_path: Path):
    vitrina("branches", "add", "MAIPU", *PLACE)
    file = tmp_path / "autos.csv"
    file.write_text(FILE)
    refused = vitrina("demo-cars", "import", str(file), "--branch", "NADA")
    assert refused.status == 1
    assert "NADA" in refused.err
