"""«Evento»: the QR to sign up by, who signed up today, and the ways to the stand and the door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import flet as ft

from app.domain.doors import Conflict, conflicts
from app.domain.events import WHEN, Heat, KnownEvent, KnownPass, Overruled
from app.domain.staff import may_record
from app.services.event_book import Figures
from app.ui.frame import frame
from app.ui.hooks import kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.texts import short_name
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.chips import Choice, chips
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.qr import qr
from app.ui.widgets.surfaces import avatar, card, empty, note, pale, quiet, tag
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import heading, soft, text

QR_SIDE = 360
BAR = 110  # height of the tallest hour


@dataclass(frozen=True)
class EventView:
    """``events`` ``None`` before they were looked up; the chosen one has its figures."""

    events: tuple[KnownEvent, ...] | None = None
    chosen: KnownEvent | None = None
    figures: Figures | None = None
    clashes: tuple[Conflict, ...] = ()


@kept
def EventScreen(shift: Shift, pulse: Pulse, asked: UUID | None) -> ft.Control:
    view, show = state(EventView())
    book, words = shift.scene.tablet.event_book, shift.scene.words

    async def load() -> None:
        events = await ask(book.events)
        chosen = next((one for one in events if one.id == asked), events[0] if events else None)
        if chosen is None:
            show(EventView(events=()))
            return
        figures = await ask(book.figures, chosen.id)
        clashes = conflicts(await ask(book.passes, chosen.id))
        show(EventView(tuple(events), chosen, figures, tuple(clashes)))

    ft.use_effect(load, [pulse.status, asked])
    if view.events is None:
        return frame(shift, pulse, words("Event"), shift.branch.name, ft.Container())
    if view.chosen is None:
        return frame(shift, pulse, words("Event"), shift.branch.name, _nothing(shift))
    title, subtitle = view.chosen.event.name, _subtitle(shift, view)
    return frame(shift, pulse, title, subtitle, _content(shift, view), *_extra(shift, view))


def _subtitle(shift: Shift, view: EventView) -> str:
    """Return «Stand B12 · hoy hasta las 20:00 · 42 hoy, 3 por enviar»."""
    words, known, figures = shift.scene.words, view.chosen, view.figures
    if known is None or figures is None:
        return ""
    event = known.event
    where = words("Stand {stand}", stand=event.stand) if event.stand else event.place
    counted = words("{n} today, {unsent} to send", n=figures.today, unsent=figures.unsent)
    return f"{where} · {when(shift, event.starts_at, event.ends_at)} · {counted}"


def when(shift: Shift, starts_at: datetime, ends_at: datetime) -> str:
    """Return «hoy hasta las 20:00», or the day on which it begins."""
    words, showroom = shift.scene.words, shift.scene.tablet.showroom
    now = showroom.now()
    start, end = (at.astimezone(now.tzinfo) for at in (starts_at, ends_at))
    if start.date() > now.date():
        day = words.coming_day(start.date(), now.date())
        return words("{day} from {time}", day=day, time=words.clock(start))
    if end.date() == now.date():
        return words("today until {time}", time=words.clock(end))
    return words("until {day}", day=words.coming_day(end.date(), now.date()))


def _extra(shift: Shift, view: EventView) -> list[ft.Control]:
    scene = shift.scene
    parts = []
    if view.chosen is not None:
        parts.append(
            button(
                scene.look,
                scene.words("Kiosk"),
                go(shift, Route.KIOSK, view.chosen.id),
                identifier="open-kiosk",
                icon=ft.Icons.FULLSCREEN_ROUNDED,
            )
        )
    if may_record(shift.actor.role, "event"):
        parts += [*([_edit(shift, view.chosen.id)] if view.chosen else []), _new(shift)]
    return parts


def _edit(shift: Shift, event: UUID) -> ft.Control:
    scene = shift.scene
    return button(
        scene.look,
        scene.words("Change"),
        go(shift, Route.EVENT_NEW, event),
        identifier="edit-event",
        icon=ft.Icons.EDIT_ROUNDED,
    )


def _new(shift: Shift) -> ft.Control:
    scene = shift.scene
    return button(
        scene.look,
        scene.words("New event"),
        go(shift, Route.EVENT_NEW, None),
        identifier="new-event",
        icon=ft.Icons.ADD_ROUNDED,
    )


def go(shift: Shift, route: Route, event: UUID | None) -> Handler:
    async def open_it() -> None:
        shift.scene.go(Place(route, event=event))

    return shift.scene.act(open_it)


def _nothing(shift: Shift) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    said = empty(
        look,
        ft.Icons.EVENT_ROUNDED,
        words("No event is on"),
        words("A chief or the event staff makes one here, or the office does."),
    )
    make = [ft.Row([_new(shift)], alignment=ft.MainAxisAlignment.CENTER)]
    return page(look, [said, *(make if may_record(shift.actor.role, "event") else [])])


def _content(shift: Shift, view: EventView) -> ft.Control:
    look = shift.scene.look
    side = [
        *_overruled(shift, view),
        _figures(shift, view),
        *_clashes(shift, view),
        _last(shift, view),
    ]
    if not look.columns:
        return page(
            look, [*_choice(shift, view), _poster(shift, view), *side], pinned=_ways(shift, view)
        )
    right = ft.Column(
        [
            ft.Column(
                [*_choice(shift, view), *side],
                spacing=16,
                scroll=ft.ScrollMode.AUTO,
                expand=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            _ways(shift, view),
        ],
        spacing=16,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    left = ft.Container(_poster(shift, view), width=456)
    return side_by_side(look, left, right)


def _choice(shift: Shift, view: EventView) -> list[ft.Control]:
    events, chosen = view.events or (), view.chosen
    if len(events) < 2 or chosen is None:  # noqa: PLR2004 - nothing to choose from
        return []
    choices = [Choice(str(one.id), one.event.name) for one in events]

    def pick(value: str) -> Handler:
        return go(shift, Route.EVENT, UUID(value))

    row = chips(shift.scene.look, choices, [str(chosen.id)], pick, identifier="event")
    return [row]


def _poster(shift: Shift, view: EventView) -> ft.Control:
    scene, known = shift.scene, view.chosen
    look, words = scene.look, scene.words
    centred = ft.TextAlign.CENTER
    parts: list[ft.Control] = [
        heading(text(look, words("Scan and sign up"), "title", align=centred)),
        soft(look, words("With your own phone, in 20 seconds"), align=centred),
    ]
    if known is not None and known.token:
        address = f"{scene.tablet.showroom.address().rstrip('/')}/e/{known.token}"
        parts.append(qr(address, QR_SIDE, identifier="event-qr"))
        hint, icon = (
            words("Visitors use their own network: this tablet may be offline"),
            ft.Icons.WIFI_OFF_ROUNDED,
        )
    else:
        hint, icon = (
            words("Its QR appears once the server has the event"),
            ft.Icons.CLOUD_OFF_ROUNDED,
        )
    parts.append(note(look, quiet(look), icon, hint, identifier="event-hint"))
    column = ft.Column(
        parts, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.CENTER, tight=True
    )
    return card(look, column)


def _figures(shift: Shift, view: EventView) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    figures = view.figures or Figures(0, 0, {}, ())
    sent = figures.today - figures.unsent
    tags = ft.Row(
        [
            tag(
                look,
                look.colors.here,
                ft.Icons.TABLET_ANDROID_ROUNDED,
                words("{n} here", n=figures.unsent),
            ),
            tag(
                look,
                look.colors.sent,
                ft.Icons.CLOUD_DONE_ROUNDED,
                words("{n} sent", n=max(0, sent)),
            ),
        ],
        wrap=True,
    )
    total = ft.Column(
        [
            ft.Semantics(identifier="event-today", content=text(look, str(figures.today), "giant")),
            soft(look, words("signed up today")),
            *_places(shift, view, figures),
            tags,
        ],
        spacing=6,
        tight=True,
    )
    return card(look, ft.Row([total, _hours(shift, figures)], spacing=24, wrap=not look.columns))


def _places(shift: Shift, view: EventView, figures: Figures) -> list[ft.Control]:
    event = view.chosen.event if view.chosen else None
    if event is None or event.capacity is None:
        return []
    said = shift.scene.words("{n} of {capacity} places", n=figures.people, capacity=event.capacity)
    return [ft.Semantics(identifier="event-places", content=soft(shift.scene.look, said))]


def _hours(shift: Shift, figures: Figures) -> ft.Control:
    look = shift.scene.look
    c, now = look.colors, shift.scene.tablet.showroom.now().hour
    most = max(figures.by_hour.values(), default=1)
    bars: list[ft.Control] = [
        ft.Column(
            [
                ft.Container(
                    width=44,
                    height=4 + BAR * figures.by_hour.get(hour, 0) / most,
                    border_radius=8,
                    bgcolor=c.primary if hour == now else c.pale,
                ),
                text(look, str(hour), "third", weight=700 if hour == now else 400),
            ],
            spacing=4,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
        for hour in range(max(0, now - 4), min(23, now + 2) + 1)
    ]
    return ft.Row(bars, spacing=8, vertical_alignment=ft.CrossAxisAlignment.END, tight=True)


def _overruled(shift: Shift, view: EventView) -> list[ft.Control]:
    """Say what gave way to a newer word whose author did not know it: it may have been right."""
    look, words, showroom = shift.scene.look, shift.scene.words, shift.scene.tablet.showroom
    told = view.chosen.overruled if view.chosen else ()
    return [
        note(
            look,
            look.colors.attention,
            ft.Icons.CALL_SPLIT_ROUNDED,
            words(
                "{field}: {name} had put «{value}» at {time}; {other} changed it without knowing.",
                field=words.code("EventField", one.field),
                name=short_name(showroom.name_of(one.by)),
                value=_value(shift, one),
                time=words.moment(showroom.at(one.at), showroom.now().date()),
                other=short_name(showroom.name_of(one.newer_by)),
            ),
            identifier=f"overruled-{one.field}",
        )
        for one in told
    ]


def _value(shift: Shift, one: Overruled) -> str:
    """Return what was put, as one reads it."""
    words = shift.scene.words
    if one.field in WHEN:
        at = datetime.fromisoformat(one.value).astimezone(shift.scene.tablet.showroom.now().tzinfo)
        return f"{words.day_of_month(at.date())} {words.clock(at)}"
    if one.field == "kind":
        return words.code("EventKind", one.value)
    return one.value or words("nothing")


def _clashes(shift: Shift, view: EventView) -> list[ft.Control]:
    look = shift.scene.look
    return [
        note(
            look,
            look.colors.attention,
            ft.Icons.CALL_SPLIT_ROUNDED,
            _clash(shift, one),
            identifier=f"clash-{one.passes[0].id}",
        )
        for one in view.clashes
    ]


def _clash(shift: Shift, one: Conflict) -> str:
    words, first = shift.scene.words, one.passes[0]
    told = {"name": first.name or first.code, "doors": ", ".join(one.doors), "n": one.gifts}
    if one.gifts:
        return words("{name}: {n} gifts handed over at {doors}. Look into it.", **told)
    if len(one.passes) > 1:
        return words("{name}: two passes of one person at {doors}. Look into it.", **told)
    return words("{name}: the same pass at {doors}. Look into it.", **told)


def _last(shift: Shift, view: EventView) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    figures = view.figures
    rows = [_signed_up(shift, one) for one in figures.last] if figures else []
    said = rows or [soft(look, words("Nobody yet"))]
    return card(
        look,
        ft.Column([heading(text(look, words("Last ones"), "name")), *said], spacing=12),
    )


def _signed_up(shift: Shift, one: KnownPass) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    at = shift.scene.tablet.showroom.at(one.at)
    heat = []
    if one.heat is not None:
        hot = one.heat is Heat.HOT
        icon = ft.Icons.LOCAL_FIRE_DEPARTMENT_ROUNDED if hot else None
        heat = [tag(look, pale(look) if hot else quiet(look), icon, words.of(one.heat))]
    name = one.name or one.code
    return ft.Row(
        [
            avatar(look, name, str(one.id)),
            text(look, name, weight=600),
            soft(look, words.of(one.way), expand=True),
            *heat,
            soft(look, words.clock(at)),
        ],
        spacing=12,
    )


def _ways(shift: Shift, view: EventView) -> ft.Control:
    scene, known = shift.scene, view.chosen
    id_ = known.id if known else None
    door = button(
        scene.look,
        scene.words("Door"),
        go(shift, Route.DOOR, id_),
        identifier="open-door",
        icon=ft.Icons.QR_CODE_SCANNER_ROUNDED,
        height=72,
        expand=2,
    )
    sign_up = main_button(
        scene.look,
        scene.words("Sign up here"),
        ft.Icons.PERSON_ADD_ALT_1_ROUNDED,
        go(shift, Route.EVENT_SIGN_UP, id_),
        identifier="open-sign-up",
        busy=False,
    )
    return ft.Row([door, ft.Container(sign_up, expand=3)], spacing=16)
