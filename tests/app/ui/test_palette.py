import pytest

from app.ui.palette import PALETTES, Palette, Tone


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=PALETTES.values(), ids=lambda p: p.ground + p.card)
def palette(request: pytest.FixtureRequest) -> Palette:
    chosen: Palette = request.param
    return chosen


def test_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0


def test_text_reaches_seven_to_one(palette: Palette) -> None:
    for ground in (palette.ground, palette.card):
        assert contrast(palette.ink, ground) >= 7
        assert contrast(palette.ink_soft, ground) >= 7
        assert contrast(palette.primary, ground) >= 7
    assert contrast(palette.ink_soft, palette.quiet) >= 7
    assert contrast(palette.on_primary, palette.primary) >= 7
    assert contrast(palette.on_pale, palette.pale) >= 7
    assert contrast(palette.on_inverse, palette.inverse) >= 7
    assert contrast("#FFFFFF", palette.hero) >= 7


def test_each_meaning_is_legible_on_its_container_and_as_an_icon_on_a_card(
    palette: Palette,
) -> None:
    tones: tuple[Tone, ...] = (palette.here, palette.sent, palette.attention, palette.offline)
    for tone in tones:
        assert contrast(tone.text, tone.container) >= 7
        assert contrast(tone.icon, palette.card) >= 4.5


def test_lines_that_show_a_control_reach_three_to_one(palette: Palette) -> None:
    assert contrast(palette.chip_line, palette.card) >= 3
    assert contrast(palette.outline, palette.card) >= 3


def test_initials_are_legible(palette: Palette) -> None:
    assert all(contrast(ink, ground) >= 7 for ground, ink in palette.avatars)
