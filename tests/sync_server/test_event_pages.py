"""The visitor's own phone: a form without a script, the pass, and the link to come back by."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import httpx
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain import privacy_texts
from app.domain.consent import Channel
from app.domain.contract import DownKind, Retraction
from app.domain.events import EventWord, Qualifier
from app.domain.own_links import link_name, own_message
from app.domain.passes import read_pass
from app.domain.shipped import TEXTS
from sync_server.services.administration import administration
from sync_server.services.event_links import PAGE, link, pass_qr
from sync_server.storage import events
from sync_server.storage.tables import customer, device, due_contact, event_pass, record
from tests.builders import decision, record_id
from tests.domain.event_builders import WHEN, event, sign_up
from tests.sync_server.offices import Mirror, Server, served

LAURA = {"name": "Laura Ejemplo", "phone": "9 5550 4410", "people": "2"}


class Fair:
    """An event that the server knows, and a phone that opens its page."""

    def __init__(self, server: Server, phone: httpx.Client) -> None:
        self.server = server
        self.phone = phone
        self.tablet = server.tablet()
        self.id, self.page = self.add()

    def add(self, **parts) -> tuple[UUID, str]:
        made = self.tablet.record("event", event(**parts), actor="marta")
        self.server.take(self.tablet, made)
        with self.server.database.reading() as connection:
            token = link(events.secret(connection), PAGE, record_id(made))
        return record_id(made), f"/e/{token}"

    def form(self, page: str | None = None) -> dict[str, str]:
        found = re.search(r'name="form" value="([\w-]+)"', self.phone.get(page or self.page).text)
        assert found is not None
        return {"form": found[1]}

    def sign_up(self, page: str | None = None, **fields) -> httpx.Response:
        form = self.form(page)
        return self.phone.post(page or self.page, data={**form, **LAURA, **fields})

    def question(self) -> str:
        """Return the name of the field of the question about the next car."""
        page = self.phone.get(self.page).text
        found = re.findall(r'cambiar de auto\?</legend>.*?name="(q\w+)"', page, re.DOTALL)
        return str(found[0])

    def edit(self, **parts) -> None:
        word = EventWord(**event(**parts).model_dump(), was=event())
        made = self.tablet.record("event", word, {"event": self.id}, actor="marta")
        self.server.take(self.tablet, made)

    def own(self, answer: httpx.Response) -> str:
        found = re.search(r'href="(/m/[\w-]+)"', answer.text)
        assert found is not None
        return found[1]


@pytest.fixture
def fair(server: Server) -> Iterator[Fair]:
    with served(server) as url, httpx.Client(base_url=url) as phone:
        yield Fair(server, phone)


def test_a_sign_up_is_in_the_master_base_and_on_the_tablets_of_the_branch(
    fair: Fair, server: Server
):
    answer = fair.sign_up()
    assert answer.status_code == 200
    assert "Su pase está listo, Laura E." in answer.text
    (person,) = server.rows(customer)
    assert '"+56955504410"' in person["doc"]
    assert person["owner"] == "marta"
    mirror = Mirror(server.api, fair.tablet.token)
    assert mirror.pull() == mirror.digest()
    (known,) = mirror.documents(DownKind.PASS)
    assert (known["way"], known["people"], known["name"]) == ("phone", 2, "Laura E.")


def test_the_form_asks_little_has_every_box_off_and_is_light(fair: Fair):
    page = fair.phone.get(fair.page)
    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 30_000
    assert len(page.content) < 30_000
    for forbidden in ("<script", "checked", "http://", "https://", "src=", "url("):
        assert forbidden not in page.text.replace(":checked", "")
    for words in ("Feria de Primavera", "Automotriz Demo", "DEMO", "Leer el aviso de privacidad",
                  "Ley 21.719", "Por WhatsApp", "¿Cuándo piensa cambiar de auto?",
                  "lun 02-03-2026 · 09:00 a 21:00 · Parque Demo, stand B12"):  # fmt: skip
        assert words in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"


def test_the_same_form_sent_twice_is_one_sign_up_with_one_pass(fair: Fair, server: Server):
    form = {**fair.form(), **LAURA}
    first, second = fair.phone.post(fair.page, data=form), fair.phone.post(fair.page, data=form)
    assert first.status_code == second.status_code == 200
    assert fair.own(first) == fair.own(second)
    assert len(server.rows(event_pass)) == 1


def test_the_pass_opens_nothing_personal(fair: Fair, server: Server):
    answer = fair.sign_up()
    (row,) = server.rows(event_pass)
    with server.database.reading() as connection:
        text = pass_qr(events.secret(connection), fair.id, record_id(row))
    assert read_pass(text) is not None
    assert "://" not in text
    for personal in ("Ejemplo", "5550", "4410"):
        assert personal not in answer.text
        assert personal not in text
    calendar = fair.phone.get(f"{fair.page}/calendario.ics")
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20260302T120000Z\r\n" in calendar.text
    assert "SUMMARY:Feria de Primavera\r\n" in calendar.text
    assert "Laura" not in calendar.text


def test_offers_need_their_box_and_an_age(fair: Fair, server: Server):
    asked = fair.sign_up(offers=["whatsapp"])
    assert asked.status_code == 422
    assert "Diga si tiene 18 años o más." in asked.text
    assert server.rows(event_pass) == []

    fair.sign_up(offers=["whatsapp"], age="yes")
    (row,) = server.rows(record)[-1:]
    assert row["kind"] == "sign_up"
    assert row["raw"].count('"decision":"grant"') == 1
    assert '"means":"link"' in row["raw"]
    (due,) = server.rows(due_contact)
    assert (due["programme"], due["state"]) == ("EVENTO", "open")


def test_a_minor_signs_up_without_offers(fair: Fair, server: Server):
    assert fair.sign_up(offers=["phone"], age="no").status_code == 200
    assert server.rows(due_contact) == []
    assert '"decision":"grant"' not in server.rows(record)[-1]["raw"]


def test_an_answer_that_was_not_offered_is_dropped(fair: Fair, server: Server):
    fair.sign_up(**{fair.question(): "Este mes", "q1": "x"})
    assert '"answer":"Este mes"' in server.rows(record)[-1]["raw"]
    fair.sign_up(**{fair.question(): "<b>otra</b>"})
    assert '"answers":[]' in server.rows(record)[-1]["raw"]


def test_an_edit_is_on_the_page_and_the_poster_keeps_its_qr(fair: Fair, server: Server):
    form, question = fair.form(), fair.question()
    first = Qualifier(question="¿Viene en auto?", answers=("Este mes", "No"))
    fair.edit(name="Feria de Otoño", place="Parque Norte", qualifiers=(first, WHEN))
    page = fair.phone.get(fair.page)
    assert "Feria de Otoño" in page.text
    assert "09:00 a 21:00 · Parque Norte, stand B12" in page.text
    assert "¿Viene en auto?" in page.text
    fair.phone.post(fair.page, data={**form, **LAURA, question: "Este mes"})
    (kept,) = orjson.loads(server.rows(record)[-1]["raw"])["body"]["answers"]
    assert kept == {"question": "¿Cuándo piensa cambiar de auto?", "answer": "Este mes"}


def test_a_calendar_file_that_is_fetched_again_says_what_changed_and_that_it_is_off(
    fair: Fair, server: Server
):
    first = fair.phone.get(f"{fair.page}/calendario.ics").text
    assert "SEQUENCE:0\r\nSTATUS:CONFIRMED\r\n" in first
    fair.edit(place="Parque Norte")
    moved = fair.phone.get(f"{fair.page}/calendario.ics").text
    assert "LOCATION:Parque Norte\\, stand B12\r\n" in moved
    assert "SEQUENCE:1\r\nSTATUS:CONFIRMED\r\n" in moved
    own = fair.own(fair.sign_up())
    undone = fair.tablet.record("retraction", Retraction(), {"record": fair.id}, actor="marta")
    server.take(fair.tablet, undone)
    answer = fair.phone.get(f"{fair.page}/calendario.ics")
    assert answer.status_code == 200
    assert "SEQUENCE:2\r\nSTATUS:CANCELLED\r\n" in answer.text
    uid = f"UID:{fair.id}@vitrina\r\n"
    assert all(uid in made for made in (first, moved, answer.text))
    for page in (fair.page, own):
        assert f'href="{fair.page}/calendario.ics"' in fair.phone.get(page).text


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": " "}, "Escriba su nombre y su apellido."),
        ({"phone": "12"}, "Revise el número: faltan o sobran cifras."),
        ({"email": "laura.example"}, "Revise el correo, o déjelo vacío."),
        ({"website": "http://spam.example"}, "Revise sus datos y envíelos otra vez."),
        ({"form": "x"}, "Revise sus datos y envíelos otra vez."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    fair: Fair, server: Server, fields, complaint
):
    answer = fair.sign_up(**fields)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert server.rows(event_pass) == []


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE record;--",
        "\u202eليلى حداد",
        "Ana 🚗 Prueba",
        "A" * 5_000,
    ],
)
def test_a_strange_name_is_only_text(fair: Fair, server: Server, name):
    answer = fair.sign_up(name=name)
    assert answer.status_code in {200, 422}
    assert "<script>" not in answer.text
    assert "\u202e" not in str(server.rows(event_pass))
    assert len(server.rows(device)) == 2  # the tables are all there: the tablet and the page


def test_forged_and_foreign_links_open_nothing(fair: Fair):
    good = fair.page.removeprefix("/e/")
    changed = ("A" if good[0] != "A" else "B") + good[1:]
    own = fair.own(fair.sign_up()).removeprefix("/m/")
    for path in (f"/e/{changed}", f"/e/{own}", f"/m/{good}", "/e/x", "/e/%00", f"/e/{'A' * 9000}"):
        answer = fair.phone.get(path)
        assert answer.status_code == 404
        assert "No conocemos este enlace" in answer.text
        assert fair.phone.post(path, data=LAURA).status_code == 404


def test_a_link_expires_with_its_event(fair: Fair, server: Server):
    server.clock.pass_by(days=2)
    answer = fair.phone.get(fair.page)
    assert answer.status_code == 410
    assert "ya terminó" in answer.text


def test_a_full_event_says_so_and_a_left_place_is_free_again(fair: Fair):
    _, small = fair.add(capacity=2)
    answer = fair.sign_up(small)
    full = fair.phone.get(small)
    assert full.status_code == 410
    assert "No quedan lugares" in full.text
    fair.phone.post(fair.own(answer), data={"do": "leave"})
    assert fair.phone.get(small).status_code == 200


def test_the_last_places_are_given_once_however_many_ask_together(fair: Fair, server: Server):
    _, small = fair.add(capacity=3)
    forms = [
        {**fair.form(small), **LAURA, "people": "1", "phone": f"9 5550 {n:04}"} for n in range(12)
    ]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda form: fair.phone.post(small, data=form), forms))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [410] * 9
    assert len(server.rows(event_pass)) == 3


def test_one_form_sent_many_times_at_once_is_one_pass_though_it_took_the_last_place(
    fair: Fair, server: Server
):
    _, small = fair.add(capacity=1)
    form = {**fair.form(small), **LAURA, "people": "1"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: fair.phone.post(small, data=form), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len(server.rows(event_pass)) == 1


def test_a_party_larger_than_the_places_left_is_told_so_and_comes_in_smaller(
    fair: Fair, server: Server
):
    _, small = fair.add(capacity=3)
    assert fair.sign_up(small, people="2").status_code == 200
    form = {**fair.form(small), **LAURA, "people": "2", "phone": "9 5550 4411"}
    refused = fair.phone.post(small, data=form)
    assert refused.status_code == 422
    assert "No quedan tantos lugares: elija menos personas." in refused.text
    for _twice in range(2):  # sent again, it is the same pass
        assert fair.phone.post(small, data={**form, "people": "1"}).status_code == 200
    assert len(server.rows(event_pass)) == 2


def test_who_signs_up_twice_is_one_customer_with_two_passes(fair: Fair, server: Server):
    fair.sign_up()
    fair.sign_up(name="Laura Ejemplo", phone="+56 9 5550 4410")
    (person,) = server.rows(customer)
    first, second = sorted(
        (json.loads(row["doc"]) for row in server.rows(event_pass)), key=lambda one: one["at"]
    )
    assert {first["customer"], second["customer"]} == {person["id"]}
    assert {first["twin"], second["twin"]} & {first["id"], second["id"]}
    assert None in {first["twin"], second["twin"]}


def test_a_cancelled_event_takes_nobody(fair: Fair, server: Server):
    form = {**fair.form(), **LAURA}
    undone = fair.tablet.record("retraction", Retraction(), {"record": fair.id}, actor="marta")
    server.take(fair.tablet, undone)
    assert fair.phone.post(fair.page, data=form).status_code == 410
    assert server.rows(event_pass) == []


def test_a_form_of_one_event_is_no_pass_to_another(fair: Fair, server: Server):
    _, small = fair.add(capacity=1)
    fair.sign_up(small, people="1")
    form = {**fair.form(), **LAURA, "phone": "9 5550 4411"}
    assert fair.phone.post(fair.page, data=form).status_code == 200
    elsewhere = fair.phone.post(small, data=form)
    assert elsewhere.status_code == 422
    assert "Su pase está listo" not in elsewhere.text
    assert len(server.rows(event_pass)) == 2


def test_a_form_sent_again_after_its_sign_up_was_taken_back_shows_no_pass(fair: Fair):
    form = {**fair.form(), **LAURA}
    own = fair.own(fair.phone.post(fair.page, data=form))
    fair.phone.post(own, data={"do": "leave"})
    again = fair.phone.post(fair.page, data=form)
    assert again.status_code == 410
    assert "Esta inscripción está anulada" in again.text


def test_a_form_sent_again_after_its_event_was_cancelled_shows_no_pass(fair: Fair, server: Server):
    form = {**fair.form(), **LAURA}
    assert fair.phone.post(fair.page, data=form).status_code == 200
    undone = fair.tablet.record("retraction", Retraction(), {"record": fair.id}, actor="marta")
    server.take(fair.tablet, undone)
    again = fair.phone.post(fair.page, data=form)
    assert again.status_code == 410
    assert "Este evento se canceló." in again.text


def test_the_own_link_shows_and_corrects_what_was_written(fair: Fair, server: Server):
    own = fair.own(fair.sign_up())
    assert 'value="Laura Ejemplo"' in fair.phone.get(own).text
    answer = fair.phone.post(
        own, data={"do": "correct", "name": "Laura Muestra", "phone": "9 5550 4411"}
    )
    assert "Guardamos sus datos." in answer.text
    assert 'value="Laura Muestra"' in answer.text
    (row,) = server.rows(event_pass)
    assert '"name":"Laura M."' in row["doc"]
    living = [one for one in server.rows(customer) if one["redirect_to"] is None]
    assert len(living) == 1
    assert '"+56955504411"' in living[0]["doc"]


def test_withdrawing_offers_is_one_tap_and_stops_the_contact(fair: Fair, server: Server):
    own = fair.own(fair.sign_up(offers=["whatsapp", "phone"], age="yes"))
    fair.phone.post(own, data={"do": "offers", "offers": ["phone"]})
    assert '"channels":["phone"]' in server.rows(due_contact)[0]["doc"]
    page = fair.phone.post(own, data={"do": "no_offers"}).text
    assert "Ofertas que recibo" not in page
    assert server.rows(due_contact)[0]["state"] == "blocked"


def test_a_sign_up_is_taken_back_by_its_own_link_alone(fair: Fair, server: Server):
    own = fair.own(fair.sign_up())
    assert "Su inscripción está anulada" in fair.phone.post(own, data={"do": "leave"}).text
    (row,) = server.rows(event_pass)
    assert bool(row["withdrawn"]) is True
    assert fair.phone.post(own, data={"do": "burn"}).status_code == 400


def test_too_big_or_another_kind_of_body_is_refused(fair: Fair):
    big = fair.phone.post(fair.page, data={"name": "A" * 20_000})
    assert big.status_code == 413
    assert fair.phone.post(fair.page, json={"name": "Ana"}).status_code == 400


def test_sixty_people_behind_one_address_sign_up_and_a_machine_is_slowed(
    fair: Fair, server: Server
):
    forms = [{**fair.form(), **LAURA, "phone": f"9 5550 {n:04}"} for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda form: fair.phone.post(fair.page, data=form), forms))
    assert {answer.status_code for answer in answers} == {200}
    assert len(server.rows(event_pass)) == 60
    later = [fair.phone.post(fair.page, data=LAURA).status_code for _ in range(70)]
    assert later[:60] == [422] * 60
    assert later[60:] == [429] * 10
    assert fair.phone.post(fair.page, data=LAURA).headers["retry-after"]


def test_nothing_personal_is_in_the_logs(fair: Fair, capsys: pytest.CaptureFixture[str]):
    fair.sign_up()
    told = "".join(capsys.readouterr())
    for personal in ("Laura", "5550", "4410"):
        assert personal not in told


def test_a_sign_up_keeps_the_versions_that_were_on_its_form(
    fair: Fair, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    form = {**fair.form(), "texts": "1.1", **LAURA, "offers": ["whatsapp"], "age": "yes"}
    publish_second_versions(tmp_path, monkeypatch)
    try:
        before, after = fair.phone.get(fair.page), fair.form()
        assert 'name="texts" value="2.2"' in before.text
        assert "Texto nuevo" in before.text
        fair.phone.post(fair.page, data=form)
        fair.phone.post(fair.page, data={**form, **after, "texts": "2.2"})
        fair.phone.post(fair.page, data={**form, **fair.form(), "texts": "9.x"})
    finally:
        privacy_texts._texts.cache_clear()  # noqa: SLF001 - what was read once is read again
    bodies = [json.loads(row["raw"])["body"] for row in server.rows(record)]
    kept = [
        (body["text_version"], body["consents"][0]["text_version"])
        for body in bodies
        if "way" in body
    ]
    assert kept == [(1, 1), (2, 2), (2, 2)]
    [made] = [body for body in bodies if "place" in body]
    assert made["text_version"] == 1


def publish_second_versions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish a second version of the two texts of the form, beside all that there are."""
    shutil.copytree(TEXTS, folder / "texts")
    for topic in ("marketing", "privacy"):
        (folder / "texts" / f"cl-{topic}.v2.es_CL.txt").write_text("Texto nuevo.\n")
    monkeypatch.setattr(privacy_texts, "TEXTS", folder / "texts")
    privacy_texts._texts.cache_clear()  # noqa: SLF001 - what was read once is read again


