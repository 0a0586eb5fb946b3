"""«Lecturas por corregir»: kilometres that do not go together, put right by a number or confirmed."""

import flet as ft

from app.domain.odd_readings import OddReading, Reading
from app.domain.problems import Code, Problem
from app.services.recording import Saved
from app.ui.scene import Message, ask
from app.ui.screens.call_desk import CallDesk, CallView, Sheet
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chips
from app.ui.widgets.fields import field
from app.ui.widgets.sheet import sheet
from app.ui.widgets.surfaces import avatar
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import soft, text


def reading_line(desk: CallDesk, odd: OddReading) -> ft.Control:
    """Whose car it is, and the two readings."""
    scene = desk.shift.scene
    look = scene.look
    told = f"{_km(desk, odd.earlier)} → {_km(desk, odd.later)}"
    return tap(
        ft.Row(
            [
                avatar(look, odd.name, str(odd.customer)),
                ft.Column(
                    [
                        text(look, odd.name, weight=600),
                        text(look, odd.vehicle, "second", color=look.colors.ink_soft),
                        text(look, told, "third", color=look.colors.attention.text),
                    ],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
            ],
            spacing=14,
        ),
        scene.act(ask_km, desk, odd),
        identifier=f"reading-{odd.id}",
        border_radius=16,
        padding=ft.Padding.symmetric(horizontal=16, vertical=14),
    )


def reading_sheet(desk: CallDesk, view: CallView) -> ft.AlertDialog | None:
    """Ask which of the two is wrong, the newer one unless told, and what it should be."""
    scene, odd = desk.shift.scene, view.reading
    if view.sheet is not Sheet.READING or odd is None:
        return None
    look, words = scene.look, scene.words
    told = {"earlier": odd.earlier, "later": odd.later}
    choices = [
        Choice(code, f"{one.on:%d-%m-%Y} · {_km(desk, one)}")
        for code, one in told.items()
        if one.order is not None
    ]

    def pick(code: str) -> Handler:
        return scene.act(pick_reading, desk, code)

    return sheet(
        scene,
        words("Which kilometres are wrong?"),
        [
            soft(look, f"{odd.name} · {odd.vehicle}"),
            chips(look, choices, [view.wrong_reading], pick, identifier="wrong-reading"),
            field(look, words("The right kilometres"), view.said, desk.hear, identifier="right-km"),
            *([text(look, view.doubt, color=look.colors.attention.text)] if view.doubt else []),
        ],
        desk.close_sheet,
        button(
            look,
            words("It is right") if _leaps(odd) else words("The dashboard was changed"),
            scene.act(confirm_km, desk),
            identifier="confirm-km",
            icon=ft.Icons.CHECK_ROUNDED,
            height=56,
        ),
        button(
            look,
            words("Correct the kilometres"),
            scene.act(correct_km, desk),
            identifier="correct-km",
            kind="main",
            height=56,
        ),
    )


def _leaps(odd: OddReading) -> bool:
    return odd.later.km > odd.earlier.km


def _km(desk: CallDesk, one: Reading) -> str:
    words = desk.shift.scene.words
    return words("{n} km", n=words.thousands(one.km))


async def ask_km(desk: CallDesk, odd: OddReading) -> None:
    wrong = "later" if odd.later.order is not None else "earlier"
    desk.change(sheet=Sheet.READING, reading=odd, wrong_reading=wrong, said="", doubt="")


async def pick_reading(desk: CallDesk, code: str) -> None:
    desk.change(wrong_reading=code)


async def correct_km(desk: CallDesk) -> None:
    """Keep the kilometres that were typed; say so where they are none or fit as little."""
    odd, scene = desk.view.reading, desk.shift.scene
    if odd is None:
        return
    readings, words = scene.tablet.odd_readings, scene.words
    wrong = odd.later if desk.view.wrong_reading == "later" else odd.earlier
    try:
        saved = await ask(readings.correct, desk.shift.actor, odd, wrong, desk.view.said)
    except Problem as problem:
        if problem.code is not Code.INVALID_FIELD:
            raise
        unfit = words("That does not go with the other reading")
        desk.change(doubt=unfit if problem.detail else words("Those are no kilometres"))
        return
    await _settled(desk, odd, saved)


async def confirm_km(desk: CallDesk) -> None:
    """Keep that the newer kilometres are right as they stand."""
    odd = desk.view.reading
    if odd is None:
        return
    readings = desk.shift.scene.tablet.odd_readings
    await _settled(desk, odd, await ask(readings.confirm, desk.shift.actor, odd))


async def _settled(desk: CallDesk, odd: OddReading, saved: Saved) -> None:
    scene = desk.shift.scene
    words, readings = scene.words, scene.tablet.odd_readings

    async def undo() -> None:
        await ask(readings.undo, desk.shift.actor, saved.record)
        await desk.refresh()

    scene.say(Message(words("Saved on this tablet"), odd.name, undo=undo))
    desk.change(sheet=None, reading=None, said="")
    await desk.refresh()
