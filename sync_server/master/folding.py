"""How does a text read without accents, case and punctuation?"""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['`\u2019\u00b4]")
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"}
)


@lru_cache(maxsize=65536)
def folded_words(text: str) -> str:
    """Lower-case words of letters and digits: ``O'Higgins 12-B`` -> ``ohiggins 12 b``.

    Letters of every alphabet stay: only the marks that decompose (accents, tilde) go.
    """
    lower = _APOSTROPHES.sub("", text.lower()).translate(_UNDECOMPOSED)
    plain = (c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
