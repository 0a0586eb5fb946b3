"""Which phone number did the person give, and can it be dialled from this branch?

Values are E.164. The same nine digits are often valid in Chile and in Perú, so a number without
its prefix is always read in the branch's country.
"""

import re
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from app.domain.people import Country
from app.domain.reading import (
    TYPED_LENGTH,
    Doubt,
    Reading,
    blank,
    clean,
    digits,
    is_repeated,
    to_verify,
    valid,
)

_PREFIX = {Country.CL: "56", Country.PE: "51"}
_NATIONAL_LENGTH = 9
_OLD_MOBILE_LENGTH = 8  # Chilean mobiles before the 9 was put in front
_FOREIGN_LENGTH = 11  # from here on, digits without «+» may begin with a country's prefix
_TRUNK_ZERO = re.compile(r"^\+(56|51)0+")
_SERVICE_TYPES = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)


class _Dialled(NamedTuple):
    """Digits as dialled; with ``+`` in front when the country's prefix was typed."""

    digits: str
    international: bool


def read_phone(typed: str, country: Country) -> Reading:
    """Read a phone number typed in a branch of ``country``."""
    text = clean(typed)
    if not text:
        return blank(typed)
    if any(c.isalpha() for c in text):
        return to_verify(typed, Doubt.PHONE_UNKNOWN, suggestion=_number_within(text, country))
    dialled = _dialled(text)
    number = _number(dialled.digits, country)
    if number is None:
        return _unread(typed, dialled, country)
    value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if is_repeated(str(number.national_number)):
        return to_verify(typed, Doubt.PHONE_REPEATED, value=value)
    if phonenumbers.number_type(number) in _SERVICE_TYPES:
        return to_verify(typed, Doubt.PHONE_SERVICE, value=value)
    return valid(typed, value, Doubt.PHONE_LANDLINE if _is_landline(value) else None)


def mobile_pattern(country: Country) -> str:
    """Return the plan's own expression for a mobile of ``country``, without the prefix."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country.value)
    if plan is None or plan.mobile is None:
        raise ValueError(country)
    return f"(?=9)(?:{plan.mobile.national_number_pattern})"


def display_phone(value: str, country: Country) -> str:
    """Return an E.164 number as people of ``country`` write it: with prefix only from abroad."""
    number = _number(value, Country.UNKNOWN)
    if number is None:
        return value
    own = str(number.country_code) == _PREFIX.get(country)
    form = PhoneNumberFormat.NATIONAL if own else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def is_mobile(value: str) -> bool:
    """Say whether an E.164 number can receive WhatsApp: unknown foreign plans count as mobile."""
    return not _is_landline(value)


def _is_landline(value: str) -> bool:
    # The library cannot tell both apart in Chile, but national mobile numbers begin with 9.
    own = next((p for p in _PREFIX.values() if value.startswith(f"+{p}")), None)
    return own is not None and not re.fullmatch(rf"\+{own}9\d{{8}}", value)


def _dialled(text: str) -> _Dialled:
    bare = digits(text)
    if "+" in re.split(r"\d", text, maxsplit=1)[0] or bare.startswith("00"):
        return _Dialled(_TRUNK_ZERO.sub(r"+\1", f"+{bare.lstrip('0')}"), international=True)
    return _Dialled(bare.lstrip("0"), international=False)


def _number(dialled: str, country: Country) -> PhoneNumber | None:
    region = country.value if country in _PREFIX else None
    try:
        number = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _unread(typed: str, dialled: _Dialled, country: Country) -> Reading:
    """Say what is wrong with digits that are no number here."""
    own = _PREFIX.get(country, "")
    national = dialled.digits.removeprefix(f"+{own}")
    if len(national) > _NATIONAL_LENGTH:
        national = national.removeprefix(own)
    if country is Country.CL and len(national) == _OLD_MOBILE_LENGTH:
        completed = _number(f"9{national}", country)
        if completed is not None and not is_repeated(f"9{national}"):
            suggestion = phonenumbers.format_number(completed, PhoneNumberFormat.NATIONAL)
            return to_verify(typed, Doubt.PHONE_MISSING_NINE, suggestion=suggestion)
    if own and (foreign := _foreign(dialled)) is not None:
        suggestion = phonenumbers.format_number(foreign, PhoneNumberFormat.INTERNATIONAL)
        return to_verify(typed, Doubt.PHONE_OTHER_COUNTRY, suggestion=suggestion)
    return to_verify(typed, _length_doubt(national))


def _length_doubt(national: str) -> Doubt:
    if not national or national.startswith("+"):
        return Doubt.PHONE_UNKNOWN
    if len(national) < _NATIONAL_LENGTH:
        return Doubt.PHONE_TOO_SHORT
    return Doubt.PHONE_TOO_LONG if len(national) > _NATIONAL_LENGTH else Doubt.PHONE_UNKNOWN


def _foreign(dialled: _Dialled) -> PhoneNumber | None:
    """Return the number of another country that was dialled without saying so."""
    if dialled.international or is_repeated(dialled.digits):
        return None
    prefixed = [f"+{dialled.digits}"] if len(dialled.digits) >= _FOREIGN_LENGTH else []
    own = [f"+{prefix}{dialled.digits}" for prefix in _PREFIX.values()]
    found = (_number(candidate, Country.UNKNOWN) for candidate in (*own, *prefixed))
    return next((number for number in found if number is not None), None)


def _number_within(text: str, country: Country) -> str | None:
    """Return the first valid number inside a text with words, as a person would type it."""
    region = country.value if country in _PREFIX else None
    match = next(iter(phonenumbers.PhoneNumberMatcher(text[:TYPED_LENGTH], region)), None)
    if match is None:
        return None
    return display_phone(phonenumbers.format_number(match.number, PhoneNumberFormat.E164), country)


def begun(typed: str, country: Country) -> str | None:
    """Return the international digits of a number that is not typed to its end, from the 7th on.

    >>> begun("9 5550 00", Country.CL)
    '569555000'
    """
    prefix = _PREFIX[country]
    digits = "".join(char for char in typed if char.isdecimal())
    if typed.strip().startswith("+") or len(digits) > _NATIONAL:
        digits = digits.removeprefix(prefix)
    return f"{prefix}{digits}" if _BEGUN <= len(digits) < _NATIONAL else None


_BEGUN = 7  # digits from which on few people share them
_NATIONAL = 9
