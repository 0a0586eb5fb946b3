"""The typed fields of the visit form, each with the sentence about what is doubtful in it."""

import flet as ft

from app.domain.people import Country, DocumentType
from app.domain.reading import Doubt, digits
from app.services.capture import Remark
from app.ui.scene import Scene
from app.ui.screens.visit_desk import View, VisitDesk
from app.ui.theme import Look
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.fields import field

PREFIX = {Country.CL: "+56", Country.PE: "+51"}
DOCUMENTS = {
    Country.CL: (DocumentType.RUT, DocumentType.PASSPORT),
    Country.PE: (DocumentType.DNI, DocumentType.RUC, DocumentType.CE, DocumentType.PASSPORT),
}
MOBILE_DIGITS = 9  # in Chile and in Perú
PAIR_FROM = 560  # room for two fields side by side


def who(scene: Scene, desk: VisitDesk, view: View) -> ft.Control:
    """The two typed fields, phone first."""
    words = scene.words
    missing = words("The mobile is missing. Without it, tap “No data”.")
    phone = field(
        scene.look,
        words("Mobile"),
        view.form.phone,
        scene.typed(lambda typed: desk.change(phone=typed)),
        identifier="phone",
        sentence=missing if view.missing_person else _sentence(scene, view, "phone"),
        prefix=PREFIX.get(desk.shift.branch.country, PREFIX[Country.CL]),
        on_blur=scene.act(desk.check),
        keyboard_type=ft.KeyboardType.PHONE,
        autofocus=not view.form.phone,
    )
    name = field(
        scene.look,
        words("Name and surname"),
        view.form.name,
        scene.typed(lambda typed: desk.change(name=typed)),
        identifier="name",
        sentence=_sentence(scene, view, "name"),
        on_blur=scene.act(desk.check),
        capitalization=ft.TextCapitalization.WORDS,
    )
    return _pair(scene.look, phone, name, *_suggestions(scene, desk, view, "phone", "name"))


def more(scene: Scene, desk: VisitDesk, view: View) -> list[ft.Control]:
    """E-mail, document and a note, behind one tap."""
    words = scene.words
    types = DOCUMENTS.get(desk.shift.branch.country, DOCUMENTS[Country.CL])
    chosen = view.form.document_type or types[0]
    email = field(
        scene.look,
        words("E-mail"),
        view.form.email,
        scene.typed(lambda typed: desk.change(email=typed)),
        identifier="email",
        sentence=_sentence(scene, view, "email"),
        on_blur=scene.act(desk.check),
        keyboard_type=ft.KeyboardType.EMAIL,
    )
    document = field(
        scene.look,
        words.of(chosen),
        view.form.document,
        scene.typed(lambda typed: desk.change(document=typed, document_type=chosen)),
        identifier="document",
        sentence=_sentence(scene, view, "document"),
        on_blur=scene.act(desk.check),
        capitalization=ft.TextCapitalization.CHARACTERS,
    )
    kinds = chips(
        scene.look,
        [Choice(kind, words.of(kind)) for kind in types],
        [chosen],
        lambda kind: scene.act(desk.choose_document, DocumentType(kind)),
        identifier="document-type",
    )
    note = field(
        scene.look,
        words("Note"),
        view.form.note,
        scene.typed(lambda typed: desk.change(note=typed)),
        identifier="note",
        capitalization=ft.TextCapitalization.SENTENCES,
    )
    return [
        group(scene.look, words("Document"), kinds, hint=words("optional")),
        _pair(scene.look, email, document, *_suggestions(scene, desk, view, "email", "document")),
        note,
    ]


def referred_by(scene: Scene, desk: VisitDesk, view: View) -> ft.Control:
    return field(
        scene.look,
        scene.words("Referred by"),
        view.form.referred_by,
        scene.typed(lambda typed: desk.change(referred_by=typed)),
        identifier="referred-by",
        capitalization=ft.TextCapitalization.WORDS,
    )


def sought_model(scene: Scene, desk: VisitDesk, sought: str) -> ft.Control:
    return field(
        scene.look,
        scene.words("Search a model"),
        sought,
        scene.typed(lambda typed: desk.turn(sought=typed)),
        identifier="model-sought",
        autofocus=True,
    )


def _sentence(scene: Scene, view: View, name: str) -> str | None:
    remark = view.remarks.get(name)
    if remark is None:
        return None
    missing = MOBILE_DIGITS - len(digits(view.form.phone))
    if remark.doubt is Doubt.PHONE_TOO_SHORT and missing > 0:
        return scene.words.count("{n} digit is missing.", "{n} digits are missing.", missing)
    return scene.words.of(remark.doubt)


def _suggestions(scene: Scene, desk: VisitDesk, view: View, *names: str) -> list[ft.Control]:
    """One tap to take the value that was perhaps meant."""
    remarks: list[tuple[str, Remark]] = [
        (name, view.remarks[name]) for name in names if name in view.remarks
    ]
    return [
        button(
            scene.look,
            scene.words("Use {value}", value=remark.suggestion),
            scene.act(desk.take_suggestion, name, remark.suggestion),
            identifier=f"suggestion-{name}",
            kind="tonal",
            icon=ft.Icons.AUTO_FIX_HIGH_ROUNDED,
        )
        for name, remark in remarks
        if remark.suggestion
    ]


def _pair(look: Look, left: ft.Control, right: ft.Control, *below: ft.Control) -> ft.Control:
    if look.room < PAIR_FROM:
        fields: ft.Control = ft.Column(
            [left, right], spacing=16, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    else:
        left.expand, right.expand = 9, 11
        fields = ft.Row([left, right], spacing=16, vertical_alignment=ft.CrossAxisAlignment.START)
    rows = [fields, ft.Row(list(below), spacing=8, wrap=True)] if below else [fields]
    return ft.Column(rows, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
