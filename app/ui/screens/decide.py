"""«Por decidir»: two customers side by side; one tap says whether they are one person."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from app.domain.reviews import Agreement, Answer, KnownReview, ReviewSide
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.screens.customer_parts import back_button
from app.ui.screens.decide_lines import Line, differing, if_joined, lines, reasons
from app.ui.screens.joined import joined_button
from app.ui.theme import Look
from app.ui.widgets.buttons import Kind, button
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.surfaces import avatar, card, empty
from app.ui.widgets.text import heading, soft, symbol, text

SIDE = 320  # width of what is said and done beside the cards
_GAP = 56
_LARGE = 72
_HEAD = 80


@dataclass(frozen=True)
class DecideView:
    waiting: tuple[KnownReview, ...] = ()
    at: int = 0
    loaded: bool = False

    def shown(self) -> KnownReview | None:
        return self.waiting[self.at] if self.at < len(self.waiting) else None


class DecideDesk:
    """One for each time the screen opens."""

    def __init__(self, shift: Shift, pulse: Pulse, show: Callable[[DecideView], None]) -> None:
        self.shift = shift
        self.view = DecideView()
        self._pulse = pulse
        self._show = show

    async def load(self) -> None:
        waiting = tuple(await ask(self.shift.scene.tablet.deciding.waiting, self.shift.actor))
        at = min(self.view.at, max(0, len(waiting) - 1))
        self._put(DecideView(waiting, at, loaded=True))

    async def answer(self, answer: Answer) -> None:
        shown = self.view.shown()
        if shown is None:
            return
        scene, actor = self.shift.scene, self.shift.actor
        saved = await ask(scene.tablet.deciding.decide, actor, shown.id, answer)

        async def undo() -> None:
            await ask(scene.tablet.deciding.undo, actor, saved.record)
            await self._refresh()

        done = scene.words("Joined") if answer is Answer.JOIN else scene.words("They stay apart")
        scene.say(Message(done, scene.words("Saved on this tablet"), undo=undo))
        await self._refresh()

    async def later(self) -> None:
        self._put(replace(self.view, at=(self.view.at + 1) % len(self.view.waiting)))

    async def _refresh(self) -> None:
        await self.load()
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    def _put(self, view: DecideView) -> None:
        self.view = view
        self._show(view)


@kept
def Decide(shift: Shift, pulse: Pulse) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    view, show = state(DecideView())
    desk = held(lambda: DecideDesk(shift, pulse, show))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    shown = view.shown()
    back = back_button(scene, Place(Route.HOME))
    way = [joined_button(scene)] if pulse.joined else []
    if shown is None:
        empty_ = _nothing(view, shift)
        return frame(shift, pulse, words("To decide"), "", empty_, *way, lead=back)
    today = scene.tablet.showroom.now().date()
    waits = words.moment(scene.tablet.showroom.at(shown.at), today)
    where = words("case {n} of {all}", n=view.at + 1, all=len(view.waiting))
    subtitle = f"{words('To decide')} · {where} · {words('waits since {time}', time=waits)}"
    title = words("Are they the same person?")
    return frame(shift, pulse, title, subtitle, _body(desk, view, shown), *way, lead=back)


def _nothing(view: DecideView, shift: Shift) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    if not view.loaded:
        return ft.Container()
    done = empty(
        look,
        ft.Icons.DONE_ALL_ROUNDED,
        words("Nothing to decide"),
        words("Customers who may be the same person appear here by themselves."),
    )
    return ft.Container(done, expand=True, alignment=ft.Alignment.CENTER)


def _body(desk: DecideDesk, view: DecideView, review: KnownReview) -> ft.Control:
    look = desk.shift.scene.look
    compared = _cards(desk.shift, review)
    said = [_reasons(desk.shift, review), _if_joined(desk.shift, review)]
    answers = _answers(desk, several=len(view.waiting) > 1)
    if not look.columns:
        return page(look, [compared, *said], spacing=16, top=0, pinned=answers)
    beside = ft.Column(
        [ft.Column(said, spacing=12, scroll=ft.ScrollMode.AUTO, expand=True), answers],
        spacing=12,
        width=SIDE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    left = ft.Column(
        [compared],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return side_by_side(look, left, beside, gap=20)


def _cards(shift: Shift, review: KnownReview) -> ft.Control:
    """Two cards whose lines stand at the same height, with a mark between each two."""
    look, words = shift.scene.look, shift.scene.words
    gap = ft.Container(width=look.icon(_GAP))
    ground = ft.Row(
        [
            card(look, ft.Container(), padding=0, expand=True),
            gap,
            card(look, ft.Container(), padding=0, expand=True),
        ],
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    heads = ft.Row(
        [_head(shift, review.one), ft.Container(width=look.icon(_GAP)), _head(shift, review.two)],
        spacing=0,
    )
    rows = [
        _line(look, line, words("no data"), _spoken(shift, line))
        for line in lines(words, review, shift.branch.country)
    ]
    return ft.Stack(
        [
            ft.Container(ground, left=0, right=0, top=0, bottom=0),
            ft.Column([heads, *rows], spacing=0, tight=True),
        ]
    )


def _head(shift: Shift, side: ReviewSide) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    name = side.name or words("No data")
    told = words.count("{n} visit", "{n} visits", side.visits)
    if side.last_at is not None:
        today = shift.scene.tablet.showroom.now().date()
        seen = words.past_day(shift.scene.tablet.showroom.at(side.last_at).date(), today)
        told = f"{told} · {words('last contact {day}', day=seen)}"
    elsewhere = "" if side.branch == shift.branch.code else f" · {side.branch}"
    words_ = ft.Column(
        [heading(text(look, name, "name")), soft(look, f"{told}{elsewhere}")],
        spacing=0,
        tight=True,
        expand=True,
    )
    return ft.Container(
        ft.Row([avatar(look, name, str(side.customer)), words_], spacing=14),
        padding=ft.Padding.symmetric(horizontal=24, vertical=look.room_around("name", _HEAD) / 2),
        expand=True,
    )


def _line(look: Look, line: Line, unknown: str, spoken: str) -> ft.Control:
    c = look.colors
    marks = {
        Agreement.FOR: (ft.Icons.CHECK_CIRCLE_ROUNDED, c.sent.icon),
        Agreement.AGAINST: (ft.Icons.CANCEL_ROUNDED, c.attention.icon),
    }
    icon, ink = marks.get(line.speaks, (ft.Icons.REMOVE_ROUNDED, c.ink_soft))
    mark = ft.Container(
        ft.Semantics(label=spoken, content=symbol(look, icon, 28, ink)),
        width=look.icon(_GAP),
        alignment=ft.Alignment.CENTER,
    )

    def cell(value: str, other: str) -> ft.Control:
        told = _value(look, value, other if line.compared else "")
        if not value:
            told = soft(look, unknown, "body")
        return ft.Container(
            ft.Column([soft(look, line.label, "third"), told], spacing=0, tight=True),
            border=ft.Border(top=ft.BorderSide(c.edge, c.hairline)),
            padding=ft.Padding.symmetric(horizontal=24, vertical=12),
            expand=True,
        )

    return ft.Row(
        [cell(line.one, line.two), mark, cell(line.two, line.one)],
        spacing=0,
        intrinsic_height=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _value(look: Look, value: str, other: str) -> ft.Control:
    """A value with the words marked that the other side lacks."""
    marked = look.style("body", 700, look.colors.here.text)
    marked.bgcolor = look.colors.here.container
    spans = [
        ft.TextSpan(part, marked if differs else look.style("body", 600))
        for part, differs in differing(value, other)
    ]
    return ft.Text(spans=spans)


def _spoken(shift: Shift, line: Line) -> str:
    return f"{line.label}: {shift.scene.words.of(line.speaks)}"


def _reasons(shift: Shift, review: KnownReview) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    c, said = look.colors, reasons(words, review)

    def told(icon: ft.IconData, ink: str, title: str, sentence: str) -> ft.Control:
        spans = [
            ft.TextSpan(f"{title} ", look.style("second", 700)),
            ft.TextSpan(sentence, look.style("second", color=c.ink_soft)),
        ]
        return ft.Row(
            [symbol(look, icon, 24, ink), ft.Text(spans=spans, expand=True)],
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )

    parts = []
    if said.for_:
        parts.append(told(ft.Icons.CHECK_CIRCLE_ROUNDED, c.sent.icon, words("For."), said.for_))
    if said.against:
        against = words("Against.")
        parts.append(told(ft.Icons.CANCEL_ROUNDED, c.attention.icon, against, said.against))
    return card(look, ft.Column(parts, spacing=12, tight=True), padding=20)


def _if_joined(shift: Shift, review: KnownReview) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    title = heading(text(look, words("If they are joined"), weight=600))
    told = soft(look, if_joined(words, review))
    return card(look, ft.Column([title, told], spacing=6, tight=True), padding=20)


def _answers(desk: DecideDesk, *, several: bool) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words

    def answer(label: str, icon: ft.IconData, identifier: str, kind: Kind) -> ft.Control:
        does = {
            "decide-join": scene.act(desk.answer, Answer.JOIN),
            "decide-apart": scene.act(desk.answer, Answer.APART),
            "decide-later": scene.act(desk.later),
        }[identifier]
        return button(
            look,
            label,
            does,
            identifier=identifier,
            kind=kind,
            icon=icon,
            height=_LARGE,
            expand=True,
        )

    undone = ft.Row(
        [
            symbol(look, ft.Icons.UNDO_ROUNDED, 20, look.colors.ink_soft),
            soft(look, words("They can be separated any time")),
        ],
        spacing=8,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    ways = [
        answer(words("Join"), ft.Icons.MERGE_ROUNDED, "decide-join", "tonal"),
        answer(words("They are two"), ft.Icons.CALL_SPLIT_ROUNDED, "decide-apart", "tonal"),
    ]
    if several:
        ways.append(answer(words("Later"), ft.Icons.SKIP_NEXT_ROUNDED, "decide-later", "outlined"))
    if look.columns:
        return ft.Column([undone, *(ft.Row([way]) for way in ways)], spacing=12, tight=True)
    return ft.Column([undone, ft.Row(ways, spacing=12)], spacing=8, tight=True)
