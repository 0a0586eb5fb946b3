"""Codes and English sentences become Spanish words: one catalogue, with a country's own on top."""

import gettext
import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.domain.people import Country
from app.domain.problems import Code, Problem

LOCALES = Path(__file__).parent.parent / "locale"
BASE = "es"
_LOCALE_OF: Mapping[Country, str] = {Country.CL: "es_CL", Country.PE: "es_PE"}


@cache
def catalogue(locale: str) -> gettext.GNUTranslations:
    """Return the messages of a locale, those it lacks from ``es``.

    Compiled from the ``.po`` in memory (about 20 ms, once): there is no compiled file to forget.
    """
    compiled = io.BytesIO()
    with (LOCALES / f"{locale}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale))
    compiled.seek(0)
    messages = gettext.GNUTranslations(compiled)
    if locale != BASE:
        messages.add_fallback(catalogue(BASE))
    return messages


def msg(message: str) -> str:
    """Mark a message for the catalogue where it is written away from its ``words(…)``."""
    return message


class Words:
    """What a branch reads: ``words("Save")``, ``words.of(Reason.RENEWAL)``, ``words.day(day)``."""

    def __init__(self, country: Country = Country.CL) -> None:
        self.country = country
        self.locale = _LOCALE_OF.get(country, "es_CL")
        self._messages = catalogue(self.locale)

    def __call__(self, message: str, **values: object) -> str:
        return self._messages.gettext(message).format(**values)

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        return self._messages.ngettext(one, many, n).format(n=n, **values)

    def of(self, code: Enum) -> str:
        return self.code(type(code).__name__, str(code.value))

    def code(self, table: str, code: str) -> str:
        """Return the words of a code, or "" where the catalogue does not know it."""
        found = self._messages.pgettext(table, code)
        return "" if found == code else found

    def problem(self, problem: Problem) -> str:
        return self.of(problem.code) or self.of(Code.SERVER_ERROR)

    def thousands(self, number: int) -> str:
        """Return «49.310», in Perú «49,310»."""
        said = f"{number:,}"
        return said if self.country is Country.PE else said.replace(",", ".")

    def clock(self, at: datetime) -> str:
        return f"{at:%H:%M}"

    def long_day(self, day: date) -> str:
        """Return «Lunes 23 de noviembre»."""
        return format_date(day, "EEEE d 'de' MMMM", locale=self.locale).capitalize()

    def short_day(self, day: date) -> str:
        """Return «mié 25»."""
        return format_date(day, "EEE d", locale=self.locale).replace(".", "")

    def past_day(self, day: date, today: date) -> str:
        """Return «hoy», «ayer», «sáb 21» within a week, «2 nov» before."""
        if day == today:
            return self("today")
        if day == today - timedelta(days=1):
            return self("yesterday")
        if today - timedelta(days=7) < day < today:
            return self.short_day(day)
        return self.day_of_month(day)

    def day_of_month(self, day: date) -> str:
        """Return «8 dic»."""
        return format_date(day, "d MMM", locale=self.locale).replace(".", "")

    def spoken_day(self, day: date, today: date) -> str:
        """Return how one says it: «hoy», «ayer», «el domingo 15 de noviembre»."""
        if day in {today, today - timedelta(days=1)}:
            return self.past_day(day, today)
        return format_date(day, "'el' EEEE d 'de' MMMM", locale=self.locale)

    def month(self, day: date) -> str:
        """Return «marzo»."""
        return format_date(day, "MMMM", locale=self.locale)

    def coming_day(self, day: date, today: date) -> str:
        """Return «hoy», «mañana», «mié 25»."""
        if day == today:
            return self("today")
        if day == today + timedelta(days=1):
            return self("tomorrow")
        return self.short_day(day)

    def moment(self, at: datetime, today: date) -> str:
        """Return «10:42» for today, «ayer 20:12» or «sáb 21, 20:12» before."""
        if at.date() == today:
            return self.clock(at)
        return f"{self.past_day(at.date(), today)} {self.clock(at)}"


def first_name(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name


def short_name(name: str) -> str:
    """Return «Carla M.»: enough for colleagues, little for whoever looks on."""
    given, *rest = name.split() or [name]
    return f"{given} {rest[0][0].upper()}." if rest else given
