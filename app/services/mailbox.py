"""«Buzón»: somebody writes what they want to say, without a network and without a name."""

from collections.abc import Callable
from uuid import UUID

from app.domain.mailbox import Told, as_complaint
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.services.recording import Draught, Recorder, Saved
from app.services.showroom import Showroom


class Mailbox:
    def __init__(self, showroom: Showroom, recorder: Recorder, new_id: Callable[[], UUID]) -> None:
        self._showroom = showroom
        self._recorder = recorder
        self.new_id = new_id

    def put(self, actor: Person, record: UUID, told: Told) -> Saved:
        """Keep what was told, once for each ``record``; raises ``Problem(INVALID_FIELD)``."""
        if field := told.missing():
            raise Problem(Code.INVALID_FIELD, field=field)
        body = as_complaint(told, self._showroom.branch().country, self._showroom.now())
        return self._recorder.record(actor, Draught("complaint", body, id=record))
