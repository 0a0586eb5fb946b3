"""What stands on the two cards of «Por decidir», line by line, and what speaks for or against."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.domain.days import typed_day
from app.domain.identifiers import display_phone
from app.domain.people import Country, DocumentType
from app.domain.reviews import Agreement, KnownReview, ReviewSide, Said, agreement, offers_if_joined
from app.ui.texts import Words, short_name

_SAME = frozenset({"same", "all_same"})
_WEIGHTY = 1.0  # bits: less is not worth a word
_SHOWN = 3  # reasons on each side
_PARTS = re.compile(r"\w+|\W+")


class Line(NamedTuple):
    """One datum of both, empty where it is not known; ``compared`` by the engine, or not."""

    label: str
    one: str
    two: str
    speaks: Agreement
    compared: bool


class Reasons(NamedTuple):
    """Sentences, empty where there is nothing to say."""

    for_: str
    against: str


def lines(words: Words, review: KnownReview, country: Country) -> list[Line]:
    """Return what is shown, without the lines in which both have nothing."""
    one, two = (_told(words, side, country) for side in (review.one, review.two))
    compared = (
        (words("Mobile"), ("phone",)),
        (words("Name"), ("given", "surname", "second")),
        (_document(words, review), ("document",)),
        (words("E-mail"), ("email",)),
        (words("Birth date"), ("birth",)),
        (words("Car"), ("plate", "vin")),
        (words("Offers"), ()),
        (words("Attended by"), ()),
    )
    found = (
        Line(label, mine, theirs, agreement(review, fields), compared=bool(fields))
        for (label, fields), mine, theirs in zip(compared, one, two, strict=True)
    )
    return [line for line in found if line.one or line.two]


def reasons(words: Words, review: KnownReview) -> Reasons:
    """Return what speaks for one person and what against it, the weightiest first."""
    weighty = [said for said in review.said if abs(said.bits) >= _WEIGHTY]
    for_ = [_reason(words, said) for said in weighty if said.bits > 0]
    against = [_reason(words, said) for said in weighty if said.bits < 0]
    veto = words.code("Veto", review.veto) if review.veto else ""
    return Reasons(
        _sentence(part for part in for_[:_SHOWN] if part),
        _sentence(part for part in [veto, *against[:_SHOWN]] if part),
    )


def if_joined(words: Words, review: KnownReview) -> str:
    """Return what becomes of them: the name that stays, and the offers that are still allowed."""
    offers = ", ".join(words.of(channel) for channel in offers_if_joined(review))
    name = review.name or words("No data")
    return " ".join(
        [
            words("It stays as «{name}», with all data of both.", name=name),
            words("Offers by: {channels}.", channels=offers)
            if offers
            else words("No offers: the stricter permission holds."),
        ]
    )


def differing(value: str, other: str) -> list[tuple[str, bool]]:
    """Split a value, each part with whether the other side lacks it; without one, nothing differs.

    Parts are words and what stands between them: of an e-mail its names and dots.
    """
    known = {part.casefold() for part in _PARTS.findall(other)}
    return [
        (part, bool(known) and part[0].isalnum() and part.casefold() not in known)
        for part in _PARTS.findall(value)
    ]


def _told(words: Words, side: ReviewSide, country: Country) -> tuple[str, ...]:
    return (
        ", ".join(display_phone(phone, country) for phone in side.phones),
        side.name or "",
        side.document or "",
        ", ".join(side.emails),
        typed_day(side.birth_date) if side.birth_date else "",
        side.car or "",
        ", ".join(words.of(channel) for channel in side.offers) or words("No permissions"),
        short_name(side.owner_name),
    )


def _document(words: Words, review: KnownReview) -> str:
    types = {side.document_type for side in (review.one, review.two)} - {None}
    known = [words.of(kind) for kind in types if kind and kind is not DocumentType.UNKNOWN]
    return known[0] if len(known) == 1 else words("Document")


def _reason(words: Words, said: Said) -> str:
    if said.level in _SAME:
        return words.code("Same", said.field)
    return words.code("Alike" if said.bits > 0 else "Different", said.field)


def _sentence(parts: Iterable[str]) -> str:
    listed = ", ".join(parts)
    return f"{listed[:1].upper()}{listed[1:]}." if listed else ""
