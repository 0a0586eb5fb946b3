"""«Buzón»: a suggestion or a praise in somebody's own words, the tablet left alone with them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import flet as ft

from app.domain.complaints import ComplaintKind
from app.domain.mailbox import KINDS, MOST, Told
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.unattended import Stage, Unattended
from app.ui.screens.unattended_parts import alone, grid, tile, title
from app.ui.widgets.fields import field
from app.ui.widgets.qr import qr
from app.ui.widgets.surfaces import card
from app.ui.widgets.text import soft, text

KIND, WORDS, NAME = "kind", "words", "name"
LINES = 5
QR_SIDE = 168
NOTHING = Told()


@dataclass(frozen=True)
class MailView(Stage):
    dealer: str = ""
    record: UUID | None = None
    told: Told = NOTHING
    done: bool = False

    def steps(self) -> list[str]:
        return [KIND, WORDS, NAME]

    def title(self) -> str:
        return self.dealer

    def is_done(self) -> bool:
        return self.done

    def is_empty(self) -> bool:
        return self.told == NOTHING


class MailDesk(Unattended[MailView]):
    def __init__(self, shift: Shift, pulse: Pulse, show: Callable[[MailView], None]) -> None:
        super().__init__(shift, pulse, show, MailView())

    async def load(self) -> None:
        record = self.shift.scene.tablet.mailbox.new_id()
        self._put(MailView(dealer=self.shift.branch.dealer, record=record))

    def home(self) -> Place:
        return Place(Route.COMPLAINTS)

    def unsaid(self, question: str) -> bool:
        return self.view.told.missing() == question

    def typed(self, words: str) -> None:
        self.touch()
        self.view = replace(self.view, told=self.view.told._replace(words=words), missing=False)

    def named(self, name: str) -> None:
        self.touch()
        self.view = replace(self.view, told=self.view.told._replace(name=name))

    async def choose(self, kind: ComplaintKind) -> None:
        self.touch()
        told = self.view.told._replace(kind=kind)
        self._put(replace(self.view, told=told, missing=False))

    async def keep(self) -> None:
        if self.view.record is None:
            return
        mailbox = self.shift.scene.tablet.mailbox
        await ask(mailbox.put, self.shift.actor, self.view.record, self.view.told)
        self._put(MailView(dealer=self.view.dealer, done=True))


@kept
def MailboxScreen(shift: Shift, pulse: Pulse) -> ft.Control:
    view, show = state(MailView())
    desk = held(lambda: MailDesk(shift, pulse, show))
    desk.shift = shift

    def start() -> None:
        ft.context.page.run_task(desk.watch)

    ft.use_effect(desk.load, [])
    ft.use_effect(start, [], desk.close)
    return alone(desk, view, lambda: _question(desk, view), lambda: _thanks(desk))


def _question(desk: MailDesk, view: MailView) -> list[ft.Control]:
    words = desk.shift.scene.words
    match view.steps()[view.step]:
        case "kind":
            hint = words("choose one") if view.missing else words("Nobody sees it on this screen.")
            tiles = [_kind(desk, view, kind) for kind in KINDS]
            asked = title(desk, words("What do you want to tell us?"), hint)
            return [*asked, grid(desk, tiles), *_own_phone(desk)]
        case "words":
            return _words(desk, view)
        case _:
            return _name(desk, view)


def _kind(desk: MailDesk, view: MailView, kind: ComplaintKind) -> ft.Control:
    scene = desk.shift.scene
    return tile(
        desk,
        scene.words.of(kind),
        scene.act(desk.choose, kind),
        f"mailbox-{kind}",
        selected=view.told.kind is kind,
    )


def _own_phone(desk: MailDesk) -> list[ft.Control]:
    """Return the QR of the branch's mailbox, once the server told it."""
    scene, box = desk.shift.scene, desk.shift.branch.mailbox
    if not box:
        return []
    look, words = scene.look, scene.words
    address = f"{scene.tablet.showroom.address().rstrip('/')}/b/{box}"
    said = ft.Column(
        [
            text(look, words("Or on your own phone"), "name"),
            soft(look, words("Scan this: the page asks for no name.")),
        ],
        spacing=4,
        expand=True,
        tight=True,
    )
    row = ft.Row([qr(address, QR_SIDE, identifier="mailbox-qr"), said], spacing=20)
    return [card(look, row)]


def _words(desk: MailDesk, view: MailView) -> list[ft.Control]:
    scene = desk.shift.scene
    words = scene.words
    entry = field(
        scene.look,
        words("In your own words"),
        view.told.words,
        scene.typed(desk.typed),
        identifier="mailbox-words",
        sentence=words("Write something") if view.missing else None,
        multiline=True,
        min_lines=LINES,
        max_lines=LINES,
        max_length=MOST,
        autofocus=True,
        enable_suggestions=False,
        key=f"mailbox-words-{view.record}",
    )
    return [*title(desk, words("Tell us"), words("We read all of them.")), entry]


def _name(desk: MailDesk, view: MailView) -> list[ft.Control]:
    scene = desk.shift.scene
    words = scene.words
    entry = field(
        scene.look,
        words("Name, optional"),
        view.told.name,
        scene.typed(desk.named),
        identifier="mailbox-name",
        on_submit=scene.act(desk.onward),
        autofocus=True,
        autocorrect=False,
        enable_suggestions=False,
        key=f"mailbox-name-{view.record}",
    )
    return [*title(desk, words("Your name?"), words("Only if you want to leave it.")), entry]


def _thanks(desk: MailDesk) -> list[ft.Control]:
    words = desk.shift.scene.words
    return title(desk, words("Thank you"), words("It is kept and goes to who is in charge here."))
