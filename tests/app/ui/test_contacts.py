from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.attempts import Attempt, Outcome
from app.domain.consent import Channel, Decision, Purpose
from app.domain.contact_rules import FOLDED, SHIPPED
from app.domain.customers import KnownContact
from app.domain.dues import DueContact
from app.domain.house_rules import HouseRule, RuleKind
from app.domain.people import Country
from app.domain.visits import Consent
from app.ui.app import page_main
from tests.app.rig import Rig
from tests.app.test_odd_readings import odd
from tests.app.ui.headless import Headless, sign_in
from tests.app.ui.showcase import called_after_a_purchase, due_id, maintenance_due, publish
from tests.builders import CARLA, NUNOA, HandClock, email

JULIA, MARCOS, RITA, ELENA, SONIA = (due_id(n) for n in (1, 2, 3, 5, 6))


async def open_card(ui: Headless, due: object) -> None:
    await sign_in(ui)
    await ui.tap("nav-contacts")
    await ui.tap(f"contact-{due}")


def attempts(rig: Rig) -> list[Attempt]:
    live = rig.store.captures.live("attempt")
    return [Attempt.model_validate(capture.doc["body"]) for capture in live]


async def test_the_list_has_its_sections_and_says_why_and_when(ui: Headless) -> None:
    async with ui:
        await sign_in(ui)
        await ui.tap("nav-contacts")
        await ui.until(lambda: ui.shows("ATRASADOS"))
        assert ui.shows("VENCEN HOY")
        assert ui.shows("ESTA SEMANA")
        assert ui.shows("Pidió que lo llamen")
        assert ui.shows("Interés 8 · vence hoy")
        assert not ui.shows("Pablo Inventado")


async def test_a_chief_sees_the_contacts_of_the_branch_with_their_seller(ui: Headless) -> None:
    async with ui:
        await sign_in(ui, "marta")
        await ui.tap("nav-contacts")
        await ui.until(lambda: ui.shows("Pablo Inventado"))
        assert ui.shows("Luis S.")


async def test_the_card_says_what_to_say(ui: Headless) -> None:
    async with ui:
        await open_card(ui, RITA)
        script = (
            "«Buenos días, soy Carla, de Automotriz Demo. Nos visitó el lunes 16 de noviembre para "
            "ver el Terra 7. ¿Le quedó alguna duda que pueda resolverle?»"
        )
        await ui.until(lambda: script in ui.texts())


async def test_the_open_card_stays_open_when_the_tablet_is_turned(ui: Headless) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.until(lambda: ui.shows("«Buenos días"))
        await ui.turn(800, 1280)
        await ui.there("all-contacts")
        assert "Rita Ficticia" in ui.words(await ui.there("card-name"))


