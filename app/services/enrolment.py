"""A tablet joins a branch, once, with a one-time code."""

from typing import NamedTuple


class Invitation(NamedTuple):
    url: str
    code: str


class Enrolling:
    def is_enrolled(self) -> bool:
        raise NotImplementedError

    def read_invitation(self, text: str, url: str = "") -> Invitation | None:
        """Read QR content, a link or a typed code (10 characters, Crockford base 32).

        A typed code goes to ``url``, or to the server this tablet was started with. ``None`` when
        the text is no invitation, or the address is plain HTTP beyond this machine.
        """
        raise NotImplementedError

    def enrol(self, invitation: Invitation, tablet_name: str) -> None:
        """Join; raises ``Problem`` (unreachable, enrolment_unknown, _used, _expired…)."""
        raise NotImplementedError
