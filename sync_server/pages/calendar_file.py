"""An event as a calendar file (iCalendar, RFC 5545); nothing of the visitor is in it."""

from datetime import datetime

from app.domain.clock import moment
from app.domain.events import KnownEvent

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_LONGEST = 75  # bytes of a line before it is folded


def calendar_file(known: KnownEvent, now: int) -> bytes:
    """Return the file, made at ``now`` (ms); instants are UTC, so that no time zone is needed.

    A file that is fetched again says of the same entry what holds by now, that it is off too: of
    two, a calendar heeds the one with the higher number.
    """
    event = known.event
    where = f"{event.place}, stand {event.stand}" if event.stand else event.place
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vitrina//Eventos//ES",
        "BEGIN:VEVENT",
        f"UID:{known.id}@vitrina",
        f"DTSTAMP:{_instant(moment(now))}",
        f"DTSTART:{_instant(event.starts_at)}",
        f"DTEND:{_instant(event.ends_at)}",
        f"SUMMARY:{event.name.translate(_ESCAPED)}",
        f"LOCATION:{where.translate(_ESCAPED)}",
        f"SEQUENCE:{known.words - 1}",
        f"STATUS:{'CANCELLED' if known.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _instant(at: datetime) -> str:
    utc = at.timestamp()
    return moment(round(utc * 1000)).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> str:
    """Break a long line as the format asks, never within a character."""
    parts, room = [""], _LONGEST
    for char in line:
        if len((parts[-1] + char).encode()) > room:
            parts.append("")
            room = _LONGEST - 1
        parts[-1] += char
    return "\r\n ".join(parts)
