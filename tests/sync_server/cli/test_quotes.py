"""`vitrina-server catalogue` and `vitrina-server quotes` as an office types them."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook

from tests.sync_server.cli.conftest import Command


def price_list(file: Path, price: object = 18_990_000) -> None:
    book = load_workbook(io.BytesIO(file.read_bytes()))
    book["lista"].append(["CL", 1, datetime.now(UTC).date(), None, "CLP", "no"])
    book["versiones"].append(["terra-5", "Terra", "5", "Limited", 2026, "", "", "", price])
    book.save(file)


def test_a_template_is_filled_in_looked_at_and_taken_in(embedded: Command, tmp_path: Path):
    file = tmp_path / "precios.xlsx"
    assert embedded("catalogue", "template", str(file)).status == 0
    assert embedded("catalogue", "template", str(file)).status == 1  # never over another file
    price_list(file)

    looked = embedded("catalogue", "import", str(file))
    assert "2 new, 0 changed, 0 gone, 0 the same" in looked.out
    assert "nothing was changed" in looked.out
    assert "2 new" in embedded("catalogue", "import", str(file), "--apply").out
    assert "2 the same" in embedded("catalogue", "import", str(file), "--apply").out


def test_mistakes_of_a_workbook_are_listed_and_nothing_is_taken_in(
    embedded: Command, tmp_path: Path
):
    file = tmp_path / "precios.xlsx"
    embedded("catalogue", "template", str(file))
    price_list(file, "18,990,000")

    refused = embedded("catalogue", "import", str(file), "--apply")
    assert refused.status == 1
    assert "precio de lista" in refused.out
    assert "wrong_separator" in refused.out


def test_without_quotes_the_list_is_empty_and_a_number_is_not_found(
    embedded: Command, tmp_path: Path
):
    assert json.loads(embedded("quotes", "list", "--format", "json").out) == []
    unknown = embedded("quotes", "show", "T07-000417")
    assert (unknown.status, "There is no quote T07-000417." in unknown.err) == (1, True)
    paper = tmp_path / "quote.pdf"
    assert embedded("quotes", "pdf", "T07-000417", str(paper)).status == 1
    assert not paper.exists()
