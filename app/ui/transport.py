"""Spares Flet's web transport from writing out every message that it sends."""

from flet.messaging.protocol import Message


def send_briefly() -> None:
    """Give Flet's messages a short ``repr``.

    ``flet_web`` 1.0.5 formats the whole control tree of each message for a debug line, also when
    nobody reads it: six sevenths of the time to open a screen (3 s instead of 0.4 s of one core).
    """
    # There is no switch for it.
    Message.__repr__ = _action  # type: ignore[assignment,method-assign]


def _action(message: Message) -> str:
    return f"Message({message.action.name})"
