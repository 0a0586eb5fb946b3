"""Step 2: who complains; what a valid hoja lacks is named, and nobody is turned away."""

from typing import Any

import flet as ft

from app.domain.complaints import ReplyChannel
from app.domain.hoja import Minimum
from app.domain.people import Country, DocumentType
from app.services.callcards import display_name
from app.services.complaint_forms import OWN_DOCUMENT
from app.ui.screens.complaint_desk import ComplaintDesk, ComplaintView
from app.ui.screens.complaint_guide import due_note
from app.ui.screens.visit_fields import DOCUMENTS, PREFIX
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.layout import flow, page, side_by_side, under
from app.ui.widgets.surfaces import avatar, card
from app.ui.widgets.tap import Handler, State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text

NEEDED = (Minimum.NAME, Minimum.DOCUMENT, Minimum.ADDRESS_OR_EMAIL, Minimum.DETAIL)


def who_step(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    look = desk.shift.scene.look
    fields, aside, steps = _fields(desk, view), _aside(desk, view), _steps(desk, view)
    if not look.columns:
        return page(look, [*fields, *aside], spacing=18, top=12, pinned=steps)
    column = ft.Column(
        [ft.Column(aside, spacing=16, scroll=ft.ScrollMode.AUTO, expand=True), steps],
        spacing=16,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    form = flow(fields)
    return side_by_side(look, form, column)


def _fields(desk: ComplaintDesk, view: ComplaintView) -> list[Any]:
    scene, branch, form = desk.shift.scene, desk.shift.branch, view.form
    words = scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    kinds = DOCUMENTS.get(branch.country, DOCUMENTS[Country.CL])
    chosen = form.document_type or OWN_DOCUMENT.get(branch.country, kinds[0])
    known = [_known(desk, view)] if view.known is not None else []
    name = _typed(desk, view, "name", words("Names and two surnames"), capital=True)
    return [
        under(known, name),
        group(
            scene.look,
            words("Document"),
            chips(
                scene.look,
                [Choice(kind, words.of(kind)) for kind in kinds],
                [chosen],
                lambda kind: scene.act(desk.choose_document, DocumentType(kind)),
                identifier="document-type",
            ),
        ),
        _typed(desk, view, "document", words.of(chosen)),
        _typed(desk, view, "phone", words("Mobile"), prefix=PREFIX.get(branch.country)),
        _typed(desk, view, "address", words("Address"), capital=True),
        _typed(desk, view, "email", words("E-mail")),
        _reply(desk, view),
        *_minor(desk, view),
        *(_interno(desk, view) if branch.country is Country.PE and not form.paper else []),
    ]


def _typed(
    desk: ComplaintDesk,
    view: ComplaintView,
    name: str,
    label: str,
    *,
    capital: bool = False,
    prefix: str | None = None,
) -> ft.Control:
    scene, check = desk.shift.scene, view.check
    doubt = check.remarks.fields.get(name) if check else None
    capitals = ft.TextCapitalization.WORDS if capital else ft.TextCapitalization.NONE
    return field(
        scene.look,
        label,
        getattr(view.form, name),
        scene.typed(lambda typed: desk.change(**{name: typed})),
        identifier=name.replace("_", "-"),
        sentence=scene.words.of(doubt) if doubt else None,
        prefix=prefix,
        on_blur=scene.act(desk.check),
        capitalization=capitals,
    )


def _known(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    name = display_name(view.known)
    use = button(
        look,
        words("Use their data"),
        scene.act(desk.use_known),
        identifier="use-known",
        kind="tonal",
    )
    other = button(
        look, words("It is somebody else"), scene.act(desk.other_person), identifier="other-person"
    )
    who = ft.Row(
        [
            avatar(look, name, name),
            text(look, words("Already a customer: {name}", name=name), weight=600, expand=True),
        ],
        spacing=16,
    )
    actions = ft.Row([use, other], spacing=12, wrap=True)
    return card(look, ft.Column([who, actions], spacing=12), line=look.colors.primary, padding=18)


def _reply(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene, form = desk.shift.scene, view.form
    words = scene.words
    choices = [
        Choice(ReplyChannel.EMAIL, words.of(ReplyChannel.EMAIL), ft.Icons.MAIL_ROUNDED),
        Choice(ReplyChannel.LETTER, words.of(ReplyChannel.LETTER), ft.Icons.HOME_ROUNDED),
    ]
    return group(
        scene.look,
        words("How do they want the answer?"),
        chips(
            scene.look,
            choices,
            list(form.reply_by) if form else [],
            lambda value: scene.act(desk.toggle_reply, ReplyChannel(value)),
            identifier="reply",
            several=True,
        ),
    )


def _minor(desk: ComplaintDesk, view: ComplaintView) -> list[ft.Control]:
    scene, form = desk.shift.scene, view.form
    words = scene.words
    minor = bool(form and form.minor)
    choices = [Choice("no", words("No")), Choice("yes", words("Yes, with a guardian"))]

    def pick(value: str) -> Handler:
        return scene.act(desk.say_minor, value)

    asked = group(
        scene.look,
        words("Is the person a minor?"),
        chips(scene.look, choices, ["yes" if minor else "no"], pick, identifier="minor"),
    )
    if not minor:
        return [asked]
    prefix = PREFIX.get(desk.shift.branch.country)
    return [
        asked,
        _typed(desk, view, "guardian", words("Name of the guardian"), capital=True),
        _typed(desk, view, "guardian_address", words("Address of the guardian"), capital=True),
        _typed(desk, view, "guardian_phone", words("Mobile of the guardian"), prefix=prefix),
        _typed(desk, view, "guardian_email", words("E-mail of the guardian")),
    ]


def _interno(desk: ComplaintDesk, view: ComplaintView) -> list[ft.Control]:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    chosen = bool(form and form.interno)
    lines = ft.Column(
        [
            text(look, words("Keep as an internal record"), weight=600),
            soft(look, words("No number of a hoja. It is worked and answered like all others.")),
        ],
        spacing=2,
        tight=True,
    )
    tile = tap(
        lines,
        scene.act(desk.toggle_interno),
        identifier="interno",
        state=State(checked=chosen),
        border_radius=16,
        padding=ft.Padding.symmetric(horizontal=20, vertical=16),
        **selectable_box(look, selected=chosen),
    )
    return [group(look, words("They do not want to give what is missing?"), tile)]


def _aside(desk: ComplaintDesk, view: ComplaintView) -> list[Any]:
    if desk.shift.branch.country is not Country.PE:
        return due_note(desk, view)
    return [_needed(desk, view), *due_note(desk, view)]


def _needed(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    """What makes a hoja valid, each datum there or still missing."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    missing = view.check.missing if view.check else ()
    minor = (Minimum.GUARDIAN,) if view.form and view.form.minor else ()
    lines = []
    for datum in (*NEEDED, *minor):
        lacks = datum in missing
        tone = look.colors.here if lacks else look.colors.sent
        icon = ft.Icons.SCHEDULE_ROUNDED if lacks else ft.Icons.CHECK_CIRCLE_ROUNDED
        said = words("missing: {what}", what=words.of(datum)) if lacks else words.of(datum)
        lines.append(
            ft.Semantics(
                identifier=f"needed-{datum}",
                content=ft.Row(
                    [
                        symbol(look, icon, 24, tone.icon),
                        text(look, said, weight=600 if lacks else None, expand=True),
                    ],
                    spacing=12,
                ),
            )
        )
    title = heading(text(look, words("For it to count as a hoja"), weight=600))
    return card(look, ft.Column([title, *lines], spacing=14, tight=True), padding=20)


def _steps(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    missing = len(view.check.missing) if view.check else 0
    interno = bool(view.form and view.form.interno)
    parts: list[ft.Control] = [
        button(
            look,
            words("Back"),
            scene.act(desk.back),
            identifier="back",
            icon=ft.Icons.ARROW_BACK_ROUNDED,
            height=56,
        ),
        main_button(
            look,
            words("Next"),
            ft.Icons.ARROW_FORWARD_ROUNDED,
            scene.act(desk.forward),
            identifier="next",
            busy=False,
        ),
    ]
    if missing and not interno:
        said = words.count(
            "{n} datum missing, or choose the internal record",
            "{n} data missing, or choose the internal record",
            missing,
        )
        parts.append(soft(look, said, align=ft.TextAlign.CENTER))
    return ft.Column(
        parts, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
