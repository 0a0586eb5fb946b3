"""A quote made without a network: its paper, its QR on another tablet, its page once online."""

import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pytest
import zxingcpp
from openpyxl import load_workbook
from playwright.sync_api import Browser

from app.domain.money import format_money
from app.domain.quotes import Quote
from sync_server.services.price_book import blank_book
from tests.browser.desks import text_of
from tests.browser.phones import assert_axe_finds_nothing, phone
from tests.browser.processes import RealServer, TabletProcess
from tests.browser.screen import Screen, loopback_only
from tests.browser.walking import reach
from tests.sync_server.mail_server import MailServer, mail_server

PIN = "604813"
NAME = "Ñusta Éxito"
WAITS = 60.0


class Branch(NamedTuple):
    """A real branch with two tablets, each with its person signed in."""

    office: RealServer
    first: TabletProcess
    second: TabletProcess
    seller: Screen
    colleague: Screen


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as opened:
        yield opened


@pytest.fixture
def branch(tmp_path: Path, chromium: Browser, post: MailServer) -> Iterator[Branch]:
    mail = {"VITRINA_SMTP_URL": post.url, "VITRINA_MAIL_FROM": "ventas@autos.example"}

    def opened(url: str) -> Screen:
        context = loopback_only(chromium)
        ending.callback(context.close)
        screen = Screen(context.new_page(), url)
        screen.open()
        return screen

    with ExitStack() as ending, RealServer(tmp_path / "office", None, **mail) as office:
        found(office, tmp_path)
        environment = office.environment()
        with (
            TabletProcess(tmp_path / "first", environment=environment) as first,
            TabletProcess(tmp_path / "second", environment=environment) as second,
        ):
            seller = seated(office, opened(first.url), "nina", "Nina Recién")
            colleague = seated(office, opened(second.url), "otto", "Otto Otro")
            for tablet in (first, second):
                until(lambda it=tablet: it.rows("SELECT id FROM mirror WHERE kind = 'price_list'"))
            until(lambda: len(second.rows("SELECT id FROM mirror WHERE kind = 'device_key'")) == 2)
            yield Branch(office, first, second, seller, colleague)


def test_from_a_visit_to_a_paper_that_holds_what_the_record_says(branch: Branch, chromium: Browser):
    branch.office.stop()
    save_walk_in(branch.seller)
    make_quote(branch.seller)
    paper = downloaded(branch.seller)
    record = quote_records(branch.first)[0]

    assert_paper_says(paper, record)
    assert_paper_says(printed(branch.seller), record)
    scanned = qr_of(paper)
    check(branch.colleague, scanned, "Cotización verdadera")
    check(branch.colleague, scanned.replace("CLP18079000", "CLP17079000"), "Fue alterada")

    branch.office.start()
    branch.seller.see("sync-pill", "Todo enviado")
    address = scanned.replace("https://", "http://")
    assert "Vigente" in page_without_scripts(chromium, address)
    with phone(chromium, scripts=True) as page:
        page.goto(address)
        assert_axe_finds_nothing(page)
    branch.seller.tap("next-version")
    branch.seller.tap("save-quote")
    branch.seller.see("quote-number", "versión 2")
    branch.seller.see("sync-pill", "Todo enviado")
    assert "Reemplazada" in page_without_scripts(chromium, address)
    listed = json.loads(branch.office.run("quotes", "list", "--format", "json").stdout)
    assert [(one["version"], one["standing"]) for one in listed] == [
        (1, "superseded"),
        (2, "open"),
    ]


def test_a_quote_begun_at_the_list_goes_to_its_customer_by_email(
    branch: Branch, chromium: Browser, post: MailServer
):
    seller = branch.seller
    branch.office.stop()
    quote_from_the_list(seller)
    seller.tap(reach(seller, "quote-mail"))
    seller.type("mail-to", "nusta@prueba.example")
    seller.tap(reach(seller, "mail-send"))
    seller.see("quote-mailed", "sale cuando haya red")
    assert post.taken == []

    branch.office.start()
    seller.see("quote-mailed", "Correo enviado")
    [(recipient, letter)] = post.taken
    assert recipient == "nusta@prueba.example"
    [paper] = letter.iter_attachments()
    scanned = qr_of(paper.get_content())
    assert quote_records(branch.first)[0]["body"]["customer"]["name"] in text_of(
        paper.get_content()
    )
    seller.picture("quote_mailed")
    seller.go("quotes")
    seller.first("quote-0")
    seller.picture("quotes")
    photograph(chromium, scanned.replace("https://", "http://"), "quote_page")


def quote_from_the_list(seller: Screen) -> None:
    """Make a quote for somebody of whom nothing was recorded before."""
    seller.go("quotes")
    seller.tap("new-quote")
    seller.type("who-name", NAME)
    seller.type("who-phone", "9 5550 7003")
    seller.tap("who-begin")
    seller.tap("version-terra-5")
    seller.see("quote-total", "$17.990.000")
    seller.tap("save-quote")
    seller.see("quote-number", "T01-000001 · versión 1")


