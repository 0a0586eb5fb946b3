"""«Cotización»: the car, its lines and ways to pay on the left; what it adds up to on the right."""

from typing import Any

import flet as ft

from app.domain.money import format_money
from app.domain.papers.wording import tax_part_words
from app.domain.quote_rules import Totals
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Shift
from app.ui.screens import quote_answers as answer
from app.ui.screens import quote_sections as section
from app.ui.screens.quote_desk import MAX_OPTIONS, QuoteDesk, QuoteView
from app.ui.screens.quote_saved import saved_view
from app.ui.screens.quote_who import who
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.layout import flow, page, side_by_side, under
from app.ui.widgets.surfaces import empty, note, quiet
from app.ui.widgets.text import soft, text


@kept
def QuoteScreen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    words = shift.scene.words
    _, show = state(QuoteView())
    desk = held(lambda: QuoteDesk(shift, pulse, show, place))
    desk.shift = shift
    view = desk.view  # with what was typed since it was last shown
    ft.use_effect(desk.load, [])
    ft.use_effect(desk.refresh, [pulse.status])
    if view.saved is not None:
        return saved_view(desk, pulse, view)
    title = words("Quote for {name}", name=view.form.name) if view.form else words("Quote")
    return frame(shift, pulse, title, shift.branch.name, _content(desk, view))


def _content(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    if not view.loaded:
        return ft.Container()
    if view.offers is None:
        return ft.Container(
            empty(
                look,
                ft.Icons.REQUEST_QUOTE_ROUNDED,
                words("No price list yet"),
                words("It comes with the next connection."),
            ),
            alignment=ft.Alignment.CENTER,
            expand=True,
        )
    if view.form is None:
        return who(desk, view)
    sections = _sections(desk, view)
    if view.chosen is None or view.choosing:
        return page(look, sections, spacing=18, top=8)
    side, save = _side(desk, view), _save(desk, view)
    if not look.columns:
        return page(look, [*sections, *side], spacing=18, top=8, pinned=save)
    column = ft.Column(
        [flow(side, spacing=12), save],
        spacing=12,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    form = flow(sections)
    return side_by_side(look, form, column)


def _sections(desk: QuoteDesk, view: QuoteView) -> list[Any]:
    scene = desk.shift.scene
    parts: list[Any] = []
    if view.offers is not None and view.offers.stale:
        parts.append(
            note(
                scene.look,
                scene.look.colors.here,
                ft.Icons.SCHEDULE_ROUNDED,
                scene.words("The price list is out of date: prices are to be confirmed."),
                identifier="stale-prices",
            )
        )
    if view.chosen is None or view.choosing:
        return [*parts, *section.versions(desk, view)]
    # What comes with an answer must not move the field that is being typed in.
    return [
        under([*parts, *section.options(desk, view)], section.car(desk, view)),
        section.lines(desk, view),
        section.adding(desk, view),
        under(answer.suggested(desk, view), answer.credit(desk, view)),
        under(answer.benefits(desk, view), answer.validity(desk, view)),
    ]


def _side(desk: QuoteDesk, view: QuoteView) -> list[Any]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    parts: list[Any] = [_total(desk, view)]
    if view.checked is not None:
        parts += [
            note(
                look,
                look.colors.attention,
                ft.Icons.ERROR_ROUNDED,
                words.of(fault.code),
                identifier=f"fault-{fault.code}",
            )
            for option, fault in view.checked.faults
            if option == view.option
        ]
    parts.append(
        note(look, quiet(look), ft.Icons.INFO_ROUNDED, words("It is no receipt and no invoice."))
    )
    if view.form is not None and len(view.form.options) < MAX_OPTIONS:
        parts.append(
            button(
                look,
                words("Compare another option"),
                scene.act(desk.compare),
                identifier="compare",
                icon=ft.Icons.COMPARE_ARROWS_ROUNDED,
            )
        )
    return parts


def _total(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene, branch = desk.shift.scene, desk.shift.branch
    look, words = scene.look, scene.words
    c = look.colors
    checked = view.checked
    added = checked.totals[view.option] if checked and view.option < len(checked.totals) else None
    if added is None:
        shown: list[ft.Control] = [
            text(look, words("Check the amounts"), "name", color=c.on_primary)
        ]
    else:
        tax = tax_part_words([part for part, _ in added.tax.parts], branch.country)
        label = words("Cash total, {tax}", tax=tax)
        shown = [text(look, label, "second", color=c.on_primary), *_amounts(desk, added)]
    return ft.Semantics(
        identifier="quote-total",
        live_region=True,
        content=ft.Container(
            ft.Column(shown, spacing=4, tight=True),
            bgcolor=c.primary,
            border_radius=20,
            padding=24,
        ),
    )


def _amounts(desk: QuoteDesk, added: Totals) -> list[ft.Control]:
    """The cash total large; soles beside dollars at the same size; with credit below."""
    scene, country = desk.shift.scene, desk.shift.branch.country
    look, words = scene.look, scene.words
    white = look.colors.on_primary
    shown: list[ft.Control] = [
        text(look, format_money(money, country), "figure", color=white)
        for money in (added.cash, *added.local[:1])
    ]
    if added.financed is not None:
        shown.append(
            text(
                look,
                words("With credit {amount}", amount=format_money(added.financed, country)),
                "body",
                weight=600,
                color=white,
            )
        )
    return shown


def _save(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    return ft.Column(
        [
            main_button(
                look,
                words("Save and share"),
                ft.Icons.IOS_SHARE_ROUNDED,
                scene.act(desk.save),
                identifier="save-quote",
                busy=view.saving,
            ),
            soft(look, words("Stays on this tablet, online or not"), align=ft.TextAlign.CENTER),
        ],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