class AtTheStand:
    """Who signed up on a tablet, whose key the test holds, and the link that the tablet shows."""

    def __init__(self, fair: Fair, **parts) -> None:
        self.fair = fair
        key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        public = key.public_key().public_bytes_raw().hex()
        self.tablet = fair.server.tablet(public_key=public)
        self.made = self.tablet.record("sign_up", sign_up(**parts), {"event": fair.id})
        self.id = record_id(self.made)
        self.seal = key.sign(own_message(self.id))
        self.page = f"/m/{link_name(self.id, self.seal)}"

    def send(self) -> None:
        self.fair.server.take(self.tablet, self.made)

    def opens(self) -> httpx.Response:
        return self.fair.phone.get(self.page)


def test_who_signed_up_at_the_stand_corrects_and_withdraws_once_the_server_knows_of_it(
    fair: Fair, server: Server
):
    granted = decision(Channel.WHATSAPP)
    who = AtTheStand(fair, consents=(granted,), of_age=True)
    early = who.opens()
    assert early.status_code == 404
    assert "Su inscripción aún no nos llega" in early.text
    who.send()
    assert 'value="Laura Ejemplo"' in who.opens().text
    mended = {"do": "correct", "name": "Laura Muestra", "phone": "", "email": ""}
    assert "Guardamos sus datos." in fair.phone.post(who.page, data=mended).text
    assert fair.phone.post(who.page, data={"do": "no_offers"}).status_code == 200
    assert '"decision":"withdraw"' in server.rows(record)[-1]["raw"]
    assert "Anulamos su inscripción." in fair.phone.post(who.page, data={"do": "leave"}).text
    (row,) = server.rows(event_pass)
    assert row["withdrawn"]
    assert '"name":"Laura M."' in row["doc"]


def test_a_link_of_a_stand_opens_the_one_sign_up_that_its_tablet_took(fair: Fair, server: Server):
    who, other = AtTheStand(fair), AtTheStand(fair, full="Ana Muestra")
    phone = fair.sign_up()
    assert phone.status_code == 200
    who.send()
    other.send()
    by_phone = next(row["id"] for row in server.rows(event_pass) if row["id"] not in
                    {str(who.id), str(other.id)})  # fmt: skip
    for id_ in (other.id, UUID(by_phone), UUID(int=7)):
        assert fair.phone.get(f"/m/{link_name(id_, who.seal)}").status_code == 404
    forged = bytes([who.seal[0] ^ 1]) + who.seal[1:]
    assert fair.phone.get(f"/m/{link_name(who.id, forged)}").status_code == 404
    assert who.opens().status_code == 200


def test_a_link_of_a_tablet_that_was_lost_opens_nothing(fair: Fair, server: Server):
    who = AtTheStand(fair)
    who.send()
    assert who.opens().status_code == 200
    run = administration(server.database, server.office)
    run("devices_revoke", {"code": "T02", "mode": "lost"})
    assert who.opens().status_code == 404
