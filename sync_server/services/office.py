"""What every administrative operation works with: the clock, the dice, and how it reads JSON."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from app.domain.catalogue import Branch
from app.domain.clock import Clock, epoch_ms
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem

Arguments = dict[str, Any]
Shape = TypeVar("Shape", bound=BaseModel)


class Office(NamedTuple):
    """Clock, ids, random bytes and the server's public address of whoever runs an operation.

    ``sends_mail``: the settings name a mail server.
    """

    clock: Clock
    ids: IdSource
    random_bytes: Callable[[int], bytes]
    address: str
    sends_mail: bool = False

    def now(self) -> int:
        return epoch_ms(self.clock.now())


def read(shape: type[Shape], arguments: Arguments) -> Shape:
    """Return the arguments in their shape; raises ``Problem(INVALID_FIELD)`` with the first one."""
    try:
        return shape.model_validate(arguments)
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Problem(Code.INVALID_FIELD, field=field, detail=first["msg"]) from exc


def known_branch(branches: dict[str, Branch], code: str) -> Branch:
    """Return the branch; raises ``Problem(NO_BRANCH)`` with the codes that there are."""
    if code not in branches:
        raise Problem(Code.NO_BRANCH, field=code, detail=", ".join(branches))
    return branches[code]
