"""Draws a page from its template with one style sheet and headers that let nothing else in."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parent / "templates"


class Papers:
    def __init__(self, style: str) -> None:
        self._style = (_TEMPLATES / style).read_text(encoding="utf-8")
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        total = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode("ascii")
        self.headers = {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{total}'; base-uri 'none';"
                " form-action 'self'; frame-ancestors 'none'"
            ),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, nofollow",
        }

    def page(self, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
        drawn = self._environment.get_template(template).render(style=self._style, **shown)
        return HTMLResponse(drawn, status_code=status, headers=self.headers)

    def note(
        self, status: int, title: str, sentence: str, more: dict[str, str] | None = None
    ) -> HTMLResponse:
        """Return a page of one sentence about nothing in particular."""
        drawn = self.page(
            "event_note.html",
            status,
            title=title,
            sentence=sentence,
            calendar="",
            when="",
            dealer="",
            demo=False,
        )
        drawn.headers.update(more or {})
        return drawn
