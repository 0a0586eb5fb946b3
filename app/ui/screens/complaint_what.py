"""Step 1: what happened, in the person's words, while somebody listens."""

from datetime import timedelta
from typing import Any

import flet as ft

from app.domain.complaint_texts import Topic, complaint_text
from app.domain.complaints import (
    DETAILS,
    KINDS,
    MAX_PHOTOS,
    Annoyance,
    AnnoyanceDetail,
    Area,
    GoodKind,
    Mood,
)
from app.domain.hoja import Defect, transcribed_late
from app.domain.people import Country
from app.services.complaint_forms import CURRENCY
from app.ui.screens.complaint_desk import ComplaintDesk, ComplaintView
from app.ui.screens.complaint_guide import Guide, aside
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.layout import flow, page, side_by_side
from app.ui.widgets.photos import photo_row
from app.ui.widgets.surfaces import note, quiet
from app.ui.widgets.tap import Handler, State, selectable_box, tap
from app.ui.widgets.text import soft, text

# What stands in the way of the first step; kind and detail say so beside their fields.
TOLD = {Defect.PAPER, Defect.FACT_IN_FUTURE, Defect.WRITTEN_IN_FUTURE}
MOODS = {
    Mood.ANGRY: ft.Icons.SENTIMENT_VERY_DISSATISFIED_ROUNDED,
    Mood.UPSET: ft.Icons.SENTIMENT_DISSATISFIED_ROUNDED,
    Mood.NEUTRAL: ft.Icons.SENTIMENT_NEUTRAL_ROUNDED,
    Mood.CALM: ft.Icons.SENTIMENT_SATISFIED_ROUNDED,
    Mood.PLEASED: ft.Icons.SENTIMENT_VERY_SATISFIED_ROUNDED,
}
COSTS = {
    Annoyance.MONEY: ft.Icons.PAYMENTS_ROUNDED,
    Annoyance.TIME: ft.Icons.SCHEDULE_ROUNDED,
    Annoyance.EMOTION: ft.Icons.SENTIMENT_DISSATISFIED_ROUNDED,
    Annoyance.LOGISTICS: ft.Icons.WRONG_LOCATION_ROUNDED,
}


