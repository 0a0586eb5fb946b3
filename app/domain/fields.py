"""The shapes that several records share: frozen models, open enums, typed-and-checked fields."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


def _storable(value: object) -> object:
    """Drop NUL and lone surrogates, which PostgreSQL and UTF-8 cannot hold."""
    if not isinstance(value, str) or (value.isascii() and "\x00" not in value):
        return value
    return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


_Storable = BeforeValidator(_storable)

MOST_TEXT = 200  # letters
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_TEXT), _Storable]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), _Storable]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9ÑñÁÉÍÓÚáéíóúü._-]{1,40}$")]


class Frozen(BaseModel):
    """A fact: never changed after it was made.

    Unknown fields of a newer peer are ignored here; the raw body is kept where it was received.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", use_enum_values=False)


class Word(StrEnum):
    """A word of a closed list.

    Python's own ``value`` is looked up by code written in Python, five times as slow: whoever
    writes a document asks for it at each word.
    """

    @property
    def value(self) -> str:
        return self._value_


class OpenEnum(Word):
    """A closed list that may grow: a value of a newer peer reads as its member ``UNKNOWN``."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls.__members__.get("UNKNOWN") if isinstance(value, str) else None


class State(Word):
    """How far a typed identity or contact field can be trusted."""

    VALID = "valid"
    TO_VERIFY = "to_verify"  # «dato por verificar»: kept, shown, never used to join people


class Checked(Frozen):
    """What a person typed, what we read in it, and whether that reading holds.

    ``value`` is the normal form (E.164, lower-case e-mail, document without dots) or ``None``
    when nothing could be read. A record is never refused for a field ``to_verify``.
    """

    typed: Text
    value: Text | None = None
    state: State = State.TO_VERIFY

    def trusted(self) -> str | None:
        """Return the value if it may identify a person, else ``None``."""
        return self.value if self.state is State.VALID else None
