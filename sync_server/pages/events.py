"""`/e/{token}`, where anybody signs up, and `/m/{name}`, what a visitor alone opens again."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from app.domain.clock import epoch_ms
from app.domain.consent import Channel
from app.domain.events import KnownPass
from app.domain.own_links import read_link
from app.domain.privacy_texts import Topic, current_text
from app.domain.problems import Code, Problem
from app.domain.qr import qr_shape
from sync_server.pages.calendar_file import calendar_file
from sync_server.pages.event_words import (
    CHANNELS,
    NOT_HERE_YET,
    NOTES,
    TAKEN_BACK,
    UNKNOWN,
    WRONG,
    when_words,
)
from sync_server.pages.papers import Papers
from sync_server.pages.visitors import Counter, Fields, MakeLimit, Turns
from sync_server.services import event_page
from sync_server.services.event_links import pass_qr
from sync_server.services.event_page import Form, Mine, Open, Place, Wrong
from sync_server.services.office import Office
from sync_server.storage import events
from sync_server.storage.database import Database


def routes(database: Database, office: Office, limits: MakeLimit, turns: Turns) -> APIRouter:
    router = APIRouter()
    papers = Papers("event.css")
    desk = _Desk(database, office, papers)
    counter = Counter(papers, limits, turns)
    counter.serve(router, "/e/{name}", desk.shown, desk.signed_up)
    counter.serve(router, "/e/{name}/calendario.ics", desk.calendar)
    counter.serve(router, "/m/{name}", desk.mine, desk.changed)
    return router


class _Desk:
    """Each page as a function of the database and of what was sent."""

    def __init__(self, database: Database, office: Office, papers: Papers) -> None:
        self._database = database
        self._office = office
        self._papers = papers

    def shown(self, token: str) -> Response:
        with self._database.reading() as connection:
            at = event_page.place(connection, self._office, token)
            if at is None or at.state is not Open.OPEN:
                return self._closed(at)
            form = Form(token=event_page.new_form(connection, self._office, at.event.id))
            return self._asked(at, token, form, [])

    def signed_up(self, token: str, fields: Fields) -> Response:
        form = _form(fields)
        with self._database.reading() as connection:
            at = event_page.place(connection, self._office, token)
            if at is None or at.state in {Open.OVER, Open.CANCELLED}:
                return self._closed(at)  # a full one answers who sends a form again
            wrong = event_page.wrong(connection, form, at)
            if wrong:
                if Wrong.FORM in wrong:
                    fresh = event_page.new_form(connection, self._office, at.event.id)
                    form = form._replace(token=fresh, trap="")
                return self._asked(at, token, form, wrong)
        known = self._taken(at, form)
        if known is None:
            with self._database.reading() as connection:
                return self._closed(event_page.place(connection, self._office, token))
        if known.withdrawn:
            return self._papers.page(
                "event_note.html", 410, **_band(at), sentence=TAKEN_BACK, calendar=""
            )
        return self._passed(at, token, known)

    def calendar(self, token: str) -> Response:
        with self._database.reading() as connection:
            at = event_page.place(connection, self._office, token)
        if at is None:
            return self._closed(at)
        made = calendar_file(at.event, epoch_ms(self._office.clock.now()))
        kept = {"Content-Disposition": 'attachment; filename="evento.ics"'}
        headers = {**self._papers.headers, **kept}
        return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)

    def mine(self, name: str) -> Response:
        with self._database.reading() as connection:
            one = event_page.mine(connection, self._office, name)
        return self._unknown_own(name) if one is None else self._own(one, name)

    def changed(self, name: str, fields: Fields) -> Response:
        with self._database.reading() as connection:
            one = event_page.mine(connection, self._office, name)
        if one is None:
            return self._unknown_own(name)
        form, wish = _form(fields), (fields.get("do") or [""])[0]
        if wish == "correct" and event_page.wrong_correction(form, one):
            return self._own(one, name, wrong="Revise su nombre, su celular y su correo.")
        done = self._database.writer.run(lambda tx: _change(tx, self._office, one, wish, form))
        with self._database.reading() as connection:
            after = event_page.mine(connection, self._office, name)
        return self._own(after or one, name, done=done)

    def _taken(self, at: Place, form: Form) -> KnownPass | None:
        """Return the pass, ``None`` where the event closed in the meantime."""
        try:
            return self._database.writer.run(
                lambda tx: event_page.sign_up(tx, self._office, at, form)
            )
        except Problem as problem:
            if problem.code is Code.NOT_ALLOWED:
                return None
            raise

    def _asked(self, at: Place, token: str, form: Form, wrong: list[Wrong]) -> Response:
        texts = event_page.texts(at.branch.country)
        return self._papers.page(
            "event_form.html",
            422 if wrong else 200,
            **_band(at),
            token=token,
            form=form,
            mistaken=bool(wrong),
            wrong={one.value: WRONG[one] if one in wrong else "" for one in Wrong},
            questions=[(event_page.field_of(one), one) for one in at.event.event.qualifiers],
            channels=CHANNELS,
            versions=texts.versions(),
            marketing=texts.marketing.text,
            privacy=texts.privacy.text,
        )

    def _passed(self, at: Place, token: str, known: KnownPass) -> Response:
        with self._database.reading() as connection:
            text = pass_qr(events.secret(connection), at.event.id, known.id)
            mine = event_page.mine_link(connection, known.id)
        return self._papers.page(
            "event_pass.html",
            **_band(at),
            token=token,
            name=known.name,
            people=known.people,
            code=f"{known.code[:3]} {known.code[3:]}",
            qr=qr_shape(text),
            mine=mine,
        )

    def _own(self, one: Mine, name: str, *, done: str = "", wrong: str = "") -> Response:
        return self._papers.page(
            "event_mine.html",
            422 if wrong else 200,
            **_band(one.place),
            mine=name,
            done=done,
            wrong=wrong,
            said=one.said,
            code=f"{one.known.code[:3]} {one.known.code[3:]}",
            withdrawn=one.known.withdrawn,
            cancelled=NOTES[Open.CANCELLED] if one.place.state is Open.CANCELLED else "",
            calendar=one.place.event.token,
            channels=[(c, label) for c, label in CHANNELS if c in one.said.offers],
            privacy=current_text(Topic.PRIVACY, one.place.branch.country).text,
        )

    def _closed(self, at: Place | None) -> Response:
        if at is None:
            return self._unknown()
        sentence = NOTES[at.state]
        off = at.event.token if at.state is Open.CANCELLED else None
        shown = {**_band(at), "sentence": sentence, "calendar": off or ""}
        return self._papers.page("event_note.html", 410, **shown)

    def _unknown_own(self, name: str) -> Response:
        """Say that a sign-up of the stand may still be on its way; all else is unknown."""
        if read_link(name) is None:
            return self._unknown()
        title, sentence = NOT_HERE_YET
        return self._papers.note(404, title, sentence)

    def _unknown(self) -> Response:
        title, sentence = UNKNOWN
        return self._papers.note(404, title, sentence)


def _change(connection: Connection, office: Office, one: Mine, wish: str, form: Form) -> str:
    """Do what a visitor asked for; return the sentence that says it."""
    if wish == "correct":
        event_page.correct(connection, office, one, form)
        return "Guardamos sus datos."
    if wish in {"offers", "no_offers"}:
        wanted = form.offers if wish == "offers" else frozenset[Channel]()
        event_page.keep_offers(connection, office, one, wanted)
        return "Listo. Dejamos de enviarle lo que desmarcó."
    if wish == "leave":
        event_page.leave(connection, office, one)
        return "Anulamos su inscripción."
    raise Problem(Code.MALFORMED, field="do")


def _form(fields: Fields) -> Form:
    def one(name: str) -> str:
        return (fields.get(name) or [""])[0][:200]

    people, age = one("people"), one("age")
    return Form(
        token=one("form"),
        name=one("name"),
        phone=one("phone"),
        email=one("email"),
        offers=frozenset(c for c in event_page.OFFERS if c.value in fields.get("offers", [])),
        of_age={"yes": True, "no": False}.get(age),
        answers={name: one(name) for name in fields if name.startswith("q")},
        people=int(people) if people in {str(count) for count in range(1, 11)} else 1,
        trap=one("website"),
        texts=one("texts"),
    )


def _band(at: Place) -> dict[str, Any]:
    return {
        "title": at.event.event.name,
        "when": when_words(at.event.event, at.branch),
        "dealer": at.branch.dealer,
        "demo": at.branch.demo,
    }
