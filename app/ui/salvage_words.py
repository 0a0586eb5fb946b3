"""What a person reads after the tablet's file was damaged."""

from app.storage.salvage import Salvaged
from app.ui.texts import Words


def salvaged_words(words: Words, told: Salvaged, *, enrolled: bool) -> tuple[str, str]:
    """Return the title and what is said below it."""
    title = words.count(
        "The tablet's memory was damaged: {n} record was recovered",
        "The tablet's memory was damaged: {n} records were recovered",
        told.records,
    )
    if not told.records and not enrolled:
        title = words("The tablet's memory was damaged: nothing could be recovered")
    parts = [
        words.count("{n} could not be read.", "{n} could not be read.", told.lost)
        if told.lost
        else "",
        "" if enrolled else words("The tablet has to join the branch again."),
        words("The damaged file is kept as {name}: tell the administrator.", name=told.kept_as),
    ]
    return title, " ".join(part for part in parts if part)
