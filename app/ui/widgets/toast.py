"""«Guardado en este tablet», with «Deshacer» for ten seconds."""

import asyncio

import flet as ft

from app.services.capture import UNDO_SECONDS
from app.ui.hooks import kept
from app.ui.pulse import Voice
from app.ui.scene import Message, Scene
from app.ui.widgets.tap import tap
from app.ui.widgets.text import symbol, text

WIDTH = 460


@kept
def Toast(scene: Scene, voice: Voice) -> ft.Control:
    message = voice.message

    async def wait() -> None:
        await asyncio.sleep(UNDO_SECONDS)
        if voice.message is message:
            voice.hush()

    def start() -> None:
        if message and message.read is None:
            ft.context.page.run_task(wait)

    ft.use_effect(start, [message])
    if message is None:
        return ft.Container(width=0, height=0)
    return _bar(scene, voice, message)


def _bar(scene: Scene, voice: Voice, message: Message) -> ft.Control:
    look = scene.look
    c = look.colors
    icon = ft.Icons.ERROR_ROUNDED if message.trouble else ft.Icons.TABLET_ANDROID_ROUNDED
    lines: list[ft.Control] = [
        ft.Text(
            message.title,
            style=ft.TextStyle(
                size=17 * look.scale,
                height=24 / 17,
                font_family="Hanken 600",
                color=c.on_inverse,
            ),
        )
    ]
    if message.detail:
        lines.append(text(look, message.detail, "second", color=c.on_inverse))
    return ft.Semantics(
        identifier="message",
        live_region=True,
        content=ft.Container(
            ft.Row(
                [
                    symbol(look, icon, 24, c.accent_on_inverse),
                    ft.Column(lines, spacing=0, expand=True),
                    _action(scene, voice, message),
                ],
                spacing=12,
            ),
            width=min(WIDTH * look.scale, look.width - 48),
            bgcolor=c.inverse,
            border_radius=18,
            padding=ft.Padding.only(left=16, right=6, top=10, bottom=10),
            shadow=ft.BoxShadow(blur_radius=32, color="#1A10201F", offset=ft.Offset(0, 12)),
        ),
    )


def _action(scene: Scene, voice: Voice, message: Message) -> ft.Control:
    look = scene.look

    async def take_back() -> None:
        voice.hush()
        if message.undo:
            await message.undo()
        if message.read:
            await message.read()

    label = scene.words("Undo") if message.undo else scene.words("Close")
    return tap(
        text(look, label, "body", weight=600, color=look.colors.inverse_primary),
        scene.act(take_back),
        identifier="undo" if message.undo else "close-message",
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=14, vertical=look.room_around("body", 48)),
    )