def photograph(chromium: Browser, address: str, name: str) -> None:
    """Keep a picture of a public page as a phone shows it, where a run was asked for pictures."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="es-CL", java_script_enabled=False
    )
    phone = Screen(context.new_page(), address)
    phone.page.goto(address)
    assert "Vigente" in phone.page.inner_text("body")
    phone.picture(name)
    context.close()


def found(office: RealServer, folder: Path) -> None:
    """Open a branch with two sellers and take a price list in, as an office does."""
    told = ("--name", "Sucursal Ñuñoa", "--country", "CL", "--zone", "America/Santiago")
    assert office.run("branches", "add", "NUNOA", *told).returncode == 0
    book = load_workbook(io.BytesIO(blank_book()))
    book["lista"].append(["CL", 1, datetime.now(UTC).date(), None, "CLP", "no"])
    book["versiones"].append(
        ["terra-5", "Terra", "5", "Limited", 2026, "", "", "Gris", 18_990_000, 1_000_000, None]
    )
    book["accesorios"].append(["mats", "Alfombras de piñón", 189_000, None])
    book["talleres"].append(["uno", "Taller Ñuñoa", "Av. Demo 1", ""])
    book.save(folder / "precios.xlsx")
    taken = office.run("catalogue", "import", str(folder / "precios.xlsx"), "--apply")
    assert "4 new" in taken.stdout, taken.stderr


def seated(office: RealServer, screen: Screen, code: str, name: str) -> Screen:
    """Add a seller, enrol their tablet and sign them in with a PIN of their own."""
    about = ("--name", name, "--role", "seller", "--branch", "NUNOA")
    added = office.run("people", "add", code, *about)
    one_time = re.search(r"One-time PIN of .+: (\d{6})\n", added.stdout)
    invited = re.search(r"Code +(\w{5})-(\w{5})", office.run("enrol", "--branch", "NUNOA").stdout)
    assert one_time, added.stderr
    assert invited
    screen.type("code", invited[1] + invited[2])
    screen.type("url", f"http://127.0.0.1:{office.server_port}")
    screen.type("tablet-name", f"Tablet de {code}")
    screen.tap("enrol")
    screen.tap(f"person-{code}")
    screen.see("pin-sentence", "Seis números")
    screen.enter_pin(one_time[1])
    screen.read(f"Elija su PIN, {name.split(maxsplit=1)[0]}")
    screen.enter_pin(PIN)
    screen.read("Una vez más")
    screen.enter_pin(PIN)
    screen.find("person").wait_for(state="attached")
    return screen


def save_walk_in(seller: Screen) -> None:
    seller.go("new_visit")
    seller.type("phone", "9 5550 7002")
    seller.type("name", NAME)
    seller.tap("save")
    seller.see("saved", "Guardado en este tablet")


def make_quote(seller: Screen) -> None:
    seller.tap("quote-visit")
    seller.tap("version-terra-5")
    seller.see("quote-total", "$17.990.000")
    seller.type("amount-1", "1.100.000")
    seller.tap("add-mats")
    seller.see("quote-total", "$18.079.000")
    seller.picture("quote")
    seller.tap("save-quote")
    seller.see("quote-number", "T01-000001 · versión 1")
    seller.picture("quote_saved")


def downloaded(seller: Screen) -> bytes:
    with seller.page.expect_download() as given:
        seller.tap("quote-pdf")
    assert given.value.suggested_filename == "cotizacion-T01-000001-v1.pdf"
    return Path(given.value.path()).read_bytes()


def printed(seller: Screen) -> bytes:
    """Return the paper that «Imprimir» opened in a tab of its own."""
    context = seller.page.context
    with (
        context.expect_page(),
        context.expect_event("request", lambda asked: asked.url.endswith(".pdf")) as shown,
    ):
        seller.tap("quote-print")
    return bytes(context.request.get(shown.value.url).body())


def quote_records(tablet: TabletProcess) -> list[dict[str, Any]]:
    rows = tablet.rows("SELECT doc FROM record WHERE kind = 'quote' ORDER BY at")
    return [json.loads(str(row[0])) for row in rows]


def assert_paper_says(paper: bytes, record: dict[str, Any]) -> None:
    """Compare the paper, as another library reads it, with the record to the peso."""
    quote = Quote.model_validate(record["body"])
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper)]
    read = re.sub(r"\s+", " ", " ".join(pages))
    [option], [added] = quote.options, quote.totals()
    amounts = [line.amount for line in option.lines]
    assert amounts == [18_990_000, -1_100_000, 189_000]
    for amount in (*amounts, added.cash.amount, added.tax.net.amount):
        money = added.cash.model_copy(update={"amount": amount})
        assert format_money(money, quote.country) in read
    for words in (
        quote.customer.name,
        "Alfombras de piñón",
        "Taller Ñuñoa",
        "no es boleta ni factura",
    ):
        assert words in read


def qr_of(paper: bytes) -> str:
    first = pypdfium2.PdfDocument(paper)[0]
    [code] = zxingcpp.read_barcodes(first.render(scale=3).to_pil())
    return str(code.text)


def check(colleague: Screen, scanned: str, verdict: str) -> None:
    colleague.go("quotes")
    colleague.tap("check-qr")
    colleague.paste("scanned", scanned)
    colleague.tap("verify")
    colleague.see("verdict", verdict)
    colleague.picture("quote_check" if verdict == "Cotización verdadera" else "quote_altered")


def page_without_scripts(chromium: Browser, address: str) -> str:
    with phone(chromium) as page:
        page.goto(address)
        return page.inner_text("body")


def until(holds: Any) -> None:
    deadline = time.monotonic() + WAITS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
