"""Photos as small pictures in a row; one may be opened, or taken away before it is saved."""

from collections.abc import Callable, Sequence

import flet as ft

from app.services.photos import ShownPhoto
from app.storage.photos import PhotoState
from app.ui.scene import Scene
from app.ui.widgets.buttons import icon_button
from app.ui.widgets.sheet import sheet
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import soft, symbol

SIDE = 104
WHOLE = 480


def photo_row(
    scene: Scene,
    photos: Sequence[ShownPhoto],
    open_: Callable[[str], Handler],
    remove: Callable[[str], Handler] | None = None,
) -> ft.Control:
    return ft.Row(
        [_photo(scene, n, photo, open_, remove) for n, photo in enumerate(photos, 1)],
        wrap=True,
        spacing=12,
        run_spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def photo_sheet(scene: Scene, data: bytes, close: Callable[[], None]) -> ft.AlertDialog:
    """One photo, as large as the sheet allows."""
    whole = ft.Image(src=data, height=WHOLE, fit=ft.BoxFit.CONTAIN)
    return sheet(
        scene,
        scene.words("Photo"),
        [ft.Semantics(identifier="photo-whole", label=scene.words("Photo"), content=whole)],
        close,
    )


def _photo(
    scene: Scene,
    number: int,
    photo: ShownPhoto,
    open_: Callable[[str], Handler],
    remove: Callable[[str], Handler] | None,
) -> ft.Control:
    look, words = scene.look, scene.words
    seen: ft.Control = symbol(look, ft.Icons.IMAGE_ROUNDED, 32, look.colors.ink_soft)
    if photo.thumb is not None:
        seen = ft.Image(src=photo.thumb, width=SIDE, height=SIDE, fit=ft.BoxFit.COVER)
    box = tap(
        seen,
        open_(photo.sha256),
        identifier=f"photo-{number}",
        label=words("Photo {n}", n=number),
        width=SIDE,
        height=SIDE,
        border_radius=14,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=look.colors.quiet,
        alignment=ft.Alignment.CENTER,
    )
    parts: list[ft.Control] = [box]
    if remove is not None:
        name = words("Remove photo {n}", n=number)
        away = remove(photo.sha256)
        mark = ft.Icons.DELETE_OUTLINE_ROUNDED
        parts.append(icon_button(look, mark, name, away, identifier=f"photo-remove-{number}"))
    elif (said := _standing(scene, photo)) is not None:
        parts.append(said)
    return ft.Column(
        parts, spacing=2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER
    )


def _standing(scene: Scene, photo: ShownPhoto) -> ft.Control | None:
    said = {
        None: scene.words("not here yet"),
        PhotoState.QUEUED: scene.words("to be sent"),
        PhotoState.REFUSED: scene.words("was not taken"),
    }.get(photo.state)
    return None if said is None else soft(scene.look, said, "third")
