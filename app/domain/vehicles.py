"""Which plate or VIN was typed, and does it look like one?

Both are hints, never keys: an odd one is kept and asked about. Values are upper-case without
separators. Formats: decrees of both countries as seen on the road; ISO 3779 for the VIN.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from app.domain.people import Country
from app.domain.reading import (
    Doubt,
    Reading,
    blank,
    is_repeated,
    letters_and_digits,
    to_verify,
    valid,
)

_PLATES: dict[Country, tuple[re.Pattern[str], ...]] = {
    Country.CL: (
        re.compile(r"[B-DF-HJ-NP-TV-Z]{4}[0-9]{2}"),  # current, no vowels
        re.compile(r"[A-Z]{2}[0-9]{4}"),  # until 2007
        re.compile(r"[A-Z]{3}[0-9]{2,3}|[A-Z]{2}[0-9]{3}"),  # motorcycles
        re.compile(r"[A-HJ-NPR-Z]{4,5}[0-9]"),  # decreed for when series run out
    ),
    Country.PE: (
        re.compile(r"[A-Z][A-Z0-9][A-Z][0-9]{3}"),  # light
        re.compile(r"[0-9]{4}[A-Z0-9][A-Z]"),  # motorcycles
        re.compile(r"[A-Z]{2}[0-9]{4}"),  # old
    ),
}
_RARE_IN_CHILE = re.compile(r"(?=.*[MNQ])[A-Z]{4}[0-9]{2}")
_MEANT_DIGIT = str.maketrans("OQI", "001")
_LOOKALIKE = {"O": "0", "Q": "0", "I": "1", "0": "O", "1": "I"}
_LONGEST_PLATE = 7

_VIN_LENGTH = 17
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_CHECKED_REGIONS = frozenset("12345")  # North America, where position 9 is binding
_CHECK_POSITION = 8
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = {digit: int(digit) for digit in "0123456789"} | {
    letter: int(digit)
    for letter, digit in zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True)
}


def read_plate(typed: str, country: Country) -> Reading:
    """Read a number plate («patente» in Chile, «placa» in Perú)."""
    plate = letters_and_digits(typed)
    if not plate:
        return blank(typed)
    if _fits(plate, _PLATES.get(country, ())):
        rare = country is Country.CL and _RARE_IN_CHILE.fullmatch(plate)
        return valid(typed, plate, Doubt.PLATE_RARE_LETTER if rare else None)
    if any(_fits(plate, formats) for formats in _PLATES.values()):
        return valid(typed, plate, Doubt.PLATE_OTHER_COUNTRY)
    meant = next((p for p in _lookalikes(plate) if _fits(p, _PLATES.get(country, ()))), None)
    doubt = Doubt.PLATE_LETTER_O if meant else Doubt.PLATE_UNKNOWN_FORMAT
    return to_verify(typed, doubt, value=plate, suggestion=meant)


def read_vin(typed: str) -> Reading:
    """Read a vehicle identification number."""
    vin = letters_and_digits(typed)
    if not vin:
        return blank(typed)
    if len(vin) != _VIN_LENGTH:
        return to_verify(typed, Doubt.VIN_LENGTH, value=vin)
    if not _VIN.fullmatch(vin):
        meant = vin.translate(_MEANT_DIGIT)
        suggestion = meant if _VIN.fullmatch(meant) else None
        return to_verify(typed, Doubt.VIN_LETTERS, value=vin, suggestion=suggestion)
    checked = vin[0] in _CHECKED_REGIONS
    # Seventeen ones are the classical filler, and its check digit holds.
    if is_repeated(vin) or (checked and vin[_CHECK_POSITION] != _vin_check_digit(vin)):
        return to_verify(typed, Doubt.VIN_CHECK_DIGIT, value=vin)
    return valid(typed, vin)


def _fits(plate: str, formats: Iterable[re.Pattern[str]]) -> bool:
    return any(shape.fullmatch(plate) for shape in formats)


def _lookalikes(plate: str) -> Iterator[str]:
    """Return the plates that look the same, the fewest changes first."""
    if len(plate) > _LONGEST_PLATE:
        return
    swappable = [i for i, char in enumerate(plate) if char in _LOOKALIKE]
    for count in range(1, len(swappable) + 1):
        for places in combinations(swappable, count):
            yield "".join(_LOOKALIKE[c] if i in places else c for i, c in enumerate(plate))


def _vin_check_digit(vin: str) -> str:
    """Return the check digit of 49 CFR 565.15: the weighted sum modulo 11, ten written as X."""
    total = sum(_VALUES[char] * weight for char, weight in zip(vin, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]
