from dataclasses import replace
from typing import Any

from app.domain.problems import Code, Problem
from app.domain.visits import Visit
from app.services.capture import VisitForm
from app.ui.app import page_main
from tests.app.rig import Rig
from tests.app.ui.headless import Headless, sign_in
from tests.builders import CARLA


def saved_visits(rig: Rig) -> list[dict[str, Any]]:
    """Return the bodies of the visits that wait to be sent, newest first."""
    queued = rig.store.captures.in_state(("queued",))  # type: ignore[arg-type]
    return [capture.doc["body"] for capture in queued if capture.doc["kind"] == "visit"]


async def open_form(ui: Headless) -> None:
    await sign_in(ui)
    await ui.tap("draft-discard")
    await ui.tap("nav-new_visit")
    await ui.there("model-Terra 5")


async def fill(ui: Headless, *, phone: str = "9 5550 1234", name: str = "Inés Inventada") -> None:
    await ui.type("phone", phone)
    await ui.type("name", name)


async def test_two_fields_and_six_taps_save_a_visit(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_form(ui)
        await fill(ui)
        for tapped in ("reason-renewal", "model-Terra 5", "intent-7", "stage-family"):
            await ui.tap(tapped)
        await ui.tap("origin-walked_by")
        await ui.tap("save")
        await ui.there("saved")
        assert ui.shows("Guardado en este tablet")
        assert ui.shows("Renovación · Terra 5 · interés 7")
    visit = Visit.model_validate(saved_visits(shown)[0])
    assert visit.visitor
    assert visit.visitor.phone
    assert visit.visitor.phone.value == "+56955501234"
    assert (visit.reason, visit.models, visit.intent) == ("renewal", ("Terra 5",), 7)
    assert (visit.life_stage, visit.origin, visit.owner) == ("family", "walked_by", "carla")
    assert visit.consents == ()


async def test_only_a_ticked_box_is_a_consent(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_form(ui)
        await fill(ui)
        await ui.tap("marketing-email")
        await ui.tap("marketing-whatsapp")
        await ui.tap("marketing-email")
        await ui.tap("save")
        await ui.there("saved")
    [consent] = Visit.model_validate(saved_visits(shown)[0]).consents
    assert (consent.purpose, consent.channel, consent.decision) == (
        "marketing",
        "whatsapp",
        "grant",
    )


async def test_the_notice_is_shown_letter_by_letter(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_form(ui)
        await ui.tap("read-notice")
        notice = shown.tablet.capture.notice().text.strip()
        await ui.until(lambda: notice in ui.texts())
        await ui.tap("close-sheet")


async def test_a_doubtful_phone_gets_its_sentence_and_can_be_saved(
    ui: Headless, shown: Rig
) -> None:
    async with ui:
        await open_form(ui)
        await fill(ui, phone="9 5550 12")
        await ui.leave("phone")
        await ui.until(lambda: "Faltan 2 números." in ui.errors())
        await ui.until(lambda: ui.shows("Se guardará como dato por verificar."))
        await ui.tap("save")
        await ui.there("saved")
    visit = Visit.model_validate(saved_visits(shown)[0])
    assert visit.visitor
    assert visit.visitor.phone
    assert visit.visitor.phone.state == "to_verify"


async def test_a_domain_that_looks_mistyped_is_corrected_by_a_tap(ui: Headless) -> None:
    async with ui:
        await open_form(ui)
        await ui.tap("more")
        await ui.type("email", "ines@gmial.com")
        await ui.leave("email")
        await ui.tap("suggestion-email")
        await ui.until(lambda: ui.value("email") == "ines@gmail.com")


async def test_an_empty_form_asks_for_the_phone_or_no_data(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_form(ui)
        before = len(saved_visits(shown))
        await ui.tap("save")
        await ui.until(lambda: "Falta el celular. Si no lo da, toque «Sin datos»." in ui.errors())
        assert len(saved_visits(shown)) == before


async def test_without_data_only_reason_model_and_intent_are_asked(
    ui: Headless, shown: Rig
) -> None:
    async with ui:
        await open_form(ui)
        await ui.tap("anonymous")
        await ui.until(lambda: ui.named("phone") is None)
        assert ui.named("marketing-phone") is None
        await ui.tap("reason-enquiry")
        await ui.tap("intent-unknown")
        await ui.tap("save")
        await ui.there("saved")
    visit = Visit.model_validate(saved_visits(shown)[0])
    assert (visit.visitor, visit.reason, visit.intent) == (None, "enquiry", None)


async def test_undo_takes_the_visit_back_and_opens_its_form_again(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_form(ui)
        await fill(ui)
        await ui.tap("save")
        await ui.there("saved")
        await ui.tap("undo")
        await ui.until(lambda: ui.value("name") == "Inés Inventada")
    assert len(shown.store.captures.retracted()) == 1


async def test_a_draft_is_kept_within_three_seconds_and_found_by_the_next_page(
    ui: Headless, shown: Rig
) -> None:
    async with ui:
        await open_form(ui)
        await fill(ui)
        await ui.until(lambda: shown.tablet.capture.draft(CARLA), seconds=3)
    async with Headless(page_main(shown.tablet)) as again:
        await sign_in(again)
        await again.tap("draft-resume")
        await again.until(lambda: again.value("phone") == "9 5550 1234")
        assert again.shows("Borrador de 10:45")


async def test_a_saved_visit_leaves_no_draft_behind(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_form(ui)
        await fill(ui)
        await ui.tap("save")
        await ui.there("saved")
        await ui.settle(1.3)
    assert shown.tablet.capture.draft(CARLA) is None


async def test_after_saving_the_next_visit_begins_empty(ui: Headless) -> None:
    async with ui:
        await open_form(ui)
        await fill(ui)
        await ui.tap("save")
        await ui.tap("another-visit")
        await ui.until(lambda: ui.value("name") == "")


async def test_a_field_stays_under_the_fingers_when_the_card_of_the_draft_goes(
    shown: Rig,
) -> None:
    async with Headless(page_main(shown.tablet), width=800, height=1280) as ui:
        await sign_in(ui)
        await ui.tap("nav-new_visit")
        await ui.there("start-over")
        before = ui.field("phone")
        await ui.tap("start-over")
        await ui.until(lambda: ui.named("start-over") is None)
        assert ui.field("phone") == before


class Broken:
    """Stands for the capture service when saving goes wrong."""

    def __init__(self, whole: Any, trouble: Exception) -> None:
        self._whole = whole
        self._trouble = trouble

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    def save_visit(self, _actor: object, _form: VisitForm) -> None:
        raise self._trouble


async def saving_fails(shown: Rig, trouble: Exception, sentence: str) -> None:
    capture = Broken(shown.tablet.capture, trouble)
    tablet = replace(shown.tablet, capture=capture)  # type: ignore[arg-type]
    async with Headless(page_main(tablet)) as ui:
        await open_form(ui)
        await fill(ui)
        await ui.tap("save")
        await ui.until(lambda: ui.shows(sentence))
        assert ui.value("name") == "Inés Inventada"
        assert ui.named("saved") is None


async def test_a_full_disk_is_told_and_the_text_stays(shown: Rig) -> None:
    sentence = "El tablet no tiene espacio. Lo escrito sigue aquí."
    await saving_fails(shown, Problem(Code.DISK_FULL), sentence)


async def test_a_bug_while_saving_is_told_and_the_text_stays(shown: Rig) -> None:
    await saving_fails(shown, RuntimeError("a bug"), "Sus datos siguen en pantalla")
