"""The card to call from: who, what is allowed, why, what to say, what happened before."""

import flet as ft

from app.domain.consent import Purpose
from app.domain.contact_rules import Rule, asked
from app.domain.dues import DueContact
from app.domain.identifiers import display_phone
from app.domain.programmes import POTENCIAL
from app.services.callcards import CallCard, ConsentMark, HistoryLine
from app.ui.scene import Place, Route
from app.ui.screens.call_care import works
from app.ui.screens.call_desk import CallDesk, CallView
from app.ui.screens.call_steps import condition
from app.ui.screens.call_voucher import voucher_line
from app.ui.screens.customer_parts import card_buttons
from app.ui.texts import first_name
from app.ui.widgets.buttons import button
from app.ui.widgets.fields import field
from app.ui.widgets.intent_scale import score_scale
from app.ui.widgets.surfaces import avatar, hairline, note, pale, quiet, tag
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import caption, heading, soft, symbol, text

_ASKING = frozenset({Purpose.QUOTE, Purpose.ANSWER})  # who asked us has chosen nobody yet


def call_card(desk: CallDesk, view: CallView, shown: CallCard) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    rule = _rule(shown)
    aim = rule.aim if rule else words.code("Purpose of programme", shown.due.programme)
    return [
        _who(desk, shown),
        ft.Container(height=14),
        _marks(desk, shown),
        *_complaints(desk, shown),
        ft.Container(height=18),
        heading(caption(look, words("Purpose"))),
        text(look, aim),
        *_procedure(desk, rule),
        ft.Container(height=16),
        _script(desk, shown),
        *_not_to_be_asked(desk, rule),
        *_voucher(desk, view, shown),
        *works(desk, shown),
        *condition(desk, shown),
        *_survey(desk, view, shown),
        *_talking_points(desk, shown),
        *_same_call(desk, shown),
        ft.Container(height=12),
        _quote(desk, shown),
        ft.Container(height=18),
        hairline(look),
        ft.Container(height=14),
        heading(caption(look, words("History"))),
        ft.Container(height=2),
        *_history(desk, shown),
    ]


def _voucher(desk: CallDesk, view: CallView, shown: CallCard) -> list[ft.Control]:
    """Say which gift waits for the customer; to who complains nothing is offered."""
    if view.voucher is None or shown.complaints:
        return []
    scene = desk.shift.scene
    line = voucher_line(desk.shift, view.voucher, scene.act(desk.show_voucher))
    return [ft.Container(height=14), line]


def _rule(shown: CallCard) -> Rule | None:
    return shown.rules.get(shown.due.programme)


