"""«Unidos hace poco»: cards that became one, each with the way to separate them again."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.people import Country
from app.domain.phones import display_phone
from app.domain.reviews import KnownMerger, ReviewSide
from app.ui.frame import frame
from app.ui.hooks import kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Scene, Shift, ask
from app.ui.screens.customer_parts import back_button
from app.ui.texts import Words, short_name
from app.ui.widgets.buttons import button
from app.ui.widgets.layout import page
from app.ui.widgets.surfaces import avatar, card, empty
from app.ui.widgets.text import heading, soft, symbol, text

SHOWN = 50

Separate = Callable[[KnownMerger], Awaitable[None]]


def joined_button(scene: Scene) -> ft.Control:
    async def open_joined() -> None:
        scene.go(Place(Route.JOINED))

    return button(
        scene.look,
        scene.words("Joined lately"),
        scene.act(open_joined),
        identifier="open-joined",
        icon=ft.Icons.CALL_SPLIT_ROUNDED,
    )


_NOT_READ: tuple[bool, tuple[KnownMerger, ...]] = (False, ())


@kept
def Joined(shift: Shift, pulse: Pulse) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    read, show = state(_NOT_READ)
    loaded, known = read

    async def load() -> None:
        show((True, tuple(await ask(scene.tablet.deciding.joined, shift.actor))))

    async def separate(merger: KnownMerger) -> None:
        saved = await ask(scene.tablet.deciding.separate, shift.actor, merger.id)

        async def undo() -> None:
            await ask(scene.tablet.deciding.undo, shift.actor, saved.record)
            await pulse.refresh(scene.tablet, shift.actor)

        told = words("They are two cards again")
        scene.say(Message(told, words("Saved on this tablet"), undo=undo))
        await pulse.refresh(scene.tablet, shift.actor)

    ft.use_effect(load, [pulse.beat])
    back = back_button(scene, Place(Route.DECIDE if pulse.to_decide else Route.HOME))
    subtitle = words("Separated, each card has its own again, and they are not joined any more.")
    content = page(
        scene.look,
        [_card(shift, one, separate) for one in known[:SHOWN]],
        spacing=16,
        top=0,
    )
    if not known:
        content = _nothing(scene) if loaded else ft.Container()
    return frame(shift, pulse, words("Joined lately"), subtitle, content, lead=back)


def _nothing(scene: Scene) -> ft.Control:
    words = scene.words
    done = empty(
        scene.look,
        ft.Icons.DONE_ALL_ROUNDED,
        words("Nothing was joined lately"),
        words("Cards that become one appear here, whoever joined them."),
    )
    return ft.Container(done, expand=True, alignment=ft.Alignment.CENTER)


def _card(shift: Shift, merger: KnownMerger, separate: Separate) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words
    country = shift.branch.country
    name = merger.two.name or words("No data")
    apart = button(
        look,
        words("Separate"),
        scene.act(separate, merger),
        identifier=f"separate-{merger.id}",
        kind="danger",
        icon=ft.Icons.CALL_SPLIT_ROUNDED,
        name=words("Separate {name}", name=name),
    )
    sides = [
        _side(scene, merger.two, country, words("What was joined")),
        symbol(look, ft.Icons.ARROW_FORWARD_ROUNDED, 24, look.colors.ink_soft),
        _side(scene, merger.one, country, words("What it is now")),
    ]
    told = soft(look, _told(shift, merger))
    if not look.columns or look.scale > 1.3:  # noqa: PLR2004 - larger words need the width
        sides[1] = symbol(look, ft.Icons.ARROW_DOWNWARD_ROUNDED, 24, look.colors.ink_soft)
        for side in (sides[0], sides[2]):
            side.expand = None
        return card(look, ft.Column([*sides, told, apart], spacing=12, tight=True), padding=20)
    foot = ft.Row([ft.Container(told, expand=True), apart], spacing=16)
    return card(
        look, ft.Column([ft.Row(sides, spacing=16), foot], spacing=12, tight=True), padding=20
    )


def _side(scene: Scene, side: ReviewSide, country: Country, label: str) -> ft.Control:
    look, words = scene.look, scene.words
    name = side.name or words("No data")
    lines = [soft(look, label, "third"), heading(text(look, name, weight=600))]
    if reached := reached_by(side, country):
        lines.append(soft(look, reached))
    return ft.Row(
        [
            avatar(look, name, str(side.customer)),
            ft.Column(lines, spacing=0, tight=True, expand=True),
        ],
        spacing=14,
        expand=True,
    )


def reached_by(side: ReviewSide, country: Country) -> str:
    """Return the phones and e-mails of one side, and its document: «9 5550 1234 · 12*****85»."""
    phones = [display_phone(phone, country) for phone in side.phones[:2]]
    return " · ".join([*phones, *side.emails[:2], *([side.document] if side.document else [])])


def _told(shift: Shift, merger: KnownMerger) -> str:
    """Return «Los unió Marta J. · ayer»."""
    words, showroom = shift.scene.words, shift.scene.tablet.showroom
    day = words.past_day(showroom.at(merger.at).date(), showroom.now().date())
    return f"{who_joined(words, merger)} · {day}"


def who_joined(words: Words, merger: KnownMerger) -> str:
    if merger.by_name is None:
        return words("Joined by themselves, all told agreed")
    return words("Joined by {name}", name=short_name(merger.by_name))
