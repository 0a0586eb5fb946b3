"""What is behind the screens is told to them in one go, so that they are drawn once for it."""

import asyncio
from typing import cast

import flet as ft

from app.ui.pulse import Pulse
from tests.app.rig import Rig
from tests.builders import CARLA


async def test_a_refresh_is_told_in_one_turn_of_the_loop(shown: Rig) -> None:
    pulse, turn, told = Pulse(), 0, set[int]()

    async def count() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def listens(_sender: object, _field: object) -> None:
        told.add(turn)

    cast("ft.Observable", pulse).subscribe(listens)
    counting = asyncio.create_task(count())
    await pulse.refresh(shown.tablet, CARLA)
    counting.cancel()

    assert pulse.board is not None
    assert len(told) == 1
