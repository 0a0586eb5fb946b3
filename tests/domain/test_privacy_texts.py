"""A published text never changes: its sum is written here, a new wording is a new version."""

import hashlib

import pytest

from app.domain.consent import Purpose
from app.domain.people import Country
from app.domain.privacy_texts import Topic, current_text, text_of
from app.domain.shipped import TEXTS

PUBLISHED = {
    "cl-answer.v1.es_CL.txt": "83b7fa54d98f53fc36d2e029bd4e0328bd51af2cbe86c02a35d1f9bc69b8cfd5",
    "cl-marketing.v1.es_CL.txt": "4d2f901738f5e22fb83938743de52a4a1fe70204c2ca3ae914d2031593db951c",
    "cl-privacy.v1.es_CL.txt": "9d0c69cbbf2e498dba02b314936844a3760d9f3e66a1cb4925229f541adc0f6e",
    "cl-quote.v1.es_CL.txt": "64232899a779571163b0851b1cf78065824422b29886033af8b41020dd1a09c2",
    "cl-service.v1.es_CL.txt": "5ca16df7c9d1f5034d16c13bdf5abae3797395550d285f8f1af3383be184ea97",
    "cl-survey.v1.es_CL.txt": "e58e107f9cdd61ceeae47103478f4f06d9bc7fa64bf0e3075402a1bbcda1347a",
    "cl-withdrawal.v1.es_CL.txt": "29b49aaf0f2e2784d55535d022e4b4c147530b183bf18cba338a7ce1a178eb66",
    "pe-answer.v1.es_PE.txt": "61fcf3cc0443e52feac1e6f02af0aae4981f808083e88e2d20caf6210973caaf",
    "pe-marketing.v1.es_PE.txt": "ac09aa58dc1c89bf961d459428994249268f4da24f22a5114499db34c53fd3ed",
    "pe-privacy.v1.es_PE.txt": "94fa9cb43ad5902f6ae9cbf028cfb4fa2df00c6e2d6a81173488cfbe5f942e29",
    "pe-quote.v1.es_PE.txt": "02f98268348a2429a6b0b4d90e9899f84c579594d336f624731953cd773c741a",
    "pe-service.v1.es_PE.txt": "ef00f0308391adcd5f7f8475f6cb5a1b312b3363ece877f701d679a386da21e5",
    "pe-survey.v1.es_PE.txt": "487f42c293c00eb7181ecb5dd06046c102a788dddf466306e0d748bd2fe063d4",
    "pe-withdrawal.v1.es_PE.txt": "6d5f4c048f9f11835f3183944ca5ed0b02d70d586a7e78ae255be2ee5b18a1de",
}


def test_no_published_text_has_changed():
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in TEXTS.glob("*.txt")}

    assert now == PUBLISHED


@pytest.mark.parametrize("country", [Country.CL, Country.PE])
@pytest.mark.parametrize("topic", Topic)
def test_each_country_has_a_text_on_each_topic(topic, country):
    text = current_text(topic, country)

    assert (text.id, text.version) == (f"{country.value.lower()}-{topic.value}", 1)
    assert text.locale == f"es_{country.value}"
    assert text.sha256 == PUBLISHED[f"{text.id}.v1.{text.locale}.txt"]
    assert text.text.endswith(f"Texto {text.id}, versión 1. Borrador, revisar con abogado.\n")
    assert text_of(text.id, 1) == text


def test_there_is_a_topic_for_each_purpose_that_can_be_agreed_to():
    purposes = {purpose.value for purpose in Purpose if purpose is not Purpose.UNKNOWN}

    assert purposes <= {topic.value for topic in Topic}


def test_what_was_never_published_is_not_found():
    assert text_of("cl-marketing", 99) is None
    with pytest.raises(KeyError):
        current_text(Topic.PRIVACY, Country.UNKNOWN)


def test_the_peruvian_notice_tells_the_ten_things_of_the_regulation():
    text = current_text(Topic.PRIVACY, Country.PE).text

    told = (
        "Titular del banco de datos", "Finalidades", "Destinatarios", "Banco de datos", "facultativo",
        "Si no entrega un dato", "Transferencias", "Decisiones automatizadas", "Plazo", "Sus derechos",
    )  # fmt: skip
    assert [thing for thing in told if thing not in text] == []
