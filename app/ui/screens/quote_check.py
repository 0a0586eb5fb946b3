"""«Comprobar una cotización»: what a scanned QR is worth, with or without a network."""

from dataclasses import dataclass

import flet as ft

from app.domain.money import format_money
from app.domain.papers.wording import day_words
from app.domain.quote_seals import SealedText, Truth
from app.services.quote_verifying import Verified
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.palette import Tone
from app.ui.pulse import Pulse
from app.ui.scene import Shift, ask
from app.ui.widgets.buttons import button
from app.ui.widgets.fields import field
from app.ui.widgets.layout import page
from app.ui.widgets.surfaces import card, icon_tile, quiet
from app.ui.widgets.text import heading, soft, text

NOT_YET: Verified | None = None
NO_SENTENCE: str | None = None


@dataclass
class Scanned:
    """What stands in the field; nothing is drawn while it is typed."""

    text: str = ""


@kept
def QuoteCheckScreen(shift: Shift, pulse: Pulse) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    scanned = held(Scanned)
    verified, show = state(NOT_YET)
    sentence, say = state(NO_SENTENCE)

    def scan(typed: str) -> None:
        scanned.text = typed

    async def verify() -> None:
        read = scanned.text.strip()
        say(NO_SENTENCE if read else words("Scan the QR first."))
        show(await ask(scene.tablet.quote_verifying.verify, read) if read else NOT_YET)

    entry = field(
        scene.look,
        words("Text of the QR"),
        scanned.text,
        scene.typed(scan),
        identifier="scanned",
        sentence=sentence,
        on_submit=scene.act(verify),
        autofocus=True,
    )
    hint = soft(scene.look, words("Use the scanner, or paste what the camera reads."))
    do = button(scene.look, words("Check"), scene.act(verify), identifier="verify", kind="main")
    result = [_result(shift, verified)] if verified is not None else []
    content = page(scene.look, [entry, hint, ft.Row([do]), *result], spacing=16, top=8)
    return frame(shift, pulse, words("Check a quote"), shift.branch.name, content)


def _result(shift: Shift, verified: Verified) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words
    truth, says = verified.verdict
    tone, icon = _tone(shift, truth)
    told = [soft(look, words.code("What a truth means", truth))]
    if verified.standing is not None:
        told.append(text(look, words.of(verified.standing), "name"))
    if says is not None:
        told += _said(shift, says)
    return card(
        look,
        ft.Row(
            [
                icon_tile(look, icon, tone.container, tone.text, size=96),
                ft.Column(
                    [
                        ft.Semantics(
                            identifier="verdict",
                            content=heading(text(look, words.of(truth), "headline"), live=True),
                        ),
                        *told,
                    ],
                    spacing=4,
                    expand=True,
                    tight=True,
                ),
            ],
            spacing=24,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        line=tone.icon,
    )


def _said(shift: Shift, says: SealedText) -> list[ft.Text]:
    words, country = shift.scene.words, shift.branch.country
    number = words("{number} · version {n}", number=says.number, n=says.version)
    amounts = " · ".join(format_money(money, country) for money in says.totals)
    until = words("valid to {day}", day=day_words(says.expires_on, country))
    return [text(shift.scene.look, line) for line in (number, amounts, until)]


def _tone(shift: Shift, truth: Truth) -> tuple[Tone, ft.IconData]:
    look = shift.scene.look
    if truth is Truth.GENUINE:
        return look.colors.sent, ft.Icons.VERIFIED_ROUNDED
    if truth is Truth.ALTERED:
        return look.colors.attention, ft.Icons.GPP_BAD_ROUNDED
    return quiet(look), ft.Icons.CLOUD_OFF_ROUNDED
