"""What can be done about a contact that takes no call: open it again, confirm its parts."""

import flet as ft

from app.domain.attempts import Outcome
from app.domain.contact_rules import Programme
from app.domain.dues import DueReason
from app.domain.staff import may_step
from app.domain.visits import CarCondition
from app.services.callcards import CallCard
from app.ui.screens.call_desk import CallDesk, CallView
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chips
from app.ui.widgets.fields import field
from app.ui.widgets.sheet import sheet
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import caption, heading, soft


def steps(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    """Return the buttons of a contact that is over, or that waits."""
    scene, actor = desk.shift.scene, desk.shift.actor
    look, words = scene.look, scene.words
    if shown.due.reason is DueReason.PARTS_UNCONFIRMED and may_step(
        actor.role, Outcome.PARTS_READY
    ):
        return [
            button(
                look,
                words("The parts are here"),
                scene.act(desk.confirm_parts),
                identifier="confirm-parts",
                icon=ft.Icons.INVENTORY_2_ROUNDED,
                height=56,
            )
        ]
    if scene.tablet.steps.may_fix(actor, shown.due):
        return [
            field(look, words("The right phone"), desk.view.said, desk.hear, identifier="phone"),
            button(
                look,
                words("Correct the phone"),
                scene.act(desk.fix_number),
                identifier="fix-number",
                icon=ft.Icons.PHONE_ENABLED_ROUNDED,
                height=56,
            ),
        ]
    if scene.tablet.steps.may_reopen(actor, shown.due):
        return [
            button(
                look,
                words("Open it again"),
                scene.act(desk.ask_reason),
                identifier="reopen",
                icon=ft.Icons.LOCK_OPEN_ROUNDED,
                height=56,
            )
        ]
    return []


def condition(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    """Ask in which condition the car is where a season begins; no outcome waits for it (R057)."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    if Programme.TEMPORADA not in {due.programme for due in (shown.due, *shown.also)}:
        return []
    told = (text.value for text in shown.customer.texts if text.field == "car_condition")
    asked = [one for one in CarCondition if one is not CarCondition.UNKNOWN]
    choices = [Choice(one.value, words.code("Answer", one.value)) for one in asked]

    def pick(code: str) -> Handler:
        return scene.act(desk.note_condition, CarCondition(code))

    return [
        ft.Container(height=18),
        heading(caption(look, words("How is the car?"))),
        ft.Container(height=4),
        chips(look, choices, list(told)[:1], pick, identifier="condition"),
    ]


def reopen_sheet(desk: CallDesk, view: CallView) -> ft.AlertDialog:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    return sheet(
        scene,
        words("Why is it opened again?"),
        [
            field(look, words("Reason"), view.said, desk.hear, identifier="reopen-reason"),
            soft(look, words("Its tries begin anew; who opposed is not contacted all the same.")),
        ],
        desk.close_sheet,
        button(
            look,
            words("Open it again"),
            scene.act(desk.reopen),
            identifier="save-reopen",
            kind="main",
            height=56,
        ),
    )
