"""The page behind a quote's QR: true and how it stands, altered, or not known; never who."""

from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.quote_seals import qr_text, sealed_text
from app.domain.quotes import Quote, QuoteAct, QuoteEnd
from sync_server.services.quote_checking import masked
from sync_server.services.quotes_report import listed, paper, shown
from tests.builders import Tablet, phone, record_id, visit
from tests.domain.quote_builders import quote, quote_in_dollars
from tests.sync_server.offices import Server, served

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
URL = "http://vitrina.example"


class Desk:
    """A tablet with a key of its own, a customer, and the server's pages."""

    def __init__(self, server: Server, client: httpx.Client) -> None:
        self.server = server
        self.client = client
        public = PRIVATE.public_key().public_bytes_raw().hex()
        self.tablet: Tablet = server.tablet(public_key=public)
        came = self.tablet.record("visit", visit(phone=phone()))
        server.take(self.tablet, came)
        self.refs = {"customer": record_id(came)}

    def sealed(self, made: Quote) -> Quote:
        made = made.model_copy(update={"key": "T01"})
        seal = PRIVATE.sign(sealed_text(made).message()).hex()
        return made.model_copy(update={"seal": seal})

    def send(self, made: Quote) -> dict[str, object]:
        sent = self.tablet.record("quote", made, self.refs)
        (report,) = self.server.take(self.tablet, sent)
        assert report.code is None
        return sent

    def get(self, made: Quote, change: str = "", into: str = "") -> tuple[int, str]:
        address = qr_text(made, URL).removeprefix(URL).replace(change, into)
        answer = self.client.get(address)
        return answer.status_code, answer.text


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    with served(server) as url, httpx.Client(base_url=url) as client:
        yield Desk(server, client)


def test_a_genuine_quote_says_that_it_holds_and_for_how_much(desk: Desk):
    made = desk.sealed(quote())
    desk.send(made)
    status, page = desk.get(made)

    assert status == 200
    for words in ("Cotización verdadera", "Vigente", "$12.699.230", "T07-000417 · versión 1",
                  "Terra 5 Limited 2.0 AT 2026", "lun 30-11-2026", "Carla M.", "A** P*****",
                  "IVA 19 % incluido", "No es boleta ni factura"):  # fmt: skip
        assert words in page


def test_nobody_learns_from_the_page_who_the_customer_is(desk: Desk):
    made = desk.sealed(quote())
    desk.send(made)
    _, page = desk.get(made)
    for personal in ("Ana", "Prueba", "11.111.111"):
        assert personal not in page


def test_dollars_and_soles_are_both_there(desk: Desk):
    made = desk.sealed(quote_in_dollars())
    desk.send(made)
    _, page = desk.get(made)
    assert "US$\u00a026,940.50" in page
    assert "S/\u00a0100,892.17" in page


def test_a_changed_total_is_altered_and_shows_no_figure(desk: Desk):
    made = desk.sealed(quote())
    desk.send(made)
    status, page = desk.get(made, "CLP12699230", "CLP10699230")
    assert status == 404
    assert "Fue alterada" in page
    assert "$1" not in page


def test_without_the_signed_text_the_token_alone_finds_it(desk: Desk):
    made = desk.sealed(quote())
    desk.send(made)
    assert "Cotización verdadera" in desk.client.get(f"/q/{made.token}").text


def test_version_two_makes_the_first_replaced(desk: Desk):
    first = desk.sealed(quote())
    second = desk.sealed(quote(version=2, token="B" * 22))
    desk.send(first)
    desk.send(second)
    assert "Reemplazada" in desk.get(first)[1]
    assert "Vigente" in desk.get(second)[1]


def test_an_annulled_and_an_expired_quote_say_so(desk: Desk, server: Server):
    made = desk.sealed(quote())
    sent = desk.send(made)
    server.clock.pass_by(days=300)
    assert "Vencida" in desk.get(made)[1]
    act = QuoteAct(end=QuoteEnd.VOIDED)
    refs = {**desk.refs, "quote": record_id(sent)}
    server.take(desk.tablet, desk.tablet.record("quote_act", act, refs))
    assert "Anulada" in desk.get(made)[1]


def test_a_signed_quote_that_has_not_come_yet_is_never_called_false(desk: Desk):
    status, page = desk.get(desk.sealed(quote()))
    assert status == 404
    assert "Aún no llega" in page


@pytest.mark.parametrize("path", ["/q/x", "/q/" + "A" * 22, "/q/%00", "/q/" + "A" * 9_000])
def test_an_unknown_address_is_told_nothing(desk: Desk, path):
    answer = desk.client.get(path)
    assert answer.status_code == 404
    assert "No la conocemos" in answer.text


def test_the_page_is_light_runs_no_script_and_is_not_kept(desk: Desk):
    made = desk.sealed(quote(options=(quote().options[0],) * 2))
    desk.send(made)
    answer = desk.client.get(qr_text(made, URL).removeprefix(URL))
    assert len(answer.content) < 30_000
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_markup_in_a_name_is_only_text(desk: Desk):
    issuer = quote().issuer.model_copy(update={"dealer": "<b>Autos</b> & más"})
    made = desk.sealed(quote(issuer=issuer))
    desk.send(made)
    assert "&lt;b&gt;Autos&lt;/b&gt; &amp; más" in desk.get(made)[1]


def test_a_name_is_masked_to_its_first_letters():
    assert masked("Ana Prueba") == "A** P*****"
    assert masked("") == ""


def test_the_office_lists_shows_and_prints_quotes(desk: Desk, server: Server):
    desk.send(desk.sealed(quote()))
    desk.send(desk.sealed(quote(version=2, token="B" * 22)))
    with server.database.reading() as connection:
        rows = listed(connection, server.office, {})
        one = shown(connection, server.office, {"number": "T07-000417"})
        made = paper(connection, server.office, {"number": "T07-000417", "version": 1})

    assert [(row["version"], row["standing"], row["total"]) for row in rows] == [
        (1, "superseded", "$12.699.230"),
        (2, "open", "$12.699.230"),
    ]
    assert one["quote"]["version"] == 2
    assert len(one["versions"]) == 2
    assert made["pdf"].startswith("JVBERi0")  # %PDF-
