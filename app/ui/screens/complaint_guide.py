"""What stands beside the complaint: listen first, what may be offered, until when to answer."""

import asyncio

import flet as ft

from app.domain.cases import KnownComplaint
from app.domain.money import format_money
from app.domain.papers.complaint_wording import moment_words
from app.domain.papers.wording import day_words
from app.ui.hooks import kept, state
from app.ui.scene import Scene
from app.ui.screens.complaint_desk import ComplaintDesk, ComplaintView
from app.ui.widgets.surfaces import card, note, quiet
from app.ui.widgets.text import heading, soft, symbol, text


@kept
def Guide(scene: Scene, desk: ComplaintDesk) -> ft.Control:
    """The three sentences of the moment of truth, and a quiet clock of the attention given."""
    look, words = scene.look, scene.words
    sentences = (
        words("Do not argue. They are not content yet; it is no attack."),
        words("Repeat what you understood and apologise."),
        words("Look for a solution, with a date."),
    )
    lines = [
        ft.Row(
            [
                text(look, str(number), weight=700, color=look.colors.primary),
                text(look, sentence, expand=True),
            ],
            spacing=14,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for number, sentence in enumerate(sentences, 1)
    ]
    head = ft.Row(
        [
            symbol(look, ft.Icons.HEARING_ROUNDED, 24, look.colors.primary),
            heading(text(look, words("Listen first"), weight=600, color=look.colors.primary)),
            ft.Container(expand=True),
            ListeningClock(scene, desk),
        ],
        spacing=8,
    )
    return card(look, ft.Column([head, *lines], spacing=12, tight=True), padding=20)


@kept
def ListeningClock(scene: Scene, desk: ComplaintDesk) -> ft.Control:
    seconds, put = state(0)

    async def tick() -> None:
        while desk.view.step == 1:
            put(desk.listened())
            await asyncio.sleep(1)

    def start() -> None:
        ft.context.page.run_task(tick)

    ft.use_effect(start, [])
    look = scene.look
    shown = f"{seconds // 60:02d}:{seconds % 60:02d}"
    return ft.Semantics(
        content=ft.Container(
            soft(look, shown),
            bgcolor=look.colors.quiet,
            border_radius=8,
            padding=ft.Padding.symmetric(horizontal=10, vertical=3),
        ),
        exclude_semantics=True,
    )


def aside(desk: ComplaintDesk, view: ComplaintView) -> list[ft.Control]:
    """What may be offered today, until when an answer is owed, and a complaint that says the same."""
    scene, check = desk.shift.scene, view.check
    look, words = scene.look, scene.words
    parts: list[ft.Control] = []
    limit = scene.tablet.complaining.limit(desk.shift.actor)
    if limit is not None:
        amount = format_money(limit.up_to, desk.shift.branch.country)
        said = words("You may offer today: the service again, or up to {amount}.", amount=amount)
        parts.append(note(look, quiet(look), ft.Icons.HANDSHAKE_ROUNDED, said))
    parts += due_note(desk, view)
    if check is not None and check.earlier is not None:
        said = words("It seems to be registered already: {name}.", name=_number(check.earlier))
        parts.append(
            note(
                look,
                look.colors.here,
                ft.Icons.CONTENT_COPY_ROUNDED,
                said,
                identifier="said-before",
            )
        )
    return parts


def due_note(desk: ComplaintDesk, view: ComplaintView) -> list[ft.Control]:
    scene, check = desk.shift.scene, view.check
    deadline = check.case.complaint.deadline if check else None
    if deadline is None:
        return []
    words = scene.words
    said = words(
        "Answer by {day} · {n} business days",
        day=day_words(deadline.due_on, desk.shift.branch.country),
        n=deadline.days,
    )
    holidays = scene.tablet.complaining.holidays_within(deadline)
    if holidays:
        days = ", ".join(words.day_of_month(day) for day in holidays)
        said = f"{said}. {words('Holidays that do not count: {days}', days=days)}"
    return [
        note(
            scene.look,
            quiet(scene.look),
            ft.Icons.EVENT_AVAILABLE_ROUNDED,
            said,
            identifier="due-on",
        )
    ]


def _number(known: KnownComplaint) -> str:
    complaint = known.case.complaint
    if complaint.sheet is not None:
        return complaint.sheet.full()
    return moment_words(complaint.registered_at, complaint.country)
