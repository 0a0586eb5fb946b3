"""«Taller»: plate first, then everything about the vehicle that comes in."""

from datetime import datetime, timedelta
from typing import Any

import flet as ft

from app.domain.odometer import KmDoubt
from app.domain.people import Country
from app.domain.vehicles import read_vin
from app.domain.workshop import Interest, Motive
from app.services.callcards import display_name
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Shift
from app.ui.screens.visit_fields import PREFIX
from app.ui.screens.workshop_desk import ReceptionDesk, ReceptionView
from app.ui.theme import ACTION_COLUMN, Look
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.chips import Choice, chip, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.layout import flow, page, side_by_side
from app.ui.widgets.signature import SignaturePad
from app.ui.widgets.surfaces import avatar, card, note
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import heading, soft, symbol, text

HOURS = (12, 15, 18)  # of a day, to promise
PLATE = 40  # pixels of its letters: seen from the other side of the desk


@kept
def Reception(shift: Shift, pulse: Pulse) -> ft.Control:
    view, show = state(ReceptionView())
    desk = held(lambda: ReceptionDesk(shift, pulse, show))
    desk.shift = shift
    ft.use_effect(desk.load, [pulse.status])
    words = shift.scene.words
    content: ft.Control = ft.Container()
    if view.form is not None:
        content = _content(desk, view)
    inside = words.count("{n} vehicle inside", "{n} vehicles inside", len(view.waiting))
    subtitle = f"{inside} · {shift.branch.name}"
    return frame(shift, pulse, words("Workshop reception"), subtitle, content)


