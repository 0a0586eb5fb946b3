"""Who is calling: which address, with which token?"""

from starlette.requests import Request

from app.domain.problems import Code, Problem

_SCHEME = "bearer"


def address(request: Request) -> str:
    """Return the caller's address, behind a trusted proxy the one it names (by uvicorn)."""
    return request.client.host if request.client is not None else ""


def token(request: Request) -> str:
    """Return the bearer token; raises ``Problem`` (``token_unknown``) when there is none."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not value:
        raise Problem(Code.TOKEN_UNKNOWN)
    return value.strip()
