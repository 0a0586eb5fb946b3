"""Who a quote is for, where it was begun without anybody."""

import flet as ft

from app.ui.screens.customer_parts import search_button
from app.ui.screens.quote_desk import QuoteDesk, QuoteView
from app.ui.screens.visit_fields import PREFIX
from app.ui.widgets.buttons import main_button
from app.ui.widgets.fields import field
from app.ui.widgets.layout import page
from app.ui.widgets.text import heading, soft, text


def who(desk: QuoteDesk, view: QuoteView) -> ft.Control:
    """Name and mobile of somebody new; whoever is known is found by «Buscar»."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    lacks = words("A quote needs name and mobile.") if view.lacks_who else None
    name = field(
        look,
        words("Name and surname"),
        desk.who.name,
        scene.typed(lambda typed: desk.type_who(name=typed)),
        identifier="who-name",
        sentence=lacks,
        autofocus=True,
    )
    phone = field(
        look,
        words("Mobile"),
        desk.who.phone,
        scene.typed(lambda typed: desk.type_who(phone=typed)),
        identifier="who-phone",
        prefix=PREFIX.get(desk.shift.branch.country),
        on_submit=scene.act(desk.begin),
        keyboard_type=ft.KeyboardType.PHONE,
    )
    begin = main_button(
        look,
        words("Continue"),
        ft.Icons.ARROW_FORWARD_ROUNDED,
        scene.act(desk.begin),
        identifier="who-begin",
        busy=view.saving,
    )
    known = ft.Row([soft(look, words("Already a customer?")), search_button(scene)], wrap=True)
    title = heading(text(look, words("Who is it for?"), "title"))
    return page(look, [title, name, phone, known], spacing=16, top=8, pinned=begin)