def _complaints(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    """Say in red that there is an open complaint, and what was promised for it."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    if not shown.complaints:
        return []
    warning = words("Has an open complaint: listen, do not offer anything")
    owed = [p.promise for one in shown.complaints for p in one.case.promises if p.kept is None]
    return [
        ft.Container(height=12),
        note(
            look,
            look.colors.attention,
            ft.Icons.REPORT_ROUNDED,
            warning,
            identifier="open-complaint",
        ),
        *[soft(look, words("Promised: {what}", what=promise.text)) for promise in owed],
    ]


def _procedure(desk: CallDesk, rule: Rule | None) -> list[ft.Control]:
    """Say whom the programme is for and how it is done (R020)."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    if rule is None:
        return []
    parts = ((words("Who it is for"), rule.who), (words("How to do it"), rule.how))
    return [soft(look, f"{label}: {said}") for label, said in parts if said]


def _survey(desk: CallDesk, view: CallView, shown: CallCard) -> list[ft.Control]:
    """Take down what the customer answers to the survey, where the call is about one."""
    scene, look, words = desk.shift.scene, desk.shift.scene.look, desk.shift.scene.words
    if Purpose.SURVEY not in {due.purpose for due in (shown.due, *shown.also)}:
        return []

    def pick(score: int | None) -> Handler:
        return scene.act(desk.pick_score, score)

    answer = field(look, words("What they said"), view.said, desk.hear, identifier="survey-said")
    save = button(
        look,
        words("Save the answer"),
        scene.act(desk.record_answer),
        identifier="save-answer",
        kind="tonal",
        height=56,
    )
    return [
        ft.Container(height=18),
        heading(caption(look, words("Their score, 0 to 10"))),
        ft.Container(height=4),
        score_scale(look, words, view.score, pick),
        ft.Container(height=8),
        answer,
        *([ft.Container(height=8), ft.Row([save])] if view.score is not None else []),
    ]


def _same_call(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    """Say what else the customer is called about: one call, not several."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    if not shown.also:
        return []
    lines: list[ft.Control] = []
    asked = {shown.due.programme}  # of two orders the question is asked once
    for due in shown.also:
        about = due.models[:1] or ((due.vehicle,) if due.vehicle else ())
        title = " · ".join([words.code("Programme", due.programme), *about])
        lines.append(text(look, title, weight=600))
        rule = shown.rules.get(due.programme)
        if rule is not None and rule.question and due.programme not in asked:
            asked.add(due.programme)
            lines.append(soft(look, f"«{_question(desk, shown, rule, due)}»"))
    return [
        ft.Container(height=18),
        heading(caption(look, words("In the same call"))),
        ft.Container(height=2),
        ft.Semantics(
            identifier="same-call",
            content=ft.Column(lines, spacing=2, tight=True),
        ),
    ]


def _who(desk: CallDesk, shown: CallCard) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    phone = display_phone(shown.phone, desk.shift.branch.country) if shown.phone else ""
    about = " · ".join(part for part in (phone, *shown.script.models[:1]) if part)
    attempt = words("Attempt {n} of {m}", n=shown.attempt, m=shown.due.tries)
    name = ft.Column(
        [
            ft.Semantics(identifier="card-name", content=heading(text(look, shown.name, "title"))),
            soft(look, about),
        ],
        spacing=0,
        expand=True,
        tight=True,
    )
    return ft.Row(
        [
            avatar(look, shown.name, str(shown.customer.id), size=64),
            name,
            tag(look, pale(look), None, attempt),
        ],
        spacing=16,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _quote(desk: CallDesk, shown: CallCard) -> ft.Control:
    scene = desk.shift.scene

    async def make_it() -> None:
        scene.go(Place(Route.QUOTE, customer=shown.customer.id))

    return ft.Row(
        [
            *card_buttons(scene, shown.customer.id),
            button(
                scene.look,
                scene.words("Make a quote"),
                scene.act(make_it),
                identifier="quote-customer",
                icon=ft.Icons.REQUEST_QUOTE_ROUNDED,
            ),
        ],
        wrap=True,
        spacing=8,
        run_spacing=8,
    )


def _marks(desk: CallDesk, shown: CallCard) -> ft.Control:
    """What is allowed; a tap opens the consents, where a second tap withdraws one."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    marks = ft.Row(
        [*[_mark(desk, mark) for mark in shown.marks]], spacing=8, run_spacing=8, wrap=True
    )
    return tap(
        ft.Row(
            [
                ft.Container(marks, expand=True),
                symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 24, look.colors.ink_soft),
            ]
        ),
        scene.act(desk.show_consents),
        identifier="consents",
        label=words(
            "Permissions: {list}", list=", ".join(_spoken(desk, mark) for mark in shown.marks)
        ),
        border_radius=12,
        padding=ft.Padding.symmetric(vertical=10),
    )


def _mark(desk: CallDesk, mark: ConsentMark) -> ft.Control:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    label = words.code("Mark", f"{mark.purpose}-{mark.channel}") or words.of(mark.channel)
    if mark.allowed:
        return tag(look, look.colors.sent, ft.Icons.CHECK_CIRCLE_ROUNDED, label)
    return tag(look, quiet(look), ft.Icons.BLOCK_ROUNDED, label)


def _spoken(desk: CallDesk, mark: ConsentMark) -> str:
    words = desk.shift.scene.words
    label = words.code("Mark", f"{mark.purpose}-{mark.channel}") or words.of(mark.channel)
    return words("{what} yes", what=label) if mark.allowed else words("{what} no", what=label)


def _script(desk: CallDesk, shown: CallCard) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    c = look.colors
    return ft.Semantics(
        identifier="script",
        content=ft.Container(
            ft.Column(
                [
                    caption(look, words("Say"), c.primary),
                    text(look, _sentences(desk, shown), "name", weight=500),
                ],
                spacing=2,
                tight=True,
            ),
            border=ft.Border(left=ft.BorderSide(4, c.primary)),
            padding=ft.Padding.only(left=18, top=2, bottom=2),
        ),
    )


