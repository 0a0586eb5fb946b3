"""The contact programmes are data: out to a table, changed by the dealer, and back."""

from pathlib import Path

from tests.sync_server.cli.conftest import Command

SALE = "sale_id,given_name,phone,sold_on\nV1,Ana,955501001,2026-03-02\n"
HEAD = "code,valid_from,opens,closes,expires,channels,purpose,consent,aim,who,how\n"
SOONER = "POSTVENTA,2026-03-01,1,5,15,phone,service,false,Saber,Quien compró,Llame\n"


def opened(command: Command, folder: Path) -> None:
    zone = "America/Santiago"
    command("branches", "add", "NUNOA", "--name", "Ñuñoa", "--country", "CL", "--zone", zone)
    file = folder / "sales.csv"
    file.write_text(SALE)
    assert command("import", "sales", str(file), "--source", "DMS").status == 0


def test_what_is_exported_comes_back_the_same(vitrina: Command, tmp_path: Path):
    opened(vitrina, tmp_path)
    table = tmp_path / "programmes.csv"
    table.write_text(vitrina("programmes", "export").out)

    told = vitrina("programmes", "import", str(table))

    assert table.read_text().count("\nPOSTVENTA,") == 1
    assert "¿Le satisfizo la experiencia con nuestro concesionario?" in table.read_text()
    assert told.out == "0 changed, 18 the same\nthe server plans everybody anew\n"


def test_a_changed_window_changes_who_is_due_and_a_trial_does_not(vitrina: Command, tmp_path: Path):
    opened(vitrina, tmp_path)
    table = tmp_path / "programmes.csv"
    table.write_text(HEAD + SOONER)

    def due() -> int:
        return vitrina("due", "--as-of", "2026-03-03", "--format", "csv").out.count("POSTVENTA")

    tried = vitrina("programmes", "import", str(table), "--dry-run").out
    assert (tried, due()) == ("1 changed, 0 the same\nnothing was changed\n", 0)
    vitrina("programmes", "import", str(table))
    assert due() == 1


def test_a_row_amiss_is_told_with_its_line_and_changes_nothing(vitrina: Command, tmp_path: Path):
    opened(vitrina, tmp_path)
    table = tmp_path / "programmes.csv"
    table.write_text(HEAD + SOONER + SOONER.replace(",1,5,15", ",9,5,15"))

    told = vitrina("programmes", "import", str(table))

    assert told.status == 1
    assert "a window opens, closes and expires in this order" in told.out
    assert vitrina("programmes", "export").out.count("\nPOSTVENTA,") == 1


def test_of_a_programme_that_records_alone_make_due_the_texts_may_be_changed_and_no_window(
    vitrina: Command, tmp_path: Path
):
    opened(vitrina, tmp_path)
    table = tmp_path / "programmes.csv"
    head, *rows = vitrina("programmes", "export").out.splitlines()
    [own] = [row for row in rows if row.startswith("SEMBRADO,")]
    words = own.replace("Saludar una vez al año", "Dar un saludo al año")
    table.write_text(f"{head}\n{words}\n")
    assert vitrina("programmes", "import", str(table)).out.startswith("1 changed, 0 the same\n")

    table.write_text(f"{head}\n{words.replace(',0,30,60,', ',0,30,90,')}\n")
    told = vitrina("programmes", "import", str(table))
    assert (told.status, "only the texts" in told.out) == (1, True)


def test_what_is_said_after_a_visit_and_to_who_asked_is_in_the_table_and_may_be_changed(
    vitrina: Command, tmp_path: Path
):
    opened(vitrina, tmp_path)
    table = tmp_path / "programmes.csv"
    head, *rows = vitrina("programmes", "export").out.splitlines()
    said = [row for row in rows if row.startswith(("POTENCIAL,", "SOLICITUD,", "CONSULTA,"))]
    assert len(said) == 3
    assert all("Nos visitó {day} para ver el {model}. ¿Le quedó" in row for row in said)

    words = [row.replace("¿Le quedó alguna duda", "¿Le faltó algo") for row in said]
    table.write_text("\n".join([head, *words]))
    assert vitrina("programmes", "import", str(table)).out.startswith("3 changed, 0 the same\n")
    for wrong in ("{name}", "{day", "{}"):
        table.write_text("\n".join([head, words[0].replace("{day}", wrong)]))
        told = vitrina("programmes", "import", str(table))
        assert (told.status, "it may name {day} and {model}" in told.out) == (1, True)


def test_a_report_of_days_that_run_backwards_is_refused_in_words(vitrina: Command):
    told = vitrina("programmes", "report", "--from", "2026-12-31", "--to", "2026-01-01")

    assert (told.status, told.err.strip()) == (1, "--to: not before --from.")
