"""`/b/{name}`: the mailbox of a branch, for who scans the QR that hangs there."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.domain.catalogue import Branch
from app.domain.complaints import ComplaintKind
from app.domain.mailbox import KINDS, MOST, Told
from app.domain.papers import complaint_wording
from app.domain.privacy_texts import Topic, current_text
from sync_server.pages.event_words import UNKNOWN
from sync_server.pages.papers import Papers
from sync_server.pages.visitors import Counter, Fields, MakeLimit, Turns, first
from sync_server.services import mailbox_page
from sync_server.services.office import Office
from sync_server.storage.database import Database

_CHOICES = tuple((kind.value, complaint_wording.KINDS[kind]) for kind in KINDS)
_MISSING = "Elija si es una sugerencia o una felicitación, y escriba algo."


def routes(database: Database, office: Office, limits: MakeLimit, turns: Turns) -> APIRouter:
    router = APIRouter()
    papers = Papers("event.css")
    desk = _Desk(database, office, papers)
    Counter(papers, limits, turns).serve(router, "/b/{name}", desk.shown, desk.put)
    return router


class _Desk:
    def __init__(self, database: Database, office: Office, papers: Papers) -> None:
        self._database = database
        self._office = office
        self._papers = papers

    def shown(self, name: str) -> Response:
        with self._database.reading() as connection:
            branch = mailbox_page.branch_of(connection, name)
            if branch is None:
                return self._unknown()
            form = mailbox_page.new_form_of(connection, self._office, branch)
        return self._asked(branch, name, form, Told())

    def put(self, name: str, fields: Fields) -> Response:
        with self._database.reading() as connection:
            branch = mailbox_page.branch_of(connection, name)
        if branch is None:
            return self._unknown()
        told, form = _told(fields), first(fields, "form")
        if told.missing():
            return self._asked(branch, name, form, told, _MISSING)
        if not first(fields, "website"):  # no person fills that one in
            self._database.writer.run(
                lambda tx: mailbox_page.put(tx, self._office, branch, form, told)
            )
        sentence = "Lo leerá quien dirige la sucursal."
        return self._papers.note(200, "Gracias por contarnos", sentence)

    def _asked(self, branch: Branch, name: str, form: str, told: Told, wrong: str = "") -> Response:
        return self._papers.page(
            "mailbox_form.html",
            422 if wrong else 200,
            title=f"Buzón de {branch.name}",
            when="",
            dealer=branch.dealer,
            demo=branch.demo,
            box=name,
            form=form,
            told=told,
            kinds=_CHOICES,
            wrong=wrong,
            privacy=current_text(Topic.PRIVACY, branch.country).text,
        )

    def _unknown(self) -> Response:
        title, sentence = UNKNOWN
        return self._papers.note(404, title, sentence)


def _told(fields: Fields) -> Told:
    kind = first(fields, "kind")
    chosen = ComplaintKind(kind) if kind in KINDS else None
    return Told(chosen, first(fields, "words", MOST), first(fields, "name"))
