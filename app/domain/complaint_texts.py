"""Which words does a paper of a complaint carry, in which version?

One file per text and version under ``assets/texts/complaints``: a title, paragraphs, a last line
with the version and its standing. A file that was used never changes.
"""

import hashlib
import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from app.domain.complaints import TextVersion
from app.domain.people import Country
from app.domain.shipped import TEXTS

FOLDER = TEXTS / "complaints"
_FILE_NAME = re.compile(r"(?P<id>[a-z]{2}-[a-z-]+)\.v(?P<version>\d+)\.[a-z]{2}_[A-Z]{2}")


class Topic(StrEnum):
    """What a text is for. Not every country has each one."""

    KINDS = "kinds"
    NOTICES = "notices"
    INTERNAL = "internal"
    AGREEMENT = "agreement"
    GUARANTEE_LETTER = "guarantee-letter"
    ANSWER_LETTER = "answer-letter"
    RECEIPT = "receipt"
    LEGAL_GUARANTEE = "legal-guarantee"
    PRIVACY = "privacy"


class ComplaintText(NamedTuple):
    """``standing`` is the last line: id, version, and that a lawyer has still to read it."""

    version: TextVersion
    title: str
    paragraphs: tuple[str, ...]
    standing: str

    def country(self) -> Country:
        """Return whose law and words it follows."""
        return Country(self.version.id.partition("-")[0].upper())

    def filled(self, **words: str) -> tuple[str, ...]:
        """Return the paragraphs with their gaps filled; raises ``KeyError`` for a missing word."""
        return tuple(paragraph.format_map(words) for paragraph in self.paragraphs)


def complaint_text(topic: Topic, country: Country) -> ComplaintText:
    """Return the newest text; raises ``KeyError`` for a country that has none on the topic."""
    id_ = f"{country.value.lower()}-{topic}"
    versions = [text for text in _texts() if text.version.id == id_]
    if not versions:
        raise KeyError(id_)
    return max(versions, key=lambda text: text.version.version)


@cache
def _texts() -> tuple[ComplaintText, ...]:
    return tuple(_read(path.stem, path.read_bytes()) for path in sorted(FOLDER.glob("*.txt")))


def _read(stem: str, raw: bytes) -> ComplaintText:
    named = _FILE_NAME.fullmatch(stem)
    if named is None:
        raise ValueError(f"{stem} is not named <country>-<topic>.v<version>.<locale>")
    title, *paragraphs, standing = re.split(r"\n\s*\n", raw.decode("utf-8").strip())
    version = TextVersion(
        id=named["id"],
        version=int(named["version"]),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    return ComplaintText(version, title, tuple(paragraphs), standing)
