"""Which text does a person agree to, in which version?

One file per text and version, shown letter by letter; a decision keeps id, version and the
SHA-256 of the file's bytes as proof. A published file never changes: a new wording is a new
version, and the old one stays to be read again.
"""

import hashlib
import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from app.domain.consent import ConsentDecision, Decision, Position, Purpose
from app.domain.people import Country
from app.domain.shipped import TEXTS

_FILE_NAME = re.compile(
    r"(?P<id>[a-z]{2}-[a-z]+)\.v(?P<version>\d+)\.(?P<locale>[a-z]{2}_[A-Z]{2})"
)


class Topic(StrEnum):
    """What a text is about: a purpose, the privacy notice, or the end of a consent."""

    QUOTE = Purpose.QUOTE.value
    SERVICE = Purpose.SERVICE.value
    SURVEY = Purpose.SURVEY.value
    MARKETING = Purpose.MARKETING.value
    ANSWER = Purpose.ANSWER.value
    WITHDRAWAL = "withdrawal"
    PRIVACY = "privacy"


class PrivacyText(NamedTuple):
    """``text`` is the whole file, ``sha256`` the hexadecimal sum of its bytes."""

    id: str
    version: int
    locale: str
    text: str
    sha256: str


def current_text(topic: Topic, country: Country) -> PrivacyText:
    """Return the newest text on a topic; raises ``KeyError`` for a country without texts."""
    id_ = f"{country.value.lower()}-{topic}"
    versions = [text for text in _texts().values() if text.id == id_]
    if not versions:
        raise KeyError(id_)
    return max(versions, key=lambda text: text.version)


def decided(
    text: PrivacyText, position: Position, decision: Decision, **about: Any
) -> ConsentDecision:
    """Return a decision with the text that it was taken on; ``about``: its other fields."""
    return ConsentDecision(
        purpose=position.purpose,
        channel=position.channel,
        decision=decision,
        text_id=text.id,
        text_version=text.version,
        text_sha256=text.sha256,
        locale=text.locale,
        **about,
    )


def text_of(id_: str, version: int) -> PrivacyText | None:
    """Return the text that a past decision names, ``None`` if we never published it."""
    return _texts().get((id_, version))


@lru_cache(maxsize=1)
def _texts() -> dict[tuple[str, int], PrivacyText]:
    texts = (_text(path) for path in sorted(TEXTS.glob("*.txt")))
    return {(text.id, text.version): text for text in texts}


def _text(path: Path) -> PrivacyText:
    named = _FILE_NAME.fullmatch(path.stem)
    if named is None:
        raise ValueError(f"{path.name} is not named <country>-<topic>.v<version>.<locale>.txt")
    raw = path.read_bytes()
    return PrivacyText(
        id=named["id"],
        version=int(named["version"]),
        locale=named["locale"],
        text=raw.decode("utf-8"),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
