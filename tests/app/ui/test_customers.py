"""The screens about a customer on a page without a client."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import flet as ft
import pytest

from app.domain.catalogue import CarModel
from app.domain.clock import epoch_ms
from app.domain.consent import Channel, DatedDecision
from app.domain.customers import Provenance
from app.domain.fields import Checked, State
from app.domain.identifiers import Doubt
from app.domain.people import Country
from app.domain.received import AlertReason, KnownAlert
from app.domain.workshop import OdometerReading, WorkshopVisit
from app.domain.workshop_standing import KnownWorkshopVisit
from app.ui.app import page_main
from app.ui.texts import Words
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, open_branch
from tests.app.test_lookup import ELSEWHERE, FAR, HERE, indexed
from tests.app.test_touches import demo_car
from tests.app.ui.headless import Headless, sign_in
from tests.builders import CARLA, MARTA, HandClock, decision, phone


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server(clock: HandClock) -> FakeServer:
    made = FakeServer(clock)
    open_branch(made)
    made.publish("customer", str(HERE), customer(HERE))
    model = CarModel(code="terra-5", make="Demo", name="Terra 5", rank=1, demo=True)
    made.publish("catalogue", "terra-5", model)
    indexed(made, ELSEWHERE, f"phone:{FAR}")
    return made


@pytest.fixture
def rig(tmp_path: Path, clock: HandClock, server: FakeServer) -> Iterator[Rig]:
    made = Rig(tmp_path / "tablet", clock, lambda _url: server)
    made.enrol()
    made.sync()
    yield made
    made.store.close()


def bodies(rig: Rig, kind: str) -> list[dict[str, Any]]:
    return [capture.doc["body"] for capture in rig.store.captures.live(kind)]


def draft_text(rig: Rig, kind: str) -> str:
    """Return what Carla's unfinished form about Ana holds, empty where there is none."""
    stored = rig.store.drafts.get(f"{kind}:carla:{HERE}")
    return stored.body if stored else ""


async def found(ui: Headless, typed: str = "prueb") -> None:
    """Sign in and open the ficha by a search."""
    await sign_in(ui)
    await ui.tap("nav-contacts")
    await ui.tap("open-search")
    await ui.type("search", typed)
    await ui.tap(f"found-{HERE}")
    await ui.there("ficha-name")


async def test_a_customer_is_found_and_shown_on_one_screen(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui, "0001")
        assert ui.shows("Ana Prueba")
        assert ui.shows("9 5550 0001")
        assert ui.shows("Ficha 25 %")
        assert ui.shows("sin preguntar")


async def test_the_ficha_says_where_the_customer_answered_and_which_number_is_somebody_else_s(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    said = Provenance(record=HERE, kind="attempt", by="carla", at=epoch_ms(clock.now()))
    (first,) = customer(HERE).phones
    other = first.model_copy(update={"value": phone("+56955500002"), "wrong": said})
    phones = (first.model_copy(update={"verified": said}), other)
    server.publish("customer", str(HERE), customer(HERE, phones=phones))
    rig.sync()
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui, "0001")
        assert ui.shows("contestó hoy")
        assert ui.shows("no es suyo, se supo hoy")


