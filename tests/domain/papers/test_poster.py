"""The poster of an event is read by a camera from afar, in each of its three forms."""

import io
import re

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.domain.papers.poster import (
    LARGE,
    PosterWords,
    poster_pdf,
    poster_png,
    poster_svg,
    qr_side,
)

ADDRESS = "https://vitrina.example/e/AZyvEDGAcACAAAAAAAAABSqOOyefu9XrvzbJJA"
WORDS = PosterWords(
    dealer="Automotriz Demo",
    name="Feria de Primavera",
    date="lun 02-03-2026",
    where="09:00 a 21:00 · Parque Demo, stand B12",
    address=ADDRESS,
    demo=True,
)


def read(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


def eighth(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 8, image.height // 8), Image.Resampling.BOX)


def test_the_png_is_read_at_an_eighth_of_its_size():
    image = Image.open(io.BytesIO(poster_png(WORDS)))
    assert image.size == (1654, 2339)
    assert read(image) == [ADDRESS]
    assert read(eighth(image)) == [ADDRESS]


def test_the_pdf_is_one_a4_page_and_is_read_at_an_eighth():
    document = pypdfium2.PdfDocument(poster_pdf(WORDS))
    assert len(document) == 1
    page = document[0]
    assert [round(side * 25.4 / 72) for side in page.get_size()] == [210, 297]
    image = page.render(scale=200 / 72).to_pil()
    assert read(image) == [ADDRESS]
    assert read(eighth(image)) == [ADDRESS]
    words = page.get_textpage().get_text_bounded()
    for said in ("Feria de", "Primavera", "lun 02-03-2026", "Automotriz Demo", "DEMO"):
        assert said in words
    document.close()


def test_name_and_date_are_twenty_millimetres_and_the_qr_a_hundred():
    svg = poster_svg(WORDS).decode()
    sizes = dict(re.findall(r'font-size="([\d.]+)"[^>]*>([^<]+)</text>', svg))
    assert LARGE == 20.0
    assert float(next(size for size, text in sizes.items() if text == "lun 02-03-2026")) == 20.0
    assert 'font-size="20.00" font-weight="700"' in svg
    assert qr_side(ADDRESS) > 100


def test_the_svg_is_escaped_and_asks_for_nothing_from_outside():
    svg = poster_svg(WORDS._replace(name="Autos <b>& más</b>")).decode()
    assert "&lt;b&gt;&amp;" in svg
    assert "<image" not in svg
    assert "href" not in svg


@pytest.mark.parametrize(
    ("name", "said", "size"),
    [
        ("Feria de Primavera", ["Feria de Primavera"], 20.0),
        ("Feria 🚗 de\u202e Primavera ✨", ["Feria de Primavera"], 20.0),
        ("معرض السيارات", ["Evento"], 20.0),
        (
            "La gran feria de primavera del automóvil nuevo y usado de la comuna de Ñuñoa",
            [
                "La gran feria de",
                "primavera del automóvil",
                "nuevo y usado de la",
                "comuna de Ñuñoa",
            ],
            14.7,
        ),
    ],
)
def test_a_name_is_drawn_with_the_signs_there_are_as_large_as_it_fits(name, said, size):
    svg = poster_svg(WORDS._replace(name=name)).decode()
    bold = re.findall(r'font-size="([\d.]+)" font-weight="700"[^>]*fill="#FFFFFF">([^<]+)<', svg)
    drawn = [(float(high), text) for high, text in bold if text != "DEMO"]
    assert [text for _high, text in drawn] == said
    assert {high for high, _text in drawn} == {size}


@pytest.mark.parametrize("name", ["A" * 80, "Wi " * 26, "Feria 🚗", "ñandú " * 13])
def test_whatever_is_written_the_qr_stays_on_the_page_and_is_read_from_afar(name: str):
    words = WORDS._replace(
        name=name, where="Salón " * 40, dealer="Automotriz Demo " * 8, address=ADDRESS
    )
    image = Image.open(io.BytesIO(poster_png(words)))
    assert read(eighth(image)) == [ADDRESS]
    svg = poster_svg(words).decode()
    heights = [float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', svg)]
    assert max(heights) < 297


def test_the_same_words_give_the_same_poster():
    assert poster_pdf(WORDS) == poster_pdf(WORDS)
    assert poster_png(WORDS) == poster_png(WORDS)
