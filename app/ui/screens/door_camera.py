"""«Usar la cámara»: the door in a tab of the browser that has the camera, with the same answers."""

import logging
from typing import Any
from uuid import UUID

from app.domain.doors import DoorAnswer, Light
from app.domain.events import DoorMark, DoorMeans, KnownEvent
from app.domain.problems import Problem
from app.domain.staff import Person
from app.services.tablet import Tablet
from app.ui.screens.door_words import DoorSays, DoorSpeech
from app.ui.texts import Words

logger = logging.getLogger(__name__)


class DoorWatch:
    """One person at one door: what the page asks, and what it shows. Called from another thread."""

    def __init__(self, tablet: Tablet, words: Words, actor: Person, known: KnownEvent) -> None:
        self._hosting = tablet.hosting
        self._words = words
        self._actor = actor
        self._event = known.id
        self._speech = DoorSpeech(words, tablet.showroom, known.event)
        self._answer: DoorAnswer | None = None

    def respond(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer the page; a refusal or a bug is a sentence, never a page that stays silent."""
        try:
            if asked.get("gift") is True:
                return self._given()
            if asked.get("admit") is True:
                return self._admitted()
            return self._scanned(str(asked.get("scanned", ""))[:300])
        except Problem as problem:
            return _refused(self._words.problem(problem))
        except Exception:
            logger.exception("the door's camera failed")
            return _refused(self._words("It could not be saved"))

    def _scanned(self, text: str) -> dict[str, Any]:
        answer = self._hosting.scan(self._event, text)
        self._hosting.arrive(self._actor, answer, DoorMeans.SCAN)
        self._answer = answer
        known = answer.known
        return self._said(answer, self._hosting.gift(self._event, known.id) if known else None)

    def _given(self) -> dict[str, Any]:
        answer = self._answer
        if answer is None or answer.known is None:
            return _refused(self._words("Nothing is scanned or typed yet."))
        before = self._hosting.give(self._actor, answer.known, DoorMeans.SCAN)
        gift = before or self._hosting.gift(self._event, answer.known.id)
        return self._said(answer, gift, just_given=before is None)

    def _admitted(self) -> dict[str, Any]:
        if self._answer is None or self._answer.known is None:
            return _refused(self._words("Nothing is scanned or typed yet."))
        self._answer = self._hosting.let_in(self._actor, self._answer, DoorMeans.SCAN)
        known = self._answer.known
        return self._said(
            self._answer, self._hosting.gift(self._event, known.id) if known else None
        )

    def _said(
        self, answer: DoorAnswer, gift: DoorMark | None, *, just_given: bool = False
    ) -> dict[str, Any]:
        said = self._speech.says(answer, gift, just_given=just_given)
        return _shown(answer.light, said)


def _page_words(words: Words, known: KnownEvent, *, demo: bool) -> dict[str, str]:
    """Return what the page says by itself."""
    return {
        "title": words("Door · {event}", event=known.event.name),
        "back": words("Back"),
        "sound": words("Switch the sound on"),
        "again": words("Scan another"),
        "gift": words("Gift handed over"),
        "admit": words("Let in all the same"),
        "hold": words("Hold the pass before the camera"),
        "refused": words(
            "The camera was not allowed. Allow it for this page in the browser, or go back and use"
            " the scanner or the code."
        ),
        "none": words(
            "No camera was found. Go back and use the scanner, or type the code or the name."
        ),
        "lost": words("This page has ended. Go back to the door and open the camera again."),
        "demo": "demo" if demo else "",
    }


def _refused(title: str) -> dict[str, Any]:
    return _shown(Light.RED, DoorSays(title, (), gives=False))


def _shown(light: Light, said: DoorSays) -> dict[str, Any]:
    return {"light": light.value, **said._asdict()}


def open_camera(tablet: Tablet, words: Words, actor: Person, event: UUID) -> str:
    """Open the page for a person at a door; return its address."""
    known = tablet.event_book.event(event)
    watch = DoorWatch(tablet, words, actor, known)
    said = _page_words(words, known, demo=tablet.showroom.branch().demo)
    return tablet.door_camera.open(said, watch.respond)
