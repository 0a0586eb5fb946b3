"""Which colour means what: four palettes (light, dark, each also in high contrast)."""

from dataclasses import dataclass, replace
from typing import NamedTuple


class Tone(NamedTuple):
    """A meaning: text on its container, the container, and the icon on a card."""

    text: str
    container: str
    icon: str


@dataclass(frozen=True)
class Palette:
    """Hex colours by role; body text reaches at least 7:1 on every ground it is used on."""

    ground: str
    card: str
    quiet: str
    ink: str
    ink_soft: str
    primary: str
    on_primary: str
    pale: str
    on_pale: str
    outline: str
    chip_line: str
    hairline: str
    inverse: str
    on_inverse: str
    inverse_primary: str
    hero: str
    shadow: str
    here: Tone
    sent: Tone
    attention: Tone
    offline: Tone
    avatars: tuple[tuple[str, str], ...]
    edge: float = 1  # width of a card's outline
    accent_on_inverse: str = "#FFC873"


LIGHT = Palette(
    ground="#F3F5F4",
    card="#FFFFFF",
    quiet="#E9EDEB",
    ink="#10201F",
    ink_soft="#3E4D4A",
    primary="#0B4F57",
    on_primary="#FFFFFF",
    pale="#D2EAEA",
    on_pale="#06363C",
    outline="#6B7A77",
    chip_line="#7F8D89",
    hairline="#D3DAD7",
    inverse="#10201F",
    on_inverse="#FFFFFF",
    inverse_primary="#8ED6D3",
    hero="#0B4F57",
    shadow="#0A10201F",
    here=Tone("#6F4400", "#FFE9BF", "#A86200"),
    sent=Tone("#0B5431", "#D3F0DD", "#17784A"),
    attention=Tone("#8A1A16", "#FFDFDB", "#B3261E"),
    offline=Tone("#3E4D4A", "#E9EDEB", "#3E4D4A"),
    avatars=(
        ("#D2EAEA", "#06363C"),
        ("#F3E3CF", "#573A12"),
        ("#E2E2F3", "#33345F"),
        ("#DDEBD3", "#2E4A1B"),
        ("#F3DFE6", "#65273F"),
    ),
)

DARK = Palette(
    ground="#0C1413",
    card="#151F1E",
    quiet="#1E2A29",
    ink="#E6ECEA",
    ink_soft="#B7C4C0",
    primary="#86D6D8",
    on_primary="#00363B",
    pale="#0C4A51",
    on_pale="#C8F1F1",
    outline="#84938F",
    chip_line="#66756F",
    hairline="#2E3A38",
    inverse="#E6ECEA",
    on_inverse="#10201F",
    inverse_primary="#0B4F57",
    hero="#0F5A63",
    shadow="#00000000",
    here=Tone("#FFC873", "#432C00", "#FFC873"),
    sent=Tone("#86DFA9", "#0C3A23", "#86DFA9"),
    attention=Tone("#FFB4AB", "#5A1613", "#FFB4AB"),
    offline=Tone("#B7C4C0", "#1E2A29", "#B7C4C0"),
    avatars=(
        ("#0C4A51", "#C8F1F1"),
        ("#4A3A22", "#F3E3CF"),
        ("#33345F", "#E2E2F3"),
        ("#2E4A1B", "#DDEBD3"),
        ("#5A2A3F", "#F3DFE6"),
    ),
    accent_on_inverse="#6F4400",
)

LIGHT_CONTRAST = replace(
    LIGHT,
    ground="#FFFFFF",
    ink="#000000",
    ink_soft="#10201F",
    outline="#000000",
    chip_line="#000000",
    hairline="#10201F",
    primary="#003A41",
    hero="#003A41",
    shadow="#00000000",
    edge=1.5,
)

DARK_CONTRAST = replace(
    DARK,
    ground="#000000",
    card="#000000",
    ink="#FFFFFF",
    ink_soft="#E6ECEA",
    outline="#FFFFFF",
    chip_line="#FFFFFF",
    hairline="#E6ECEA",
    primary="#A9F0F2",
    edge=1.5,
)

PALETTES: dict[tuple[bool, bool], Palette] = {  # by (dark, high contrast)
    (False, False): LIGHT,
    (True, False): DARK,
    (False, True): LIGHT_CONTRAST,
    (True, True): DARK_CONTRAST,
}
