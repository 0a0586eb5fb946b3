"""Choosing photos: a device names their files, a browser uploads them to this machine first.

The bytes never come through the page's socket: one large photo would be more than a message may
hold, and the page would be gone without a word.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import flet as ft

from app.services.photos import PhotoAlbum
from app.services.pictures import MAX_FILE_BYTES, PictureDoubt, UnfitPictureError
from app.ui.scene import ask

UPLOAD_SECONDS = 120


async def chosen_photos(
    album: PhotoAlbum, on_chosen: Callable[[], None] = lambda: None
) -> list[bytes | PictureDoubt]:
    """Let a person choose pictures; return the bytes of each, or why there are none.

    ``on_chosen`` is told when the choice is made and the bytes are on their way.
    """
    picker = ft.FilePicker()
    files = await picker.pick_files(
        file_type=ft.FilePickerFileType.IMAGE,
        allow_multiple=True,
        # On a slow machine the choice would else be taken for a cancelled one.
        cancel_upload_on_window_blur=False,
    )
    if files:
        on_chosen()
    return [await _bytes_of(picker, album, file) for file in files or ()]


async def _bytes_of(
    picker: ft.FilePicker, album: PhotoAlbum, file: ft.FilePickerFile
) -> bytes | PictureDoubt:
    if file.size > MAX_FILE_BYTES:
        return PictureDoubt.TOO_LARGE
    if file.path is not None:
        return await ask(_read, Path(file.path))
    return await _uploaded(picker, album, file)


def _read(path: Path) -> bytes | PictureDoubt:
    try:
        return path.read_bytes()
    except OSError:
        return PictureDoubt.BROKEN


async def _uploaded(
    picker: ft.FilePicker, album: PhotoAlbum, file: ft.FilePickerFile
) -> bytes | PictureDoubt:
    """Have the browser send the file to the page's own server, and take it from there."""
    page, name = ft.context.page, album.upload_name()
    ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def heard(event: ft.FilePickerUploadEvent) -> None:
        if not ended.done() and (event.error or event.progress == 1.0):
            ended.set_result(not event.error)

    picker.on_upload = heard
    picker.update()
    url = page.get_upload_url(name, UPLOAD_SECONDS)
    await picker.upload([ft.FilePickerUploadFile(upload_url=url, id=file.id, name=file.name)])
    try:
        arrived = await asyncio.wait_for(ended, UPLOAD_SECONDS)
    except TimeoutError:
        arrived = False
    try:
        return await ask(album.uploaded, name) if arrived else PictureDoubt.BROKEN
    except UnfitPictureError as unfit:
        return unfit.doubt
