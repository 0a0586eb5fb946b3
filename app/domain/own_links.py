"""The link by which who signed up at a stand or a kiosk comes back to correct or withdraw (R028).

Its tablet signs it, so that it is there at once and without a network; the page opens when the
server has the sign-up. Whoever signed up by phone has one of the server's own.
"""

from uuid import UUID

from app.domain.signed_texts import decoded, encoded

_FORM = b"VM1"  # signed with it, so that no other seal of a tablet opens the page
_LENGTHS = [16, 64]  # bytes of sign-up and signature


def own_message(sign_up: UUID) -> bytes:
    """Return the bytes that the tablet signs that took a sign-up."""
    return _FORM + sign_up.bytes


def link_name(sign_up: UUID, seal: bytes) -> str:
    """Return the name of the page ``/m/{name}``, 109 characters."""
    return f"{encoded(sign_up.bytes)}.{encoded(seal)}"


def read_link(name: str) -> tuple[UUID, bytes] | None:
    """Return what a name says with its signature; ``None`` when no tablet of ours makes such."""
    id_, _, sealed = name.partition(".")
    parts = [decoded(id_), decoded(sealed)]
    if [len(part or b"") for part in parts] != _LENGTHS:
        return None
    sign_up, seal = (part or b"" for part in parts)
    return UUID(bytes=sign_up), seal
