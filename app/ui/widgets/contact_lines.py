"""How a due contact reads in a list: who, why, when."""

from datetime import date

from app.domain.calendars import BANDS
from app.domain.dues import DueState
from app.services.callcards import Hours
from app.services.contact_list import ContactRow
from app.ui.texts import Words


def reason_line(words: Words, row: ContactRow) -> str:
    """Return «Pidió que lo llamen» or the programme with the model: «Tras su visita · CX-5»."""
    if row.call_again_at:
        return words("Asked to be called")
    programmes = [words.code("Programme", one) for one in (row.programme, *row.also)]
    return " · ".join([" + ".join(programmes), *row.models[:1]])


def when_line(words: Words, row: ContactRow, today: date) -> str:
    """Return «Intento 2 de 3 · vence hoy», «Número equivocado» or «12:00»."""
    if row.state in {DueState.BLOCKED, DueState.CLOSED}:
        return words.of(row.reason) or words("Without permission to contact")
    if row.call_again_at:
        at = row.call_again_at
        day = "" if at.date() == today else f"{words.coming_day(at.date(), today)} "
        return f"{day}{words.clock(at)}"
    parts = []
    if row.attempt > 1:
        parts.append(words("Attempt {n} of {m}", n=row.attempt, m=row.tries))
    elif row.intent is not None:
        parts.append(words("Interest {n}", n=row.intent))
    if row.attempt > 1 and row.hours:
        parts.append(band(row.hours))
    else:
        parts.append(due_line(words, row, today))
    line = " · ".join(parts)
    return line[0].upper() + line[1:]


def due_line(words: Words, row: ContactRow, today: date) -> str:
    if row.last_day < today:
        return words("was due {day}", day=words.past_day(row.last_day, today))
    return words("due {day}", day=words.coming_day(row.last_day, today))


def band(hours: Hours) -> str:
    """Return the hours as a range."""
    return f"{hours.start}–{hours.end}"  # noqa: RUF001 - the dash of a range


def hour_of(words: Words, row: ContactRow, today: date) -> str:
    """Return the hour to call at, for the left of a line: an hour, a range, or the day."""
    if row.call_again_at and row.call_again_at.date() == today:
        return words.clock(row.call_again_at)
    if row.hours:
        return band(row.hours)
    return words.coming_day(row.call_again_at.date() if row.call_again_at else today, today)


def band_said(index: int) -> str:
    """Return a band of the day by its index."""
    return band(Hours(*BANDS[index]))
