"""How does a captured person read, whoever typed it?

Columns are those of a spreadsheet of people (`COLUMNS`); any may be missing. Reading never
refuses: what cannot be understood is kept as plain letters and digits, or left out.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from rapidfuzz.distance import OSA

from sync_server.master.documents import document, tax_number
from sync_server.master.folding import folded_words
from sync_server.master.nicknames import formal_names
from sync_server.master.person import Person

COLUMNS = (
    "given_name",
    "surname",
    "second_surname",
    "sex",
    "date_of_birth",
    "phone",
    "email",
    "address",
    "city",
    "postcode",
    "country",
    "national_id_type",
    "national_id",
    "company_name",
    "company_tax_id",
    "plate",
    "vin",
)

_PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "van",
        "von",
        "der",
        "den",
        "y",
        "mac",
        "mc",
        "san",
        "santa",
        "st",
    ]
)
_ABBREVIATIONS = dict(
    pair.split("=")
    for pair in [
        "av=avenida",
        "avda=avenida",
        "c=calle",
        "psje=pasaje",
        "pje=pasaje",
        "pj=pasaje",
        "jr=jiron",
        "cno=camino",
        "prol=prolongacion",
        "depto=departamento",
        "dpto=departamento",
        "dep=departamento",
        "blk=block",
        "urb=urbanizacion",
        "mz=manzana",
        "lt=lote",
        "st=street",
        "rd=road",
        "ave=avenue",
        "ln=lane",
        "dr=drive",
        "ct=court",
        "pl=place",
        "cres=crescent",
        "cct=circuit",
    ]
)
_ROLES = frozenset(
    [
        "ventas",
        "contacto",
        "info",
        "informacion",
        "administracion",
        "admin",
        "compras",
        "gerencia",
        "recepcion",
        "cobranzas",
        "finanzas",
        "contabilidad",
        "facturacion",
        "secretaria",
        "oficina",
        "rrhh",
        "personal",
        "hola",
        "mail",
        "correo",
        "sales",
        "contact",
        "office",
        "support",
        "soporte",
        "postventa",
        "servicio",
    ]
)
_PROVIDERS = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com")
_OTHER_PROVIDERS = frozenset({"ymail.com", "email.com", "mail.com"})
_CAMERA = str.maketrans("boqdilszgtyux", "8000115267vvk")
_SEXES = {"f": "f", "female": "f", "femenino": "f", "mujer": "f"} | {
    "m": "m", "male": "m", "masculino": "m", "hombre": "m", "h": "m"
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_E164 = {"cl": re.compile(r"\+56\d{9}"), "pe": re.compile(r"\+51\d{8,9}")}
_PLACE_LESS = "--"
_PLATE_LENGTHS = range(5, 9)
_VIN_TAIL = 8
_FOREIGN_DIGITS = 10
_INITIALS = 2


class _Name(NamedTuple):
    given: str
    surname: str
    second: str
    married: str


def normalised(columns: Mapping[str, str]) -> Person:
    """Read one row. Unknown columns are ignored, missing ones are empty."""
    said = dict.fromkeys(COLUMNS, "")
    said |= {column: text.strip() for column, text in columns.items() if text}
    name = _name(said["given_name"], said["surname"], said["second_surname"])
    country = said["country"].lower()[:2] or _PLACE_LESS
    paper = document(country, said["national_id_type"], said["national_id"])
    email = _email(said["email"])
    mailbox = email.partition("@")[0]
    address = _address(said["address"])
    first = name.given.partition(" ")[0]
    tax = tax_number(country, said["company_tax_id"])
    employer = folded_words(said["company_name"]) or tax
    return Person(
        country=country,
        company=bool(employer) and not (name.given or name.surname),
        given=name.given,
        first=first,
        formal=formal_names(first),
        surname=name.surname,
        second=name.second,
        married=name.married,
        sex=_SEXES.get(said["sex"].lower(), ""),
        birth=_birth(said["date_of_birth"]),
        phone=_phone(country, said["phone"]),
        email=email,
        mailbox="" if mailbox in _ROLES else mailbox,
        mailbox_of_names=_of_names(mailbox, name),
        address=address,
        number=next((word for word in address.split() if word.isdigit()), ""),
        city=folded_words(said["city"]),
        postcode=said["postcode"].replace(" ", "").lower(),
        document_type=paper.type,
        document=paper.number,
        document_valid=paper.valid,
        document_if_checked=paper.if_checked,
        employer=employer,
        employer_tax=tax,
        plate=_camera_folded(said["plate"]),
        vin=_camera_folded(said["vin"])[-_VIN_TAIL:],
    )


@lru_cache(maxsize=65536)
def _folded_name(text: str) -> str:
    return " ".join("".join(c for c in folded_words(text) if not c.isdigit()).split())


def _name(given: str, surname: str, second: str) -> _Name:
    g, s1, s2 = _folded_name(given), _folded_name(surname), _folded_name(second)
    married = ""
    if s2.startswith("de ") and " " not in s2[3:]:
        s2, married = "", s2[3:]
    if not s2 and " " in s1:
        s1, s2 = _two_surnames(s1)
    if not s1 and " " in g:
        g, s1, s2 = _all_in_one(g, s2)
    return _Name(g, s1, s2, married)


def _units(words: str) -> list[str]:
    """Words with their particles: ``de la cruz soto`` -> ``de la cruz``, ``soto``."""
    units: list[str] = []
    open_ = ""
    for word in words.split():
        open_ = f"{open_} {word}".strip()
        if word not in _PARTICLES:
            units.append(open_)
            open_ = ""
    return [*units, open_] if open_ else units


def _two_surnames(words: str) -> tuple[str, str]:
    units = _units(words)
    return (units[0], units[1]) if len(units) == 2 else (words, "")  # noqa: PLR2004 - two surnames


def _all_in_one(words: str, second: str) -> tuple[str, str, str]:
    units = _units(words)
    if len(units) == 1:
        return words, "", second
    if second or len(units) == 2:  # noqa: PLR2004 - one name, one surname
        return " ".join(units[:-1]), units[-1], second
    return " ".join(units[:-2]), units[-2], units[-1]


def _birth(typed: str) -> str:
    """An ISO date where one can be read, else the digits and dashes as they came."""
    if not typed:
        return ""
    if found := _ISO.match(typed):
        return "-".join((found[1], found[2].zfill(2), found[3].zfill(2)))
    if found := _DAY_FIRST.match(typed):
        return "-".join((found[3], found[2].zfill(2), found[1].zfill(2)))
    return re.sub(r"[^\d-]", "", typed)


@lru_cache(maxsize=4096)
def _phone(country: str, typed: str) -> str:
    """The national number. A number of no known plan keeps its last digits."""
    if not typed:
        return ""
    if country in _E164 and _E164[country].fullmatch(typed):
        return typed[3:]  # as captured here: the plan was looked at then, and costs a lot
    try:
        number = str(phonenumbers.parse(typed, country.upper()).national_number)
    except phonenumbers.NumberParseException:
        number = re.sub(r"\D", "", typed)
    prefix = str(phonenumbers.country_code_for_region(country.upper()) or "")
    if prefix and number.startswith(prefix) and len(number) > _FOREIGN_DIGITS:
        number = number[len(prefix) :]  # 56… read as a Peruvian number, or typed twice
    return number[-_FOREIGN_DIGITS:]


def _email(typed: str) -> str:
    email = typed.lower().replace(" ", "")
    mailbox, at, domain = email.rpartition("@")
    if not at or not mailbox:
        return email
    return f"{mailbox}@{_domain(domain)}"


def _of_names(mailbox: str, name: _Name) -> bool:
    letters = "".join(c for c in folded_words(mailbox) if c.isalpha())
    for word in sorted(f"{name.surname} {name.second} {name.given}".split(), key=len)[::-1]:
        letters = letters.replace(word, "", 1) if len(word) > 1 else letters
    return len(letters) <= _INITIALS


@lru_cache(maxsize=4096)
def _domain(typed: str) -> str:
    """The great provider that was meant, when one slip away from it: ``gmial.com``."""
    if typed in _OTHER_PROVIDERS or typed in _PROVIDERS:
        return typed
    near = (p for p in _PROVIDERS if OSA.distance(typed, p, score_cutoff=1) <= 1)
    return next(near, typed)


def _address(typed: str) -> str:
    return " ".join(_ABBREVIATIONS.get(word, word) for word in folded_words(typed).split())


def _camera_folded(typed: str) -> str:
    return folded_words(typed).replace(" ", "").translate(_CAMERA)
