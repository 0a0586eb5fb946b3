"""A QR on white, also in the dark theme, with what it says for who cannot see it."""

import io
from functools import lru_cache

import flet as ft
from qrcode.image.pure import PyPNGImage
from qrcode.main import QRCode

QUIET = 4


def qr(told: str, side: float, *, identifier: str) -> ft.Control:
    return ft.Semantics(
        identifier=identifier,
        label=told,
        image=True,
        content=ft.Container(
            ft.Image(src=_png(told), width=side, height=side),
            bgcolor="#FFFFFF",
            border_radius=12,
        ),
    )


@lru_cache(maxsize=8)
def _png(told: str) -> bytes:
    code = QRCode(border=QUIET, mask_pattern=3)
    code.add_data(told)
    code.make(fit=True)
    drawn = io.BytesIO()
    code.make_image(image_factory=PyPNGImage).save(drawn)
    return drawn.getvalue()
