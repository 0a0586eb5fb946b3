"""Which comuna or distrito is meant by what was typed, and how is it written?

Chile by CUT code (16 regiones, 346 comunas), Perú by INEI ubigeo (25 departamentos, 1,891
distritos). Codes are unique within a country only.
"""

import csv
from functools import cache
from typing import NamedTuple

from app.domain.people import Country, Place
from app.domain.reading import fold
from app.domain.shipped import REFERENCE

_TABLES = {Country.CL: "places_cl.csv", Country.PE: "places_pe.csv"}
_LEAVES = frozenset({"comuna", "distrito"})
_SAID = {"06": "O'Higgins", "11": "Aysén", "12": "Magallanes", "13": "RM"}  # regiones, as spoken


class PlaceChoice(NamedTuple):
    """A comuna or distrito as offered on screen: «Ñuñoa, Santiago, RM»."""

    place: Place
    label: str


class _Entry(NamedTuple):
    choice: PlaceChoice
    name: str  # folded, as are the next two
    aliases: tuple[str, ...]
    words: tuple[str, ...]


def place_label(place: Place) -> str | None:
    """Return name, provincia and región or departamento; ``None`` for an unknown code."""
    entry = _entries(place.country).get(place.code)
    return entry.choice.label if entry else None


def matching_places(typed: str, country: Country, limit: int = 8) -> tuple[PlaceChoice, ...]:
    """Return the places that may be meant, the likeliest first; accents and case do not matter.

    Every typed word must begin a word of the name, of an alias, or of the provincia and región.
    """
    wanted = fold(typed.replace(",", " "))
    if not wanted:
        return ()
    ranked = [
        (rank, entry.name, entry.choice)
        for entry in _entries(country).values()
        if (rank := _rank(entry, wanted)) is not None
    ]
    ranked.sort(key=lambda row: (row[0], row[1], row[2].place.code))
    return tuple(choice for _, _, choice in ranked[:limit])


def reniec_code(ubigeo: str) -> str | None:
    """Return RENIEC's code of an INEI district; the two registries number them differently."""
    return _reniec_codes().get(ubigeo)


def _rank(entry: _Entry, wanted: str) -> int | None:
    names = (entry.name, *entry.aliases)
    if wanted in names:
        return 0
    if entry.name.startswith(wanted):
        return 1
    if any(alias.startswith(wanted) for alias in entry.aliases):
        return 2
    begins = all(any(word.startswith(w) for word in entry.words) for w in wanted.split())
    return 3 if begins else None


@cache
def _entries(country: Country) -> dict[str, _Entry]:
    """Return the comunas or distritos of a country by code; none for an unknown country."""
    if country not in _TABLES:
        return {}
    rows = {row["code"]: row for row in _rows(_TABLES[country])}
    aliases = _aliases(country)
    shorts = _region_names() if country is Country.CL else {}

    def entry(code: str) -> _Entry:
        chain = [code]
        while above := rows[chain[-1]]["parent_code"]:
            chain.append(above)
        names = [shorts.get(link, rows[link]["name"]) for link in chain]
        label = ", ".join(dict.fromkeys(names))
        also = [alias for link in chain for alias in aliases.get(link, ())]
        words = fold(" ".join((label.replace(",", " "), *also))).split()
        return _Entry(
            choice=PlaceChoice(Place(country=country, code=code), label),
            name=fold(names[0]),
            aliases=tuple(fold(alias) for alias in aliases.get(code, ())),
            words=tuple(words),
        )

    return {code: entry(code) for code, row in rows.items() if row["level"] in _LEAVES}


def _aliases(country: Country) -> dict[str, list[str]]:
    aliases: dict[str, list[str]] = {}
    for row in _rows("places_aliases.csv"):
        if row["country"] == country:
            aliases.setdefault(row["code"], []).append(row["alias"])
    return aliases


def _region_names() -> dict[str, str]:
    return {row["code"]: row["short_name"] for row in _rows("places_cl_region_short.csv")} | _SAID


@cache
def _reniec_codes() -> dict[str, str]:
    return {row["inei_code"]: row["reniec_code"] for row in _rows("places_pe_reniec.csv")}


def _rows(table: str) -> list[dict[str, str]]:
    with (REFERENCE / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
