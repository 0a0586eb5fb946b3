"""`vitrina-server rules` and `recalls` as an administrator uses them."""

from pathlib import Path

from tests.sync_server.cli.conftest import Command

SURCO = ("branches", "add", "SURCO", "--name", "Surco", "--country", "PE", "--zone", "America/Lima")
RULES = """\
rule,country,branch,role,value,since,name
limit,PE,,seller,200.00,2027-01-01,
holiday,PE,SURCO,,2026-12-02,2026-11-20,Fiesta de Surco
"""


def test_rules_are_tried_applied_and_written_out_again(vitrina: Command, tmp_path: Path):
    vitrina(*SURCO)
    file = tmp_path / "reglas.csv"
    file.write_text(RULES)
    tried = vitrina("rules", "import", str(file), "--country", "PE")
    assert tried.out == "2 new, 0 gone, 0 the same\nnothing was changed; say --apply to do it\n"
    assert vitrina("rules", "export").out.count("\n") == 1

    assert vitrina("rules", "import", str(file), "--country", "PE", "--apply").status == 0
    written = vitrina("rules", "export").out
    assert "limit,PE,,seller,S/ 200.00,2027-01-01," in written
    file.write_text(written)
    again = vitrina("rules", "import", str(file), "--country", "PE", "--apply")
    assert again.out == "0 new, 0 gone, 2 the same\n"

    counted = ("deadline", "--country", "PE", "--from", "2026-11-23", "--days", "15")
    assert vitrina(*counted).out.splitlines()[0] == "2026-12-16"
    local = vitrina(*counted, "--branch", "SURCO").out
    assert local.splitlines()[0] == "2026-12-17"
    assert "2026-12-02  local holiday: Fiesta de Surco" in local


def test_a_row_that_cannot_be_read_is_named(vitrina: Command, tmp_path: Path):
    vitrina(*SURCO)
    file = tmp_path / "reglas.csv"
    file.write_text(RULES + "house_days,CL,,,muchos,2027-01-01,\n")
    refused = vitrina("rules", "import", str(file), "--country", "PE", "--apply")
    assert refused.status == 1
    assert "row 4" in refused.err
    assert vitrina("rules", "import", str(tmp_path / "no.csv"), "--country", "PE").status == 1


def test_a_recall_is_opened_listed_and_closed(vitrina: Command, tmp_path: Path):
    vitrina(*SURCO)
    file = tmp_path / "airbag.csv"
    file.write_text("plate\nA1B-234\nABC-123\n")
    told = ("--code", "AB-2026", "--title", "Cambio de airbag", "--since", "2026-11-01")
    opened = vitrina("recalls", "import", str(file), *told, "--country", "PE")
    assert opened.out == "AB-2026: 2 vehicles\n"
    assert "Cambio de airbag" in vitrina("recalls", "list").out
    assert vitrina("recalls", "close", "AB-2026", "--country", "PE").out == "AB-2026 is closed.\n"
    assert "no recall AB-2026" in vitrina("recalls", "close", "AB-2026", "--country", "PE").err
