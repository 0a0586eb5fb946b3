"""«Reclamos»: by the business days that are left, one with its history, and what to do about it."""

from typing import Any

import flet as ft

from app.domain.cases import CaseMail, CaseState, ComplaintCase
from app.domain.hoja import transcribed_late
from app.domain.money import format_money
from app.domain.papers.wording import day_words
from app.domain.quote_mails import MailState
from app.services.casework import CaseCard, CaseRow
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.palette import Tone
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift
from app.ui.screens.case_acts import act_buttons, main_act
from app.ui.screens.case_desk import ENDED, CaseDesk, CasesView
from app.ui.screens.case_sheets import act_sheet
from app.ui.texts import Words
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chips
from app.ui.widgets.layout import LEFT, RIGHT, page, side_by_side
from app.ui.widgets.photos import photo_row, photo_sheet
from app.ui.widgets.surfaces import avatar, card, empty, hairline, note, pale, quiet, tag
from app.ui.widgets.tap import Handler, State, tap
from app.ui.widgets.text import caption, heading, soft, symbol, text

SOON = 2  # business days from which the row warns
ACTIONS = 304
STATES = (
    CaseState.NEW,
    CaseState.IN_ANALYSIS,
    CaseState.ANSWERED,
    CaseState.COMPENSATED,
    CaseState.RECONTACT,
    CaseState.CLOSED,
)


