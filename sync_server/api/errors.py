"""Every refusal as problem+json (RFC 9457), in one place."""

import orjson
import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.domain.problems import Code, Problem

_log = structlog.get_logger()
_BY_STATUS = {404: Code.NOT_FOUND, 405: Code.NOT_FOUND}


def answer_problems(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _refused)
    app.add_exception_handler(HTTPException, _not_routed)
    app.add_exception_handler(Exception, _failed)


def _refused(_request: Request, error: Exception) -> Response:
    problem = error if isinstance(error, Problem) else Problem(Code.SERVER_ERROR)
    headers = {"cache-control": "no-store"}
    if problem.retry_after is not None:
        headers["retry-after"] = str(problem.retry_after)
    if problem.status == 401:  # noqa: PLR2004 - RFC 6750 asks for the header
        headers["www-authenticate"] = "Bearer"
    told = {
        "type": "about:blank",
        "title": problem.code.value.replace("_", " "),
        "status": problem.status,
        "code": problem.code.value,
        "field": problem.field,
        "detail": problem.detail,
    }
    return Response(orjson.dumps(told), problem.status, headers, "application/problem+json")


def _not_routed(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _refused(request, Problem(_BY_STATUS.get(status, Code.SERVER_ERROR)))


def _failed(request: Request, error: Exception) -> Response:
    _log.error("request_failed", path=request.url.path, exc_info=error)
    return _refused(request, Problem(Code.SERVER_ERROR))