def _content(desk: ReceptionDesk, view: ReceptionView) -> ft.Control:
    look = desk.shift.scene.look
    form, aside, receive = _form(desk, view), _aside(desk, view), _receive(desk, view)
    pad = ACTION_COLUMN - 40 if look.columns else min(560, look.width - 120)
    signature = view.form.signature if view.form else None
    label = desk.shift.scene.words("Signature of the customer")
    signing = SignaturePad(desk.shift.scene, desk.sign, signature, pad, label)
    if not look.columns:
        foot = ft.Column([signing, receive], spacing=8, tight=True)
        return page(look, [*form, *aside], spacing=18, top=12, pinned=foot)
    column = ft.Column(
        [
            ft.Column(aside, spacing=12, scroll=ft.ScrollMode.AUTO, expand=True),
            signing,
            receive,
        ],
        spacing=12,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    asked = flow(form)
    return side_by_side(look, asked, column)


def _form(desk: ReceptionDesk, view: ReceptionView) -> list[Any]:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    motives = [Choice(one, words.of(one)) for one in Motive if one is not Motive.UNKNOWN]
    interests = [Choice(one, words.of(one)) for one in Interest if one is not Interest.UNKNOWN]
    recalls = [] if look.columns else _recalls(desk, view)
    # What comes with the plate must not move the field that is being typed in.
    return [
        _beside(look, [*_plate(desk, view), *recalls], _who(desk, view)),
        _beside(look, _km(desk, view), _vin(desk, view)),
        group(
            look,
            words("What does it come for?"),
            chips(
                look,
                motives,
                list(form.motives),
                lambda value: scene.act(desk.toggle_motive, Motive(value)),
                identifier="motive",
                several=True,
            ),
        ),
        _long(desk, "told", words("What the customer tells"), form.told),
        _long(desk, "condition", words("How the vehicle arrives"), form.condition),
        _promised(desk, view),
        _long(
            desk, "recommendations", words("Recommended repairs, one a line"), form.recommendations
        ),
        group(
            look,
            words("Interested in something?"),
            chips(
                look,
                interests,
                list(form.interests),
                lambda value: scene.act(desk.toggle_interest, Interest(value)),
                identifier="interest",
                several=True,
            ),
            hint=words("optional"),
        ),
    ]


def _beside(look: Look, left: list[ft.Control], right: list[ft.Control]) -> ft.Control:
    """Two halves, one under the other where the screen is narrow; each keeps its place."""
    halves: list[ft.Control] = [
        ft.Column(
            part,
            spacing=18,
            tight=True,
            expand=look.columns,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        for part in (left, right)
    ]
    if look.columns:
        return ft.Row(halves, spacing=16, vertical_alignment=ft.CrossAxisAlignment.START)
    return ft.Column(
        halves,
        spacing=18 if left and right else 0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _plate(desk: ReceptionDesk, view: ReceptionView) -> list[ft.Control]:
    scene, form, found = desk.shift.scene, view.form, view.found
    words = scene.words
    missing = view.insisted and form is not None and not form.plate.strip()
    sentence = words.of(found.doubt) if found.doubt else None
    plate = field(
        scene.look,
        words("Plate"),
        form.plate if form else "",
        scene.typed(lambda typed: desk.change(plate=typed)),
        identifier="plate",
        sentence=words("The plate is missing") if missing else sentence,
        on_blur=scene.act(desk.look_up),
        capitalization=ft.TextCapitalization.CHARACTERS,
        autofocus=True,
        size=PLATE,
        text_align=ft.TextAlign.CENTER,
    )
    if not found.suggestion:
        return [plate]
    use = button(
        scene.look,
        words("Use {value}", value=found.suggestion),
        scene.act(desk.take_plate, found.suggestion),
        identifier="suggestion-plate",
        kind="tonal",
        icon=ft.Icons.AUTO_FIX_HIGH_ROUNDED,
    )
    return [plate, ft.Row([use])]


def _recalls(desk: ReceptionDesk, view: ReceptionView) -> list[ft.Control]:
    """Open campaigns of the vehicle, and whether this visit does them."""
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    parts: list[ft.Control] = []
    for recall in view.found.recalls:
        said = words("Open recall {code}: {title}", code=recall.code, title=recall.title)
        tone, icon = look.colors.attention, ft.Icons.CAMPAIGN_ROUNDED
        parts.append(note(look, tone, icon, said, identifier=f"recall-{recall.code}"))
        done = chip(
            look,
            Choice(recall.code, words("Done in this visit")),
            scene.act(desk.toggle_recall, recall.code),
            selected=form is not None and recall.code in form.recalls,
            identifier=f"recall-here-{recall.code}",
            several=True,
        )
        parts.append(ft.Row([done]))
    return parts


def _who(desk: ReceptionDesk, view: ReceptionView) -> list[ft.Control]:
    """Who is known by the plate, or who brings a vehicle that nobody knows."""
    scene, form, found = desk.shift.scene, view.form, view.found
    look, words = scene.look, scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    seen = found.vehicle.seen if found.vehicle else None
    car = " ".join(part for part in (seen.make, seen.model, seen.colour) if part) if seen else ""
    if found.customer is not None:
        name = display_name(found.customer)
        who = ft.Row(
            [
                avatar(look, name, name),
                ft.Column([text(look, name, weight=600), soft(look, car)], spacing=0, tight=True),
            ],
            spacing=14,
        )
        known = card(look, who, line=look.colors.primary, padding=16)
        return [ft.Semantics(identifier="plate-known", content=known)]
    fields = [
        _short(desk, "name", words("Name and surname"), form.name),
        _short(
            desk,
            "phone",
            words("Mobile"),
            form.phone,
            prefix=PREFIX.get(desk.shift.branch.country, PREFIX[Country.CL]),
        ),
    ]
    if found.vehicle is None:
        fields.append(_short(desk, "car", words("Make, model and colour"), form.car))
    return fields


def _vin(desk: ReceptionDesk, view: ReceptionView) -> list[ft.Control]:
    """Asked while nobody knows it."""
    scene, typed = desk.shift.scene, view.form.vin if view.form else ""
    if view.found.vehicle is not None and view.found.vehicle.seen.vin is not None:
        return []
    doubt = read_vin(typed).doubt if typed.strip() else None
    return [
        field(
            scene.look,
            scene.words("VIN, optional"),
            typed,
            scene.typed(lambda value: desk.change(vin=value)),
            identifier="vin",
            sentence=scene.words.of(doubt) if doubt else None,
            on_blur=scene.act(desk.look_up),
            capitalization=ft.TextCapitalization.CHARACTERS,
        )
    ]


def _km(desk: ReceptionDesk, view: ReceptionView) -> list[ft.Control]:
    scene, form, check = desk.shift.scene, view.form, view.check
    look, words = scene.look, scene.words
    doubt = check.km if check else None
    missing = view.insisted and (check is None or check.service is None)
    said = words.of(doubt) if doubt else words("The kilometres are missing") if missing else None
    parts: list[ft.Control] = [
        field(
            look,
            words("Km now"),
            form.km if form else "",
            scene.typed(lambda typed: desk.change(km=typed, km_confirmed=False)),
            identifier="km",
            sentence=said,
            on_blur=scene.act(desk.check),
            keyboard_type=ft.KeyboardType.NUMBER,
        )
    ]
    if view.found.last is not None:
        last = view.found.last
        told = words(
            "Last reading: {km} km, on {day}",
            km=words.thousands(last.km),
            day=f"{last.on:%d-%m-%Y}",
        )
        parts.append(ft.Semantics(identifier="last-km", content=soft(look, told)))
    if doubt is KmDoubt.BELOW_LAST:
        parts.append(_sure(desk, words("The dashboard was changed"), desk.dash_changed))
    if doubt is KmDoubt.IMPLAUSIBLE:
        parts.append(_sure(desk, words("I looked again, it is right"), desk.confirm_km))
    if check is not None and check.service is not None and doubt is None:
        service = words(
            "Next is the {km} km service: {left} km to go",
            km=words.thousands(check.service.at_km),
            left=words.thousands(check.service.km_left),
        )
        parts.append(note(look, look.colors.here, ft.Icons.EVENT_REPEAT_ROUNDED, service))
    return parts


def _sure(desk: ReceptionDesk, label: str, action: Any) -> ft.Control:
    scene = desk.shift.scene
    return ft.Row(
        [button(scene.look, label, scene.act(action), identifier="km-sure", kind="tonal")]
    )


def _promised(desk: ReceptionDesk, view: ReceptionView) -> ft.Control:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    now = scene.tablet.showroom.now()
    hours = {at.isoformat(): at for at in promised_hours(now)}
    today = now.date()
    choices = [
        Choice(key, f"{words.coming_day(at.date(), today).capitalize()} {words.clock(at)}")
        for key, at in hours.items()
    ]

    def pick(value: str) -> Handler:
        return scene.act(desk.promise, hours[value])

    chosen = form.promised_at.isoformat() if form and form.promised_at else ""
    hint = words("choose one") if view.insisted and not chosen else ""
    offered = chips(look, choices, [chosen], pick, identifier="promised")
    return group(look, words("Promised hour"), offered, hint=hint)


def promised_hours(now: datetime) -> list[datetime]:
    """Return four hours to promise: the next ones of today, then those of tomorrow."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = (midnight, midnight + timedelta(days=1))
    hours = [day + timedelta(hours=h) for day in days for h in HOURS]
    return [at for at in hours if at > now][:4]


def _short(
    desk: ReceptionDesk, name: str, label: str, value: str, prefix: str | None = None
) -> ft.Control:
    scene = desk.shift.scene
    return field(
        scene.look,
        label,
        value,
        scene.typed(lambda typed: desk.change(**{name: typed})),
        identifier=name,
        prefix=prefix,
        capitalization=ft.TextCapitalization.WORDS,
    )


def _long(desk: ReceptionDesk, name: str, label: str, value: str) -> ft.Control:
    scene = desk.shift.scene
    return field(
        scene.look,
        label,
        value,
        scene.typed(lambda typed: desk.change(**{name: typed})),
        identifier=name,
        multiline=True,
        min_lines=2,
        max_lines=4,
        capitalization=ft.TextCapitalization.SENTENCES,
    )


def _aside(desk: ReceptionDesk, view: ReceptionView) -> list[Any]:
    scene, found = desk.shift.scene, view.found
    look, words = scene.look, scene.words
    parts: list[Any] = _recalls(desk, view) if look.columns else []
    if found.complaints:
        said = words.count(
            "{n} open complaint: listen first",
            "{n} open complaints: listen first",
            found.complaints,
        )
        parts.append(note(look, look.colors.attention, ft.Icons.FEEDBACK_ROUNDED, said))
    if found.dues:
        said = words.count("{n} contact is due", "{n} contacts are due", found.dues)
        parts.append(note(look, look.colors.here, ft.Icons.CALL_ROUNDED, said))
    if view.waiting:
        parts.append(heading(text(look, words("Inside now"), weight=600)))
        parts += [_inside(desk, visit, name) for visit, name in view.waiting]
    return parts


def _inside(desk: ReceptionDesk, visit: Any, name: str) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    today = scene.tablet.showroom.now().date()
    at = visit.visit.promised_at
    when = f"{words.coming_day(at.date(), today)} {words.clock(at)}"
    return tap(
        ft.Row(
            [
                ft.Column(
                    [
                        text(look, visit.visit.plate.typed.upper(), weight=700),
                        soft(look, f"{name} · {when}" if name else when),
                    ],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
                symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 24),
            ]
        ),
        scene.act(desk.deliver, visit.id),
        identifier=f"inside-{visit.id}",
        bgcolor=look.colors.card,
        border=ft.Border.all(1.5, look.colors.hairline),
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=16, vertical=10),
    )


def _receive(desk: ReceptionDesk, view: ReceptionView) -> ft.Control:
    scene = desk.shift.scene
    return main_button(
        scene.look,
        scene.words("Receive the vehicle"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.receive),
        identifier="receive",
        busy=view.saving,
    )