@kept
def Complaints(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    view, show = state(CasesView())
    desk = held(lambda: CaseDesk(shift, pulse, show, place))
    desk.shift = shift

    async def begin() -> None:
        scene.go(Place(Route.COMPLAINT))

    async def open_mailbox() -> None:
        scene.go(Place(Route.MAILBOX))

    ft.use_effect(desk.load, [pulse.status])
    ft.use_dialog(_dialog(desk, view))
    still_open = sum(row.state not in ENDED for row in view.rows)
    counted = words.count("{n} open", "{n} open", still_open)
    new = button(
        scene.look,
        words("New complaint"),
        scene.act(begin),
        identifier="new-complaint",
        kind="tonal",
        icon=ft.Icons.ADD_ROUNDED,
    )
    mailbox = button(
        scene.look,
        words("Mailbox"),
        scene.act(open_mailbox),
        identifier="open-mailbox",
        icon=ft.Icons.MARK_EMAIL_UNREAD_ROUNDED,
    )
    content = _content(desk, view) if view.loaded else ft.Container()
    subtitle = f"{counted} · {shift.branch.name}"
    return frame(shift, pulse, words("Complaints"), subtitle, content, mailbox, new)


def _dialog(desk: CaseDesk, view: CasesView) -> ft.AlertDialog | None:
    if view.photo is not None:
        return photo_sheet(desk.shift.scene, view.photo, desk.hide_photo)
    return act_sheet(desk, view) if view.sheet else None


def _content(desk: CaseDesk, view: CasesView) -> ft.Control:
    look = desk.shift.scene.look
    rows = [_row(desk, view, row) for row in desk.listed()] or [_nothing(desk)]
    if not look.columns:
        if view.card is None:
            return page(
                look, [_filters(desk, view), _order(desk), *rows, _counted(desk)], spacing=8
            )
        acts, main = act_buttons(desk, view.card), main_act(desk, view.card)
        foot = _stacked(main) if main else None
        return page(look, [_back(desk), _card(desk, view.card), *acts], spacing=8, pinned=foot)
    columns: list[ft.Control] = [ft.Container(_list(desk, rows), expand=5)]
    actions: ft.Control = ft.Container(width=0)
    if view.card is not None:
        columns.append(ft.Container(ft.ListView([_card(desk, view.card)]), expand=4))
        listed = ft.ListView(act_buttons(desk, view.card), spacing=8, expand=True)
        actions = ft.Container(_stacked([listed, *main_act(desk, view.card)]), width=ACTIONS)
    shown = ft.Row(
        columns, spacing=16, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH
    )
    below = side_by_side(look, shown, actions, gap=16 if view.card else 0)
    over = ft.Container(_filters(desk, view), padding=ft.Padding.only(left=LEFT, right=RIGHT))
    return ft.Column(
        [over, below],
        spacing=8,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _list(desk: CaseDesk, rows: list[ft.Control]) -> ft.Control:
    """The lines with what orders them above, and below which days were counted."""
    look = desk.shift.scene.look
    listed = ft.ListView(rows, spacing=4, expand=True)
    parts: list[ft.Control] = [_order(desk), listed, _counted(desk)]
    return card(
        look,
        ft.Column(parts, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=8,
    )


def _order(desk: CaseDesk) -> ft.Control:
    scene = desk.shift.scene
    return ft.Container(
        caption(scene.look, scene.words("By the business days that are left")),
        padding=ft.Padding.only(left=16, top=12, bottom=4),
    )


def _counted(desk: CaseDesk) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    return ft.Container(
        ft.Row(
            [
                symbol(look, ft.Icons.INFO_ROUNDED, 20, look.colors.ink_soft),
                soft(look, words("Saturdays, Sundays and holidays do not count."), expand=True),
            ],
            spacing=8,
        ),
        padding=ft.Padding.only(left=16, right=16, top=4, bottom=8),
    )


def _stacked(parts: list[ft.Control]) -> ft.Control:
    return ft.Column(
        parts, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _filters(desk: CaseDesk, view: CasesView) -> ft.Control:
    scene = desk.shift.scene
    words = scene.words
    counts = {state: sum(row.state is state for row in view.rows) for state in STATES}
    still_open = sum(row.state not in ENDED for row in view.rows)
    choices = [Choice("open", words("Open {n}", n=still_open))]
    choices += [Choice(state, f"{words.of(state)} {counts[state]}") for state in STATES]

    def pick(value: str) -> Handler:
        return scene.act(desk.filter, None if value == "open" else CaseState(value))

    chosen = [view.shown.value if view.shown else "open"]
    return chips(scene.look, choices, chosen, pick, identifier="state")


def _row(desk: CaseDesk, view: CasesView, row: CaseRow) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    tone, icon, left = _left(desk, row)
    chosen = view.card is not None and view.card.row.known.id == row.known.id
    return tap(
        ft.Row(
            [
                ft.Container(tag(look, tone, icon, left), width=120 * look.scale),
                ft.Column(
                    [
                        text(look, row.name or words("No data"), weight=600),
                        _second(desk, row),
                    ],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
                symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 24),
            ],
            spacing=12,
        ),
        scene.act(desk.open, row.known.id),
        identifier=f"case-{row.known.id}",
        state=State(selected=chosen),
        border_radius=14,
        bgcolor=look.colors.pale if chosen else look.colors.card,
        padding=ft.Padding.symmetric(horizontal=12, vertical=12),
    )


def _second(desk: CaseDesk, row: CaseRow) -> ft.Control:
    """Where and what it cost, and who sees to it; what is wrong stands out and comes first."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    complaint = row.known.case.complaint
    costs = [words.of(cost.annoyance).lower() for cost in complaint.costs]
    about = ", ".join([words.of(complaint.area), *costs])
    if any(one.state is MailState.FAILED for one in row.known.mails):
        said = f"{words.of(MailState.FAILED)} · {about}"
        return text(look, said, "second", weight=600, color=look.colors.attention.text)
    if row.responsible or row.state in ENDED:
        return soft(look, f"{about} · {row.responsible}" if row.responsible else about)
    nobody = f"{words('nobody yet').capitalize()} · {about}"
    return text(look, nobody, "second", weight=600, color=look.colors.here.text)


def _left(desk: CaseDesk, row: CaseRow) -> tuple[Tone, ft.IconData | None, str]:
    """Return how long is left, in the colour of its urgency and in words."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    days = row.days_left
    if days is None:
        return quiet(look), None, words.of(row.state)
    if days < 0:
        said = words.count("{n} day late", "{n} days late", -days)
        return look.colors.attention, ft.Icons.ERROR_ROUNDED, said
    if days == 0:
        return look.colors.attention, ft.Icons.ERROR_ROUNDED, words("today").capitalize()
    said = words.count("{n} day", "{n} days", days)
    if days <= SOON:
        return look.colors.here, ft.Icons.SCHEDULE_ROUNDED, said
    return quiet(look), None, said


def _card(desk: CaseDesk, shown: CaseCard) -> ft.Control:
    scene, row = desk.shift.scene, shown.row
    look, words = scene.look, scene.words
    case = row.known.case
    complaint, sheet = case.complaint, case.sheet()
    number = sheet.full() if sheet else words("Internal record")
    amount = complaint.amount
    asked = complaint.request or words("Nothing said")
    if amount is not None:
        asked = f"{asked} {format_money(amount, complaint.country)}"
    head = ft.Row(
        [
            avatar(look, row.name, row.name or number),
            ft.Column(
                [
                    heading(text(look, row.name or words("No data"), "name")),
                    soft(look, number),
                ],
                spacing=0,
                tight=True,
                expand=True,
            ),
        ],
        spacing=14,
    )
    tags = ft.Row(
        [tag(look, pale(look), None, words.of(case.kind)), _state_tag(desk, shown)],
        spacing=8,
        wrap=True,
    )
    return card(
        look,
        ft.Column(
            [
                head,
                tags,
                caption(look, words("Detail")),
                text(look, complaint.detail),
                caption(look, words("They ask for")),
                text(look, asked),
                *_photos(desk, desk.view),
                hairline(look),
                caption(look, words("Done so far")),
                *_history(desk, shown),
                *_mails(desk, shown),
                *_promises(desk, shown),
                *_warnings(desk, shown),
            ],
            spacing=8,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=20,
    )


def _photos(desk: CaseDesk, view: CasesView) -> list[ft.Control]:
    if not view.photos:
        return []
    scene = desk.shift.scene

    def show(sha256: str) -> Handler:
        return scene.act(desk.show_photo, sha256)

    return [
        caption(scene.look, scene.words("Photos")),
        photo_row(scene, view.photos, show),
    ]


def _state_tag(desk: CaseDesk, shown: CaseCard) -> ft.Control:
    scene = desk.shift.scene
    said = scene.words.of(shown.row.state)
    return ft.Semantics(
        identifier="case-state", content=tag(scene.look, quiet(scene.look), None, said)
    )


def _history(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    today = scene.tablet.showroom.now().date()
    return [
        ft.Row(
            [
                ft.Container(soft(look, words.past_day(day, today)), width=72 * look.scale),
                text(look, f"{_told(words, kind)} · {who}", "second", expand=True),
            ],
            spacing=8,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for day, kind, who in shown.history
    ]


def _promises(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    """What was promised and nobody has said yet whether it was kept."""
    scene, case = desk.shift.scene, shown.row.known.case
    look, words = scene.look, scene.words
    waiting = [one for one in case.promises if one.kept is None]
    parts: list[ft.Control] = []
    for number, one in enumerate(waiting, 1):
        until = day_words(one.promise.due_on, case.complaint.country)
        parts.append(text(look, f"{one.promise.text} · {until}", "second"))
        answers = (("kept", words("Kept"), True), ("broken", words("Not kept"), False))
        parts.append(
            ft.Row(
                [
                    button(
                        look,
                        said,
                        scene.act(desk.settle, one.record, kept),
                        identifier=f"promise-{name}-{number}",
                    )
                    for name, said, kept in answers
                ],
                wrap=True,
            )
        )
    return [hairline(look), caption(look, words("Promises")), *parts] if parts else []


def _mails(desk: CaseDesk, shown: CaseCard) -> list[ft.Control]:
    """How each paper fares that goes by e-mail; what did not go has to be given otherwise."""
    scene = desk.shift.scene
    look, words, showroom = scene.look, scene.words, scene.tablet.showroom
    today = showroom.now().date()
    tones = {MailState.SENT: look.colors.sent, MailState.FAILED: look.colors.attention}
    parts: list[ft.Control] = []
    for one in shown.row.known.mails:
        tone, icon = tones.get(one.state, quiet(look)), ft.Icons.MAIL_ROUNDED
        said = _fares(words, one, words.moment(showroom.at(one.since), today))
        parts.append(note(look, tone, icon, said, identifier=f"case-mail-{one.paper}"))
    return parts


def _fares(words: Words, one: CaseMail, moment: str) -> str:
    paper = words.of(one.paper)
    if one.state is MailState.SENT:
        return words("{paper} sent by e-mail: {moment}", paper=paper, moment=moment)
    if one.state is MailState.FAILED:
        return words(
            "{paper} did not go by e-mail ({moment}): give it on paper.",
            paper=paper,
            moment=moment,
        )
    return words("{paper} waits to go by e-mail", paper=paper)


def _told(words: Words, kind: str) -> str:
    return words.code("Act", kind) or kind


def _warnings(desk: CaseDesk, shown: CaseCard) -> list[Any]:
    scene, case = desk.shift.scene, shown.row.known.case
    look, words = scene.look, scene.words
    parts: list[Any] = []
    if shown.paused:
        said = words("The term stands still: the offer waits for an answer.")
        parts.append(note(look, look.colors.here, ft.Icons.PAUSE_CIRCLE_ROUNDED, said))
    parts += _standing(desk, case)
    if shown.vehicle_owed:
        said = words("Replacement vehicle: the repair has passed 5 business days.")
        parts.append(note(look, look.colors.attention, ft.Icons.CAR_RENTAL_ROUNDED, said))
    if shown.row.days_left is not None and case.due_on is not None:
        day = day_words(case.due_on, case.complaint.country)
        late = shown.row.days_left <= 0
        tone = look.colors.attention if late else quiet(look)
        said = words("Answer by {day}", day=day)
        parts.append(
            note(look, tone, ft.Icons.EVENT_AVAILABLE_ROUNDED, said, identifier="case-due")
        )
    return parts


def _standing(desk: CaseDesk, case: ComplaintCase) -> list[ft.Control]:
    """What was chosen, said or missed, for good."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    parts: list[ft.Control] = []
    if transcribed_late(case.complaint):
        said = words("The paper sheet came into the book after its one day.")
        parts.append(note(look, look.colors.attention, ft.Icons.EVENT_BUSY_ROUNDED, said))
    if case.guarantee is not None:
        said = words("Legal guarantee: {choice}", choice=words.of(case.guarantee.remedy))
        tone, icon = quiet(look), ft.Icons.GAVEL_ROUNDED
        parts.append(note(look, tone, icon, said, identifier="case-remedy"))
    if case.rating is not None:
        said = words("Rating: {rating}", rating=words.of(case.rating))
        tone, icon = quiet(look), ft.Icons.STAR_ROUNDED
        parts.append(note(look, tone, icon, said, identifier="case-rating"))
    return parts


def _nothing(desk: CaseDesk) -> ft.Control:
    scene = desk.shift.scene
    words = scene.words
    return empty(
        scene.look,
        ft.Icons.DONE_ALL_ROUNDED,
        words("No complaints here"),
        words("Saturdays, Sundays and holidays do not count."),
    )


def _back(desk: CaseDesk) -> ft.Control:
    scene = desk.shift.scene
    away = button(
        scene.look,
        scene.words("Back"),
        scene.act(desk.close_card),
        identifier="back",
        icon=ft.Icons.ARROW_BACK_ROUNDED,
    )
    return ft.Row([away])
