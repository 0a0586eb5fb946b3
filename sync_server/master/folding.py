"""How does a text read without accents, case and punctuation?"""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['`\u2019\u00b4]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"}
)


@lru_cache(maxsize=65536)
def folded_words(text: str) -> str:
    """Lower-case words of letters and digits: ``O'Higgins 12-B`` -> ``ohiggins 12 b``.

    Letters of every alphabet stay: only the marks that decompose (accents, tilde) go.
    """
    lower = _APOSTROPHES.sub("", text.lower()).translate(_UNDECOMPOSED)
    if not lower.isascii():
        decomposed = unicodedata.normalize("NFD", lower)
        lower = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", lower).strip()
