"""The sheet of an act: what is typed, tapped or signed before it is done."""

import flet as ft

from app.domain.complaint_acts import AGREEMENT_WORDS, Rating, Remedy
from app.domain.complaint_texts import Topic, complaint_text
from app.domain.complaints import Signature
from app.domain.days import read_day
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.ui.screens.case_desk import CaseDesk, CasesView, Sheet, Writing
from app.ui.texts import msg
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chip, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.photos import photo_row
from app.ui.widgets.sheet import sheet
from app.ui.widgets.signature import SignaturePad
from app.ui.widgets.surfaces import note
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import soft, text

PAD = 480
PROMISES = (0, 1, 2, 5)  # days from today
TITLES = {
    Writing.ERROR: msg("Where did the error begin?"),
    Writing.REPEAT: msg("Repeat or reduce (a)"),
    Writing.LETTER: msg("Guarantee letter (b)"),
    Writing.BOTH: msg("Both (c)"),
    Writing.PROMISE: msg("Promise with a date"),
    Writing.ASSIGN: msg("Who is responsible?"),
    Writing.OFFER: msg("Offer a solution"),
    Writing.AGREEMENT: msg("Agreement"),
    Writing.ANSWER: msg("Answer"),
    Writing.CLOSING: msg("Is the customer content?"),
    Writing.RECONTACT: msg("Is the customer still content?"),
    Writing.PROOF: msg("Agreement at a distance"),
    Writing.REMEDY: msg("Legal guarantee: the person chooses"),
    Writing.TERM: msg("Change the term"),
    Writing.VOID: msg("Annul the number"),
    Writing.RATING: msg("How was the attention?"),
}
LABELS = {
    Writing.ERROR: msg("Origin of the error"),
    Writing.REPEAT: msg("What is done again"),
    Writing.LETTER: msg("What we commit to"),
    Writing.BOTH: msg("What is done again and what we commit to"),
    Writing.PROMISE: msg("What was promised"),
    Writing.OFFER: msg("What we offer"),
    Writing.ANSWER: msg("Text of the answer"),
    Writing.TERM: msg("Why it changes"),
    Writing.VOID: msg("Why it is annulled"),
}
_AMOUNTS = frozenset({Writing.REPEAT, Writing.BOTH, Writing.OFFER})
_LETTERS = frozenset({Writing.LETTER, Writing.BOTH})


def act_sheet(desk: CaseDesk, view: CasesView) -> ft.AlertDialog | None:
    typed = view.sheet
    if typed is None:
        return None
    scene = desk.shift.scene
    words = scene.words
    content = _content(desk, view, typed)
    if typed.doubt:
        tone = scene.look.colors.attention
        content.append(
            note(scene.look, tone, ft.Icons.ERROR_ROUNDED, typed.doubt, identifier="refusal")
        )
    actions = [] if typed.writing in _CHOICES else [_finish(desk, typed)]
    return sheet(scene, words(TITLES[typed.writing]), content, desk.drop, *actions)


def _content(desk: CaseDesk, view: CasesView, typed: Sheet) -> list[ft.Control]:
    if (choices := _CHOICES.get(typed.writing)) is not None:
        return choices(desk, view)
    if (agreed := _AGREED.get(typed.writing)) is not None:
        return agreed(desk, typed)
    scene = desk.shift.scene
    words = scene.words
    parts = [
        field(
            scene.look,
            words(LABELS[typed.writing]),
            typed.text,
            scene.typed(lambda value: desk.type(text=value)),
            identifier=f"text-{typed.writing}",
            multiline=True,
            min_lines=2,
            max_lines=6,
            capitalization=ft.TextCapitalization.SENTENCES,
        )
    ]
    if typed.writing in _AMOUNTS:
        parts.append(
            field(
                scene.look,
                words("Amount, optional"),
                typed.amount,
                scene.typed(lambda value: desk.type(amount=value)),
                identifier=f"amount-{typed.writing}",
                keyboard_type=ft.KeyboardType.NUMBER,
            )
        )
    if typed.writing is Writing.TERM:
        parts.insert(0, _new_day(desk, typed))
    if typed.writing is Writing.OFFER:
        parts.append(_remote(desk, typed))
    if typed.writing is Writing.PROMISE:
        parts.append(_promised_day(desk, typed))
    if typed.writing in _LETTERS:
        pdf = button(
            scene.look,
            words("Letter (PDF)"),
            scene.act(desk.letter),
            identifier="act-letter",
            icon=ft.Icons.PICTURE_AS_PDF_ROUNDED,
        )
        parts.append(pdf)
    return parts


def _remote(desk: CaseDesk, typed: Sheet) -> ft.Control:
    scene = desk.shift.scene
    choice = Choice("remote", scene.words("Made at a distance: the term stands still up to 5 days"))
    return chip(
        scene.look,
        choice,
        scene.act(desk.toggle_remote),
        selected=typed.remote,
        identifier="act-remote",
        several=True,
    )


def _promised_day(desk: CaseDesk, typed: Sheet) -> ft.Control:
    scene = desk.shift.scene
    words = scene.words
    said = {0: words("today"), 1: words("tomorrow")}
    choices = [Choice(str(n), said.get(n) or words("in {n} days", n=n)) for n in PROMISES]

    def pick(value: str) -> Handler:
        return scene.act(desk.promise_in, int(value))

    picked = chips(scene.look, choices, [str(typed.days)], pick, identifier="promise")
    return group(scene.look, words("Until when?"), picked)


