"""What the branch's screens offer: its own settings and the models on show."""

from datetime import date
from uuid import UUID

from app.domain.fields import Checked, Frozen, Slug, Text
from app.domain.house_rules import HouseRule
from app.domain.people import Country


class Branch(Frozen):
    """The branch of a tablet: pulled as the setting ``branch``.

    ``tax_id`` (RUC or RUT) and ``address`` are what its complaints book prints; ``rules``
    are what the dealer decides about complaints there. ``export_key`` (hex, X25519) is what a
    tablet seals to the server that it cannot send, ``voucher_key`` (hex, Ed25519) checks the
    vouchers that the server signed, ``mailbox`` names the page ``/b/{mailbox}`` of its mailbox; only
    what a tablet is told has them.
    """

    code: Slug
    name: Text
    country: Country
    zone: Text  # IANA
    dealer: Text
    tax_id: Text = ""
    address: Text = ""
    rules: tuple[HouseRule, ...] = ()
    demo: bool = False
    export_key: str = ""
    voucher_key: str = ""
    mailbox: Text = ""


class CarModel(Frozen):
    """A model on show; ``rank`` orders the chips, 1 first."""

    code: Slug
    make: Text
    name: Text
    rank: int
    demo: bool = False


class DemoCar(Frozen):
    """A car of the branch that customers may drive; its plate names it.

    ``away_until`` is the last day on which it is not there: in the workshop, lent, at a fair.
    """

    branch: Slug
    plate: Checked
    model: Text
    color: Text = ""
    away_until: date | None = None
    demo: bool = False

    def name(self) -> str:
        """Return the plate without separators, by which a form and a feed know the car."""
        return self.plate.value or self.plate.typed


class DeviceKey(Frozen):
    """The public half of a device's Ed25519 key, so that any tablet can check what it signed."""

    device: UUID
    epoch: UUID
    code: Slug
    public_key: str  # hex, 32 bytes
    revoked: bool = False
