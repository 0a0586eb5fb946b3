"""The two sheets of the call screen: another hour, and the consents of the customer."""

from datetime import datetime

import flet as ft

from app.domain.attempts import Outcome
from app.domain.consent import Decision
from app.services.consents import ConsentLine
from app.ui.scene import Scene
from app.ui.screens.call_desk import CallDesk, CallView, Sheet
from app.ui.screens.call_readings import reading_sheet
from app.ui.screens.call_steps import reopen_sheet
from app.ui.screens.call_voucher import mail_part, voucher_sheet
from app.ui.screens.hour_picker import HourPicker
from app.ui.widgets.buttons import button
from app.ui.widgets.sheet import sheet
from app.ui.widgets.surfaces import tag
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import soft, text


def call_sheet(desk: CallDesk, view: CallView) -> ft.AlertDialog | None:
    words = desk.shift.scene.words

    def pick(at: datetime) -> Handler:
        return desk.shift.scene.act(desk.record, Outcome.CALL_LATER, at)

    match view.sheet:
        case Sheet.OTHER_HOUR:
            return sheet(
                desk.shift.scene,
                words("When does the person want the call?"),
                [HourPicker(desk.shift.scene, pick)],
                desk.close_sheet,
            )
        case Sheet.REFUSED:
            return sheet(
                desk.shift.scene,
                words("Only this, or no contact at all?"),
                _how_far(desk),
                desk.close_sheet,
            )
        case Sheet.REOPEN:
            return reopen_sheet(desk, view)
        case Sheet.CONSENTS:
            return sheet(
                desk.shift.scene,
                words("Permissions"),
                [_consent(desk, line) for line in view.consents],
                desk.close_sheet,
            )
        case Sheet.VOUCHER if view.voucher is not None:
            return sheet(
                desk.shift.scene,
                words("Voucher: {gift}", gift=view.voucher.gift),
                voucher_sheet(
                    desk.shift,
                    view.voucher,
                    mail_part(desk.shift, view.voucher, view.voucher_way, desk.refresh),
                ),
                desk.close_sheet,
            )
        case _:
            return reading_sheet(desk, view)


def _how_far(desk: CallDesk) -> list[ft.Control]:
    scene, words = desk.shift.scene, desk.shift.scene.words
    look = scene.look
    return [
        button(
            look,
            words("Only this"),
            scene.act(desk.record, Outcome.REFUSED),
            identifier="refuse-this",
            height=56,
        ),
        soft(look, words("Other matters may still bring us to them.")),
        button(
            look,
            words("No contact at all"),
            scene.act(desk.refuse_all),
            identifier="refuse-all",
            kind="danger",
            height=56,
        ),
        soft(look, words("Nobody contacts them any more, by any channel.")),
    ]


def _consent(desk: CallDesk, line: ConsentLine) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    label = f"{words.of(line.purpose)} · {words.of(line.channel)}"
    granted = line.decision is Decision.GRANT
    actions: list[ft.Control] = []
    if granted:
        actions.append(
            button(
                look,
                words("Withdraw"),
                scene.act(desk.withdraw, line.purpose, line.channel),
                identifier=f"withdraw-{line.purpose}-{line.channel}",
                kind="danger",
                name=words("Withdraw: {what}", what=label),
            )
        )
    return ft.Row(
        [
            ft.Column(
                [text(look, label, weight=600), _state(scene, line, granted=granted)],
                spacing=4,
                expand=True,
                tight=True,
            ),
            *actions,
        ],
        spacing=16,
    )


def _state(scene: Scene, line: ConsentLine, *, granted: bool) -> ft.Control:
    look, words = scene.look, scene.words
    if line.decision is None:
        return soft(look, words("Was not asked"))
    today = scene.tablet.showroom.now().date()
    since = f" · {words.past_day(line.since.date(), today)}" if line.since else ""
    tone = look.colors.sent if granted else look.colors.attention
    icon = ft.Icons.CHECK_CIRCLE_ROUNDED if granted else ft.Icons.BLOCK_ROUNDED
    return ft.Row([tag(look, tone, icon, f"{words.of(line.decision)}{since}")])
