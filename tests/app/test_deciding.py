"""What a chief decides on a tablet without a network, and what a tablet no longer asks."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.consent import Channel
from app.domain.contract import FeedOp
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.reviews import (
    Agreement,
    Answer,
    KnownMerger,
    KnownReview,
    ReviewSide,
    Said,
    agreement,
    masked,
    offers_if_joined,
)
from app.ui.screens.decide_lines import differing, if_joined, lines, reasons
from app.ui.screens.joined import who_joined
from app.ui.texts import Words
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.builders import CARLA, MARTA, HandClock

OLDER, NEWER = UUID(int=71), UUID(int=72)


def side(number: int, name: str, **parts: object) -> ReviewSide:
    shown = {
        "customer": UUID(int=number),
        "branch": "NUNOA",
        "owner": "carla",
        "owner_name": "Carla Modelo",
        "name": name,
        "phones": ("+56955501234",),
        "visits": 1,
    }
    return ReviewSide.model_validate(shown | parts)


def review(identity: UUID, at: int = 0, **parts: object) -> KnownReview:
    asked = {
        "id": identity,
        "one": side(1, "Ana María Prueba", emails=("ana.p@trabajo.example",)),
        "two": side(2, "Ana Prueba", emails=("ana.p@correo.example",)),
        "name": "Ana María Prueba",
        "probability": 0.91,
        "said": (
            Said(field="phone", level="same", bits=9.0),
            Said(field="given", level="first_only", bits=3.0),
            Said(field="email", level="different", bits=-4.0),
        ),
        "at": at,
    }
    return KnownReview.model_validate(asked | parts)


@pytest.fixture
def server() -> FakeServer:
    made = FakeServer(HandClock())
    open_branch(made)
    made.publish("review", NEWER, review(NEWER, at=2))
    made.publish("review", OLDER, review(OLDER, at=1))
    return made


@pytest.fixture
def rig(tmp_path: Path, server: FakeServer) -> Iterator[Rig]:
    made = Rig(tmp_path / "tablet", server.clock, lambda _url: server)
    made.enrol()
    made.sync()
    yield made
    made.store.close()


def asked(rig: Rig) -> list[UUID]:
    return [one.id for one in rig.tablet.deciding.waiting(MARTA)]


def test_a_chief_is_asked_the_longest_waiting_first_and_a_seller_nothing(rig: Rig):
    assert asked(rig) == [OLDER, NEWER]
    assert rig.tablet.deciding.waiting(CARLA) == []
    with pytest.raises(Problem) as refused:
        rig.tablet.deciding.decide(CARLA, OLDER, Answer.JOIN)
    assert refused.value.code is Code.NOT_ALLOWED


def test_decided_without_a_network_it_is_not_asked_again_and_is_sent_later(
    rig: Rig, server: FakeServer
):
    rig.tablet.deciding.decide(MARTA, OLDER, Answer.JOIN)
    assert asked(rig) == [NEWER]
    server.withdraw("review", OLDER, FeedOp.TOMBSTONE)
    rig.sync()
    (sent,) = [one for one in server.records if one["kind"] == "review_decision"]
    assert (sent["refs"], sent["body"]) == ({"review": str(OLDER)}, {"answer": "join"})
    assert asked(rig) == [NEWER]


def test_taken_back_within_ten_seconds_it_is_asked_again(rig: Rig):
    saved = rig.tablet.deciding.decide(MARTA, OLDER, Answer.APART)
    rig.tablet.deciding.undo(MARTA, saved.record)
    assert asked(rig) == [OLDER, NEWER]


MERGED, EARLIER = UUID(int=81), UUID(int=82)


def merged(identity: UUID, at: int, by: str | None = None) -> KnownMerger:
    two = side(identity.int, "Ana Prueba")
    return KnownMerger(id=identity, one=side(1, "Ana María Prueba"), two=two, by_name=by, at=at)


def joined(rig: Rig) -> list[UUID]:
    return [one.id for one in rig.tablet.deciding.joined(MARTA)]


def test_what_was_joined_is_separated_without_a_network_and_sent_later(
    rig: Rig, server: FakeServer
):
    server.publish("merger", EARLIER, merged(EARLIER, at=1))
    server.publish("merger", MERGED, merged(MERGED, at=2))
    rig.sync()
    assert joined(rig) == [MERGED, EARLIER]
    assert rig.tablet.deciding.joined(CARLA) == []
    with pytest.raises(Problem) as refused:
        rig.tablet.deciding.separate(CARLA, MERGED)
    assert refused.value.code is Code.NOT_ALLOWED

    saved = rig.tablet.deciding.separate(MARTA, MERGED)
    assert joined(rig) == [EARLIER]
    rig.tablet.deciding.undo(MARTA, saved.record)
    assert joined(rig) == [MERGED, EARLIER]
    rig.tablet.deciding.separate(MARTA, EARLIER)
    server.withdraw("merger", EARLIER, FeedOp.TOMBSTONE)
    rig.sync()
    (sent,) = [one for one in server.records if one["refs"] == {"merger": str(EARLIER)}]
    assert (sent["kind"], sent["body"]) == ("separation", {})
    assert joined(rig) == [MERGED]


def test_who_joined_them_is_named_and_the_engine_is_nobody():
    assert who_joined(Words(), merged(MERGED, 1, "Marta Jornada")) == "Las unió Marta J."
    assert who_joined(Words(), merged(MERGED, 1)) == "Se unieron solas: todo coincidía"


def test_the_lines_stand_side_by_side_with_what_each_says():
    shown = {line.label: line for line in lines(Words(), review(OLDER), Country.CL)}
    assert shown["Celular"].one == shown["Celular"].two == "9 5550 1234"
    assert [shown[label].speaks for label in ("Celular", "Nombre", "Correo", "Atiende")] == [
        Agreement.FOR,
        Agreement.FOR,
        Agreement.AGAINST,
        Agreement.SILENT,
    ]
    assert "Auto" not in shown


def test_the_reasons_are_sentences_and_a_veto_comes_first():
    told = reasons(Words(), review(OLDER, veto="two_dni"))
    assert told == (
        "Mismo celular, nombre parecido o apodo.",
        "Los DNI son distintos, correos distintos.",
    )


def test_only_the_words_that_the_other_lacks_are_marked():
    assert differing("Ana María Prueba", "Ana prueba") == [
        ("Ana", False),
        (" ", False),
        ("María", True),
        (" ", False),
        ("Prueba", False),
    ]
    marked = [part for part, differs in differing("ana@a.example", "ana@b.example") if differs]
    assert marked == ["a"]
    assert differing("Ana", "") == [("Ana", False)]


def test_joined_the_refusal_of_either_holds_for_offers():
    one = side(1, "Ana", offers=(Channel.PHONE, Channel.EMAIL))
    two = side(2, "Ana", refused=(Channel.PHONE,))
    both = review(OLDER, one=one, two=two)
    assert offers_if_joined(both) == (Channel.EMAIL,)
    assert if_joined(Words(), both).endswith("Ofertas por: Correo.")
    refused = review(OLDER, one=one, two=side(2, "Ana", refused=(Channel.PHONE, Channel.EMAIL)))
    assert if_joined(Words(), refused).endswith("vale el permiso más restringido.")


def test_weak_words_are_silent_and_a_document_shows_its_ends_alone():
    weak = review(OLDER, said=(Said(field="city", level="same", bits=0.2),))
    assert agreement(weak, ("city",)) is Agreement.SILENT
    assert [masked(text) for text in ("123456785", "1234", "")] == ["12*****85", "****", ""]
