"""Step 3: the sheet as it will be printed, the signature, the number, and the copy at once."""

from typing import Any

import flet as ft

from app.domain.complaint_texts import Topic, complaint_text
from app.domain.papers import complaint_wording as wording
from app.domain.people import Country
from app.ui.screens.complaint_desk import ComplaintDesk, ComplaintView
from app.ui.screens.complaint_guide import due_note
from app.ui.theme import ACTION_COLUMN, Look
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.signature import SHAPE, SignaturePad, picture
from app.ui.widgets.surfaces import card, hairline, note
from app.ui.widgets.text import caption, heading, soft, text

WIDEST = 640


def sign_step(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    look = desk.shift.scene.look
    sheet, pad, actions = _sheet(desk, view), _pad(desk, view), _actions(desk, view)
    if not look.columns:
        foot = ft.Column([pad, *actions[-1:]], spacing=8, tight=True)
        return page(look, [sheet, *actions[:-1]], spacing=16, pinned=foot)
    column = ft.Column(
        [ft.ListView(actions[:-1], spacing=16, expand=True), actions[-1]],
        spacing=16,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    left = ft.Column(
        [ft.ListView([sheet], expand=True), pad],
        spacing=16,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return side_by_side(look, left, column)


def _pad(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    """The pad stands outside what scrolls: a stroke down is no scrolling."""
    scene, form = desk.shift.scene, view.form
    look = scene.look
    signature = form.signature if form else None
    width = _width(look)
    if form is not None and form.paper:
        return soft(look, scene.words("The paper sheet carries the signature."))
    if view.registered:
        if signature is None:
            return ft.Container(height=0)
        return ft.Container(picture(look, signature, width / 2), height=width / 2 / SHAPE)
    label = scene.words("Signature of the person")
    return SignaturePad(scene, desk.sign, signature, width, label)


def _width(look: Look) -> float:
    beside = look.rail_width + ACTION_COLUMN + 80 if look.columns else 64
    return min(WIDEST, look.width - beside - 40)


def _sheet(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene, check = desk.shift.scene, view.check
    look, words = scene.look, scene.words
    assert check is not None  # noqa: S101 - for the type checker: the screen waits for it
    case, provider = check.case, scene.tablet.case_book.provider()
    complaint, sheet = case.complaint, case.sheet()
    country = complaint.country
    is_hoja = country is Country.PE and sheet is not None
    topic = Topic.NOTICES if is_hoja else Topic.INTERNAL
    told = complaint_text(topic if country is Country.PE else Topic.RECEIPT, country)
    title = words("Hoja de Reclamación") if is_hoja else told.title
    number = str(sheet) if sheet else words("without number")
    book = sheet.book if sheet else ""
    who = complaint.consumer
    kind, document = wording.document_words(who.document)
    facts = (
        (words("Name"), wording.name_of(who)),
        (kind or words("Document"), document),
        (words("Address"), who.address or ""),
        (words("E-mail"), wording.email_of(who)),
        (words("Mobile"), wording.phone_of(who, country)),
        (words("Kind"), words.of(complaint.kind)),
        (words("Area"), words.of(complaint.area)),
        (words("Registered"), wording.moment_words(complaint.registered_at, country)),
        (words("Good"), ", ".join(part for part in wording.good_words(complaint.good) if part)),
        (words("Amount"), wording.amount_words(complaint.amount, country)),
        (words("Photos"), str(len(complaint.photos))),
    )
    head = ft.Row(
        [
            ft.Column(
                [
                    heading(text(look, title, "title")),
                    soft(look, f"{provider.legal_name} · {provider.tax_id}"),
                    soft(look, provider.address),
                ],
                spacing=0,
                tight=True,
                expand=True,
            ),
            ft.Semantics(
                identifier="sheet-number",
                content=ft.Column(
                    [soft(look, book), text(look, number, "name", weight=700)],
                    spacing=0,
                    tight=True,
                    horizontal_alignment=ft.CrossAxisAlignment.END,
                ),
            ),
        ],
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(
        look,
        ft.Column(
            [
                head,
                hairline(look),
                _facts(look, facts, words("not said")),
                hairline(look),
                caption(look, words("Detail")),
                text(look, complaint.detail),
                caption(look, words("They ask for")),
                text(look, complaint.request or words("Nothing said")),
                *(soft(look, paragraph, "third") for paragraph in told.paragraphs),
                soft(look, told.standing, "third"),
            ],
            spacing=10,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _facts(look: Look, facts: tuple[tuple[str, str], ...], empty: str) -> ft.Control:
    half = (len(facts) + 1) // 2
    columns = (facts[:half], facts[half:]) if look.columns else (facts,)
    return ft.Row(
        [
            ft.Column(
                [
                    ft.Row(
                        [
                            ft.Container(soft(look, name), width=104 * look.scale),
                            text(look, value, "second", weight=600, expand=True)
                            if value
                            else soft(look, empty, expand=True),
                        ],
                        vertical_alignment=ft.CrossAxisAlignment.START,
                    )
                    for name, value in column
                ],
                spacing=6,
                expand=True,
            )
            for column in columns
        ],
        spacing=24,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _actions(desk: ComplaintDesk, view: ComplaintView) -> list[Any]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    if view.registered:
        return [*due_note(desk, view), *_registered(desk)]
    parts: list[ft.Control] = [*due_note(desk, view)]
    if view.insisted:
        said = words("The signature is missing")
        parts.append(
            note(
                look,
                look.colors.attention,
                ft.Icons.DRAW_ROUNDED,
                said,
                identifier="not-signed",
            )
        )
    parts.append(
        button(
            look,
            words("Back"),
            scene.act(desk.back),
            identifier="back",
            icon=ft.Icons.ARROW_BACK_ROUNDED,
            height=56,
        )
    )
    register = main_button(
        look,
        words("Register"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.register),
        identifier="register",
        busy=view.saving,
    )
    fixed = soft(look, words("The number stays fixed"), align=ft.TextAlign.CENTER)
    return [
        *parts,
        ft.Column(
            [register, fixed],
            spacing=8,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    ]


def _registered(desk: ComplaintDesk) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    said = words("Saved on this tablet")
    done = note(look, look.colors.here, ft.Icons.TABLET_ANDROID_ROUNDED, said, identifier="saved")
    home = button(look, words("Home"), scene.act(desk.another), identifier="to-home", height=56)
    copy = main_button(
        look,
        words("Their copy (PDF)"),
        ft.Icons.PICTURE_AS_PDF_ROUNDED,
        scene.act(desk.copy),
        identifier="copy",
        busy=False,
    )
    out: list[ft.Control] = []
    if ft.context.page.web:
        label, icon = words("Print"), ft.Icons.PRINT_ROUNDED
        act = scene.act(desk.print_copy)
        out = [button(look, label, act, identifier="print-copy", icon=icon, height=56)]
    return [done, *out, home, copy]
