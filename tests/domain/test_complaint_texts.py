"""The words of a complaint's papers: versioned, marked as drafts, never changed once used."""

import hashlib

import pytest

from app.domain.complaint_texts import FOLDER, Topic, complaint_text
from app.domain.people import Country

USED = {
    "cl-answer-letter.v1.es_CL.txt": "a026730df3f9977a2ae89f98c7cfb97e6528da06310b346191f1cd3060acbe4f",
    "cl-guarantee-letter.v1.es_CL.txt": "ee0c9289445f7f76a44e8cc68933f315b2ac5426f31473d96687b90762db387e",
    "cl-legal-guarantee.v1.es_CL.txt": "ca6b9838958c6acdd964842816e1eb90236c2a6e1ba3ac7630f657efc51fba58",
    "cl-privacy.v1.es_CL.txt": "23dffa40987833602e6a412cf65b810f7f4c9c6903433500e09e32789bf9a12b",
    "cl-receipt.v1.es_CL.txt": "d0940c4ddd05a0d419096f57a94534e0bd689728635f554f8f9fc23c601c8aec",
    "pe-agreement.v1.es_PE.txt": "54b51e0c3df74eae4aa9aca8ab13d6a5ab69b62430e4e13791fd82d21b9cd796",
    "pe-answer-letter.v1.es_PE.txt": "4c7d1e1e0f922951414e7999915b23eaba695203fc84d1de938275b30a53b8c3",
    "pe-guarantee-letter.v1.es_PE.txt": "1abe5c97abbb76ee2576d0fe78eff704dd6e3dad0ea35088c975b2517ce42e01",
    "pe-internal.v1.es_PE.txt": "532a5fc94b049069a5d9356b124c75622577dc8c63398615dbf7e48c6e0bbdb1",
    "pe-kinds.v1.es_PE.txt": "31723b7c0d6d101d4be350d91c5b939f1e2f545973b466acd7866bbc360a4dea",
    "pe-notices.v1.es_PE.txt": "d1eb1a0ff1b799a11aaa2765e9c112fb799821c92a7796584049b562c0ef322e",
    "pe-privacy.v1.es_PE.txt": "0a8818afc2f01bc78a08e420bc9484bd17e3d2376925068d94e4bc6710abb1e2",
}
EVERYWHERE = (Topic.GUARANTEE_LETTER, Topic.ANSWER_LETTER, Topic.PRIVACY)
PERU = (Topic.KINDS, Topic.NOTICES, Topic.INTERNAL, Topic.AGREEMENT)
CHILE = (Topic.RECEIPT, Topic.LEGAL_GUARANTEE)


def test_no_text_that_was_used_has_changed():
    now = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.txt")
    }
    assert now == USED


@pytest.mark.parametrize(
    ("country", "topic"),
    [(Country.PE, topic) for topic in (*EVERYWHERE, *PERU)]
    + [(Country.CL, topic) for topic in (*EVERYWHERE, *CHILE)],
)
def test_each_country_has_its_texts_and_each_is_marked_as_a_draft(country, topic):
    text = complaint_text(topic, country)
    id_ = f"{country.value.lower()}-{topic.value}"
    assert text.standing == f"Texto {id_}, versión 1. Borrador, revisar con abogado."
    assert text.version.sha256 == USED[f"{id_}.v1.es_{country.value}.txt"]
    assert text.title
    assert text.paragraphs


def test_a_text_that_a_country_lacks_is_an_error():
    with pytest.raises(KeyError, match="cl-notices"):
        complaint_text(Topic.NOTICES, Country.CL)


def test_a_letter_without_one_of_its_words_is_not_made():
    letter = complaint_text(Topic.AGREEMENT, Country.PE)
    with pytest.raises(KeyError, match="offer"):
        letter.filled(number="SUR-T07 000000128-2026")
    filled = letter.filled(number="N", offer="Sin {costo}.")
    assert filled[0] == "Sobre la hoja N, el proveedor ofrece: Sin {costo}."
    assert "ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO" in filled[1]
