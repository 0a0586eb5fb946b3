"""The tablet's log: a small file that rotates and holds ids, never people."""

import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

_ONE_FILE = 512 * 1024  # bytes
_TALKATIVE = ("httpx", "httpcore", "flet", "flet_web", "flet_controls", "uvicorn", "asyncio")
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?<![\w-])\+?\d[\d .()-]{5,}\d(?![\w-])"  # a phone or a document, however grouped
)

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class DiscreetFormatter(logging.Formatter):
    """Blanks what looks like a person's, and of an exception tells where it arose and its class.

    The message of a foreign exception may quote what was typed, so it is left out.
    """

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        record.message = _PERSONAL.sub("…", record.message)
        return super().formatMessage(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's own name
        kind, _, trace = ei
        name = kind.__name__ if kind else ""
        return "".join((*traceback.format_tb(trace), name))


def start_logging(folder: Path) -> None:
    """Write the log to ``folder``; a second call changes nothing."""
    root = logging.getLogger()
    if any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "tablet.log", maxBytes=_ONE_FILE, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(DiscreetFormatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
