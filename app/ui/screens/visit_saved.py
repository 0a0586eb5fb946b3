"""After «Guardar»: what was saved, where it is, and what can be done next."""

from typing import Any

import flet as ft

from app.domain.complaint_acts import Rating
from app.domain.staff import may_record
from app.ui.frame import frame
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route
from app.ui.screens.customer_parts import go_button
from app.ui.screens.visit_desk import View, VisitDesk
from app.ui.texts import msg
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.chips import Choice, chips
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.surfaces import card, icon_tile, pale, tag
from app.ui.widgets.text import heading, soft, text


def saved_view(desk: VisitDesk, pulse: Pulse, view: View) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    summary, actions = _summary(desk, view), _next(desk, view)
    if look.columns:
        column = ft.Column(
            [ft.Container(expand=True), *actions],
            spacing=12,
            width=ACTION_COLUMN,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        content: Any = side_by_side(look, summary, column)
    else:
        pinned = ft.Column(
            actions, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
        content = page(look, [summary], pinned=pinned)
    return frame(desk.shift, pulse, words("Visit saved"), desk.shift.branch.name, content)


def _summary(desk: VisitDesk, view: View) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    form, c = view.form, look.colors
    who = words("Visit without data") if form.anonymous else form.name or form.phone
    told = [words.of(form.reason) if form.reason else "", *form.models]
    if form.intent is not None:
        told.append(words("interest {n}", n=form.intent))
    tags: list[ft.Control] = [
        tag(look, c.here, ft.Icons.TABLET_ANDROID_ROUNDED, words("Saved here"))
    ]
    tags += [
        tag(
            look,
            pale(look),
            ft.Icons.CHECK_ROUNDED,
            words("Offers: {channel}", channel=words.of(to)),
        )
        for to in sorted(form.marketing)
    ]
    return card(
        look,
        ft.Column(
            [
                icon_tile(
                    look, ft.Icons.TABLET_ANDROID_ROUNDED, c.here.container, c.here.text, size=96
                ),
                ft.Container(height=8),
                ft.Semantics(
                    identifier="saved",
                    content=heading(
                        text(
                            look,
                            words("Saved on this tablet"),
                            "headline",
                            align=ft.TextAlign.CENTER,
                        ),
                        live=True,
                    ),
                ),
                text(look, who, "name", align=ft.TextAlign.CENTER),
                soft(look, " · ".join(part for part in told if part), align=ft.TextAlign.CENTER),
                ft.Container(height=4),
                ft.Row(
                    tags,
                    wrap=True,
                    spacing=8,
                    run_spacing=8,
                    alignment=ft.MainAxisAlignment.CENTER,
                ),
                ft.Container(height=4),
                soft(
                    look,
                    words("It leaves by itself when there is a network."),
                    align=ft.TextAlign.CENTER,
                ),
                *_rating(desk, view),
            ],
            spacing=8,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=32,
        expand=look.columns or None,
    )


def _next(desk: VisitDesk, view: View) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words

    async def another() -> None:
        if desk.correcting:
            scene.go(Place(Route.NEW_VISIT))
        else:
            desk.begin()

    async def open_contacts() -> None:
        scene.go(Place(Route.CONTACTS))

    async def go_home() -> None:
        scene.go(Place(Route.HOME))

    async def quote() -> None:
        if view.saved:
            scene.go(Place(Route.QUOTE, customer=view.saved.record))

    quoting = button(
        look,
        words("Make a quote"),
        scene.act(quote),
        identifier="quote-visit",
        height=56,
        icon=ft.Icons.REQUEST_QUOTE_ROUNDED,
    )
    may_quote = not view.form.anonymous and may_record(desk.shift.actor.role, "quote")
    return [
        *([quoting] if may_quote else []),
        *_with_customer(desk, view),
        button(
            look,
            words("Back to home"),
            scene.act(go_home),
            identifier="to-home",
            height=56,
            icon=ft.Icons.HOME_ROUNDED,
        ),
        button(
            look,
            words("See my contacts"),
            scene.act(open_contacts),
            identifier="to-contacts",
            height=56,
            icon=ft.Icons.CONTACT_PHONE_ROUNDED,
        ),
        main_button(
            look,
            words("Another visit"),
            ft.Icons.PERSON_ADD_ALT_1_ROUNDED,
            scene.act(another),
            identifier="another-visit",
            busy=False,
        ),
    ]


def _with_customer(desk: VisitDesk, view: View) -> list[ft.Control]:
    """Return what can be done for who came: drive, book, know better."""
    if view.form.anonymous or view.saved is None:
        return []
    scene = desk.shift.scene
    who = view.form.customer or view.saved.record
    drive = go_button(
        scene, Place(Route.TEST_DRIVE, customer=who), msg("Drive"), "to-drive", height=56
    )
    book = go_button(
        scene, Place(Route.APPOINTMENT, customer=who), msg("Book"), "to-book", height=56
    )
    better = go_button(
        scene, Place(Route.PROFILE, customer=who), msg("Know better"), "to-know", height=56
    )
    may_drive = may_record(desk.shift.actor.role, "test_drive")
    beside = [*([drive] if may_drive else []), book]
    row = ft.Row([ft.Container(one, expand=True) for one in beside], spacing=8)
    return [row, better]


def _rating(desk: VisitDesk, view: View) -> list[ft.Control]:
    """Return three faces for the visitor's own tap (R104)."""
    if view.form.anonymous or view.saved is None:
        return []
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    faces = {
        Rating.BAD: ft.Icons.SENTIMENT_DISSATISFIED_ROUNDED,
        Rating.FAIR: ft.Icons.SENTIMENT_NEUTRAL_ROUNDED,
        Rating.GOOD: ft.Icons.SENTIMENT_SATISFIED_ROUNDED,
    }
    if view.rated is not None:
        said = f"{words('Thank you')} · {words.of(view.rated)}"
        return [ft.Semantics(identifier="rated", content=text(look, said, weight=600))]
    row = chips(
        look,
        [Choice(rating, words.of(rating), icon) for rating, icon in faces.items()],
        [],
        lambda it: scene.act(desk.rate, Rating(it)),
        identifier="rate",
    )
    return [soft(look, words("How did it go with us?")), row]
