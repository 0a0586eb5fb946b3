"""Close of the day: nobody signs out over what was not sent; a sealed file takes it to the office."""

from collections.abc import Callable
from typing import NamedTuple

import flet as ft

from app.services.day_close import ExportFile
from app.services.outgoing import PHOTO, SyncStatus
from app.ui.pulse import Pulse
from app.ui.scene import Message, Scene, Shift, ask
from app.ui.widgets.buttons import button
from app.ui.widgets.sheet import sheet
from app.ui.widgets.surfaces import note
from app.ui.widgets.text import text


async def save_backup(shift: Shift) -> ExportFile:
    """Give the sealed file: the system's dialog on a device, a download in a browser."""
    scene = shift.scene
    made = await ask(scene.tablet.day_close.export)
    await ft.FilePicker().save_file(file_name=made.name, src_bytes=made.data)
    scene.say(Message(scene.words("Sealed backup saved"), _holds(scene, made)))
    return made


def backup_button(shift: Shift) -> ft.Control:
    async def save() -> None:
        await save_backup(shift)

    return button(
        shift.scene.look,
        shift.scene.words("Save a sealed backup"),
        shift.scene.act(save),
        identifier="save-backup",
        icon=ft.Icons.LOCK_ROUNDED,
        height=56,
    )


class Ways(NamedTuple):
    """What else can be done than sign out."""

    stay: Callable[[], None]
    lock: Callable[[], None]


def unsent_sheet(shift: Shift, pulse: Pulse, status: SyncStatus, instead: Ways) -> ft.AlertDialog:
    """Say why nobody signs out now, and what can be done about it."""
    scene = shift.scene
    look, words = scene.look, scene.words

    async def send() -> None:
        scene.tablet.outgoing.send_now()
        await pulse.refresh(scene.tablet, shift.actor)

    async def leave_locked() -> None:
        instead.stay()
        instead.lock()

    said = [
        note(
            look,
            look.colors.here,
            ft.Icons.TABLET_ANDROID_ROUNDED,
            _waiting(scene, status),
            identifier="not-signed-out",
        ),
        text(
            look,
            words(
                "If this tablet is lost, they are lost with it. Send them now, or take a sealed"
                " backup to the office: only the server opens it."
            ),
        ),
        text(look, words("A backup is a copy: the tablet goes on sending. Lock it meanwhile.")),
        *_photos_stay(scene, status),
        button(
            look,
            words("Send now"),
            scene.act(send),
            identifier="send-before-leaving",
            icon=ft.Icons.CLOUD_UPLOAD_ROUNDED,
            height=56,
        ),
        backup_button(shift),
        button(
            look,
            words("Lock the tablet"),
            scene.act(leave_locked),
            identifier="lock-instead",
            icon=ft.Icons.LOCK_CLOCK_ROUNDED,
            height=56,
        ),
    ]
    return sheet(scene, words("You cannot sign out yet"), said, instead.stay)


def _photos_stay(scene: Scene, status: SyncStatus) -> list[ft.Control]:
    """Say that photos are in no backup, where some wait."""
    if not status.queued_by_kind.get(PHOTO, 0):
        return []
    return [text(scene.look, scene.words("Photos do not fit in the backup: they stay here."))]


def _waiting(scene: Scene, status: SyncStatus) -> str:
    """Return «3 registros y 1 foto están solo en este tablet.»"""
    words, photos = scene.words, status.queued_by_kind.get(PHOTO, 0)
    records = status.queued - photos
    told = words.count(
        "{n} record is only on this tablet.", "{n} records are only on this tablet.", records
    )
    if not photos:
        return told
    beside = words.count("{n} photo waits for a network.", "{n} photos wait for a network.", photos)
    return f"{told} {beside}" if records else beside


def _holds(scene: Scene, made: ExportFile) -> str:
    counted = made.records
    return scene.words.count(
        "{n} record in {file}", "{n} records in {file}", counted, file=made.name
    )
