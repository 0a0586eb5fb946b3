"""The one sentence of a packaged app whose data cannot be opened."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.problems import Problem
from app.ui.texts import Words


def refused_main(problem: Problem) -> Callable[[ft.Page], Awaitable[None]]:
    """Return what Flet runs instead of the tablet."""

    async def main(page: ft.Page) -> None:
        page.title = "Vitrina"
        page.add(ft.SafeArea(ft.Text(Words().problem(problem), size=24)))

    return main