async def test_one_tap_records_an_outcome_and_opens_the_next_card(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.until(lambda: ui.shows("«Buenos días"))
        await ui.tap("outcome-no_answer")
        await ui.until(lambda: ui.shows("No contesta · Rita Ficticia"))
        await ui.until(lambda: not ui.named(f"contact-{RITA}") or ui.shows("MÁS ADELANTE"))
        name = await ui.there("card-name")
        assert "Rita Ficticia" not in ui.words(name)
    assert [attempt.outcome for attempt in attempts(shown)] == ["no_answer"]


async def test_undo_brings_the_card_back(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.tap("outcome-refused")
        await ui.tap("refuse-this")
        await ui.tap("undo")
        await ui.there(f"contact-{RITA}")
        await ui.there("outcome-refused")
    assert len(shown.store.captures.retracted()) == 1


async def test_who_wants_no_contact_at_all_is_asked_how_far_and_loses_every_line(
    ui: Headless, shown: Rig
) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.tap("outcome-refused")
        assert ui.shows("¿Solo esto o ningún contacto?")
        await ui.tap("refuse-all")
        await ui.until(lambda: ui.named(f"contact-{RITA}") is None)
    assert [attempt.outcome for attempt in attempts(shown)] == ["refused"]
    [capture] = shown.store.captures.live("consent")
    decisions = Consent.model_validate(capture.doc["body"]).decisions
    assert {one.decision for one in decisions} == {Decision.OPPOSE}
    assert (Purpose.SERVICE, Channel.PHONE) in {(one.purpose, one.channel) for one in decisions}


async def test_what_a_customer_is_called_about_is_one_line_and_one_try(
    ui: Headless, shown: Rig
) -> None:
    bought = called_after_a_purchase(shown)

    async with ui:
        await open_card(ui, bought)
        assert ui.shows("Tras la compra + Tras su visita")
        assert ui.named(f"contact-{RITA}") is None
        assert "Tras su visita · Terra 7" in ui.words(await ui.there("same-call"))
        await ui.tap("outcome-talked_ok")
        await ui.until(lambda: ui.named(f"contact-{bought}") is None)
        assert ui.named(f"contact-{RITA}") is None
    [attempt] = attempts(shown)
    assert (attempt.outcome, attempt.also) == ("talked_ok", (RITA,))


async def test_the_card_asks_what_the_dealer_wrote(ui: Headless, shown: Rig) -> None:
    bought = called_after_a_purchase(shown)
    own = next(rule for rule in SHIPPED if rule.code == "POSTVENTA")
    changed = own.model_copy(
        update={
            "valid_from": date(2026, 11, 1),
            "question": "¿Cómo lo atendimos?",
            "forbidden": "Ni palabra del motor",
        }
    )
    publish(shown, "programme", "POSTVENTA:2026-11-01", changed)

    async with ui:
        await open_card(ui, bought)
        await ui.until(lambda: any("¿Cómo lo atendimos?»" in said for said in ui.texts()))
        assert ui.words(await ui.there("not-asked")) == "Ni palabra del motor"
        assert ui.shows("A quién: Quien recibió un vehículo hace tres a cinco días.")


async def test_another_hour_is_a_day_and_an_hour(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.tap("outcome-call_later")
        await ui.tap("day-1")
        await ui.tap("hour-16")
        await ui.until(lambda: ui.shows("Pide otra hora · Rita Ficticia"))
    [attempt] = attempts(shown)
    santiago = ZoneInfo("America/Santiago")
    assert attempt.call_again_at == datetime(2026, 11, 24, 16, 0, tzinfo=santiago)


async def test_today_offers_only_hours_to_come(ui: Headless) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.tap("outcome-call_later")
        await ui.there("hour-11")
        assert ui.named("hour-10") is None


async def test_a_missed_band_is_told_and_offers_no_further_miss(ui: Headless) -> None:
    async with ui:
        await open_card(ui, JULIA)
        await ui.until(lambda: ui.shows("En este horario ya se intentó. Próximo: hoy 12:00."))
        assert ui.named("dial") is None
        assert ui.named("outcome-no_answer") is None
        assert ui.named("outcome-talked_ok")


async def test_the_third_miss_closes_it(shown: Rig, clock: HandClock) -> None:
    clock.pass_by(days=1, hours=5)
    async with Headless(page_main(shown.tablet)) as ui:
        await open_card(ui, ELENA)
        await ui.until(lambda: ui.shows("Intento 3 de 3"))
        await ui.tap("outcome-busy")
        await ui.until(lambda: ui.shows("No insistir: queda cerrado · Elena Modelo"))
        await ui.until(lambda: ui.named(f"contact-{ELENA}") is None)


async def test_whom_we_may_not_contact_has_no_call_button(ui: Headless) -> None:
    async with ui:
        await open_card(ui, SONIA)
        await ui.there("obstacle")
        await ui.until(lambda: ui.named("dial") is None)
        assert ui.named("outcome-talked_ok") is None


async def test_call_hands_the_number_over_and_leaves_it_written(ui: Headless) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.tap("dial")
        await ui.until(lambda: ui.conn.invoked)
        assert ui.conn.invoked[-1][0] == "launch_url"
        assert ui.shows("9 5550 7783")


async def test_a_consent_is_withdrawn_in_two_taps(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.tap("consents")
        await ui.tap("withdraw-marketing-whatsapp")
        await ui.until(lambda: ui.shows("Retirado · hoy"))
    [capture] = shown.store.captures.live("consent")
    [decision] = Consent.model_validate(capture.doc["body"]).decisions
    assert (decision.purpose, decision.channel, decision.decision) == (
        Purpose.MARKETING,
        Channel.WHATSAPP,
        Decision.WITHDRAW,
    )


async def test_after_a_purchase_the_card_asks_the_fixed_question_and_says_what_not_to_ask(
    ui: Headless, shown: Rig
) -> None:
    bought = called_after_a_purchase(shown)

    async with ui:
        await open_card(ui, bought)
        script = (
            "«Buenos días, soy Carla, de Automotriz Demo. Gracias por su preferencia. "
            "¿Le satisfizo la experiencia con nuestro concesionario?»"
        )
        await ui.until(lambda: script in ui.texts())
        assert ui.shows("Tras la compra")
        strip = ui.words(await ui.there("not-asked"))
        assert strip == "No pregunte por el auto ni por la reparación"
        assert ui.shows("Recuérdele su primera mantención")
        assert not ui.shows("Ofrezca una hora para probar el auto")
        assert ui.shows("Cuéntele de los accesorios disponibles")  # Rita allowed offers


async def test_after_a_visit_the_card_says_the_words_that_the_dealer_chose(
    ui: Headless, shown: Rig
) -> None:
    own = next(rule for rule in FOLDED if rule.code == "POTENCIAL")
    chosen = {"question": "Vino {day}. ¿Qué le pareció?", "points": "Invite a su familia"}
    rule = own.model_copy(update={**chosen, "valid_from": date(2026, 1, 1)})
    publish(shown, "programme", "POTENCIAL:2026-01-01", rule)

    async with ui:
        await open_card(ui, RITA)
        await ui.until(lambda: ui.shows("Invite a su familia"))
        assert any(
            "de Automotriz Demo. Vino el " in said and said.endswith("¿Qué le pareció?»")
            for said in ui.texts()
        )
        assert not ui.shows("Ofrezca una hora para probar el auto")


async def test_accessories_are_not_spoken_of_to_whom_allowed_no_offers(
    ui: Headless, shown: Rig
) -> None:
    bought = called_after_a_purchase(shown, SONIA)

    async with ui:
        await open_card(ui, bought)
        await ui.until(lambda: ui.shows("Recuérdele su primera mantención"))
        assert not ui.shows("Cuéntele de los accesorios disponibles")


async def test_the_survey_s_score_and_words_are_taken_down_without_a_network(
    ui: Headless, shown: Rig
) -> None:
    survey = called_after_a_purchase(shown, programme="MSI", purpose=Purpose.SURVEY)

    async with ui:
        await open_card(ui, survey)
        await ui.type("survey-said", "Muy buena atención")
        assert ui.named("save-answer") is None
        await ui.tap("score-9")
        await ui.tap("save-answer")
        await ui.until(lambda: ui.named(f"contact-{survey}") is None)
    [attempt] = attempts(shown)
    assert (attempt.outcome, attempt.score, attempt.note) == ("talked_ok", 9, "Muy buena atención")


async def test_a_call_that_found_a_problem_opens_the_complaint_of_that_customer(
    ui: Headless, shown: Rig
) -> None:
    async with ui:
        await open_card(ui, RITA)
        await ui.there("card-name")
        await ui.tap("outcome-talked_problem")
        await ui.tap("kind-reclamo")
        await ui.type("detail", "Nadie le contestó el teléfono.")
        await ui.leave("detail")
        await ui.tap("next")
        await ui.until(lambda: ui.value("name") == "Rita Ficticia")
        assert ui.value("phone")
    assert [attempt.outcome for attempt in attempts(shown)] == ["talked_problem"]


async def test_the_card_of_a_maintenance_says_the_work_its_price_and_how_long_it_takes(
    shown: Rig,
) -> None:
    due = maintenance_due(shown)
    async with Headless(page_main(shown.tablet)) as ui:
        await open_card(ui, due)
        await ui.until(lambda: ui.shows("EL TRABAJO QUE LE TOCA"))
        assert ui.shows("Aceite, filtro de aceite y revisión de frenos")
        assert ui.shows("10.000 km · $129.990 · 1 h 30 min")
        assert ui.shows("Revise la presión de los neumáticos una vez al mes, en frío")


async def test_a_chief_opens_a_contact_again_by_way_of_the_ficha_and_says_why(
    shown: Rig, clock: HandClock
) -> None:
    shown.tablet.calling.record_attempt(CARLA, RITA, Outcome.REFUSED)
    clock.pass_by(minutes=5)
    rita = shown.store.mirror.document("due_contact", str(RITA), DueContact)
    assert rita is not None
    async with Headless(page_main(shown.tablet)) as ui:
        await sign_in(ui, "marta")
        await ui.tap("nav-contacts")
        await ui.tap("open-search")
        await ui.type("search", "Rita")
        await ui.tap(f"found-{rita.customer}")
        await ui.tap("due-POTENCIAL")
        await ui.tap("reopen")
        await ui.type("reopen-reason", "Pidió que la llamemos")
        await ui.tap("save-reopen")
        await ui.until(lambda: ui.shows("Reabierto por jefatura · Rita Ficticia"))
    assert [one.outcome for one in attempts(shown)] == ["refused", "reopened"]
    assert attempts(shown)[-1].note == "Pidió que la llamemos"


async def test_when_a_season_begins_the_condition_of_the_car_is_asked_kept_and_undone(
    shown: Rig,
) -> None:
    due = called_after_a_purchase(shown, programme="TEMPORADA")
    async with Headless(page_main(shown.tablet)) as ui:
        await open_card(ui, due)
        await ui.tap("condition-worn")
        await ui.until(lambda: ui.shows("Con desgaste · Rita Ficticia"))
        await ui.there("outcome-talked_ok")
    [kept] = shown.store.captures.live("profile")
    assert kept.doc["body"] == {"car_condition": "worn"}
    known = shown.tablet.calling.card(CARLA, due)
    assert known is not None
    assert [one.value for one in known.customer.texts if one.field == "car_condition"] == ["worn"]


async def test_what_waits_for_a_number_is_corrected_on_its_own_card_and_called(
    shown: Rig, clock: HandClock
) -> None:
    other = called_after_a_purchase(shown, programme="POSTVENTA")
    shown.tablet.calling.record_attempt(CARLA, RITA, Outcome.WRONG_NUMBER)
    clock.pass_by(minutes=5)
    async with Headless(page_main(shown.tablet)) as ui:
        await open_card(ui, other)
        await ui.until(lambda: ui.shows("Número equivocado"))
        assert ui.named("dial") is None
        await ui.type("phone", "9 5550 7777")
        await ui.tap("fix-number")
        await ui.there("dial")


async def test_an_answer_that_is_owed_by_email_alone_says_where_to(shown: Rig) -> None:
    due = called_after_a_purchase(shown, programme="CONSULTA")
    known = shown.tablet.calling.card(CARLA, due)
    assert known is not None
    owed = {"channels": (Channel.EMAIL,), "purpose": Purpose.ANSWER}
    publish(shown, "due_contact", due, known.due.model_copy(update=owed))
    told = KnownContact(value=email("rita@example.com"), origin=known.customer.names[0].origin)
    writes = known.customer.model_copy(update={"phones": (), "emails": (told,)})
    publish(shown, "customer", writes.id, writes)
    async with Headless(page_main(shown.tablet)) as ui:
        await open_card(ui, due)
        await ui.until(lambda: ui.shows("Responda por correo: rita@example.com"))
        await ui.there("outcome-talked_ok")


async def test_a_wrong_number_is_corrected_from_the_card_and_the_call_can_be_made(
    shown: Rig, clock: HandClock
) -> None:
    shown.tablet.calling.record_attempt(CARLA, RITA, Outcome.WRONG_NUMBER)
    clock.pass_by(minutes=5)
    async with Headless(page_main(shown.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("nav-contacts")
        await ui.until(lambda: ui.shows("POR CORREGIR"))
        assert ui.shows("Número equivocado")
        await ui.tap(f"contact-{RITA}")
        await ui.type("phone", "9 5550 77")
        await ui.tap("fix-number")
        await ui.until(lambda: ui.shows("Ese no es un teléfono válido"))
        await ui.type("phone", "9 5550 7777")
        await ui.tap("fix-number")
        await ui.until(lambda: ui.shows("Teléfono corregido · Rita Ficticia"))
        await ui.there("dial")


async def test_odd_kilometres_are_put_right_with_one_tap_and_a_number(
    ui: Headless, shown: Rig
) -> None:
    publish(shown, "odd_reading", UUID(int=1), odd())

    async with ui:
        await sign_in(ui)
        await ui.tap("nav-contacts")
        await ui.until(lambda: ui.shows("LECTURAS POR CORREGIR"))
        assert ui.shows("9.000 km → 900 km")
        await ui.tap(f"reading-{UUID(int=1)}")
        await ui.type("right-km", "8.000")
        await ui.tap("correct-km")
        await ui.until(lambda: ui.shows("No calza con la otra lectura"))
        await ui.type("right-km", "9.900")
        await ui.tap("correct-km")
        await ui.until(lambda: ui.named(f"reading-{UUID(int=1)}") is None)
    [made] = shown.store.captures.live("km_correction")
    assert made.doc["body"] == {"km": 9_900, "sure": False}


async def test_kilometres_that_leap_and_are_right_are_confirmed_with_one_tap_and_back(
    ui: Headless, shown: Rig
) -> None:
    far = odd().later.model_copy(update={"km": 41_300})
    publish(shown, "odd_reading", UUID(int=1), odd(later=far))

    async with ui:
        await sign_in(ui)
        await ui.tap("nav-contacts")
        await ui.tap(f"reading-{UUID(int=1)}")
        assert ui.shows("Es correcta")
        await ui.tap("confirm-km")
        await ui.until(lambda: ui.named(f"reading-{UUID(int=1)}") is None)
        [made] = shown.store.captures.live("km_correction")
        assert made.doc["body"] == {"km": 41_300, "sure": True}
        await ui.tap("undo")
        await ui.there(f"reading-{UUID(int=1)}")


async def test_reception_confirms_the_parts_of_a_maintenance_and_makes_no_call(
    ui: Headless, shown: Rig
) -> None:
    first = HouseRule(
        kind=RuleKind.PARTS_FIRST, country=Country.CL, since=date(2026, 1, 1), required=True
    )
    publish(shown, "setting", "branch", NUNOA.model_copy(update={"rules": (first,)}))
    waiting = maintenance_due(shown)

    async with ui:
        await sign_in(ui, "rosa")
        await ui.tap("nav-contacts")
        await ui.until(lambda: ui.shows("REPUESTOS POR CONFIRMAR"))
        await ui.tap(f"contact-{waiting}")
        await ui.there("confirm-parts")
        assert ui.named("outcome-refused") is None
        await ui.tap("confirm-parts")
        await ui.until(lambda: ui.named(f"contact-{waiting}") is None)
    assert [one.outcome for one in attempts(shown)] == ["parts_ready"]
