"""What changes behind the screens: the state of sending and the day's figures."""

from dataclasses import dataclass

import flet as ft

from app.domain.staff import Person
from app.services.home import HomeBoard
from app.services.outgoing import SyncStatus
from app.services.tablet import Tablet
from app.ui.scene import Message, ask


@ft.observable
@dataclass(eq=False)
class Pulse:
    """Read by the pill, the rail and the screens; ``beat`` grows with each refresh."""

    status: SyncStatus | None = None
    board: HomeBoard | None = None
    to_decide: int = 0  # pairs of customers that may be one, for a chief
    vouchers: int = 0  # that may be redeemed here
    joined: int = 0  # pairs that were joined and a chief may separate
    beat: int = 0

    async def refresh(self, tablet: Tablet, actor: Person | None) -> None:
        """Ask for all of it, then tell it at once: each thing told is a drawing of the screen."""
        status = await ask(tablet.outgoing.status)
        board = await ask(tablet.home.board, actor) if actor else None
        to_decide = len(await ask(tablet.deciding.waiting, actor)) if actor else 0
        vouchers = await ask(tablet.redeeming.open_count) if actor else 0
        joined = len(await ask(tablet.deciding.joined, actor)) if actor else 0
        self.status, self.board, self.to_decide = status, board, to_decide
        self.vouchers, self.joined = vouchers, joined
        self.beat += 1


@ft.observable
@dataclass(eq=False)
class Voice:
    """The message at the foot of the screen, one at a time."""

    message: Message | None = None

    def say(self, message: Message) -> None:
        self.message = message

    def hush(self) -> None:
        self.message = None
