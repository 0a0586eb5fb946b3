"""«Conocer mejor»: everything optional, what helps most first, and how complete the ficha is."""

from datetime import date
from typing import Any
from uuid import UUID

import flet as ft

from app.domain.calendars import BANDS
from app.domain.people import Country
from app.domain.visits import BuyingRole, CarUse, Expectation, Matter, Relation
from app.services.profiling import CarForm, ProfileCard
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Scene, Shift
from app.ui.screens.customer_parts import back_button, columns
from app.ui.screens.profile_desk import ProfileDesk, ProfileView
from app.ui.screens.visit_fields import DOCUMENTS
from app.ui.texts import Words
from app.ui.widgets.buttons import button, icon_button, main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.contact_lines import band_said
from app.ui.widgets.fields import field
from app.ui.widgets.layout import under
from app.ui.widgets.surfaces import card, hairline, pale, tag
from app.ui.widgets.tap import State, tap
from app.ui.widgets.text import heading, soft, symbol, text

SEXES = ("female", "male", "other")
MARITAL = ("single", "married", "partner", "divorced", "widowed")
_SECTIONS = ("person", "use", "influence")


@kept
def ProfileScreen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    customer = place.customer or UUID(int=0)
    view, show = state(ProfileView())
    desk = held(lambda: ProfileDesk(shift, pulse, show, customer))
    desk.shift = shift

    ft.use_effect(desk.load, [])
    back = back_button(scene, Place(Route.FICHA, customer=customer))
    if view.card is None:
        return frame(shift, pulse, words("Know better"), "", ft.Container(), lead=back)
    title = words("Know {name} better", name=view.card.name or words("this person"))
    content = columns(
        shift, _questions(desk, view), _beside(desk, view, view.card), _save(desk, view)
    )
    return frame(shift, pulse, title, words("All optional"), content, lead=back)


def _questions(desk: ProfileDesk, view: ProfileView) -> list[ft.Control]:
    scene = desk.shift.scene
    opened = {"person": _person, "use": _use, "influence": _influence}.get(view.section or "")
    return [
        under(opened(desk) if opened else [], _identity(desk, view), spacing=24),
        _place(desk, view),
        _cars(desk, view),
        _several(desk, "roles", scene.words("In this purchase they…"), BuyingRole),
        _hours(desk),
        _several(
            desk,
            "matters",
            scene.words("What matters most?"),
            Matter,
            hint=scene.words("up to three"),
        ),
        _wish(desk),
    ]


def _entry(desk: ProfileDesk, view: ProfileView, name: str, label: str, **more: Any) -> ft.Control:
    scene = desk.shift.scene
    remark = view.remarks.get(name)
    return field(
        scene.look,
        label,
        getattr(desk.form, name),
        scene.typed(lambda typed: desk.change(**{name: typed})),
        identifier=f"profile-{name}",
        sentence=scene.words.of(remark.doubt) if remark else None,
        on_blur=scene.act(desk.check),
        **more,
    )


