"""The PDF of a quote, read back by another library: its text to the cent, its QR to the seal."""

import io
import re

import pypdfium2
import zxingcpp

from app.domain.money import Currency
from app.domain.papers.quote import quote_pdf
from app.domain.papers.typeset import Ink, width, wrapped
from app.domain.papers.wording import day_words, percent, tax_words
from app.domain.people import Country
from app.domain.price_lists import ServiceClass
from app.domain.quote_parts import (
    Annex,
    BenefitCard,
    LineKind,
    PrivacyLine,
    QuotedCustomer,
    QuotedService,
    QuotedWorkshop,
)
from app.domain.quote_seals import qr_text
from tests.domain.quote_builders import (
    CASH,
    ISSUED,
    PERU,
    credit,
    line,
    option,
    quote,
    quote_in_dollars,
)

URL = "https://vitrina.example"


def pages(made):
    """Return the text of each page of a quote's PDF, its spaces made plain."""
    document = pypdfium2.PdfDocument(quote_pdf(made, URL))
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in document]


def text(made):
    return " ".join(pages(made))


def pictures(made):
    document = pypdfium2.PdfDocument(io.BytesIO(quote_pdf(made, URL)))
    return [page.render(scale=3).to_pil() for page in document]


def test_every_amount_of_the_record_is_on_the_paper_to_the_peso():
    read = text(quote())
    for amount in (
        "$18.990.000", "-$1.000.000", "-$700.000", "$189.000", "$690.000", "$82.230", "$148.000",
        "-$6.400.000", "$12.699.230", "$11.999.230", "$15.856.303", "$3.012.697", "$4.000.000",
        "$289.900", "$10.436.400", "18,9 %",
    ):  # fmt: skip
        assert amount in read
    assert "Total al contado, IVA 19 % incluido" in read


def test_it_says_what_the_law_and_the_buyer_want_to_know():
    read = text(quote(privacy=PrivacyLine(id="cl-privacy", version=1, sha256="0" * 64)))
    for words in (
        "Automotriz Demo", "Sucursal Ñuñoa", "T07-000417 · versión 1", "Ana Prueba · 11.111.111-1",
        "Carla Modelo", "lun 23-11-2026", "lun 30-11-2026", "lista 3 del vie 20-11-2026",
        "no es boleta ni factura", "aviso cl-privacy, versión 1", "solo con crédito", "CAE",
        "Costo total del crédito", "Aura 3 2021, 58.400 km", "UF 1 = $39.512,34",
    ):  # fmt: skip
        assert words in read


def test_dollars_and_soles_are_printed_at_the_same_size_with_the_rate():
    made = quote_in_dollars()
    read = text(made)
    assert "US$ 26,940.50 S/ 100,892.17" in read
    assert "Tipo de cambio aceptado: US$ 1 = S/ 3.745 (lun 23/11/2026)" in read
    assert "IGV 15.5 % e IPM 2.5 % incluidos" in read
    page = pypdfium2.PdfDocument(quote_pdf(made, URL))[0].get_textpage()
    found = [
        page.search(words, match_case=True).get_next() for words in ("26,940.50", "100,892.17")
    ]
    heights = []
    for place in found:
        assert place is not None
        _, bottom, _, top = page.get_charbox(place[0], loose=True)
        heights.append(round(top - bottom, 1))
    assert heights[0] == heights[1]


def test_an_optional_line_says_whether_it_was_accepted():
    read = text(quote_in_dollars())
    assert "opcional, aceptado expresamente" in read
    assert "GPS opcional no incluido" in read or "no incluido" in read
    assert "US$ 300.00" not in read


def test_two_options_stand_side_by_side():
    first = quote_in_dollars().options[0]
    other = option(line(LineKind.LIST_PRICE, 3_099_050), payments=(CASH, credit(Currency.USD)))
    made = quote_in_dollars(options=(first, other))
    assert "1. Terra 5 Limited 2.0 AT 2026" in text(made)
    assert "2. Terra 5 Limited 2.0 AT 2026" in text(made)
    assert len(pages(made)) == 1


def test_an_ordinary_quote_is_one_page_and_the_annex_begins_another():
    assert len(pages(quote())) == 1
    annex = Annex(
        services=(
            QuotedService(
                service_class=ServiceClass.INTEGRAL, name="Mantención 10.000 km", price=119_990
            ),
        ),
        workshops=(QuotedWorkshop(name="Taller Ñuñoa", address="Av. Demo 100", phone="+56 2 21"),),
    )
    first, second = pages(quote(annex=annex))
    assert "Mantención 10.000 km" not in first
    assert "Servicios integrales Mantención 10.000 km $119.990" in second
    assert "Taller Ñuñoa: Av. Demo 100 +56 2 21" in second
    assert "no es boleta ni factura" in second


def test_sixty_lines_with_accents_euros_and_long_words_are_all_there():
    lines = [line(LineKind.ACCESSORY, 1_000 + n, text=f"Ñandú € número {n}") for n in range(58)]
    long = line(LineKind.FREE, 7, text="W" * 200)
    made = quote(options=(option(line(LineKind.LIST_PRICE, 18_990_000), long, *lines),))
    read = text(made)
    for number in range(58):
        assert f"Ñandú € número {number} $1.{number:03d}" in read
    assert read.count("W") == 200
    assert len(pages(made)) == 3


def test_a_long_name_is_wrapped_and_stays_on_the_paper():
    name = "María de los Ángeles Fernández-Concha Etchegaray y Ñañez de la Torre " * 2
    read = text(quote(customer=QuotedCustomer(name=name)))
    assert "Etchegaray y Ñañez de la Torre María" in read


def test_benefits_are_printed_with_their_story():
    card = BenefitCard(feature="Frenado autónomo", benefit="frena solo", story="Una historia.")
    assert "Frenado autónomo: frena solo Una historia." in text(quote(benefits=(card,)))


def test_demo_and_prices_to_confirm_are_marked_across_the_page():
    assert "DEMO" in text(quote(demo=True))
    assert "DEMO" not in text(quote())
    confirm = text(quote(confirm_prices=True))
    assert "sujetos a confirmación" in confirm
    assert "sujeta a confirmación" in confirm


def test_the_qr_on_the_paper_is_read_by_a_scanner():
    made = quote()
    [code] = zxingcpp.read_barcodes(pictures(made)[0])
    assert code.text == qr_text(made, URL)


def test_the_same_record_gives_the_same_bytes():
    assert quote_pdf(quote(), URL) == quote_pdf(quote(), URL)


def test_words_are_wrapped_within_their_room():
    for one in wrapped("uno dos tres " * 20 + "x" * 300, 120.0, Ink()):
        assert width(one, Ink()) <= 120


def test_days_and_rates_are_written_as_the_country_does():
    assert day_words(ISSUED, Country.PE) == "lun 23/11/2026"
    assert percent(1550, Country.CL) == "15,5 %"
    assert percent(1805, Country.PE) == "18.05 %"
    assert tax_words(PERU.tax, Country.PE) == "IGV 15.5 % e IPM 2.5 % incluidos"
