"""A person in a browser is refused in words, on a page; whoever else gets what the routes say."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from inspect import isawaitable

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.domain.problems import Problem
from sync_server.pages.event_words import UNKNOWN
from sync_server.pages.papers import Papers

_Handler = Callable[[Request, Exception], Response | Awaitable[Response]]

_MACHINES = ("/v1/", "/healthz")
_FAILED = (
    "Algo falló de nuestro lado",
    "Vuelva a intentarlo en unos minutos. Si sigue, avise en la sucursal.",
)
_SAID = {
    HTTPStatus.NOT_FOUND: UNKNOWN,
    HTTPStatus.METHOD_NOT_ALLOWED: UNKNOWN,
    HTTPStatus.BAD_REQUEST: ("No lo pudimos leer", "Abra otra vez el enlace del QR."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("Es demasiado largo", "Escriba menos, por favor."),
    HTTPStatus.TOO_MANY_REQUESTS: ("Espere un momento", "Vuelva a intentarlo en un minuto."),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Espere un momento", "Vuelva a intentarlo en un minuto."),
}


def answer_people(app: FastAPI) -> None:
    """Let the refusals of all routes be pages for whoever asks for one."""
    papers = Papers("event.css")
    for kind in (Problem, HTTPException, Exception):
        app.add_exception_handler(kind, _in_words(papers, app.exception_handlers[kind]))


def _in_words(papers: Papers, told: _Handler) -> _Handler:
    async def answered(request: Request, error: Exception) -> Response:
        found = told(request, error)
        answer = await found if isawaitable(found) else found
        if not _is_person(request):
            return answer
        status = error.status_code if isinstance(error, HTTPException) else answer.status_code
        more = {name: value for name, value in answer.headers.items() if name == "retry-after"}
        allowed = error.headers if isinstance(error, HTTPException) else None
        return papers.note(
            status, *_SAID.get(HTTPStatus(status), _FAILED), {**more, **(allowed or {})}
        )

    return answered


def _is_person(request: Request) -> bool:
    reads = "text/html" in request.headers.get("accept", "")
    return reads and not request.url.path.startswith(_MACHINES)
