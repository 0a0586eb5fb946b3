"""«Inicio»: the day at a glance."""

from typing import NamedTuple

from app.domain.staff import Person
from app.services.calling import ContactRow
from app.services.capture import Draft


class HomeBoard(NamedTuple):
    """Counts are the actor's own. ``next`` holds the first lines of «Mis contactos»."""

    visits_today: int
    contacts_done_today: int
    dues_count: int
    due_today: int  # late ones included
    due_this_week: int
    next: tuple[ContactRow, ...]
    draft: Draft | None


class Home:
    def board(self, actor: Person) -> HomeBoard:
        raise NotImplementedError