def _sentences(desk: CallDesk, shown: CallCard) -> str:
    words, now = desk.shift.scene.words, desk.shift.scene.tablet.showroom.now()
    script = shown.script
    greeting = words("Good morning") if now.hour < 12 else words("Good afternoon")  # noqa: PLR2004 - noon
    opening = words(
        "{greeting}, this is {seller}, from {dealer}.",
        greeting=greeting,
        seller=first_name(script.seller),
        dealer=script.dealer,
    )
    rule = _rule(shown)
    if rule is None or not rule.question:
        rule = shown.rules[POTENCIAL]
    thanks = [] if rule.purpose in _ASKING else [words("Thank you for choosing us.")]
    return f"«{' '.join([opening, *thanks, _question(desk, shown, rule, shown.due)])}»"


def _question(desk: CallDesk, shown: CallCard, rule: Rule, due: DueContact) -> str:
    words, today = desk.shift.scene.words, desk.shift.scene.tablet.showroom.now().date()
    day = words.spoken_day(shown.script.visited_on, today)
    return asked(rule.question, {"day": day, "model": next(iter(due.models), "")})


def _not_to_be_asked(desk: CallDesk, rule: Rule | None) -> list[ft.Control]:
    look = desk.shift.scene.look
    if rule is None or not rule.forbidden:
        return []
    icon = ft.Icons.DO_NOT_DISTURB_ON_ROUNDED
    strip = note(look, look.colors.attention, icon, rule.forbidden, identifier="not-asked")
    return [ft.Container(height=12), strip]


def _takes_offers(shown: CallCard) -> bool:
    """Say whether to speak of offers: allowed by the person, and no complaint is open."""
    return not shown.complaints and any(
        mark.purpose is Purpose.MARKETING and mark.allowed for mark in shown.marks
    )


def _talking_points(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    points = []
    if shown.due.intent is not None:
        points.append(
            (
                ft.Icons.SPEED_ROUNDED,
                words("Interest in buying: {n} out of 10", n=shown.due.intent),
            )
        )
    rule = _rule(shown) or shown.rules[POTENCIAL]  # after an event: as after a visit
    sells = rule.purpose in _ASKING  # its points lead to a sale
    if not (sells and shown.complaints):
        said = rule.points.split("|")
        points += [(ft.Icons.CHAT_BUBBLE_OUTLINE_ROUNDED, point) for point in said if point]
    if not sells and _takes_offers(shown):
        told = words("Tell them about the accessories there are")
        points.append((ft.Icons.LOCAL_OFFER_ROUNDED, told))
    if not shown.complaints:
        points += [(ft.Icons.TIPS_AND_UPDATES_ROUNDED, tip.text) for tip in shown.care.tips]
    if not points:
        return []
    lines = [
        ft.Container(
            ft.Row(
                [
                    symbol(look, icon, 20, look.colors.ink_soft),
                    text(look, sentence, "second", expand=True),
                ],
                spacing=12,
            ),
            padding=ft.Padding.symmetric(vertical=5),
        )
        for icon, sentence in points
    ]
    return [
        ft.Container(height=18),
        heading(caption(look, words("If the talk allows it"))),
        ft.Container(height=2),
        *lines,
    ]


def _history(desk: CallDesk, shown: CallCard) -> list[ft.Control]:
    scene = desk.shift.scene
    if not shown.history:
        return [soft(scene.look, scene.words("Nothing yet"))]
    return [_happened(desk, line, first=not n) for n, line in enumerate(shown.history)]


def _happened(desk: CallDesk, line: HistoryLine, *, first: bool) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    c = look.colors
    today = scene.tablet.showroom.now().date()
    what = words.code("InteractionKind", line.kind)
    if line.kind == "attempt":
        what = words.code("Happened", line.code) or what
    elif came_for := words.code("Reason", line.code):
        what = f"{what}: {came_for}"
    told = f"{what}, {words.clock(line.at)} · {first_name(line.by)}"
    here = (
        [symbol(look, ft.Icons.TABLET_ANDROID_ROUNDED, 20, c.here.icon)] if line.here_only else []
    )
    return ft.Container(
        ft.Row(
            [
                ft.Container(
                    text(
                        look,
                        words.past_day(line.at.date(), today),
                        "second",
                        weight=500,
                        color=c.ink_soft,
                    ),
                    width=78 * look.scale,
                ),
                text(look, told, "second", expand=True),
                *here,
            ],
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        padding=ft.Padding.symmetric(vertical=7),
        border=None if first else ft.Border(top=ft.BorderSide(c.edge, c.hairline)),
    )
