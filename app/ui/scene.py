"""What every screen is given: the tablet's use cases, the look, the words, and ways to speak."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import flet as ft

from app.domain.catalogue import Branch
from app.domain.problems import Problem
from app.domain.staff import Person
from app.services.capture import VisitForm
from app.services.tablet import Tablet
from app.ui.texts import Words
from app.ui.theme import Look
from app.ui.widgets.tap import Handler

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)


class Route(StrEnum):
    HOME = "home"
    NEW_VISIT = "new_visit"
    CONTACTS = "contacts"
    OUTGOING = "outgoing"
    SETTINGS = "settings"
    QUOTES = "quotes"
    QUOTE = "quote"
    QUOTE_CHECK = "quote_check"
    SEARCH = "search"
    FICHA = "ficha"
    PROFILE = "profile"
    RECEIVED = "received"
    TEST_DRIVE = "test_drive"
    APPOINTMENT = "appointment"
    COMPLAINT = "complaint"
    COMPLAINTS = "complaints"
    WORKSHOP = "workshop"
    DELIVERY = "delivery"
    EVENT = "event"
    EVENT_NEW = "event_new"
    EVENT_SIGN_UP = "event_sign_up"
    DOOR = "door"
    KIOSK = "kiosk"
    MAILBOX = "mailbox"
    DECIDE = "decide"
    REDEEM = "redeem"
    JOINED = "joined"


@dataclass(frozen=True)
class Place:
    """A route and what it is opened with: the due to show, the refused visit to correct."""

    route: Route
    due: UUID | None = None
    correcting: UUID | None = None
    form: VisitForm | None = None
    customer: UUID | None = None  # whom it is about: a customer, or the visit of one
    quote: UUID | None = None  # a saved quote to show
    complaint: UUID | None = None  # to be shown on the list
    workshop_visit: UUID | None = None  # to be delivered, or to complain about
    event: UUID | None = None
    voucher: UUID | None = None  # to be redeemed


@dataclass(frozen=True)
class Message:
    """What the tablet says at the foot of the screen; ``undo`` offers «Deshacer» for 10 s.

    One with ``read`` stays until somebody closes it, and calls it then.
    """

    title: str
    detail: str = ""
    undo: Callable[[], Awaitable[None]] | None = None
    trouble: bool = False
    read: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, eq=False)
class Scene:
    """Made anew only when the look, the words or the person change, so sections can be kept."""

    tablet: Tablet
    look: Look
    words: Words
    branch: Branch | None  # none before the tablet is enrolled
    go: Callable[[Place], None]
    say: Callable[[Message], None]
    stir: Callable[[], None]

    def act(self, action: Callable[..., Awaitable[None]], *given: Any, **named: Any) -> Handler:
        """Return a handler for ``action`` that tells of a refusal or a bug and never crashes.

        An exception that leaves a handler covers the whole page (Flet 1.0.5).
        """

        async def handler(_event: object) -> None:
            self.stir()
            try:
                await action(*given, **named)
            except Problem as problem:
                self.say(Message(self.words.problem(problem), trouble=True))
            except Exception:
                logger.exception("a handler failed")
                self.say(
                    Message(
                        self.words("It could not be saved"),
                        self.words("What you typed is still on screen"),
                        trouble=True,
                    )
                )

        return handler

    def typed(self, change: Callable[[str], None]) -> Callable[[ft.Event[ft.TextField]], None]:
        """Return a handler for each letter typed."""

        def handler(event: ft.Event[ft.TextField]) -> None:
            self.stir()
            change(event.control.value)

        return handler


@dataclass(frozen=True, eq=False)
class Shift:
    """A scene with someone signed in at a branch."""

    scene: Scene
    actor: Person
    branch: Branch


async def ask(service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a service off the event loop: it reads or writes the database."""
    return await asyncio.to_thread(service, *args, **kwargs)
