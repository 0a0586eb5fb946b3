"""«Evento» on a tablet: made offline, people signed up at the stand, and the door in three colours."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from app.domain.catalogue import DeviceKey
from app.domain.consent import Channel
from app.domain.customers import Interaction, InteractionKind
from app.domain.doors import DoorWord, Light
from app.domain.events import DoorMeans, Heat, KnownEvent, KnownPass, Qualifier, Way
from app.domain.own_links import read_link
from app.domain.passes import PassText, qr_text, short_code
from app.domain.people import Country
from app.domain.privacy_texts import PrivacyText, Topic, current_text
from app.domain.problems import Code, Problem
from app.services import hosting
from app.services.hosting import Asking
from app.ui.screens.ficha_words import touch_words
from app.ui.texts import Words
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, open_branch
from tests.builders import CARLA, MARTA, HandClock
from tests.domain.event_builders import event

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DAY = timedelta(days=1)
FAIR = UUID("019caf10-3180-7000-8000-0000000000aa")
LAURA = UUID("019caf10-3180-7000-8000-0000000000bb")


class Stand:
    """A tablet at a fair that it pulled, and the server it pulls from."""

    def __init__(self, rig: Rig, server: FakeServer) -> None:
        self.rig = rig
        self.server = server
        self.hosting = rig.tablet.hosting
        self.book = rig.tablet.event_book

    def publish_fair(self, **parts: Any) -> None:
        public = KEY.public_key().public_bytes_raw().hex()
        told = {"id": FAIR, "branch": "NUNOA", "by": "marta", "at": 0, "event": event()}
        known = KnownEvent(**{**told, "token": "t", "pass_key": public, **parts})
        self.server.publish("event", str(FAIR), known)

    def publish_pass(self, **parts: Any) -> KnownPass:
        known = KnownPass(
            **{
                "id": LAURA,
                "event": FAIR,
                "branch": "NUNOA",
                "name": "Laura E.",
                "code": short_code(LAURA),
                "people": 2,
                "way": Way.PHONE,
                "at": 1,
                "by": "marta",
                **parts,
            }
        )
        self.server.publish("pass", str(known.id), known)
        return known

    def publish_key(self, rig: Rig, **parts: Any) -> None:
        identity = rig.store.state.identity()
        assert identity is not None
        key = DeviceKey(
            device=identity.device,
            epoch=identity.epoch,
            code=identity.code,
            public_key=rig.store.keys.public_key(),
            **parts,
        )
        self.server.publish("device_key", str(key.epoch), key)

    def signs_up(self, **parts: Any) -> UUID:
        form = self.hosting.start(FAIR)._replace(name="Tomás Prueba", **parts)
        return self.hosting.sign_up(CARLA, form).record


def qr(sign_up: UUID = LAURA, fair: UUID = FAIR, key: Ed25519PrivateKey = KEY) -> str:
    text = PassText(fair, sign_up)
    return qr_text(text, key.sign(text.message()))


def changed(mark: str) -> str:
    """Return a pass with another letter in its seal; its last byte is 0 once in sixteen times."""
    letter = "A" if mark[-9] != "A" else "B"
    return f"{mark[:-9]}{letter}{mark[-8:]}"


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    clock = HandClock()
    server = FakeServer(clock)
    open_branch(server)
    made = Rig(tmp_path / "tablet", clock, lambda _url: server)
    made.enrol()
    found = Stand(made, server)
    found.publish_fair()
    made.sync()
    yield found
    made.store.close()


def test_a_chief_makes_an_event_without_a_network_and_its_page_comes_later(stand: Stand):
    form = stand.hosting.start_event()._replace(
        name="Noche de exhibición",
        place="Sucursal",
        asked=(Asking("¿Vuelve?", "Sí\nNo"), Asking(), Asking("¿Cuándo?", "Hoy\nNunca")),
    )
    stand.hosting.make(MARTA, form)
    stand.hosting.make(MARTA, form)
    found = stand.book.event(form.record)
    assert (found.event.name, found.token) == ("Noche de exhibición", None)
    assert [(one.question, one.answers) for one in found.event.qualifiers] == [
        ("¿Vuelve?", ("Sí", "No")),
        ("¿Cuándo?", ("Hoy", "Nunca")),
    ]
    assert len(stand.rig.states()) == 1


def test_an_event_and_a_sign_up_name_the_newest_version_of_the_notice(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
):
    def second(topic: Topic, country: Country) -> PrivacyText:
        return current_text(topic, country)._replace(version=2)

    monkeypatch.setattr(hosting, "current_text", second)
    form = stand.hosting.start_event()._replace(name="Cena", place="Club")
    stand.hosting.make(MARTA, form)
    stand.signs_up(offers=frozenset({Channel.WHATSAPP}), of_age=True)
    [made] = stand.rig.store.captures.live("event")
    assert made.doc["body"]["text_version"] == 2
    [signed] = stand.rig.store.captures.live("sign_up")
    assert signed.doc["body"]["text_version"] == 2
    assert signed.doc["body"]["consents"][0]["text_version"] == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"place": ""}, "place"),
        ({"capacity": "muchos"}, "capacity"),
        ({"ends_at": None}, "ends_at"),
        ({"starts_at": event().starts_at - DAY, "ends_at": event().ends_at - DAY}, "over"),
        ({"asked": (Asking("¿Vuelve?", "Sí\nNo"), Asking("¿Y?", "Sí"))}, "answers"),
        ({"asked": (Asking("¿", "Sí\nNo"),)}, "question"),
        ({"asked": (Asking("¿Vuelve?", "Sí\nNo"),) * 4}, "qualifiers"),
    ],
)
def test_an_event_that_cannot_be_is_refused_with_its_field(stand: Stand, wrong, field):
    form = stand.hosting.start_event()._replace(**{"name": "Cena", "place": "Club", **wrong})
    with pytest.raises(Problem) as refused:
        stand.hosting.make(MARTA, form)
    assert (refused.value.code, refused.value.field) == (Code.INVALID_FIELD, field)


def test_an_event_is_changed_without_a_network_and_keeps_its_page(stand: Stand):
    form = stand.hosting.start_edit(FAIR)
    assert (form.name, form.asked) == (
        "Feria de Primavera",
        (Asking("¿Cuándo piensa cambiar de auto?", "Este mes\nSolo miro"),),
    )
    changed = form._replace(place="Parque Norte", capacity="80", asked=(Asking(),))
    stand.hosting.make(MARTA, changed)
    found = stand.book.event(FAIR)
    assert (found.event.place, found.event.capacity) == ("Parque Norte", 80)
    assert (found.event.qualifiers, found.token) == ((), "t")
    [made] = stand.rig.store.captures.live("event")
    assert made.doc["refs"] == {"event": str(FAIR)}
    assert made.doc["body"]["was"]["place"] == "Parque Demo"


def test_what_another_tablet_changed_meanwhile_is_seen_beside_what_is_changed_here(stand: Stand):
    form = stand.hosting.start_edit(FAIR)._replace(place="Parque Norte")
    stand.publish_fair(event=event(gift="Polera", place="Parque Sur"))
    stand.rig.sync()
    stand.hosting.make(MARTA, form)
    found = stand.book.event(FAIR).event
    assert (found.place, found.gift) == ("Parque Norte", "Polera")


def test_an_edit_that_is_taken_back_or_changes_nothing_says_nothing(stand: Stand):
    assert stand.hosting.make(MARTA, stand.hosting.start_edit(FAIR)) is None
    saved = stand.hosting.make(MARTA, stand.hosting.start_edit(FAIR)._replace(place="Norte"))
    assert saved is not None
    stand.hosting.undo(MARTA, saved.record)
    assert stand.book.event(FAIR).event.place == "Parque Demo"


def test_an_edit_is_refused_with_its_field_and_a_seller_makes_none(stand: Stand):
    form = stand.hosting.start_edit(FAIR)
    with pytest.raises(Problem) as refused:
        stand.hosting.make(MARTA, form._replace(capacity="-3"))
    assert refused.value.field == "capacity"
    with pytest.raises(Problem) as refused:
        stand.hosting.make(CARLA, form._replace(place="Norte"))
    assert refused.value.code is Code.NOT_ALLOWED


def test_an_answer_belongs_to_the_question_that_was_asked(stand: Stand):
    form = stand.hosting.start(FAIR)._replace(name="Tomás Prueba", answers=("Este mes",))
    other = Qualifier(question="¿Viene en auto?", answers=("Este mes", "No"))
    stand.publish_fair(event=event(qualifiers=(other,)))
    stand.rig.sync()
    stand.hosting.sign_up(CARLA, form)
    [made] = stand.rig.store.captures.live("sign_up")
    assert made.doc["body"]["answers"] == [
        {"question": "¿Cuándo piensa cambiar de auto?", "answer": "Este mes"}
    ]


def test_a_seller_makes_no_event(stand: Stand):
    form = stand.hosting.start_event()._replace(name="Cena", place="Club")
    with pytest.raises(Problem) as refused:
        stand.hosting.make(CARLA, form)
    assert refused.value.code is Code.NOT_ALLOWED


def test_people_signed_up_offline_are_counted_and_known_at_the_door(stand: Stand):
    stand.publish_pass()
    stand.rig.sync()
    who = stand.signs_up(phone="9 5550 0001", heat=Heat.HOT)
    figures = stand.book.figures(FAIR)
    assert (figures.today, figures.unsent) == (1, 1)
    assert [one.name for one in figures.last] == ["Tomás P.", "Laura E."]
    [doc] = [made.doc for made in stand.rig.store.captures.live("sign_up")]
    assert (doc["body"]["intent"], doc["body"]["heat"]) == (8, "hot")
    assert stand.hosting.scan(FAIR, short_code(who)).word is DoorWord.WELCOME


def test_offers_ask_for_an_age_and_a_minor_grants_nothing(stand: Stand):
    with pytest.raises(Problem) as refused:
        stand.signs_up(offers=frozenset({Channel.WHATSAPP}))
    assert refused.value.field == "of_age"
    stand.signs_up(offers=frozenset({Channel.WHATSAPP}), of_age=False)
    stand.signs_up(offers=frozenset({Channel.WHATSAPP}), of_age=True)
    granted = [len(m.doc["body"]["consents"]) for m in stand.rig.store.captures.live("sign_up")]
    assert granted == [0, 1]


def test_a_pass_is_green_once_then_amber_and_scanning_again_records_nothing(stand: Stand):
    stand.publish_pass()
    stand.rig.sync()
    first = stand.hosting.scan(FAIR, qr())
    assert (first.word, first.light) == (DoorWord.WELCOME, Light.GREEN)
    assert first.known is not None
    assert first.known.name == "Laura E."
    assert stand.hosting.arrive(CARLA, first, DoorMeans.SCAN) is not None
    again = stand.hosting.scan(FAIR, qr())
    assert (again.word, again.light) == (DoorWord.ALREADY_IN, Light.AMBER)
    assert again.mark is not None
    assert again.mark.door == stand.rig.tablet.showroom.device()
    assert stand.hosting.arrive(CARLA, again, DoorMeans.SCAN) is None
    assert len(stand.rig.store.captures.live("check_in")) == 1


def test_the_gift_is_handed_over_once(stand: Stand):
    known = stand.publish_pass()
    stand.rig.sync()
    assert stand.hosting.give(CARLA, known, DoorMeans.SCAN) is None
    before = stand.hosting.give(CARLA, known, DoorMeans.SCAN)
    assert before is not None
    assert before.by == "carla"
    assert len(stand.rig.store.captures.live("check_in")) == 1


def test_a_genuine_pass_that_was_not_pulled_comes_in_once(stand: Stand):
    first = stand.hosting.scan(FAIR, qr())
    assert (first.word, first.light) == (DoorWord.WELCOME_UNLISTED, Light.GREEN)
    stand.hosting.arrive(CARLA, first, DoorMeans.SCAN)
    assert stand.hosting.scan(FAIR, qr()).word is DoorWord.ALREADY_IN
    assert first.known is not None
    stand.hosting.give(CARLA, first.known, DoorMeans.SCAN)
    assert stand.hosting.give(CARLA, first.known, DoorMeans.SCAN) is not None


def test_a_pass_of_the_stand_is_signed_by_its_tablet_and_checked_by_another_that_has_the_key(
    stand: Stand,
):
    who = stand.signs_up()
    mark = stand.hosting.pass_of(FAIR, who)
    assert mark.split(".")[0] == "VP2"
    assert stand.hosting.scan(FAIR, mark).word is DoorWord.WELCOME
    other = Rig(stand.rig.folder.with_name("other"), stand.rig.clock, lambda _url: stand.server)
    other.enrol()
    other.sync()
    door = other.tablet.hosting
    assert door.scan(FAIR, mark).word is DoorWord.UNCHECKED
    stand.publish_key(stand.rig)
    other.sync()
    assert door.scan(FAIR, mark).word is DoorWord.WELCOME_UNLISTED
    assert door.scan(FAIR, changed(mark)).word is DoorWord.FORGED
    stand.publish_key(stand.rig, revoked=True)
    other.sync()
    assert door.scan(FAIR, mark).word is DoorWord.UNCHECKED
    other.store.close()


def test_who_signed_up_at_the_stand_has_a_link_that_her_tablet_signed(stand: Stand):
    who = stand.signs_up()
    address = stand.hosting.own_page(who)
    assert address.startswith("http://127.0.0.1:1/m/")
    read = read_link(address.rpartition("/")[2])
    assert read is not None
    sign_up, seal = read
    assert sign_up == who
    key = bytes.fromhex(stand.rig.store.keys.public_key())
    Ed25519PublicKey.from_public_bytes(key).verify(seal, b"VM1" + who.bytes)
    assert stand.hosting.scan(FAIR, address).light is Light.RED


def test_forged_foreign_withdrawn_and_unknown_are_red(stand: Stand):
    other = Ed25519PrivateKey.from_private_bytes(bytes(reversed(range(32))))
    said = {
        "forged": stand.hosting.scan(FAIR, qr(key=other)),
        "changed": stand.hosting.scan(FAIR, qr()[:-2] + "AA"),
        "foreign": stand.hosting.scan(FAIR, qr(fair=LAURA)),
        "code": stand.hosting.scan(FAIR, "ABCDEF"),
        "text": stand.hosting.scan(FAIR, "https://vitrina.example/e/x"),
    }
    stand.publish_pass(withdrawn=True)
    stand.rig.sync()
    said["withdrawn"] = stand.hosting.scan(FAIR, qr())
    assert {name: answer.word for name, answer in said.items()} == {
        "forged": DoorWord.FORGED,
        "changed": DoorWord.FORGED,
        "foreign": DoorWord.OTHER_EVENT,
        "code": DoorWord.UNKNOWN_CODE,
        "text": DoorWord.NOT_A_PASS,
        "withdrawn": DoorWord.WITHDRAWN,
    }
    assert {answer.light for answer in said.values()} == {Light.RED}


def test_a_door_of_an_event_that_is_over_or_cancelled_says_so(stand: Stand):
    stand.publish_pass()
    stand.publish_fair(cancelled=True)
    stand.rig.sync()
    assert stand.hosting.scan(FAIR, qr()).word is DoorWord.CANCELLED
    assert stand.hosting.judge(FAIR, LAURA).word is DoorWord.CANCELLED
    stand.publish_fair()
    stand.rig.sync()
    assert stand.hosting.scan(FAIR, qr()).word is DoorWord.WELCOME
    stand.rig.clock.pass_by(days=2)
    assert stand.hosting.scan(FAIR, short_code(LAURA)).word is DoorWord.EVENT_OVER
    with pytest.raises(Problem) as refused:
        stand.signs_up()
    assert refused.value.code is Code.NOT_FOUND


def test_a_pass_for_a_day_to_come_is_amber_until_the_person_at_the_door_lets_it_in(stand: Stand):
    stand.publish_pass()
    stand.publish_fair(
        event=event(starts_at=event().starts_at + DAY, ends_at=event().ends_at + DAY)
    )
    stand.rig.sync()
    for scanned in (qr(), short_code(LAURA)):
        early = stand.hosting.scan(FAIR, scanned)
        assert (early.word, early.light) == (DoorWord.NOT_YET, Light.AMBER)
        assert stand.hosting.arrive(CARLA, early, DoorMeans.SCAN) is None
    unlisted = UUID("019caf10-3180-7000-8000-0000000000cc")
    assert stand.hosting.scan(FAIR, qr(unlisted)).word is DoorWord.NOT_YET
    assert stand.rig.store.captures.live("check_in") == []
    assert stand.hosting.let_in(CARLA, early, DoorMeans.CODE).light is Light.GREEN
    assert stand.hosting.scan(FAIR, qr()).word is DoorWord.ALREADY_IN
    [made] = stand.rig.store.captures.live("check_in")
    assert made.doc["body"]["act"] == "arrived"


def test_a_visitor_is_rated_at_the_door_and_rated_anew(stand: Stand):
    stand.publish_pass(heat=Heat.COLD)
    stand.rig.sync()
    answer = stand.hosting.scan(FAIR, qr())
    answer = stand.hosting.rate(CARLA, answer, Heat.WARM, DoorMeans.SCAN)
    answer = stand.hosting.rate(CARLA, answer, Heat.HOT, DoorMeans.SCAN)
    answer = stand.hosting.rate(CARLA, answer, Heat.HOT, DoorMeans.SCAN)
    [known] = stand.book.passes(FAIR)
    assert (known.heat, known.arrivals) == (Heat.HOT, ())
    made = stand.rig.store.captures.live("check_in")
    assert [one.doc["body"]["heat"] for one in made] == ["warm", "hot"]


def test_nobody_is_let_in_with_a_pass_that_is_no_good(stand: Stand):
    stand.publish_pass(withdrawn=True)
    stand.rig.sync()
    for scanned in (qr(), qr()[:-2] + "AA"):
        answer = stand.hosting.scan(FAIR, scanned)
        assert stand.hosting.let_in(CARLA, answer, DoorMeans.SCAN) == answer
    assert stand.rig.store.captures.live("check_in") == []


def test_the_second_pass_of_one_person_is_amber(stand: Stand):
    who = UUID("019caf10-3180-7000-8000-0000000000cc")
    second = UUID("019caf10-3180-7000-8000-0000000000dd")
    stand.publish_pass(customer=who)
    stand.publish_pass(id=second, code=short_code(second), customer=who, twin=LAURA)
    stand.rig.sync()
    stand.hosting.arrive(CARLA, stand.hosting.scan(FAIR, qr()), DoorMeans.SCAN)
    assert stand.hosting.scan(FAIR, qr(second)).word is DoorWord.TWIN


def test_what_happened_at_the_event_is_in_the_ficha_with_the_events_name(stand: Stand):
    who = UUID("019caf10-3180-7000-8000-0000000000cc")
    came = Interaction(
        record=LAURA,
        kind=InteractionKind.SIGN_UP,
        at=1,
        by="marta",
        outcome="phone",
        event=FAIR,
    )
    stand.server.publish("customer", str(who), customer(who, recent=(came,)))
    stand.rig.sync()
    ficha = stand.rig.tablet.fichas.ficha(CARLA, who)
    assert ficha is not None
    [touch] = ficha.touches
    assert (touch.kind, touch.code, touch.models) == ("sign_up", "phone", ("Feria de Primavera",))
    words, now = Words(), stand.rig.tablet.showroom.now()
    said = ("Inscripción: con su celular", "Feria de Primavera · Marta J.")
    assert touch_words(words, touch, now) == said
    met = touch._replace(kind="check_in", code="gift")
    assert touch_words(words, met, now)[0] == "Evento: recibió su regalo"


def test_who_comes_in_here_has_it_in_the_ficha_before_it_is_sent(stand: Stand):
    ana = customer(UUID(int=1))
    stand.server.publish("customer", str(ana.id), ana)
    stand.publish_pass(customer=ana.id)
    stand.publish_pass(id=UUID("019caf10-3180-7000-8000-0000000000cc"))  # somebody else's
    stand.rig.sync()
    answer = stand.hosting.scan(FAIR, qr())
    stand.hosting.arrive(CARLA, answer, DoorMeans.SCAN)
    assert answer.known is not None
    stand.hosting.give(CARLA, answer.known, DoorMeans.SCAN)
    ficha = stand.rig.tablet.fichas.ficha(CARLA, ana.id)
    assert ficha is not None
    told = [(one.kind, one.code, one.models, one.here_only) for one in ficha.touches]
    assert sorted(told) == [
        ("check_in", "arrived", ("Feria de Primavera",), True),
        ("check_in", "gift", ("Feria de Primavera",), True),
    ]


def test_somebody_without_a_pass_is_found_by_name(stand: Stand):
    stand.publish_pass()
    stand.rig.sync()
    [found] = stand.hosting.find(FAIR, "lAúra")
    assert found.id == LAURA
    assert stand.hosting.judge(FAIR, found.id).word is DoorWord.WELCOME
    assert stand.hosting.find(FAIR, " ") == []


def test_a_code_is_read_as_people_write_it(stand: Stand):
    stand.publish_pass()
    stand.rig.sync()
    code = short_code(LAURA)
    typed = f" {code[:3].lower()}-{code[3:]} "
    assert stand.hosting.scan(FAIR, typed).word is DoorWord.WELCOME