async def test_somebody_of_another_tablet_is_said_to_be_known(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-contacts")
        await ui.tap("open-search")
        await ui.type("search", "nadie aquí")
        await ui.until(lambda: ui.shows("Nadie en este tablet"))
        await ui.type("search", "9 7770 0001")
        await ui.there("elsewhere")
        await ui.tap("begin-visit")
        await ui.there("known")


async def test_a_customer_whom_an_exchange_brings_appears_among_those_looked_for(
    rig: Rig, server: FakeServer
) -> None:
    other = UUID("00000000-0000-7000-8000-0000000000f1")
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-contacts")
        await ui.tap("open-search")
        await ui.type("search", "prueb")
        await ui.there(f"found-{HERE}")
        server.publish("customer", str(other), customer(other))
        await asyncio.to_thread(rig.sync)
        await ui.there(f"found-{other}")


async def test_three_taps_note_a_contact_and_an_answer_falls_due(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-received")
        await ui.tap("channel-whatsapp")
        await ui.tap("wanted-price")
        hours = [mark for mark in ui.identifiers() if mark.startswith("hour-2026")]
        await ui.tap(hours[0])
        await ui.there("noted")
        await ui.tap("received-done")
        await ui.there("due-SOLICITUD")
        assert ui.shows("Respuesta pedida: precio")
        await ui.tap("nav-contacts")
        await ui.until(lambda: ui.shows("Respuesta pedida"))
    [body] = bodies(rig, "contact_received")
    assert (body["channel"], body["wanted"]) == ("whatsapp", "price")


async def test_an_hour_that_is_not_offered_is_promised_for_another_day(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-received")
        await ui.tap("channel-phone")
        await ui.tap("wanted-enquiry")
        await ui.tap("hour-other")
        await ui.tap("day-3")
        await ui.tap("hour-11")
        await ui.there("noted")
    [body] = bodies(rig, "contact_received")
    promised = datetime.fromisoformat(body["promised_at"])
    today = rig.tablet.showroom.now().date()
    assert (promised.date() - today, promised.hour) == (timedelta(days=3), 11)


async def test_a_permission_is_withdrawn_on_the_ficha_with_one_tap(
    rig: Rig, server: FakeServer
) -> None:
    granted = DatedDecision(
        decision=decision(Channel.WHATSAPP), at=1_772_000_000_000, record=HERE, by="carla"
    )
    server.publish("customer", str(HERE), customer(HERE, consents=(granted,)))
    rig.sync()
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("withdraw-marketing-whatsapp")
        await ui.until(lambda: not ui.named("withdraw-marketing-whatsapp"))
    [body] = bodies(rig, "consent")
    assert [one["decision"] for one in body["decisions"]] == ["withdraw"]


async def test_a_permission_withdrawn_by_a_slip_is_given_back_by_undo(
    rig: Rig, server: FakeServer
) -> None:
    granted = DatedDecision(
        decision=decision(Channel.WHATSAPP), at=1_772_000_000_000, record=HERE, by="carla"
    )
    server.publish("customer", str(HERE), customer(HERE, consents=(granted,)))
    rig.sync()
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("withdraw-marketing-whatsapp")
        await ui.until(lambda: ui.shows("Retirado: Ofertas · WhatsApp"))
        await ui.tap("undo")
        await ui.there("withdraw-marketing-whatsapp")
    assert len(bodies(rig, "retraction")) == 1


async def test_the_ficha_tells_of_workshop_visits_with_their_plate(
    rig: Rig, server: FakeServer
) -> None:
    seen = KnownWorkshopVisit(
        id=UUID(int=7), vehicle=UUID(int=8), customer=HERE, branch="NUNOA", by="carla",
        at=1_772_000_000_000,
        visit=WorkshopVisit(
            country=Country.CL,
            plate=Checked(typed="GHLP21", value="GHLP21", state=State.VALID),
            reading=OdometerReading(km=41_000),
            received_at=datetime(2026, 2, 25, 9, tzinfo=UTC),
            promised_at=datetime(2026, 2, 25, 18, tzinfo=UTC),
        ),
    )  # fmt: skip
    server.publish("workshop_visit", str(seen.id), seen)
    rig.sync()
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.until(lambda: ui.shows("Taller"))
        assert ui.shows("GHLP21")


async def test_what_was_answered_at_once_owes_nothing(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-received")
        await ui.tap("hour-done")
        await ui.tap("wanted-my_car")
        await ui.tap("channel-phone")
        await ui.there("noted")
        await ui.tap("received-done")
        await ui.until(lambda: ui.shows("Contacto recibido: cómo va su auto"))
        assert ui.shows("Nada pendiente")


async def test_the_profile_is_kept_and_fills_the_ficha(rig: Rig) -> None:  # noqa: PLR0915 - one form
    words = Words()
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-profile")
        await ui.there("percent")
        assert ui.shows("25 %")
        await ui.type("profile-document", "11.111.111-1")
        await ui.leave("profile-document")
        await ui.until(lambda: words.of(Doubt.RUT_REPEATED) in ui.errors())
        await ui.type("profile-document", "12.345.678-5")
        await ui.type("profile-birth_date", "14-03-1988")
        await ui.type("profile-place", "nuno")
        await ui.tap("place-13120")
        await ui.tap("add-car")
        await ui.type("car-model-0", "Aura 3")
        await ui.type("car-plate-0", "GH LP 21")
        await ui.type("car-year-0", "2021")
        await ui.tap("roles-uses")
        await ui.tap("roles-decides")
        await ui.tap("matters-safety")
        await ui.until(lambda: ui.shows("75 %"))
        await ui.tap("section-person")
        await ui.tap("sex-female")
        await ui.tap("section-influence")
        await ui.tap("influences-partner:decides")
        await ui.tap("influences-partner:pays")
        await ui.type("profile-referred_by", "Luis Supuesto")
        await ui.tap("save-profile")
        await ui.there("ficha-name")
        await ui.until(lambda: ui.shows("Ñuñoa"))
        assert ui.shows("Ficha 76 %")
        assert ui.shows("Aura 3 2021 · GHLP21")
        assert ui.shows("Usa, Decide")
        assert ui.shows("Pareja: decide, Pareja: paga")
    [body] = bodies(rig, "profile")
    assert body["place"] == {"country": "CL", "code": "13120"}
    assert body["birth_date"] == "1988-03-14"
    assert body["roles"] == ["uses", "decides"]
    assert body["influences"] == ["partner:decides", "partner:pays"]
    assert body["referred_by"] == "Luis Supuesto"
    assert "email" not in body


async def test_a_profile_draft_survives_and_the_future_is_no_birthday(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-profile")
        await ui.type("profile-birth_date", "01-01-2090")
        await ui.leave("profile-birth_date")
        await ui.until(lambda: Words().of(Doubt.BIRTH_DATE_FUTURE) in ui.errors())
        await ui.until(lambda: rig.store.drafts.get("profile:carla"))
    rig.reopen()
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-profile")
        entry = await ui.there("profile-birth_date")
        assert [part.value for part in ui.walk(entry) if isinstance(part, ft.TextField)] == [
            "01-01-2090"
        ]


async def test_no_keys_without_a_licence_that_was_seen(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-test-drive")
        await ui.tap("save-drive")
        await ui.until(lambda: ui.shows("Elija el auto."))
        await ui.tap("drive-model-Terra 5")
        await ui.tap("save-drive")
        await ui.there("drive-fault")
        await ui.tap("license-seen")
        await ui.type("license-until", "01-2020")
        await ui.tap("save-drive")
        await ui.until(lambda: "Esa licencia está vencida." in ui.errors())
        await ui.type("license-until", "08-2028")
        await ui.tap("drive-outcome-liked")
        await ui.tap("save-drive")
        await ui.there("ficha-name")
        await ui.until(lambda: ui.shows("Prueba de manejo: le gustó"))
    [body] = bodies(rig, "test_drive")
    assert (body["model"], body["license_until"], body["outcome"]) == (
        "Terra 5",
        "2028-08-31",
        "liked",
    )


async def test_a_demo_car_of_the_branch_is_driven_and_its_plate_is_kept(
    rig: Rig, server: FakeServer
) -> None:
    today = rig.tablet.showroom.now().date()
    server.publish("demo_car", "CL-DM01AA", demo_car("DM 01 AA", "Terra 5", color="gris"))
    server.publish("demo_car", "CL-DM02AA", demo_car("DM 02 AA", "Aura 3", away_until=today))
    rig.sync()
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-test-drive")
        await ui.there("drive-car-DM01AA")
        assert ui.shows("DM 01 AA · gris")
        assert ui.shows("No está hasta hoy")
        assert ui.named("drive-model-Terra 5") is None
        await ui.tap("drive-car-DM01AA")
        await ui.tap("license-seen")
        await ui.tap("save-drive")
        await ui.there("ficha-name")
    [body] = bodies(rig, "test_drive")
    assert (body["model"], body["plate"]["value"]) == ("Terra 5", "DM01AA")


async def test_a_drive_left_open_is_found_at_home_and_goes_on(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-test-drive")
        await ui.tap("drive-model-Terra 5")
        await ui.type("license-until", "08-2028")
        await ui.until(lambda: "08-2028" in draft_text(rig, "test_drive"))
    rig.reopen()
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.until(lambda: ui.shows("Prueba de manejo sin terminar, 12:00"))
        await ui.tap("draft-resume")
        await ui.there("start-over")
        entry = await ui.there("license-until")
        assert [part.value for part in ui.walk(entry) if isinstance(part, ft.TextField)] == [
            "08-2028"
        ]
        await ui.tap("start-over")
        await ui.until(lambda: ui.named("start-over") is None)
        await ui.until(lambda: not draft_text(rig, "test_drive"))


async def test_a_contact_half_noted_is_finished_later(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-received")
        await ui.tap("channel-whatsapp")
        await ui.tap("wanted-price")
        await ui.until(lambda: "price" in draft_text(rig, "contact_received"))
        await ui.tap("back")
        await ui.there("ficha-name")
        await ui.tap("to-received")
        await ui.there("start-over")
        await ui.tap("hour-done")
        await ui.there("noted")
    [body] = bodies(rig, "contact_received")
    assert (body["channel"], body["wanted"]) == ("whatsapp", "price")
    assert draft_text(rig, "contact_received") == ""


async def test_an_hour_is_booked_and_waits_on_the_ficha(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-appointment")
        await ui.tap("save-appointment")
        await ui.there("missing")
        hours = [mark for mark in ui.identifiers() if mark.startswith("at-2026")]
        await ui.tap(hours[0])
        await ui.tap("save-appointment")
        await ui.there("ficha-name")
        await ui.until(lambda: ui.shows("Cita: llamada"))
    assert bodies(rig, "appointment")[0]["kind"] == "call"


async def test_a_visit_to_the_workshop_is_booked_for_next_week(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await found(ui)
        await ui.tap("to-appointment")
        await ui.tap("book-service")
        await ui.tap("at-other")
        await ui.tap("day-6")
        await ui.tap("hour-10")
        await ui.tap("save-appointment")
        await ui.there("ficha-name")
    [body] = bodies(rig, "appointment")
    agreed = datetime.fromisoformat(body["at"])
    today = rig.tablet.showroom.now().date()
    assert (body["kind"], agreed.date() - today, agreed.hour) == ("service", timedelta(days=6), 10)


async def test_after_a_visit_the_visitor_rates_it_once(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-new_visit")
        await ui.type("phone", "9 5550 0077")
        await ui.tap("origin-referred")
        await ui.type("referred-by", "Luis Supuesto")
        await ui.tap("companion-partner")
        await ui.tap("purchase-planned")
        await ui.tap("mood-pleased")
        await ui.tap("save")
        await ui.tap("rate-good")
        await ui.there("rated")
        assert ui.named("rate-good") is None
        await ui.tap("to-know")
        await ui.there("percent")
    [visit] = bodies(rig, "visit")
    assert visit["companions"] == [{"relation": "partner"}]
    assert (visit["mood"], visit["purchase"]) == ("pleased", "planned")
    assert visit["referred_by"] == "Luis Supuesto"
    assert bodies(rig, "rating") == [{"rating": "good"}]


async def test_no_data_takes_three_taps(rig: Rig) -> None:
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-new_visit")
        await ui.tap("anonymous")
        await ui.tap("reason-new_car")
        await ui.tap("save")
        await ui.there("saved")
        assert ui.named("to-know") is None
    assert bodies(rig, "visit") == [
        {
            "reason": "new_car",
            "models": [],
            "series": "new_car",
            "owner": "carla",
            "consents": [],
            "companions": [],
            "distinct_from": [],
            "closes": [],
        }
    ]


async def test_the_colleague_sees_who_is_with_their_customer(rig: Rig, server: FakeServer) -> None:
    alert = KnownAlert(
        id=UUID(int=50),
        reason=AlertReason.HERE_NOW,
        customer=HERE,
        customer_name="Ana P.",
        by="lucho",
        by_name="Lucho Limeño",
        owner="carla",
        owner_name="Carla Modelo",
        at=rig.store.time.now_ms(),
    )
    server.publish("alert", str(alert.id), alert)
    rig.sync()
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.until(lambda: ui.shows("Lucho L. está con Ana P."))
        await ui.tap(f"alert-{alert.id}")
        await ui.there("ficha-name")
        await ui.tap("nav-home")
        await ui.tap(f"dismiss-{alert.id}")
        await ui.until(lambda: not ui.shows("Lucho L. está con Ana P."))
    assert rig.tablet.home.board(CARLA).alerts == ()
    assert [one.id for one in rig.tablet.home.board(MARTA).alerts] == [alert.id]
