"""«Llamar» and the eleven outcomes, of equal weight; or what stands in the way."""

import flet as ft

from app.domain.attempts import MISSES, Obstacle, Outcome
from app.domain.consent import Channel
from app.domain.dues import DueState
from app.domain.identifiers import display_phone
from app.domain.staff import may_step
from app.services.callcards import CallCard
from app.ui.screens.call_desk import CallDesk, CallView
from app.ui.screens.call_steps import steps
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.surfaces import note, quiet
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import soft, symbol, text

WIDE = (
    (Outcome.TALKED_OK, ft.Icons.SENTIMENT_SATISFIED_ALT_ROUNDED, 64),
    (Outcome.TALKED_PROBLEM, ft.Icons.SENTIMENT_DISSATISFIED_ROUNDED, 64),
    (Outcome.BOOKED, ft.Icons.EVENT_AVAILABLE_ROUNDED, 56),
    (Outcome.CALL_LATER, ft.Icons.PHONE_CALLBACK_ROUNDED, 56),
)
PAIRS = (
    (
        (Outcome.NO_ANSWER, ft.Icons.PHONE_MISSED_ROUNDED),
        (Outcome.VOICEMAIL, ft.Icons.VOICEMAIL_ROUNDED),
    ),
    (
        (Outcome.BUSY, ft.Icons.PHONE_PAUSED_ROUNDED),
        (Outcome.WRONG_NUMBER, ft.Icons.PHONE_DISABLED_ROUNDED),
    ),
    (
        (Outcome.SOLD_CAR, ft.Icons.SELL_ROUNDED),
        (Outcome.BOUGHT_ELSEWHERE, ft.Icons.NO_CRASH_ROUNDED),
    ),
)
PAIR_ROOM = 300  # two short words side by side


