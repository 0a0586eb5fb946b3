"""«Inicio»: the day at a glance."""

from typing import NamedTuple
from uuid import UUID

from app.domain.received import KnownAlert
from app.domain.staff import Person, Role
from app.services.capture import Capture, Draft
from app.services.contact_list import ContactList, ContactRow, Section
from app.services.form_drafts import FormDrafts, Unfinished
from app.services.knowledge import Knowledge
from app.services.showroom import Showroom
from app.storage.store import Store

SHOWN_NEXT = 3
SHOWN_ALERTS = 2


class HomeBoard(NamedTuple):
    """Counts are the actor's own; dues are those that can be worked on today or this week."""

    visits_today: int
    contacts_done_today: int
    dues_count: int
    due_today: int  # late ones included
    due_this_week: int
    next: tuple[ContactRow, ...]
    draft: Draft | None
    alerts: tuple[KnownAlert, ...] = ()  # of today, newest first
    unfinished: Unfinished | None = None  # another form than a visit's


class Unsaved(NamedTuple):
    """Who keeps the forms that are not finished: that of a visit, and the others."""

    visits: Capture
    others: FormDrafts


class Home:
    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        showroom: Showroom,
        contacts: ContactList,
        unsaved: Unsaved,
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._showroom = showroom
        self._contacts = contacts
        self._unsaved = unsaved

    def board(self, actor: Person) -> HomeBoard:
        rows = [row for row in self._contacts.rows(actor) if row.section is not Section.LATER]
        this_week = sum(row.section is Section.WEEK for row in rows)
        return HomeBoard(
            visits_today=len(self._today("visit", actor)),
            contacts_done_today=len(self._today("attempt", actor)),
            dues_count=len(rows),
            due_today=len(rows) - this_week,
            due_this_week=this_week,
            next=tuple(rows[:SHOWN_NEXT]),
            draft=self._unsaved.visits.draft(actor),
            alerts=tuple(self._alerts(actor)),
            unfinished=self._unsaved.others.newest(actor),
        )

    def dismiss(self, actor: Person, alert: UUID) -> None:
        """Put an alert away for this person on this tablet."""
        self._store.seen_alerts.add(actor.code, alert)

    def _alerts(self, actor: Person) -> list[KnownAlert]:
        """Return what concerns the actor: raised by them, about their customer, or all to a chief.

        What they put away on this tablet is not shown there again.
        """
        start, seen = self._showroom.start_of_today(), self._store.seen_alerts.of(actor.code)
        told = [
            alert
            for alert in self._store.mirror.documents("alert", KnownAlert)
            if alert.at >= start
            and alert.id not in seen
            and (actor.role is Role.CHIEF or actor.code in {alert.owner, alert.by})
        ]
        return sorted(told, key=lambda alert: alert.at, reverse=True)[:SHOWN_ALERTS]

    def _today(self, kind: str, actor: Person) -> set[UUID]:
        """Return the records of a kind the actor made today, here or on another tablet."""
        return self._knowledge.done_since(self._showroom.start_of_today(), kind, actor.code)
