"""Does the server itself find valid what a tablet calls valid?

The tablet's word is kept where the record is kept; whatever is derived from the record takes a
value that our own rules do not bear out as still to be verified. Nothing is refused for it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from app.domain.documents import read_document
from app.domain.emails import read_email
from app.domain.fields import Checked, State
from app.domain.people import Country, Document
from app.domain.phones import mobile_pattern, read_phone
from app.domain.reading import is_repeated
from app.domain.vehicles import read_plate, read_vin

_MAILBOX = 64
_DOMAIN = 135  # with a mailbox and the sign still within what a field holds
_PLAIN = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_MOBILES = {
    "+56": re.compile(mobile_pattern(Country.CL)),
    "+51": re.compile(mobile_pattern(Country.PE)),
}
_PARTS = ("visitor", "person", "bringer", "vehicle", "consumer", "guardian")


def borne_out(body: BaseModel) -> BaseModel:
    """Return ``body`` with every checked field as valid as our own rules find it."""
    told = body.__dict__
    changed: dict[str, Any] = {}
    for name, holds in _RULES.items():
        field = told.get(name)
        if isinstance(field, Checked) and field.state is State.VALID and not holds(field.value):
            changed[name] = _doubted(field)
    document = told.get("document")
    if isinstance(document, Document) and document.state is State.VALID and not _proved(document):
        changed["document"] = _doubted(document)
    for name in _PARTS:
        part = told.get(name)
        if isinstance(part, BaseModel) and (judged := borne_out(part)) is not part:
            changed[name] = judged
    if cars := told.get("cars"):
        seen = tuple(borne_out(car) for car in cars)
        if any(now is not before for now, before in zip(seen, cars, strict=True)):
            changed["cars"] = seen
    return body.model_copy(update=changed) if changed else body


def _doubted(field: BaseModel) -> BaseModel:
    return field.model_copy(update={"state": State.TO_VERIFY})


def _phone(value: str | None) -> bool:
    """Say whether it is a number with its country's prefix that can be dialled."""
    if value is None or not value.startswith("+"):
        return False
    plan = _MOBILES.get(value[:3])
    if plan is not None and plan.fullmatch(value, 3) and not is_repeated(value[3:]):
        return True  # most are mobiles of here: the whole reading costs twenty times as much
    return read_phone(value, Country.UNKNOWN).field.state is State.VALID


def _email(value: str | None) -> bool:
    """Say whether it is an address; the domain of a plain one is read once."""
    mailbox, at, domain = (value or "").partition("@")
    if at and len(mailbox) <= _MAILBOX and _PLAIN.fullmatch(mailbox):
        return len(domain) <= _DOMAIN and _is_domain(domain)
    return read_email(value or "").field.state is State.VALID


@lru_cache(4096)
def _is_domain(domain: str) -> bool:
    return read_email(f"a@{domain}").field.state is State.VALID


def _plate(value: str | None) -> bool:
    return read_plate(value or "", Country.UNKNOWN).field.state is State.VALID


def _vin(value: str | None) -> bool:
    return read_vin(value or "").field.state is State.VALID


def _proved(document: Document) -> bool:
    read = read_document(document.value or "", document.type, document.country)
    return read.document.state is State.VALID


_RULES: dict[str, Callable[[str | None], bool]] = {
    "phone": _phone,
    "email": _email,
    "to": _email,
    "plate": _plate,
    "vin": _vin,
}
