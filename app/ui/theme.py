"""How everything is drawn: one ``Look`` with the colours, the type scale and the room there is."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import flet as ft

from app.ui.palette import PALETTES, Palette

FONTS = {
    "Hanken 400": "fonts/HankenGrotesk-Regular.ttf",
    "Hanken 500": "fonts/HankenGrotesk-Medium.ttf",
    "Hanken 600": "fonts/HankenGrotesk-SemiBold.ttf",
    "Hanken 700": "fonts/HankenGrotesk-Bold.ttf",
}

Weight = Literal[400, 500, 600, 700]
Role = Literal[
    "giant", "display", "headline", "title", "name", "tile", "figure", "body", "second", "third"
]


class Size(NamedTuple):
    size: float
    line: float
    weight: Weight
    tracking: float = 0


ROLES: dict[Role, Size] = {
    "giant": Size(52, 52, 700, -1),
    "display": Size(40, 48, 700, -0.7),
    "headline": Size(32, 40, 700, -0.5),
    "title": Size(24, 32, 700, -0.25),
    "tile": Size(28, 34, 700, -0.3),
    "figure": Size(32, 36, 700, -0.6),
    "name": Size(20, 28, 600, -0.1),
    "body": Size(18, 26, 400),
    "second": Size(16, 22, 400),
    "third": Size(14, 20, 400),
}

MAX_CONTENT = 1500
RAIL_FROM = 900  # width from which a rail stands at the side
COLUMNS_FROM = 1100  # width that leaves room for an action column
ACTION_COLUMN = 352


@dataclass(frozen=True)
class Look:
    """The tablet's screen settings and the size of its window, in logical pixels."""

    width: float = 1280
    height: float = 800
    scale: float = 1.0
    dark: bool = False
    contrast: bool = False
    left_handed: bool = False

    @property
    def colors(self) -> Palette:
        return PALETTES[self.dark, self.contrast]

    @property
    def room(self) -> float:
        """Width as the text sees it: 1280 px at 200 % hold as many words as 640."""
        return self.width / self.scale

    @property
    def columns(self) -> bool:
        """Say whether the action column stands beside the content or below it."""
        return self.room >= COLUMNS_FROM

    @property
    def bottom_bar(self) -> bool:
        return self.width < self.height or self.width < RAIL_FROM

    @property
    def buttons_at_foot(self) -> bool:
        """Say whether main buttons, or the bar, stand at the foot over the whole width."""
        return self.bottom_bar or not self.columns

    @property
    def rail_width(self) -> float:
        return max(96, 90 * self.scale)

    def size(self, role: Role) -> float:
        return ROLES[role].size * self.scale

    def line(self, role: Role) -> float:
        return ROLES[role].line * self.scale

    def icon(self, size: float) -> float:
        """Icons grow half as fast as the text beside them."""
        return size * (1 + (self.scale - 1) / 2)

    def room_around(self, role: Role, height: float) -> float:
        """Return the vertical padding that makes one line of ``role`` at least ``height`` high."""
        return max(6, (height - self.line(role)) / 2)

    def style(
        self, role: Role = "body", weight: Weight | None = None, color: str | None = None
    ) -> ft.TextStyle:
        size = ROLES[role]
        return ft.TextStyle(
            size=size.size * self.scale,
            height=size.line / size.size,
            letter_spacing=size.tracking,
            font_family=f"Hanken {weight or size.weight}",
            color=color or self.colors.ink,
        )


def rounded(radius: float) -> ft.RoundedRectangleBorder:
    return ft.RoundedRectangleBorder(radius=radius)


def flet_theme(look: Look) -> ft.Theme:
    """Return the Material theme for what Flet draws by itself: dialogs, sheets, cursors."""
    c = look.colors
    return ft.Theme(
        color_scheme=_scheme(c),
        font_family="Hanken 400",
        scaffold_bgcolor=c.ground,
        visual_density=ft.VisualDensity.STANDARD,
        text_theme=ft.TextTheme(
            body_large=look.style("body"),
            body_medium=look.style("second"),
            label_large=look.style("body", 600),
        ),
    )


def _scheme(c: Palette) -> ft.ColorScheme:
    return ft.ColorScheme(
        primary=c.primary,
        on_primary=c.on_primary,
        primary_container=c.pale,
        on_primary_container=c.on_pale,
        secondary=c.ink_soft,
        secondary_container=c.pale,
        on_secondary_container=c.on_pale,
        error=c.attention.icon,
        error_container=c.attention.container,
        on_error_container=c.attention.text,
        surface=c.ground,
        on_surface=c.ink,
        on_surface_variant=c.ink_soft,
        outline=c.outline,
        outline_variant=c.hairline,
        surface_container_lowest=c.card,
        surface_container_low=c.card,
        surface_container=c.quiet,
        surface_container_high=c.card,
        surface_container_highest=c.card,
        inverse_surface=c.inverse,
        on_inverse_surface=c.on_inverse,
        inverse_primary=c.inverse_primary,
        surface_tint="#00000000",
    )
