"""«Ya lo conocemos»: who the person on the form already is, and what to do about it."""

from typing import Any

import flet as ft

from app.services.lookup import Match, OpenDue
from app.ui.screens.visit_desk import View, VisitDesk
from app.ui.texts import Words, short_name
from app.ui.widgets.buttons import button
from app.ui.widgets.surfaces import avatar, card, note
from app.ui.widgets.tap import State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text


def match_card(desk: VisitDesk, view: View) -> list[ft.Control]:
    """Return the card, nothing while nobody is recognised."""
    match = view.match
    if match is None or view.form.anonymous:
        return []
    look = desk.shift.scene.look
    used = view.form.customer == match.customer
    content = ft.Column(
        [
            _title(desk, used=used),
            _who(desk, match),
            *_standing(desk, match),
            *(_settling(desk, view, match) if used else []),
            *_choices(desk, view, match, used=used),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    box = card(look, content, line=look.colors.primary, padding=20)
    return [ft.Semantics(identifier="known", live_region=True, content=box)]


def _title(desk: VisitDesk, *, used: bool) -> ft.Control:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    c = look.colors
    said = words("It goes on their card") if used else words("We know this person")
    return ft.Row(
        [
            symbol(look, ft.Icons.HOW_TO_REG_ROUNDED, 24, c.primary),
            heading(text(look, said, weight=600, color=c.primary)),
        ],
        spacing=10,
    )


def _who(desk: VisitDesk, match: Match) -> ft.Control:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    name = short_name(match.name) if match.name else words("A customer of ours")
    owner = short_name(match.owner) if match.here else match.owner
    told = [words("Attended by {name}", name=owner)] if owner else []
    if match.month:
        told.append(words("came in {month}", month=words.month(match.month)))
    return ft.Row(
        [
            avatar(look, match.name or "·", str(match.customer)),
            ft.Column(
                [
                    text(look, name, "name"),
                    soft(look, " · ".join(told)),
                    soft(look, _how(words, match), "third"),
                ],
                spacing=0,
                tight=True,
                expand=True,
            ),
        ],
        spacing=12,
    )


def _how(words: Words, match: Match) -> str:
    same = words.code("Same key", match.by)
    return same if match.here else f"{same} · {words('their card is on another tablet')}"


def _standing(desk: VisitDesk, match: Match) -> list[ft.Control]:
    """What the seller must know before talking of sales."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    c = look.colors
    notes: list[ft.Control] = []
    if match.complaint:
        said = words("Has an open complaint: listen first.")
        notes.append(note(look, c.attention, ft.Icons.REPORT_ROUNDED, said))
    for promise in match.promises[:2]:
        said = words("Promised: {what}", what=promise)
        notes.append(note(look, c.here, ft.Icons.HANDSHAKE_ROUNDED, said))
    return notes


def _settling(desk: VisitDesk, view: View, match: Match) -> list[ft.Control]:
    if not match.dues:
        return []
    words = desk.shift.scene.words
    title = soft(desk.shift.scene.look, words("Does this visit settle it?"))
    return [title, *(_due(desk, view, due) for due in match.dues[:3])]


def _due(desk: VisitDesk, view: View, due: OpenDue) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    closed = due.due in view.form.closes
    today = scene.tablet.showroom.now().date()
    said = words.code("Programme", due.programme)
    when = words("due {day}", day=words.coming_day(due.last_day, today))
    icon = ft.Icons.CHECK_BOX_ROUNDED if closed else ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED
    return tap(
        ft.Row(
            [
                symbol(look, icon, 24, look.colors.primary),
                ft.Column(
                    [text(look, said, "second", weight=600), soft(look, when, "third")],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=10,
        ),
        scene.act(desk.toggle_close, due.due),
        identifier=f"closes-{due.due}",
        state=State(checked=closed),
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=12, vertical=8),
        **selectable_box(look, selected=closed),
    )


def _choices(desk: VisitDesk, view: View, match: Match, *, used: bool) -> list[Any]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    own = match.here and match.owner == desk.shift.actor.name
    other = button(
        look,
        words("Someone else"),
        scene.act(desk.is_another_person),
        identifier="another-person",
        expand=True,
    )
    tell = button(
        look,
        words("Told") if view.alerted else words("Tell {name}", name=_owner(match)),
        scene.act(desk.alert_owner),
        identifier="tell-owner",
        icon=ft.Icons.CHECK_ROUNDED if view.alerted else None,
        expand=True,
    )
    use = button(
        look,
        words("Use their card"),
        scene.act(desk.use_card),
        identifier="use-card",
        kind="tonal",
        height=56,
    )
    beside = [other] if own else [tell, other]
    return [*([] if used else [use]), ft.Row(beside, spacing=8)]


def _owner(match: Match) -> str:
    return match.owner.split()[0] if match.here and match.owner else match.owner
