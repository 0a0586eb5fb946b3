"""What may be done about the complaint on screen: one button for each act."""

from datetime import date

import flet as ft

from app.domain import complaint_acts as acts
from app.domain.cases import CaseState, ComplaintCase
from app.domain.complaints import ComplaintKind, ReplyChannel
from app.domain.money import format_money
from app.domain.people import Country
from app.domain.staff import Role
from app.services.casework import CaseCard
from app.ui.screens.case_desk import CaseDesk, Writing
from app.ui.texts import msg
from app.ui.widgets.buttons import main_button
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import soft, symbol, text

_WRITTEN = (
    (Writing.ERROR, msg("We were wrong"), ft.Icons.FLAG_ROUNDED),
    (Writing.REPEAT, msg("Repeat or reduce (a)"), ft.Icons.REPEAT_ROUNDED),
    (Writing.LETTER, msg("Guarantee letter (b)"), ft.Icons.VERIFIED_ROUNDED),
    (Writing.BOTH, msg("Both (c)"), ft.Icons.DONE_ALL_ROUNDED),
    (Writing.PROMISE, msg("Promise with a date"), ft.Icons.EVENT_ROUNDED),
)
_GIVING = frozenset({Writing.REPEAT, Writing.BOTH, Writing.OFFER})


def act_buttons(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    case = shown.row.known.case
    if case.state is CaseState.VOIDED:
        return [_paper(desk)]
    if case.state is CaseState.CLOSED:
        papers = [_paper(desk), *_letter(desk, case)]
        return [*papers, *_rate(desk, case), *_after_closing(desk, shown)]
    mine = [*_open_case(desk, shown), _paper(desk), *_letter(desk, case), *_rate(desk, case)]
    return [*mine, *_registry(desk, case)] if _is_chief(desk) else mine


def _open_case(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    buttons = [
        _button(
            desk,
            desk.shift.scene.words("Apology in person"),
            desk.shift.scene.act(desk.apologise),
            "act-apology",
            ft.Icons.HANDSHAKE_ROUNDED,
        )
    ]
    buttons += [
        _write(desk, writing, label, icon)
        for writing, label, icon in _WRITTEN
        if writing in {Writing.ERROR, Writing.REPEAT, Writing.PROMISE} or _is_chief(desk)
    ]
    return [*buttons, *_offer(desk, shown), *_repair(desk, shown)]


def _limit(desk: CaseDesk, writing: Writing) -> str:
    """Say how far the role may go with an act that gives money, "" for all others."""
    scene = desk.shift.scene
    limit = scene.tablet.complaining.limit(desk.shift.actor)
    if limit is None or writing not in _GIVING:
        return ""
    amount = format_money(limit.up_to, desk.shift.branch.country)
    return scene.words("up to {amount}", amount=amount)


def _offer(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    scene, case = desk.shift.scene, shown.row.known.case
    words = scene.words
    if case.offer is None:
        label = words("Offer a solution")
        return [_write(desk, Writing.OFFER, label, ft.Icons.LOCAL_OFFER_ROUNDED)]
    replies = [
        _button(
            desk,
            words("Offer rejected"),
            scene.act(desk.reply_to_offer, acts.OfferReply.REJECTED),
            "offer-rejected",
            ft.Icons.THUMB_DOWN_ROUNDED,
        )
    ]
    if not case.offer.remote:
        label = words("Offer accepted, sign")
        accepted = _write(desk, Writing.AGREEMENT, label, ft.Icons.THUMB_UP_ROUNDED)
        return [accepted, *replies]
    silence = scene.act(desk.reply_to_offer, acts.OfferReply.SILENCE)
    label = words("Offer accepted, add the document")
    return [
        _write(desk, Writing.PROOF, label, ft.Icons.THUMB_UP_ROUNDED),
        *replies,
        _button(desk, words("No answer to the offer"), silence, "offer-silence", None),
    ]


def _repair(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    """Chile: a guarantee repair has its days, and a replacement vehicle after five."""
    scene, case = desk.shift.scene, shown.row.known.case
    if case.complaint.country is not Country.CL:
        return []
    today, words = scene.tablet.showroom.now().date(), scene.words
    if case.guarantee is None and case.repair_from is None:
        label = words("Legal guarantee: the person chooses")
        chosen = [_write(desk, Writing.REMEDY, label, ft.Icons.GAVEL_ROUNDED)]
    else:
        chosen = []
    return [*chosen, *_repairing(desk, case, today)]


def _repairing(desk: CaseDesk, case: ComplaintCase, today: date) -> list[ft.Control]:
    scene, words = desk.shift.scene, desk.shift.scene.words
    if case.repair_from is None:
        begun = scene.act(desk.repair, acts.RepairStarted(on=today))
        icon = ft.Icons.BUILD_ROUNDED
        return [_button(desk, words("Guarantee repair begins"), begun, "repair-began", icon)]
    if case.repair_to is not None:
        return []
    ended = scene.act(desk.repair, acts.RepairEnded(on=today))
    buttons = [_button(desk, words("Guarantee repair ends"), ended, "repair-ended", None)]
    if case.replacement_from is None:
        lent = scene.act(desk.repair, acts.ReplacementVehicle(lent_on=today))
        label = words("Replacement vehicle lent")
        buttons.append(_button(desk, label, lent, "vehicle-lent", ft.Icons.CAR_RENTAL_ROUNDED))
    return buttons


def main_act(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    """Return the chief's next step, which stays in sight: to answer, then to close."""
    scene, case = desk.shift.scene, shown.row.known.case
    look, words = scene.look, scene.words
    if not _is_chief(desk) or case.state in {CaseState.VOIDED, CaseState.CLOSED}:
        return []
    if case.answer_owed:
        answer = main_button(
            look,
            words("Answer"),
            ft.Icons.MAIL_ROUNDED,
            scene.act(desk.write, Writing.ANSWER),
            identifier="act-answer",
            busy=False,
        )
        return [answer]
    closing = main_button(
        look,
        words("Close"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.write, Writing.CLOSING),
        identifier="act-closing",
        busy=False,
    )
    note = words("It closes with the customer's yes or no")
    return [soft(look, note, align=ft.TextAlign.CENTER), closing]


def _registry(desk: CaseDesk, case: ComplaintCase) -> list[ft.Control]:
    """Who is responsible, and what changes in the book itself: the kind, the term, the number."""
    scene, words = desk.shift.scene, desk.shift.scene.words
    label = words("Change who is responsible")
    buttons = [_write(desk, Writing.ASSIGN, label, ft.Icons.PERSON_ROUNDED)]
    if case.complaint.country is Country.PE:
        other = {
            ComplaintKind.QUEJA: (ComplaintKind.RECLAMO, words("Treat it as a reclamo")),
            ComplaintKind.RECLAMO: (ComplaintKind.QUEJA, words("Treat it as a queja")),
        }.get(case.kind)
        if other is not None:
            act = scene.act(desk.reclassify, other[0])
            icon = ft.Icons.SWAP_HORIZ_ROUNDED
            buttons.append(_button(desk, other[1], act, "act-reclassify", icon))
    if case.due_on is not None and case.answer_owed:
        buttons.append(
            _write(desk, Writing.TERM, words("Change the term"), ft.Icons.EDIT_CALENDAR_ROUNDED)
        )
    if case.sheet() is not None:
        buttons.append(
            _write(desk, Writing.VOID, words("Annul the number"), ft.Icons.BLOCK_ROUNDED)
        )
    return buttons


def _rate(desk: CaseDesk, case: ComplaintCase) -> list[ft.Control]:
    if case.rating is not None:
        return []
    label = desk.shift.scene.words("How was the attention?")
    return [_write(desk, Writing.RATING, label, ft.Icons.STAR_ROUNDED)]


def _after_closing(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    scene = desk.shift.scene
    if shown.row.state is not CaseState.RECONTACT:
        return []
    label = scene.words("Contact again")
    return [_write(desk, Writing.RECONTACT, label, ft.Icons.CALL_ROUNDED)]


def _paper(desk: CaseDesk) -> ft.Control:
    scene = desk.shift.scene
    label = scene.words("Sheet (PDF)")
    icon = ft.Icons.PICTURE_AS_PDF_ROUNDED
    return _button(desk, label, scene.act(desk.paper), "case-paper", icon)


def _letter(desk: CaseDesk, case: ComplaintCase) -> list[ft.Control]:
    """The written answer: as a file, on paper, and by e-mail where the person asked for that."""
    scene = desk.shift.scene
    words, answer = scene.words, case.answer
    if answer is None:
        return []
    icon = ft.Icons.PICTURE_AS_PDF_ROUNDED
    label = words("Answer letter (PDF)")
    parts = [_button(desk, label, scene.act(desk.answer_letter), "answer-letter", icon)]
    if ft.context.page.web:
        out = scene.act(desk.print_answer)
        label = words("Print the answer")
        parts.append(_button(desk, label, out, "answer-print", ft.Icons.PRINT_ROUNDED))
    else:
        out, label = scene.act(desk.share_answer), words("Share or print")
        parts.append(_button(desk, label, out, "answer-share", ft.Icons.IOS_SHARE_ROUNDED))
    if ReplyChannel.EMAIL in answer.by and case.complaint.consumer.email is not None:
        parts.append(soft(scene.look, words("It goes by e-mail with the next sync.")))
    return parts


def _is_chief(desk: CaseDesk) -> bool:
    return desk.shift.actor.role is Role.CHIEF


def _write(desk: CaseDesk, writing: Writing, label: str, icon: ft.IconData | None) -> ft.Control:
    scene, limit = desk.shift.scene, _limit(desk, writing)
    act = scene.act(desk.write, writing)
    return _button(desk, scene.words(label), act, f"act-{writing}", icon, limit=limit)


def _button(
    desk: CaseDesk,
    label: str,
    on_click: Handler,
    identifier: str,
    icon: ft.IconData | None,
    *,
    limit: str = "",
) -> ft.Control:
    """One line of the list of acts: long words wrap, what an act may cost stands below."""
    look = desk.shift.scene.look
    c = look.colors
    said: list[ft.Control] = [text(look, label, weight=600)]
    if limit:
        said.append(soft(look, limit))
    mark = symbol(look, icon or ft.Icons.CHEVRON_RIGHT_ROUNDED, 24, c.ink)
    return tap(
        ft.Row([mark, ft.Column(said, spacing=0, tight=True, expand=True)], spacing=14),
        on_click,
        identifier=identifier,
        border_radius=16,
        border=ft.Border.all(1.5, c.outline),
        bgcolor=c.card,
        padding=ft.Padding.symmetric(horizontal=18, vertical=7 if limit else 14),
    )
