"""Structured logs without personal data: one JSON line per event on standard error.

Only fields that are known to hold ids, codes and counts are written, whatever a caller passes;
of an error its class and where it came from, never its message.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import orjson
import structlog

FIELDS = frozenset(
    {
        "branch", "code", "contract", "device", "event", "exc_info", "kind", "level", "logger",
        "method", "ms", "path", "port", "record", "records", "status", "timestamp", "version",
    }
)  # fmt: skip

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLAIN = re.compile(r"[\w:/.+-]{1,80}")  # a code, a path, an instant: no spaces, no @
_NUMBER = re.compile(r"\d{7}")  # a phone, a document
_FRAMES = 12

Error = tuple[type[BaseException], BaseException, TracebackType | None]


def configure() -> None:
    """Send our own events and those of the libraries to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_personal_data,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LibraryFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def without_personal_data(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> Mapping[str, Any]:
    """Keep the fields that are known, if their values look like ids, codes or counts."""
    kept = {key: value for key, value in event.items() if key in FIELDS and _harmless(value)}
    error = event.get("exc_info")
    if isinstance(error, BaseException):
        kept |= _where(error)
    if len(kept) < len(event.keys() - {"exc_info"}):
        kept["dropped"] = sorted(event.keys() - kept.keys() - {"exc_info"})
    return kept


class _LibraryFormatter(logging.Formatter):
    """A library's message without what it was about."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "event": "library_message",
            "logger": record.name,
            "level": record.levelname.lower(),
            "template": str(record.msg).splitlines()[0][:120] if record.args else None,
        }
        if record.exc_info and record.exc_info[1] is not None:
            event |= _where(record.exc_info[1])
        return _json(event)


def _harmless(value: object) -> bool:
    if value is None or isinstance(value, bool | int | float):
        return True
    text = str(value)
    if _UUID.fullmatch(text):
        return True
    return bool(_PLAIN.fullmatch(text)) and not _NUMBER.search(text)


def _where(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return {
        "error": type(error).__name__,
        "where": [f"{frame.name}:{frame.lineno}" for frame in frames],
    }


def _json(event: object, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