def _agreement(desk: CaseDesk, typed: Sheet) -> list[ft.Control]:
    """The words of the law, and both signatures."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words

    def customer(signature: Signature | None) -> None:
        desk.type(customer_signed=signature)

    def house(signature: Signature | None) -> None:
        desk.type(house_signed=signature)

    return [
        text(look, AGREEMENT_WORDS, weight=700),
        SignaturePad(scene, customer, typed.customer_signed, PAD, words("Signature of the person")),
        SignaturePad(scene, house, typed.house_signed, PAD, words("Signature of the dealer")),
    ]


def _proof(desk: CaseDesk, typed: Sheet) -> list[ft.Control]:
    """The words of the law, and a picture of the document that carries the person's yes."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words

    async def nothing() -> None:
        """The picture is seen here already."""

    seen = [typed.proof] if typed.proof else []
    return [
        text(look, AGREEMENT_WORDS, weight=700),
        soft(look, words("A message, an e-mail or a letter in which the person accepts.")),
        photo_row(scene, seen, lambda _sha256: scene.act(nothing)),
        ft.Row(
            [
                button(
                    look,
                    words("Add the document"),
                    scene.act(desk.add_proof),
                    identifier="add-proof",
                    icon=ft.Icons.ADD_A_PHOTO_ROUNDED,
                    height=56,
                )
            ]
        ),
    ]


def _day(desk: CaseDesk, typed: Sheet, label: str) -> ft.Control:
    scene = desk.shift.scene
    return field(
        scene.look,
        label,
        typed.day,
        scene.typed(lambda value: desk.type(day=value)),
        identifier=f"day-{typed.writing}",
        keyboard_type=ft.KeyboardType.DATETIME,
    )


def _new_day(desk: CaseDesk, typed: Sheet) -> ft.Control:
    """In Perú the day follows from the holidays; elsewhere the house chooses it."""
    scene = desk.shift.scene
    label = scene.words("New last day to answer")
    if desk.shift.branch.country is Country.PE:
        day = read_day(typed.day)
        said = day_words(day, Country.PE) if day else ""
        counted = scene.words("With the holidays declared until today: {day}", day=said)
        return text(scene.look, counted, weight=600)
    return _day(desk, typed, label)


def _remedy(desk: CaseDesk, view: CasesView) -> list[ft.Control]:
    """The law's text before the choice, which is the person's alone."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    told = complaint_text(Topic.LEGAL_GUARANTEE, Country.CL)
    assert view.sheet is not None  # noqa: S101 - for the type checker: it is being drawn
    choices = [
        _answer(desk, words.of(remedy), scene.act(desk.choose_remedy, remedy), f"remedy-{remedy}")
        for remedy in Remedy
        if remedy is not Remedy.UNKNOWN
    ]
    return [
        *(soft(look, paragraph) for paragraph in told.paragraphs[:2]),
        _day(desk, view.sheet, words("Received on, as 16-12-2026")),
        *choices,
    ]


def _rating(desk: CaseDesk, _view: CasesView) -> list[ft.Control]:
    scene = desk.shift.scene
    return [
        _answer(desk, scene.words.of(rating), scene.act(desk.rate, rating), f"rate-{rating}")
        for rating in Rating
        if rating is not Rating.UNKNOWN
    ]


def _people(desk: CaseDesk, view: CasesView) -> list[ft.Control]:
    scene = desk.shift.scene
    choices = [Choice(person.code, person.name) for person in view.people]
    picked = chips(
        scene.look,
        choices,
        [],
        lambda code: scene.act(desk.assign, code),
        identifier="assign",
    )
    return [picked]


def _closing(desk: CaseDesk, _view: CasesView) -> list[ft.Control]:
    scene = desk.shift.scene
    words = scene.words
    return [
        _answer(desk, words("Yes"), scene.act(desk.close_content), "closing-yes"),
        _answer(desk, words("No"), scene.act(desk.close_not_content), "closing-no"),
    ]


def _recontact(desk: CaseDesk, _view: CasesView) -> list[ft.Control]:
    scene = desk.shift.scene
    words = scene.words
    return [
        _answer(desk, words("Yes"), scene.act(desk.recontact, True), "recontact-yes"),  # noqa: FBT003
        _answer(desk, words("No"), scene.act(desk.recontact, False), "recontact-no"),  # noqa: FBT003
        _answer(desk, words("Not reached"), scene.act(desk.recontact, None), "recontact-none"),
    ]


def _answer(desk: CaseDesk, label: str, on_click: Handler, identifier: str) -> ft.Control:
    look = desk.shift.scene.look
    return button(look, label, on_click, identifier=identifier, kind="tonal", height=56)


def _finish(desk: CaseDesk, typed: Sheet) -> ft.Control:
    scene = desk.shift.scene
    return button(
        scene.look,
        scene.words("Save"),
        scene.act(desk.finish),
        identifier=f"finish-{typed.writing}",
        kind="main",
    )


_AGREED = {Writing.AGREEMENT: _agreement, Writing.PROOF: _proof}
_CHOICES = {
    Writing.ASSIGN: _people,
    Writing.CLOSING: _closing,
    Writing.RECONTACT: _recontact,
    Writing.REMEDY: _remedy,
    Writing.RATING: _rating,
}
