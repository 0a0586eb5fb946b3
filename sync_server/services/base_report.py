"""The captures of the base for who learns from them or audits them, and the weights it uses."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from app.domain.fields import Frozen
from app.domain.problems import Code, Problem
from sync_server.master.weights import UnusableWeightsError, loaded
from sync_server.services.intake.settle import WEIGHTS
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import captures, meta, reviews

PAGE = 1000


class Page(Frozen):
    """``after`` is the record of the last capture of the page before."""

    after: str = ""
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


class Chosen(Frozen):
    """``weights`` is a file of weights as text; empty for those we ship."""

    weights: str


def captured(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of captures, each with its customer and how it came there."""
    page = read(Page, arguments)
    return [one._asdict() for one in captures.captures_after(connection, page.after, page.limit)]


def asked(connection: Connection, _office: Office, _arguments: Arguments) -> list[int]:
    """Return when each question was asked (ms)."""
    return reviews.asked_at(connection)


def use_weights(connection: Connection, _office: Office, arguments: Arguments) -> None:
    """Judge with these weights from now on; raises ``Problem`` (``invalid_field``) for unusable ones."""
    weights = read(Chosen, arguments).weights
    try:
        if weights:
            loaded(weights)
    except UnusableWeightsError as exc:
        raise Problem(Code.INVALID_FIELD, field="weights", detail=str(exc)) from exc
    meta.say(connection, WEIGHTS, weights)
