"""How does a typed full name divide into given names, paternal and maternal surname?

Spanish order as on the identity card: given names, then both surnames; «Pérez Soto, Juan» is
understood too. Particles stay with the surname that follows («de la Cruz»), and the usual second
halves of compound names stay with the first («María José»).
"""

import unicodedata

from app.domain.people import PersonName
from app.domain.reading import TYPED_LENGTH, Doubt, clean, fold, typed_text

_SHORTEST = 2  # letters of a name that can be said aloud
_FULL = 4  # two given names and two surnames

_LEADING = "da das de del der di do dos el la las los san santa van von y"
_PARTICLES = frozenset(_LEADING.split())
_SECOND_HALVES = """
jose maria juan carlos luis antonio jesus miguel manuel pablo pedro eduardo enrique ignacio andres
felipe fernando francisco gabriel javier alejandro alberto alfonso ernesto esteban cristobal daniel
diego emilio eugenio gonzalo guillermo hernan ivan jaime jorge julio mario matias mauricio nicolas
patricio rafael ramon raul ricardo roberto rodrigo sebastian sergio victor ana alejandra andrea
angelica antonia beatriz belen camila carla carolina catalina cecilia clara claudia constanza
cristina daniela elena elisa elizabeth emilia eugenia fernanda florencia francisca gabriela gloria
graciela ignacia ines irene isabel isidora javiera josefa josefina julia laura loreto lorena lucia
luisa macarena magdalena margarita marcela monica olga olivia paola patricia paulina pia raquel
sara silvia sofia susana teresa valentina valeria veronica viviana ximena
"""
_SECOND_GIVEN = frozenset(_SECOND_HALVES.split()) | {
    "de dios",
    "de jesus",
    "de la luz",
    "de la paz",
    "de lourdes",
    "de los angeles",
    "del carmen",
    "del mar",
    "del pilar",
    "del rosario",
    "del transito",
}
# Surnames as well («Juan Paz»): given names only after María.
_ALSO_SURNAMES = "consuelo luz mercedes milagros paz pilar rosario soledad trinidad victoria"
_AFTER_MARIA = frozenset(_ALSO_SURNAMES.split())
_APOSTROPHE = "\u2019"
_WITHIN_WORDS = f".-'{_APOSTROPHE}\u200c\u200d"  # the last two join letters of some scripts


def read_name(typed: str) -> PersonName:
    """Divide a full name; what cannot be divided stays among the given names."""
    kept = typed_text(typed)
    before, comma, after = kept.partition(",")
    if comma and _units(before) and _units(after):
        surnames = _units(before)
        given = " ".join(_units(after))
        return _name(kept, given, surnames[0], " ".join(surnames[1:]))
    units = _units(kept)
    first_surname = _given_count(units)
    surnames = units[first_surname:]
    given = " ".join(units[:first_surname])
    return _name(kept, given, *surnames[:2])


def name_doubt(typed: str) -> Doubt | None:
    """Say what is odd about a typed name, which is kept all the same."""
    text = clean(typed)[:TYPED_LENGTH]
    if not text:
        return None
    letters = sum(c.isalpha() for c in text)
    if letters == 0:
        return Doubt.NAME_WITHOUT_LETTERS
    # A syllable or a whole word may be one letter in other scripts.
    return Doubt.NAME_TOO_SHORT if text.isascii() and letters < _SHORTEST else None


def _name(typed: str, given: str, surname: str = "", second_surname: str = "") -> PersonName:
    return PersonName(typed=typed, given=given, surname=surname, second_surname=second_surname)


def _given_count(units: list[str]) -> int:
    """Return how many units, from the left, are given names."""
    if len(units) >= _FULL:
        return len(units) - 2
    if not units[1:]:
        return len(units)
    first, second = fold(units[0]), fold(units[1])
    after_maria = first == "maria" and second in _AFTER_MARIA
    return 2 if after_maria or second in _SECOND_GIVEN else 1


def _units(text: str) -> list[str]:
    """Return the words of a name, particles joined to the word they lead."""
    words = [word for word in (_word(raw) for raw in text.split()) if word]
    shouted = " ".join(words).isupper() or " ".join(words).islower()
    units: list[str] = []
    particles: list[str] = []
    for word in words:
        if fold(word) in _PARTICLES:
            particles.append(word.lower() if shouted else word)
            continue
        units.append(" ".join([*particles, _capitalised(word) if shouted else word]))
        particles = []
    return [*units, " ".join(particles)] if particles else units


def _word(raw: str) -> str:
    """Return a word without digits, emoji and punctuation at its edges, empty without letters."""
    kept = "".join(c for c in raw if c in _WITHIN_WORDS or unicodedata.category(c)[0] in "LM")
    kept = kept.strip(_WITHIN_WORDS.replace(".", "")).lstrip(".")
    return kept if any(c.isalpha() for c in kept) else ""


def _capitalised(word: str) -> str:
    capital = word.lower()
    for mark in ("-", "'", _APOSTROPHE):
        capital = mark.join(part[:1].upper() + part[1:] for part in capital.split(mark))
    return capital
