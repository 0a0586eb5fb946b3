"""How does a Spanish name sound, whichever way it is spelt?"""

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"ch", "#"),
        (r"h", ""),
        (r"c(?=[ei])", "s"),
        (r"g(?=[ei])", "j"),
        (r"gu(?=[ei])", "g"),
        (r"qu|c|q", "k"),
        (r"v", "b"),
        (r"[zx]", "s"),
        (r"ll", "y"),
        (r"w", "u"),
        (r"y(?![aeiou])", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)[aeiou]", ""),
    )
)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A short code equal for spellings that sound alike: ``velasquez``, ``belazques`` -> ``blsks``.

    The h is mute, b = v, s = z = x = soft c, k = qu = hard c, ll = y, j = soft g; doubled letters
    count once and vowels only at the beginning. Other alphabets pass through.
    """
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word
