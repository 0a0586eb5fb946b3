"""A price list comes in from a workbook: whole or not at all, and tablets pull what changed."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.domain.contract import DownKind, FeedOp
from app.domain.people import Country
from app.domain.price_lists import PriceList
from app.domain.problems import Code, Problem
from sync_server.demo.prices import demo_prices
from sync_server.services.catalogue import import_prices, write_prices
from sync_server.services.price_book import Book, blank_book, read_book
from tests.sync_server.offices import Mirror, Server

LIST = ["CL", 3, date(2026, 11, 20), None, "CLP", "sí"]
CAR = ["terra-5", "Terra", "5", "Limited", 2026, "gasolina", "AT", "Gris, Rojo", 18_990_000]


def filled(**sheets: list[list[object]]) -> Book:
    """Read the template with these rows in it, and the usual list."""
    book = load_workbook(io.BytesIO(blank_book()))
    for title, rows in {"lista": [LIST], **sheets}.items():
        for row in rows:
            book[title].append(row)
    written = io.BytesIO()
    book.save(written)
    return read_book(written.getvalue())


def filled_list(listed: list[object], versions: list[list[object]]) -> Book:
    return filled(lista=[listed], versiones=versions)


def places(book: Book) -> list[tuple[str, int, str]]:
    return [(one.sheet, one.row, one.column) for one in book.mistakes]


def sent(book: Book, **more: object) -> dict[str, object]:
    rows = [{"kind": kind, "row": row.model_dump(mode="json")} for kind, row in book.rows]
    return {"country": "CL", "rows": rows, **more}


def test_the_template_filled_in_is_read_with_its_kinds_and_amounts():
    book = filled(
        versiones=[[*CAR, 1_000_000, None]],
        accesorios=[["mats", "Alfombras", "189.345", "5"]],
        servicios=[["rain", "único", "Seguro de lluvia", 89_345, None, "seguro"]],
        tasas=[["CLF", "CLP", 39512.34, date(2026, 11, 20)]],
    )
    assert book.mistakes == []
    assert isinstance(book.prices, PriceList)
    assert (book.prices.number, book.prices.demo) == (3, True)
    rows = {kind: row.model_dump(mode="json") for kind, row in book.rows}
    assert rows[DownKind.CAR_VERSION]["price"] == 18_990_000
    assert rows[DownKind.CAR_VERSION]["colours"] == ["Gris", "Rojo"]
    assert rows[DownKind.CAR_VERSION]["demo"] is True
    assert rows[DownKind.ACCESSORY]["price"] == 189_345
    assert rows[DownKind.SERVICE_OFFER]["service_class"] == "unique"
    assert rows[DownKind.RATE]["value"] == "39512.34"


def test_dollars_with_cents_are_exact_and_a_third_decimal_is_refused():
    dollars = ["PE", 1, date(2026, 11, 20), None, "USD", "no"]
    cents = [*CAR[:8], 25_990.10]
    book = filled_list(dollars, [cents])
    assert book.rows[1][1].model_dump()["price"] == 2_599_010
    mill = filled_list(dollars, [[*CAR[:8], 25_990.105]])
    assert places(mill) == [("versiones", 2, "precio de lista")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ([*CAR[:8], "18,990,000"], "precio de lista"),  # as Perú writes it
        ([*CAR[:8], -1], "precio de lista"),
        ([*CAR[:8], 18_990_000.5], "precio de lista"),
        ([*CAR[:8], None], "precio de lista"),
        (["", *CAR[1:]], "código"),
        ([*CAR[:4], "nuevo", *CAR[5:]], "año"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_guessed(row, column):
    assert places(filled(versiones=[row])) == [("versiones", 2, column)]


def test_every_mistake_of_a_workbook_is_told_at_once():
    book = filled(
        versiones=[[*CAR[:8], -1], CAR, [*CAR[:8], "x"]],
        servicios=[["a", "raro", "A", 1]],
    )
    assert places(book) == [
        ("versiones", 2, "precio de lista"),
        ("versiones", 4, "precio de lista"),
        ("servicios", 2, "clase"),
    ]


def test_a_code_that_stands_twice_is_a_mistake():
    assert [one.why for one in filled(versiones=[CAR, CAR]).mistakes] == ["CL.terra-5 stands twice"]


def test_a_workbook_without_its_list_says_so():
    assert places(read_book(blank_book())) == [("lista", 2, "")]


def test_another_file_is_no_workbook():
    with pytest.raises(Problem) as refused:
        read_book(b"PK\x03\x04 not really")
    assert refused.value.code is Code.INVALID_FIELD


def test_a_dry_run_tells_and_changes_nothing(server: Server):
    book = filled(versiones=[CAR])
    told = server.database.writer.run(lambda tx: import_prices(tx, server.office, sent(book)))
    assert told == {"new": 2, "changed": 0, "gone": 0, "same": 0, "applied": False}
    mirror = Mirror(server.api, server.tablet().token)
    mirror.pull()
    assert mirror.documents(DownKind.CAR_VERSION) == []


def test_tablets_pull_only_the_rows_that_changed(server: Server):
    def take(book: Book) -> dict[str, object]:
        arguments = sent(book, apply=True)
        return server.database.writer.run(lambda tx: import_prices(tx, server.office, arguments))

    other = ["aura-3", *CAR[1:]]
    take(filled(versiones=[CAR, other], accesorios=[["mats", "Alfombras", 1, ""]]))
    mirror = Mirror(server.api, server.tablet().token)
    mirror.pull()
    before = len(mirror.seen)
    assert len(mirror.documents(DownKind.CAR_VERSION)) == 2

    told = take(filled_list(["CL", 4, *LIST[2:]], [[*CAR[:8], 18_500_000], other]))
    assert told == {"new": 0, "changed": 2, "gone": 1, "same": 1, "applied": True}
    digest = mirror.pull()
    changed = {(row.kind, row.id): row.op for row in mirror.seen[before:]}
    assert changed == {
        ("price_list", "CL"): FeedOp.PUT,
        ("car_version", "CL.terra-5"): FeedOp.PUT,
        ("accessory", "CL.mats"): FeedOp.TOMBSTONE,
    }
    assert digest == mirror.digest()


def test_other_prices_under_the_same_number_are_refused(server: Server):
    prices = demo_prices(date(2026, 3, 2))

    def take(rows):
        return server.database.writer.run(lambda tx: write_prices(tx, Country.CL, rows, apply=True))

    take(prices)
    assert take(prices)["same"] == len(prices)
    with pytest.raises(Problem, match="number it on"):
        take(prices[:-1])