def _identity(desk: ProfileDesk, view: ProfileView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    types = DOCUMENTS.get(desk.shift.branch.country, DOCUMENTS[Country.CL])
    chosen = desk.form.document_type or types[0]
    kinds = chips(
        look,
        [Choice(kind, words.of(kind)) for kind in types],
        [chosen],
        lambda kind: scene.act(desk.choose_document, kind),
        identifier="profile-document-type",
    )
    document = _entry(
        desk,
        view,
        "document",
        words.of(chosen),
        capitalization=ft.TextCapitalization.CHARACTERS,
    )
    email = _entry(desk, view, "email", words("E-mail"), keyboard_type=ft.KeyboardType.EMAIL)
    born = _entry(
        desk,
        view,
        "birth_date",
        words("Birth"),
        keyboard_type=ft.KeyboardType.DATETIME,
        hint_text="14-03-1988",
    )
    entries = [document, email, born]
    row: ft.Control = ft.Column(
        entries, spacing=16, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    if look.columns:
        for entry in entries:
            entry.expand = True
        row = ft.Row(entries, spacing=12, vertical_alignment=ft.CrossAxisAlignment.START)
    return ft.Column(
        [kinds, row, *_suggestions(desk, view, "document", "email")],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _suggestions(desk: ProfileDesk, view: ProfileView, *names: str) -> list[ft.Control]:
    scene = desk.shift.scene
    found = [(name, view.remarks[name]) for name in names if name in view.remarks]
    return [
        button(
            scene.look,
            scene.words("Use {value}", value=remark.suggestion),
            scene.act(desk.take_suggestion, name, remark.suggestion),
            identifier=f"profile-suggestion-{name}",
            kind="tonal",
            icon=ft.Icons.AUTO_FIX_HIGH_ROUNDED,
        )
        for name, remark in found
        if remark.suggestion
    ]


def _place(desk: ProfileDesk, view: ProfileView) -> ft.Control:
    """Type a part of the name; accents do not matter."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    typed = view.place_name if view.sought is None else view.sought
    entry = field(
        look,
        words("Comuna"),
        typed,
        scene.typed(desk.seek_place),
        identifier="profile-place",
    )
    offers = [
        button(
            look,
            choice.label,
            scene.act(desk.take_place, choice),
            identifier=f"place-{choice.place.code}",
        )
        for choice in view.places
    ]
    address = _entry(desk, view, "address", words("Address"))
    rows = [entry, ft.Row(offers, wrap=True, spacing=8, run_spacing=8), address]
    return ft.Column(
        rows if offers else [entry, address],
        spacing=10,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _cars(desk: ProfileDesk, view: ProfileView) -> ft.Control:
    scene = desk.shift.scene
    rows: list[ft.Control] = []
    for index, car in enumerate(desk.form.cars):
        rows.append(_car(desk, view, index, car))
        rows += _suggestions(desk, view, f"plate-{index}", f"vin-{index}")
    add = button(
        scene.look,
        scene.words("Add a car"),
        scene.act(desk.add_car),
        identifier="add-car",
        icon=ft.Icons.ADD_ROUNDED,
    )
    return group(scene.look, scene.words("Cars they have today"), *rows, ft.Row([add]))


def _car(desk: ProfileDesk, view: ProfileView, index: int, car: CarForm) -> ft.Control:
    scene = desk.shift.scene
    words = scene.words
    labels = {
        "model": words("Model"),
        "plate": words("Plate"),
        "year": words("Year"),
        "km": words("Km"),
        "vin": words("VIN"),
    }
    entries: list[ft.Control] = []
    for name, label in labels.items():
        remark = view.remarks.get(f"{name}-{index}")
        entries.append(
            field(
                scene.look,
                label,
                getattr(car, name),
                scene.typed(_typing(desk, index, name)),
                identifier=f"car-{name}-{index}",
                sentence=words.of(remark.doubt) if remark else None,
                on_blur=scene.act(desk.check),
            )
        )
    away = icon_button(
        scene.look,
        ft.Icons.CLOSE_ROUNDED,
        words("Remove this car"),
        scene.act(desk.remove_car, index),
        identifier=f"remove-car-{index}",
    )
    if not scene.look.columns:
        return ft.Column(
            [*entries, away], spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    for entry in entries:
        entry.expand = True
    return ft.Row([*entries, away], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)


def _typing(desk: ProfileDesk, index: int, name: str) -> Any:
    return lambda typed: desk.type_car(index, name, typed)


def _several(desk: ProfileDesk, name: str, label: str, codes: Any, hint: str = "") -> ft.Control:
    scene = desk.shift.scene
    return group(
        scene.look,
        label,
        chips(
            scene.look,
            _choices(scene.words, codes),
            getattr(desk.form, name),
            lambda it: scene.act(desk.toggle, name, codes(it)),
            identifier=name,
            several=True,
        ),
        hint=hint,
    )


def _hours(desk: ProfileDesk) -> ft.Control:
    scene = desk.shift.scene
    return group(
        scene.look,
        scene.words("What hours do they prefer?"),
        chips(
            scene.look,
            [Choice(str(index), band_said(index)) for index in range(len(BANDS))],
            [str(hour) for hour in desk.form.hours],
            lambda it: scene.act(desk.toggle, "hours", int(it)),
            identifier="hours",
            several=True,
        ),
    )


def _wish(desk: ProfileDesk) -> ft.Control:
    scene = desk.shift.scene
    words = scene.words
    view = desk.view
    days = scene.tablet.profiling.wish_days()
    today = scene.tablet.showroom.now().date()
    return ft.Column(
        [
            _entry(desk, view, "wish", words("A special wish")),
            group(
                scene.look,
                words("Talk again"),
                chips(
                    scene.look,
                    [Choice(day.isoformat(), words.coming_day(day, today)) for day in days],
                    [desk.form.wish_on.isoformat()] if desk.form.wish_on else [],
                    lambda it: scene.act(desk.choose, "wish_on", date.fromisoformat(it)),
                    identifier="wish-on",
                ),
            ),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _person(desk: ProfileDesk) -> list[ft.Control]:
    words = desk.shift.scene.words
    return [
        _one(desk, "sex", words("Sex"), SEXES),
        _one(desk, "marital_status", words("Marital status"), MARITAL),
        _entry(desk, desk.view, "occupation", words("Occupation")),
    ]


def _use(desk: ProfileDesk) -> list[ft.Control]:
    words = desk.shift.scene.words
    return [
        _several(desk, "car_use", words("What is the car for?"), CarUse),
        _several(desk, "expects", words("What do they expect of us?"), Expectation),
        _entry(desk, desk.view, "life_style", words("Life style")),
    ]


def _influence(desk: ProfileDesk) -> list[ft.Control]:
    """Ask what part each of the others has in the purchase; nobody is named (R099)."""
    scene = desk.shift.scene
    words = scene.words
    asked = [
        group(
            scene.look,
            words.of(relation),
            chips(
                scene.look,
                [
                    Choice(f"{relation}:{role.value}", role.words)
                    for role in _choices(words, BuyingRole)
                ],
                desk.form.influences,
                lambda it: scene.act(desk.toggle, "influences", it),
                identifier="influences",
                several=True,
            ),
        )
        for relation in Relation
        if relation is not Relation.UNKNOWN
    ]
    return [*asked, _entry(desk, desk.view, "referred_by", words("Who sent them to us"))]


def _one(desk: ProfileDesk, name: str, label: str, codes: tuple[str, ...]) -> ft.Control:
    scene = desk.shift.scene
    chosen = getattr(desk.form, name)
    return group(
        scene.look,
        label,
        chips(
            scene.look,
            [Choice(code, scene.words.code("Answer", code)) for code in codes],
            [chosen] if chosen else [],
            lambda it: scene.act(desk.choose, name, it),
            identifier=name,
        ),
        hint=scene.words("optional"),
    )


def _beside(desk: ProfileDesk, view: ProfileView, shown: ProfileCard) -> list[ft.Control]:
    return [_measure(desk.shift.scene, shown), _more(desk, view)]


def _measure(scene: Scene, shown: ProfileCard) -> ft.Control:
    look, words = scene.look, scene.words
    c = look.colors
    head = ft.Row(
        [
            heading(text(look, words("Card"), weight=600)),
            ft.Semantics(
                identifier="percent",
                live_region=True,
                content=text(look, words("{n} %", n=shown.percent), "headline"),
            ),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    bar = ft.ProgressBar(
        value=shown.percent / 100, bar_height=12, border_radius=6, color=c.primary, bgcolor=c.quiet
    )
    lines: list[ft.Control] = [head, bar]
    if shown.helpful:
        lines.append(soft(look, words("What helps most now")))
    for name, points in shown.helpful:
        label = words.code("Datum", name)
        row = ft.Row(
            [
                text(look, label[:1].upper() + label[1:], expand=True),
                tag(look, pale(look), None, f"+{points}"),
            ]
        )
        lines += [row, hairline(look)]
    return card(look, ft.Column(lines[:-1] if shown.helpful else lines, spacing=10), padding=20)


def _more(desk: ProfileDesk, view: ProfileView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    lines: list[ft.Control] = []
    for name in _SECTIONS:
        opened = view.section == name
        icon = ft.Icons.EXPAND_LESS_ROUNDED if opened else ft.Icons.CHEVRON_RIGHT_ROUNDED
        lines += [
            tap(
                ft.Row(
                    [
                        ft.Column(
                            [
                                text(look, words.code("Section of profile", name), weight=600),
                                soft(look, words.code("What a section asks", name), "third"),
                            ],
                            spacing=0,
                            tight=True,
                            expand=True,
                        ),
                        symbol(look, icon, 24, look.colors.ink_soft),
                    ]
                ),
                scene.act(desk.open_section, name),
                identifier=f"section-{name}",
                state=State(toggled=opened),
                border_radius=12,
                padding=ft.Padding.symmetric(vertical=10),
            ),
            hairline(look),
        ]
    return card(look, ft.Column(lines[:-1], spacing=4), padding=20)


def _save(desk: ProfileDesk, view: ProfileView) -> ft.Control:
    scene = desk.shift.scene
    return main_button(
        scene.look,
        scene.words("Save card"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.save),
        identifier="save-profile",
        busy=view.saving,
    )


def _choices(words: Words, codes: Any) -> list[Choice]:
    return [
        Choice(code, words.code("Answer", code.value)) for code in codes if code.value != "unknown"
    ]
