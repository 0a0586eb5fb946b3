"""«Nueva visita»: two typed fields, six taps, thirty seconds; saved here, online or not."""

from typing import Any

import flet as ft

from app.domain.catalogue import CarModel
from app.domain.consent import Channel
from app.domain.privacy_texts import Topic, current_text
from app.domain.visits import Origin
from app.services.capture import VisitForm
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Scene, Shift, ask
from app.ui.screens import visit_fields as fields
from app.ui.screens import visit_sections as section
from app.ui.screens.draft_card import draft_card
from app.ui.screens.visit_desk import View, VisitDesk
from app.ui.screens.visit_match import match_card
from app.ui.screens.visit_saved import saved_view
from app.ui.texts import first_name
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.consent_strip import consent_strip
from app.ui.widgets.layout import flow, page, side_by_side, under
from app.ui.widgets.sheet import sheet
from app.ui.widgets.surfaces import note, quiet
from app.ui.widgets.text import soft, text


@kept
def NewVisit(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    view, show = state(View(place.form or VisitForm()))
    models, set_models = state(tuple[CarModel, ...]())
    desk = held(lambda: VisitDesk(shift, pulse, show, place.correcting, place.form))
    desk.shift = shift

    async def load() -> None:
        set_models(tuple(await ask(scene.tablet.showroom.models)))
        await desk.resume()

    ft.use_effect(load, [])
    ft.use_dialog(_notice(desk) if view.reading_notice else None)
    if view.saved:
        return saved_view(desk, pulse, view)
    title = words("Correct the visit") if place.correcting else words("New visit")
    attends = words("attended by {name}", name=first_name(shift.actor.name))
    content = _content(desk, view, models)
    subtitle = attends[0].upper() + attends[1:]
    if scene.look.columns:
        subtitle = f"{shift.branch.name} · {attends}"
    return frame(shift, pulse, title, subtitle, content, *_header_buttons(desk, view))


def _content(desk: VisitDesk, view: View, models: tuple[CarModel, ...]) -> ft.Control:
    look = desk.shift.scene.look
    questions = _questions(desk, view, models)
    resumed = []
    if view.resumed_at:
        start_over = desk.shift.scene.act(desk.start_over)
        resumed = [draft_card(desk.shift.scene, view.resumed_at, start_over)]
    actions, save = _actions(desk, view), SaveButton(desk.shift.scene, desk, view.saving)
    if not look.columns:
        first, *others = questions
        asked = [under(resumed, first, spacing=24), *others, *actions]
        return page(look, asked, spacing=24, top=8, pinned=save)
    form = flow(questions)
    column = ft.Column(
        [ft.Column([*resumed, *actions], spacing=16, scroll=ft.ScrollMode.AUTO, expand=True), save],
        spacing=16,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return side_by_side(look, form, column)


def _header_buttons(desk: VisitDesk, view: View) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    anonymous = view.form.anonymous
    buttons = [
        button(
            look,
            words("With data") if anonymous else words("No data"),
            scene.act(desk.toggle_anonymous),
            identifier="anonymous",
            icon=ft.Icons.PERSON_ROUNDED if anonymous else ft.Icons.PERSON_OFF_ROUNDED,
        )
    ]
    if look.columns:
        buttons += _more_button(desk, view)
    return [ft.Row(buttons, spacing=8, tight=True)]


def _more_button(desk: VisitDesk, view: View) -> list[ft.Control]:
    """Return the way to e-mail, document and note, while they are not there."""
    if view.form.anonymous or view.more:
        return []
    scene = desk.shift.scene
    return [
        button(
            scene.look,
            scene.words("More data"),
            scene.act(desk.open_more),
            identifier="more",
            icon=ft.Icons.ADD_ROUNDED,
            name=scene.words("More data: e-mail, document, note"),
        )
    ]


def _questions(desk: VisitDesk, view: View, models: tuple[CarModel, ...]) -> list[Any]:
    scene, form = desk.shift.scene, view.form
    search = [] if view.sought is None else [fields.sought_model(scene, desk, view.sought)]
    asked = [
        section.ReasonChips(scene, desk, form.reason),
        section.ModelChips(scene, desk, models, form.models, view.sought),
        *search,
        section.IntentScale(scene, desk, form.intent, form.intent_unsaid),
    ]
    if form.anonymous:
        only_counted = scene.words("Only the visit is counted: nobody's data are kept.")
        alone = note(scene.look, quiet(scene.look), ft.Icons.PERSON_OFF_ROUNDED, only_counted)
        return [alone, *asked]
    more = [] if scene.look.columns else _more_button(desk, view)
    return [
        fields.who(scene, desk, view),
        *([ft.Row(more)] if more else []),
        *(fields.more(scene, desk, view) if view.more else []),
        *asked,
        section.LifeStageTiles(scene, desk, form.life_stage),
        section.OriginChips(scene, desk, form.origin),
        *([fields.referred_by(scene, desk, view)] if form.origin is Origin.REFERRED else []),
        section.CompanionChips(scene, desk, form.companions),
        section.PurchaseChips(scene, desk, form.purchase),
        section.MoodFaces(scene, desk, form.mood),
    ]


def _actions(desk: VisitDesk, view: View) -> list[Any]:
    scene = desk.shift.scene
    parts: list[Any] = []
    parts += match_card(desk, view)
    if not view.form.anonymous:
        parts.append(Permissions(scene, desk, view.form.marketing))
    if view.remarks:
        parts.append(
            note(
                scene.look,
                scene.look.colors.here,
                ft.Icons.SCHEDULE_ROUNDED,
                scene.words("It will be saved as “to verify”."),
                identifier="to-verify",
            )
        )
    return parts


@kept
def Permissions(scene: Scene, desk: VisitDesk, ticked: frozenset[Channel]) -> ft.Control:
    return consent_strip(
        scene.look,
        scene.words,
        ticked,
        lambda channel: scene.act(desk.toggle_channel, channel),
        scene.act(desk.read_notice),
    )


@kept
def SaveButton(scene: Scene, desk: VisitDesk, saving: bool) -> ft.Control:  # noqa: FBT001 - its state
    look, words = scene.look, scene.words
    return ft.Column(
        [
            main_button(
                look,
                words("Save"),
                ft.Icons.CHECK_ROUNDED,
                scene.act(desk.save),
                identifier="save",
                busy=saving,
            ),
            soft(look, words("Stays on this tablet, online or not"), align=ft.TextAlign.CENTER),
        ],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _notice(desk: VisitDesk) -> ft.AlertDialog:
    """The words that each tick is proof of, letter by letter, then the whole notice."""
    scene = desk.shift.scene
    asked = scene.tablet.capture.notice()
    privacy = current_text(Topic.PRIVACY, desk.shift.branch.country)

    def close() -> None:
        desk.turn(reading_notice=False)

    texts = [text(scene.look, told.text.strip(), "second") for told in (asked, privacy)]
    return sheet(scene, scene.words("Privacy notice"), texts, close)
