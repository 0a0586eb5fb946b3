"""`/s/{name}`: one question, for who was asked by e-mail how satisfied they are."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.domain.privacy_texts import Topic, current_text
from sync_server.pages.event_words import UNKNOWN
from sync_server.pages.papers import Papers
from sync_server.pages.visitors import Counter, Fields, MakeLimit, Turns, first
from sync_server.services.contacts import surveys
from sync_server.services.contacts.surveys import Standing, Survey
from sync_server.services.office import Office
from sync_server.storage.database import Database

_SCORES = tuple(range(11))
_THANKS = "Gracias por contestar", "Lo leerá quien dirige la sucursal."
_OVER = "La encuesta terminó", "Si quiere contarnos algo, pase por el local o llámenos."
_MISSING = "Elija un número del 0 al 10."


def routes(database: Database, office: Office, limits: MakeLimit, turns: Turns) -> APIRouter:
    router = APIRouter()
    papers = Papers("event.css")
    desk = _Desk(database, office, papers)
    Counter(papers, limits, turns).serve(router, "/s/{name}", desk.shown, desk.taken)
    return router


class _Desk:
    def __init__(self, database: Database, office: Office, papers: Papers) -> None:
        self._database = database
        self._office = office
        self._papers = papers

    def shown(self, name: str) -> Response:
        survey = self._survey(name)
        return self._closed(survey) or self._asked(survey, name)

    def taken(self, name: str, fields: Fields) -> Response:
        survey = self._survey(name)
        if (closed := self._closed(survey)) is not None:
            return closed
        score, words = first(fields, "score"), first(fields, "words", surveys.MOST)
        if score not in map(str, _SCORES):
            return self._asked(survey, name, words, _MISSING)
        if not first(fields, "website"):  # no person fills that one in
            self._database.writer.run(
                lambda tx: surveys.answer(tx, self._office, name, int(score), words)
            )
        return self._papers.note(200, *_THANKS)

    def _survey(self, name: str) -> Survey | None:
        with self._database.reading() as connection:
            return surveys.survey_of(connection, self._office, name)

    def _closed(self, survey: Survey | None) -> Response | None:
        """Return what says that nothing is asked (any more), ``None`` where something is."""
        if survey is None:
            return self._papers.note(404, *UNKNOWN)
        if survey.standing is Standing.ANSWERED:
            return self._papers.note(200, *_THANKS)
        return self._papers.note(200, *_OVER) if survey.standing is Standing.OVER else None

    def _asked(
        self, survey: Survey | None, name: str, words: str = "", wrong: str = ""
    ) -> Response:
        assert survey is not None  # noqa: S101 - for the type checker: it is open
        return self._papers.page(
            "survey_form.html",
            422 if wrong else 200,
            title=f"¿Cómo le atendimos en {survey.branch.name}?",
            when="",
            dealer=survey.branch.dealer,
            demo=survey.branch.demo,
            name=name,
            words=words,
            scores=_SCORES,
            wrong=wrong,
            privacy=current_text(Topic.PRIVACY, survey.branch.country).text,
        )