def dial(desk: CallDesk, view: CallView, shown: CallCard) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    c = look.colors
    if shown.due.state is not DueState.BLOCKED and (address := _only_by_email(shown)):
        told = words("Answer by e-mail: {address}", address=address)
        return note(look, quiet(look), ft.Icons.MAIL_ROUNDED, told, identifier="by-email")
    if shown.due.state is DueState.BLOCKED or shown.phone is None:
        sentence = words.of(shown.due.reason) or words("Without permission to contact")
        return note(look, c.attention, ft.Icons.BLOCK_ROUNDED, sentence, identifier="obstacle")
    if shown.obstacle:
        return note(
            look,
            quiet(look),
            ft.Icons.SCHEDULE_ROUNDED,
            _obstacle(desk, shown),
            identifier="obstacle",
        )
    if Channel.PHONE not in shown.due.channels:
        return _write(desk, shown.phone, main=True)
    number = display_phone(shown.phone, desk.shift.branch.country)
    hint = number if view.dialled else _best_time(desk, shown)
    return ft.Column(
        [
            main_button(
                look,
                words("Call"),
                ft.Icons.CALL_ROUNDED,
                scene.act(desk.dial, shown.phone),
                identifier="dial",
                busy=False,
            ),
            text(look, hint, "title", align=ft.TextAlign.CENTER)
            if view.dialled
            else soft(look, hint, align=ft.TextAlign.CENTER),
            *([_write(desk, shown.phone)] if Channel.WHATSAPP in shown.due.channels else []),
        ],
        spacing=6,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _only_by_email(shown: CallCard) -> str | None:
    """Return the address to answer at, where no telephone will do."""
    if not {Channel.PHONE, Channel.WHATSAPP}.isdisjoint(shown.due.channels):
        return None
    right = (one.value.value for one in shown.customer.emails if one.wrong is None)
    return next(right, None)


def _write(desk: CallDesk, phone: str, *, main: bool = False) -> ft.Control:
    scene = desk.shift.scene
    return button(
        scene.look,
        scene.words("Write by WhatsApp"),
        scene.act(desk.write, phone),
        identifier="whatsapp",
        kind="main" if main else "tonal",
        icon=ft.Icons.CHAT_ROUNDED,
        height=56 if main else 48,
    )


def outcomes(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    if shown.obstacle is Obstacle.CLOSED or shown.due.state is DueState.BLOCKED:
        return steps(desk, shown)
    if not _calls(desk):
        return []
    wide = [_outcome(desk, outcome, icon, height) for outcome, icon, height in WIDE]
    pairs: list[ft.Control] = []
    for pair in PAIRS:
        allowed = [it for it in pair if not (shown.obstacle and it[0] in MISSES)]
        buttons = [_outcome(desk, outcome, icon, 56, half=True) for outcome, icon in allowed]
        if not buttons:
            continue
        if desk.shift.scene.look.scale > 1.5 or len(buttons) == 1:  # noqa: PLR2004 - one below the other
            pairs += buttons
        else:
            for half in buttons:
                half.expand = True
            pairs.append(ft.Row(buttons, spacing=8))
    return [*wide, *pairs]


def refuse(desk: CallDesk, shown: CallCard) -> ft.Control:
    """The person wants no contact: one tap, and it ends."""
    if shown.obstacle is Obstacle.CLOSED or not _calls(desk):
        return ft.Container()
    look = desk.shift.scene.look
    return _outcome(
        desk,
        Outcome.REFUSED,
        ft.Icons.DO_NOT_DISTURB_ON_ROUNDED,
        56,
        ink=look.colors.attention.icon,
    )


def _calls(desk: CallDesk) -> bool:
    """Say whether this person may record what came of a call."""
    return may_step(desk.shift.actor.role, Outcome.TALKED_OK)


def _outcome(
    desk: CallDesk,
    outcome: Outcome,
    icon: ft.IconData,
    height: float,
    *,
    half: bool = False,
    ink: str | None = None,
) -> ft.Control:
    scene = desk.shift.scene
    look, c = scene.look, scene.look.colors
    tints = {Outcome.TALKED_OK: c.sent.icon, Outcome.TALKED_PROBLEM: c.attention.icon}
    words = ft.Text(
        scene.words.of(outcome),
        style=ft.TextStyle(
            size=(16 if half else 17) * look.scale,
            height=22 / 17,
            font_family="Hanken 500" if half else "Hanken 600",
            color=ink or c.ink,
        ),
        expand=True,
    )
    more = []
    if outcome is Outcome.CALL_LATER:
        more.append(symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 24, c.ink_soft))
    return tap(
        ft.Row(
            [
                symbol(look, icon, 20 if half else 24, ink or tints.get(outcome, c.ink)),
                words,
                *more,
            ],
            spacing=8 if half else 12,
        ),
        _handler(desk, outcome),
        identifier=f"outcome-{outcome}",
        border_radius=16,
        bgcolor=c.card,
        border=ft.Border.all(1.5, ink or c.chip_line),
        padding=ft.Padding.symmetric(
            horizontal=11 if half else 16, vertical=max(8, (height - 3 - 22 * look.scale) / 2)
        ),
    )


def _handler(desk: CallDesk, outcome: Outcome) -> Handler:
    scene = desk.shift.scene
    if outcome is Outcome.CALL_LATER:
        return scene.act(desk.ask_hour)
    if outcome is Outcome.REFUSED:
        return scene.act(desk.ask_how_far)
    return scene.act(desk.record, outcome)


def _best_time(desk: CallDesk, shown: CallCard) -> str:
    words = desk.shift.scene.words
    if shown.hours is None or shown.next_slot is None:
        return words("The number stays written here")
    today = desk.shift.scene.tablet.showroom.now().date()
    if shown.next_slot.date() != today:
        when = words.coming_day(shown.next_slot.date(), today)
        return words("Next: {when}.", when=f"{when} {words.clock(shown.next_slot)}")
    return words(
        "Best today between {start} and {end}", start=shown.hours.start, end=shown.hours.end
    )


def _obstacle(desk: CallDesk, shown: CallCard) -> str:
    words, now = desk.shift.scene.words, desk.shift.scene.tablet.showroom.now()
    if shown.obstacle is None:
        return ""
    sentence = words.of(shown.obstacle)
    if shown.next_slot is None:
        return sentence
    slot = shown.next_slot
    when = f"{words.coming_day(slot.date(), now.date())} {words.clock(slot)}"
    return f"{sentence} {words('Next: {when}.', when=when)}"
