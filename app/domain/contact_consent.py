"""By which channels may a programme reach this person, and if by none, why not?

A contact about what she bought needs no grant, a promoting one needs it for the channel used; an
opposition stops every one by that channel, and a letter that promotes whatever it was said to.
MANT invites to a service: in Perú that is promotion by telephone and WhatsApp (Ley 32323), and a
list of ours does not prove the person's own initiative there.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.consent import (
    Channel,
    DatedDecision,
    Decision,
    Initiative,
    Position,
    Purpose,
    allows,
    current,
)
from app.domain.contact_rules import Programme, Rule
from app.domain.customers import Customer
from app.domain.dues import DueReason
from app.domain.people import Country

Consents = Mapping[Position, DatedDecision]
_INITIATIVE = frozenset({Channel.PHONE, Channel.WHATSAPP})


class Reach(NamedTuple):
    """By which channels a person can be reached at all.

    ``wrong_phone``: every phone that is known proved to be somebody else's.
    """

    phone: bool = False
    whatsapp: bool = False
    email: bool = False
    letter: bool = False
    wrong_phone: bool = False

    def has(self, channel: Channel) -> bool:
        return channel is not Channel.UNKNOWN and bool(getattr(self, channel.value))


class Way(NamedTuple):
    """The channels that are allowed, or without any the reason that weighs most."""

    channels: tuple[Channel, ...]
    reason: DueReason


_WEIGHT = (
    DueReason.OPPOSED,
    DueReason.INITIATIVE_UNPROVED,
    DueReason.NO_CONSENT,
    DueReason.NO_CHANNEL,
)


class EmailWay(NamedTuple):
    """Where offers go by e-mail: nowhere without an address or without the person's grant."""

    address: str | None
    allowed: bool


NO_WAY = EmailWay(None, allowed=False)


def offers_by_email(customer: Customer) -> EmailWay:
    said = current(customer.consents).get(Position(Purpose.MARKETING, Channel.EMAIL))
    told = (one.value.value for one in customer.emails if one.wrong is None and one.value.value)
    return EmailWay(next(told, None), said is not None and allows(said))


def way(rule: Rule, reach: Reach, consents: Consents, country: Country) -> Way:
    """Return how this programme may reach the person; it is blocked only if every channel is."""
    against = {channel: _against(rule, channel, consents, country) for channel in rule.channels}
    found = tuple(c for c in rule.channels if reach.has(c) and against[c] is None)
    if found:
        return Way(found, DueReason.IN_WINDOW)
    why = {against[c] if reach.has(c) else DueReason.NO_CHANNEL for c in rule.channels}
    if DueReason.OPPOSED in against.values():
        why.add(DueReason.OPPOSED)
    return Way((), next((one for one in _WEIGHT if one in why), DueReason.NO_CHANNEL))


def _against(
    rule: Rule, channel: Channel, consents: Consents, country: Country
) -> DueReason | None:
    own = consents.get(Position(rule.purpose, channel))
    if _opposes(own):
        return DueReason.OPPOSED
    if not _promotes(rule, channel, country):
        return DueReason.NO_CONSENT if own is not None and not allows(own) else None
    if channel is Channel.LETTER:
        return _letter(consents)
    grant = consents.get(Position(Purpose.MARKETING, channel))
    if _opposes(grant):
        return DueReason.OPPOSED
    if grant is None or not allows(grant):
        return DueReason.NO_CONSENT
    return DueReason.INITIATIVE_UNPROVED if is_unproved(grant, country) else None


def is_unproved(grant: DatedDecision, country: Country) -> bool:
    """Say whether a list alone tells of a grant for which the person's own word is needed."""
    listed = grant.decision.initiative is Initiative.IMPORT
    return listed and grant.decision.channel in _INITIATIVE and country is Country.PE


def _opposes(held: DatedDecision | None) -> bool:
    return held is not None and held.decision.decision is Decision.OPPOSE


def _promotes(rule: Rule, channel: Channel, country: Country) -> bool:
    """Say whether a contact by this channel needs a grant to offers."""
    invites = rule.code == Programme.MANT and country is Country.PE and channel in _INITIATIVE
    return rule.consent or invites


def _letter(consents: Consents) -> DueReason | None:
    """Allow a letter that promotes where any offer was granted and nothing at all was opposed."""
    if any(map(_opposes, consents.values())):
        return DueReason.OPPOSED
    offers = (held for place, held in consents.items() if place.purpose is Purpose.MARKETING)
    return None if any(map(allows, offers)) else DueReason.NO_CONSENT
