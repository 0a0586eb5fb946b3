"""Text files that a command takes in."""

from pathlib import Path

from app.domain.problems import Code, Problem


def text_of(file: Path) -> str:
    """Return what is in a file, UTF-8 with or without its mark; raises ``Problem``."""
    if not file.is_file():
        raise Problem(Code.NOT_FOUND, field=str(file), detail="file")
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise Problem(Code.INVALID_FIELD, field=str(file), detail="save it as UTF-8") from exc