def what_step(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene = desk.shift.scene
    look = scene.look
    questions, guide = _questions(desk, view), [Guide(desk.shift.scene, desk), *aside(desk, view)]
    forward = _forward(desk, view)
    if not look.columns:
        return page(look, [*guide[:1], *questions, *guide[1:]], spacing=20, pinned=forward)
    column = ft.Column(
        [ft.Column(guide, spacing=16, scroll=ft.ScrollMode.AUTO, expand=True), forward],
        spacing=16,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return side_by_side(look, flow(questions), column)


def _questions(desk: ComplaintDesk, view: ComplaintView) -> list[Any]:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    areas = [Choice(area, words.of(area)) for area in Area if area is not Area.UNKNOWN]
    moods = [Choice(mood, words.of(mood), icon) for mood, icon in MOODS.items()]
    return [
        _kinds(desk, view),
        group(
            look,
            words("Area"),
            chips(
                look,
                areas,
                [form.area] if form.area else [],
                lambda value: scene.act(desk.toggle, "area", Area(value)),
                identifier="area",
            ),
        ),
        _costs(desk, view),
        group(
            look,
            words("How is the person now?"),
            chips(
                look,
                moods,
                [form.mood] if form.mood else [],
                lambda value: scene.act(desk.toggle, "mood", Mood(value)),
                identifier="mood",
            ),
        ),
        *_told(desk, view),
    ]


def _kinds(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    """The kinds of the country; in Perú each with the definition that the law gives."""
    scene, country = desk.shift.scene, desk.shift.branch.country
    look, words = scene.look, scene.words
    chosen = view.form.kind if view.form else None
    said: tuple[str, ...] = ()
    if country is Country.PE:
        said = complaint_text(Topic.KINDS, country).paragraphs
    tiles = []
    for place, kind in enumerate(KINDS.get(country, ())):
        selected = kind is chosen
        lines: list[ft.Control] = [text(look, words.of(kind), "name", weight=700)]
        if place < len(said):
            lines.append(soft(look, said[place].partition(": ")[2]))
        tiles.append(
            tap(
                ft.Column(lines, spacing=4, tight=True),
                scene.act(desk.toggle, "kind", kind),
                identifier=f"kind-{kind}",
                state=State(selected=selected),
                expand=look.columns,
                border_radius=16,
                padding=ft.Padding.symmetric(horizontal=20, vertical=16),
                **selectable_box(look, selected=selected),
            )
        )
    if look.columns:
        return ft.Row(
            tiles,
            spacing=16,
            intrinsic_height=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Column(tiles, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _costs(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    costs = form.costs if form else ()
    chosen = {cost.annoyance: cost.detail for cost in costs}
    rows: list[ft.Control] = [
        chips(
            look,
            [Choice(one, words.of(one), icon) for one, icon in COSTS.items()],
            list(chosen),
            lambda value: scene.act(desk.toggle_cost, Annoyance(value)),
            identifier="cost",
            several=True,
        )
    ]
    for annoyance, detail in chosen.items():

        def pick(value: str, annoyance: Annoyance = annoyance) -> Handler:
            return scene.act(desk.detail_cost, annoyance, AnnoyanceDetail(value))

        choices = [Choice(one, words.of(one)) for one in DETAILS.get(annoyance, ())]
        rows.append(
            chips(look, choices, [detail] if detail else [], pick, identifier="cost-detail")
        )
    hint = words("more than one is possible")
    return group(look, words("What did it cost the person?"), *rows, hint=hint)


def _told(desk: ComplaintDesk, view: ComplaintView) -> list[ft.Control]:
    scene, form, check = desk.shift.scene, view.form, view.check
    look, words = scene.look, scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    missing = view.insisted and not form.detail.strip()
    doubt = check.remarks.amount if check else None
    long: dict[str, Any] = {
        "multiline": True,
        "min_lines": 2,
        "max_lines": 5,
        "on_blur": scene.act(desk.check),
    }
    currency = CURRENCY.get(desk.shift.branch.country)
    detail = field(
        look,
        words("Detail, in their words"),
        form.detail,
        scene.typed(lambda typed: desk.change(detail=typed)),
        identifier="detail",
        sentence=words("Write what happened, in a sentence") if missing else None,
        capitalization=ft.TextCapitalization.SENTENCES,
        expand=5 if look.columns else None,
        **long,
    )
    request = field(
        look,
        words("What do they ask for?"),
        form.request,
        scene.typed(lambda typed: desk.change(request=typed)),
        identifier="request",
        capitalization=ft.TextCapitalization.SENTENCES,
        expand=4 if look.columns else None,
        **long,
    )
    amount = field(
        look,
        words("Amount claimed, optional"),
        form.amount,
        scene.typed(lambda typed: desk.change(amount=typed)),
        identifier="amount",
        sentence=words.of(doubt) if doubt else None,
        prefix={"PEN": "S/", "CLP": "$"}.get(currency or ""),
        on_blur=scene.act(desk.check),
        keyboard_type=ft.KeyboardType.NUMBER,
        expand=4 if look.columns else None,
    )
    day = ft.Container(_day(desk, view), expand=5 if look.columns else None)
    paper = _paper(desk, view) if desk.shift.branch.country is Country.PE else []
    kind, good, plate = _good(desk, view)
    if look.columns:
        over = [_row(detail, request), _row(good, plate), _row(day, amount)]
        photos = ft.Container(_photos(desk, view), expand=4)
        return [*over, _row(ft.Container(kind, expand=5), photos), *paper]
    return [detail, request, kind, good, plate, day, amount, _photos(desk, view), *paper]


def _good(desk: ComplaintDesk, view: ComplaintView) -> tuple[ft.Control, ft.Control, ft.Control]:
    """What was bought, as the sheet asks: product or service, which, and the vehicle's plate."""
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    kinds = [Choice(one, words.of(one)) for one in GoodKind if one is not GoodKind.UNKNOWN]
    kind = chips(
        look,
        kinds,
        [form.good_kind] if form.good_kind else [],
        lambda value: scene.act(desk.toggle, "good_kind", GoodKind(value)),
        identifier="good-kind",
    )
    good = field(
        look,
        words("Vehicle, part or service"),
        form.good,
        scene.typed(lambda typed: desk.change(good=typed)),
        identifier="good",
        on_blur=scene.act(desk.check),
        capitalization=ft.TextCapitalization.SENTENCES,
        expand=5 if look.columns else None,
    )
    plate = field(
        look,
        words("Plate"),
        form.plate,
        scene.typed(lambda typed: desk.change(plate=typed)),
        identifier="good-plate",
        on_blur=scene.act(desk.check),
        capitalization=ft.TextCapitalization.CHARACTERS,
        expand=4 if look.columns else None,
    )
    return group(look, words("Product or service?"), kind, hint=words("optional")), good, plate


def _row(*parts: ft.Control) -> ft.Control:
    return ft.Row(list(parts), spacing=16, vertical_alignment=ft.CrossAxisAlignment.START)


def _paper(desk: ComplaintDesk, view: ComplaintView) -> list[ft.Control]:
    """A sheet of the paper book comes in with its own code, number and day (art. 4-A)."""
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    choices = [Choice("no", words("No")), Choice("yes", words("Yes, from the back-up book"))]
    asked = chips(
        look,
        choices,
        ["yes" if form.paper else "no"],
        lambda answer: scene.act(desk.set, paper=answer == "yes"),
        identifier="paper",
    )
    parts: list[ft.Control] = [group(look, words("Is it on a paper sheet?"), asked)]
    if not form.paper:
        return parts
    named: list[ft.Control] = []
    fields = (
        ("paper_book", words("Code of the paper book")),
        ("paper_number", words("Number of the sheet")),
        ("paper_day", words("Written on, as 16-12-2026")),
    )
    for name, label in fields:

        def change(typed: str, name: str = name) -> None:
            desk.change(**{name: typed})

        named.append(
            field(
                look,
                label,
                getattr(form, name),
                scene.typed(change),
                identifier=name.replace("_", "-"),
                on_blur=scene.act(desk.check),
                expand=look.columns or None,
            )
        )
    parts += [_row(*named)] if look.columns else named
    late = view.check is not None and transcribed_late(view.check.case.complaint)
    said = words("A paper sheet goes into the book within one day.")
    if late:
        said = words("Its one day has passed: it is registered as late.")
    tone = look.colors.attention if late else quiet(look)
    parts.append(note(look, tone, ft.Icons.EVENT_BUSY_ROUNDED, said, identifier="paper-day-note"))
    return parts


def _photos(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    photos = desk.photos()
    parts: list[ft.Control] = []
    if photos:

        def show(sha256: str) -> Handler:
            return scene.act(desk.show_photo, sha256)

        def remove(sha256: str) -> Handler:
            return scene.act(desk.remove_photo, sha256)

        parts.append(photo_row(scene, photos, show, remove))
    if len(photos) < MAX_PHOTOS:
        said = words("One moment…") if view.taking_photos else words("Add photos")
        add = button(
            look,
            said,
            scene.act(desk.add_photos),
            identifier="add-photos",
            icon=ft.Icons.ADD_A_PHOTO_ROUNDED,
            height=56,
        )
        parts.append(ft.Row([add]))
    if view.photo_doubt is not None:
        sentence = words.of(view.photo_doubt)
        icon, tone = ft.Icons.BROKEN_IMAGE_ROUNDED, look.colors.attention
        parts.append(note(look, tone, icon, sentence, identifier="photo-doubt"))
    return group(look, words("Photos"), *parts, hint=words("up to {n}", n=MAX_PHOTOS))


def _day(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    today = scene.tablet.showroom.now().date()
    days = {"0": today, "1": today - timedelta(days=1)}
    fact = form.fact_on if form and form.fact_on else today
    near = {day: key for key, day in days.items()}
    other = words("Another day") if fact in near else words.spoken_day(fact, today)
    choices = [
        Choice("0", words("today").capitalize()),
        Choice("1", words("yesterday").capitalize()),
        Choice("other", other, ft.Icons.EVENT_ROUNDED),
    ]

    def pick(value: str) -> Handler:
        if value == "other":
            return scene.act(desk.pick_day)
        return scene.act(desk.set_day, days[value])

    chosen = [near.get(fact, "other")]
    return group(
        look, words("Day of the fact"), chips(look, choices, chosen, pick, identifier="day")
    )


def _forward(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    parts: list[ft.Control] = []
    if view.insisted and view.form is not None and view.form.kind is None:
        said = words("Choose what kind it is")
        parts.append(note(look, look.colors.attention, ft.Icons.ERROR_ROUNDED, said))
    parts += [
        note(look, look.colors.attention, ft.Icons.ERROR_ROUNDED, words.of(defect))
        for defect in (view.check.defects if view.insisted and view.check else ())
        if defect in TOLD
    ]
    parts.append(
        main_button(
            look,
            words("Next"),
            ft.Icons.ARROW_FORWARD_ROUNDED,
            scene.act(desk.forward),
            identifier="next",
            busy=view.taking_photos,
        )
    )
    return ft.Column(
        parts, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
