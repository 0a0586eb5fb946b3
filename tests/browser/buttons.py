"""Which buttons are tapped, and whether each does something that a person can see."""

import re
from collections.abc import Iterable

from tests.browser.screen import DESK, Screen
from tests.browser.views import VIEWS, choose_text_size, open_from_anywhere, turn
from tests.browser.walking import FLOATING, Part, answers, settled, stands, tappable

FIELDS = ("input", "textarea")
# Of answers that one line of code draws from a list, one is tapped for all.
ANSWERS = re.compile(
    r"(reason|model|intent|stage|origin|hour|day|at|contact|case|kind|area|cost|cost-detail|mood"
    r"|motive|interest|wanted|channel|found|recent|quote|version|add|colour|valid|people|heat|option"
    r"|drive-model|drive-hour|drive-outcome|drive-next|drive-car|document-type|profile-document-type"
    r"|book|text-size|pin|remove|place|feature|next|section|due|inside|event|lost|reading|wrong-reading)-[0-9A-Za-z_:. -]+"
)
# Nobody leaves the first two without a PIN, see test_events; an empty pad has nothing to wipe; two
# open another app or tab, and of the last it is the pill that tells.
LEFT_OUT = (
    *("open-kiosk", "open-mailbox", "wipe-signature", "whatsapp", "door-camera", "send-now"),
)
GONE = (
    "draft-", "discard-", "correct-", "resend-", "contact-", "outcome-", "next-", "withdraw-",
    "vehicle-", "act-", "decide-", "reading-",
)  # fmt: skip
# After these the rest of a form is gone, or further away.
LAST = {
    "more": 1,
    "save": 2,
    "anonymous": 3,
    "text-size-150": 4,
    "text-size-200": 5,
    "decide-apart": 6,
    "decide-join": 7,
}
SPENT = (
    "contacts",
    "call card",
    "parts to confirm",
    "kilometres to correct",
    "outgoing",
    "settings",
)  # views whose buttons use things up
NOT_BUILT = re.compile(r"próximamente|en construcción", re.IGNORECASE)


def dead_buttons(walked: Screen, alive: set[str], name: str) -> list[str]:
    """Tap one of each button of a view; return those that do nothing. ``alive`` were seen to act."""
    turn(walked, DESK)
    choose_text_size(walked, 100)
    open_from_anywhere(walked, name)
    found = one_of_each(part.identifier for part in tappable(walked) if is_button(part))
    assert found
    assert not NOT_BUILT.search(str(settled(walked).parts))

    dead = []
    for button in sorted(set(found) - alive, key=lambda it: (LAST.get(it, 0), found.index(it))):
        if not stands(walked, button):
            open_from_anywhere(walked, name)
        if not stands(walked, button):
            assert button.startswith(GONE), f"{button} did not come back"
        elif answers(walked, button):
            alive.add(button)
        else:
            dead.append(button)

    return dead


def in_order(views: Iterable[str]) -> list[str]:
    """As they are walked, those whose buttons use things up last."""
    return sorted(views, key=lambda name: (name in SPENT, [*VIEWS].index(name)))


def one_of_each(identifiers: Iterable[str]) -> list[str]:
    met: dict[str, str] = {}
    for identifier in identifiers:
        answer = ANSWERS.fullmatch(identifier)
        met.setdefault(answer[1] if answer else identifier, identifier)
    return [*met.values()]


def is_button(part: Part) -> bool:
    """Say whether a tap here promises something: not on what is chosen already, nor in a field."""
    left_out = part.identifier in (*FLOATING, *LEFT_OUT)
    return part.role not in FIELDS and not part.current and not left_out
