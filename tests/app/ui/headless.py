"""Runs the app in-process with no client: a fake Connection and Flet's real Session.

It uses semi-private modules of Flet 1.0, all of them in this one file. Every message is packed
with the real encoder, so a control that the client could not receive fails here too.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page, context
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from tests.app.rig import PIN

T = TypeVar("T", bound=BaseControl)
Main = Callable[[ft.Page], Awaitable[None]]

PATIENCE = 10.0


class FakeConnection(Connection):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(max_workers=2)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.page_url = "http://test/"
        self.invoked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Any] = {}  # of methods that the client answers
        self.crashes: list[str] = []
        self.session: Session | None = None

    def send_message(self, message: Message) -> None:
        msgpack.packb(
            [message.action, message.body],
            default=configure_encode_object_for_msgpack(BaseControl),
        )
        if message.action == MessageAction.SESSION_CRASHED:
            self.crashes.append(message.body.message)
        if message.action == MessageAction.INVOKE_METHOD and self.session is not None:
            body = message.body
            self.invoked.append((body.name, body.args or {}))
            self.loop.call_soon(
                self.session.handle_invoke_method_results,
                body.control_id,
                body.call_id,
                self.answers.get(body.name),
                None,
            )


def _parts(control: BaseControl) -> list[Any]:
    """Return what a control holds that may be, or hold, controls.

    Flet keeps the properties that were set in ``_values``; a component its body in ``_b``.
    """
    values = [*control._values.values()]  # noqa: SLF001 - far quicker than every declared field
    drawn = {"_b", "_overlay", "_dialogs"}
    values += [
        value
        for name, value in vars(control).items()
        if name in drawn or not (name.startswith("_") or name in {"args", "kwargs"})
    ]
    return [value for value in values if isinstance(value, BaseControl | list | tuple | dict)]


class Headless:
    """``async with Headless(main) as ui: await ui.tap("save")``, by Semantics identifier."""

    def __init__(self, main: Main, *, width: int = 1280, height: int = 800) -> None:
        self.main = main
        self.size = (width, height)

    async def __aenter__(self) -> Self:
        self.conn = FakeConnection()
        self.session = self.conn.session = Session(self.conn)
        self.page: ft.Page = self.session.page
        self._token = _context_page.set(self.page)
        self.session.apply_page_patch(
            {"width": self.size[0], "height": self.size[1], "route": "/", "platform": "android"}
        )
        # Packing the answer takes the snapshots that every later difference is made against.
        self.conn.send_message(
            Message(
                MessageAction.REGISTER_CLIENT,
                RegisterClientResponseBody(
                    session_id=self.session.id,
                    page_patch=self.session.get_page_patch(),
                    error="",
                ),
            )
        )
        context.reset_auto_update()
        await self.main(self.page)
        await self.session.after_event(self.page)
        await self.settle()
        return self

    async def __aexit__(self, *problem: object) -> None:
        self.session.close()
        await asyncio.sleep(0.05)
        self.conn.executor.shutdown(wait=False)
        _context_page.reset(self._token)
        assert not self.conn.crashes or problem[0], f"session crashed: {self.conn.crashes}"

    async def settle(self, seconds: float = 0.03) -> None:
        await asyncio.sleep(seconds)

    async def until(self, holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        end = asyncio.get_running_loop().time() + seconds
        while not (found := holds()):
            in_time = asyncio.get_running_loop().time() < end
            assert in_time, f"never true; on screen: {self.texts()}"
            await asyncio.sleep(0.01)
        return found

    # What is on the screen

    def walk(self, node: Any = None) -> Iterator[BaseControl]:
        """Yield every control on the screen, outermost first."""
        pending, seen = [self.page if node is None else node], set[int]()
        while pending:
            part = pending.pop()
            if isinstance(part, list | tuple):
                pending.extend(reversed(part))
            elif isinstance(part, dict):
                pending.extend(reversed(part.values()))
            elif isinstance(part, BaseControl) and id(part) not in seen:
                seen.add(id(part))
                if getattr(part, "visible", True):
                    yield part
                    pending.extend(reversed(_parts(part)))

    def all(self, kind: type[T]) -> list[T]:
        return [control for control in self.walk() if isinstance(control, kind)]

    def texts(self) -> list[str]:
        """Return every text on the screen, those in spans joined."""
        return [
            "".join(span.text or "" for span in control.spans) if control.spans else control.value
            for control in self.all(ft.Text)
        ]

    def shows(self, words: str) -> bool:
        return any(words in text for text in self.texts())

    def named(self, identifier: str) -> ft.Semantics | None:
        found = [mark for mark in self.all(ft.Semantics) if mark.identifier == identifier]
        assert len(found) < 2, f"{identifier} is there twice"
        return found[0] if found else None

    def identifiers(self) -> list[str]:
        return [str(mark.identifier) for mark in self.all(ft.Semantics) if mark.identifier]

    def words(self, root: BaseControl) -> str:
        """Return what is written under a control."""
        return " ".join(part.value for part in self.walk(root) if isinstance(part, ft.Text))

    def errors(self) -> list[str]:
        """Return the sentences beside the fields."""
        return [entry.error for entry in self.all(ft.TextField) if isinstance(entry.error, str)]

    def value(self, identifier: str) -> str | None:
        """Return what stands in a field, ``None`` where the field is not there."""
        mark = self.named(identifier)
        return self._entry(mark).value if mark else None

    def field(self, identifier: str) -> int:
        """Return which field the client shows: another number is a field made anew."""
        mark = self.named(identifier)
        assert mark is not None
        return int(self._entry(mark)._i)  # noqa: SLF001 - Flet's own name of a control

    def _entry(self, mark: ft.Semantics) -> ft.TextField:
        return next(part for part in self.walk(mark) if isinstance(part, ft.TextField))

    # What a person does

    async def there(self, identifier: str) -> ft.Semantics:
        mark: ft.Semantics = await self.until(lambda: self.named(identifier))
        return mark

    async def tap(self, identifier: str) -> None:
        mark = await self.there(identifier)
        target = next(
            control for control in self.walk(mark) if getattr(control, "on_click", None) is not None
        )
        await self.event(target, "click")

    async def type(self, identifier: str, text: str) -> None:
        entry = self._entry(await self.there(identifier))
        self.session.apply_patch(entry._i, {"value": text})  # noqa: SLF001 - what a client sends first
        await self.event(entry, "change", text)

    async def leave(self, identifier: str) -> None:
        """Take the focus away from a field."""
        entry = self._entry(await self.there(identifier))
        await self.event(entry, "blur")

    async def turn(self, width: int, height: int) -> None:
        """Turn the tablet: the page has another size."""
        await self.event(self.page, "resize", {"width": width, "height": height})

    async def event(self, control: BaseControl, name: str, value: Any = None) -> None:
        await self.session.dispatch_event(control._i, name, value)  # noqa: SLF001 - as a client does
        await self.settle()


async def sign_in(ui: Headless, person: str = "carla", pin: str = PIN) -> None:
    """Tap a name and six digits, and wait for «Inicio»."""
    await ui.tap(f"person-{person}")
    await enter(ui, pin)
    await ui.there("tile-new-visit")


async def enter(ui: Headless, pin: str) -> None:
    for digit in pin:
        await ui.tap(f"pin-{digit}")
