"""What a door says to a pass, in words: large ones, and the lines under them."""

from typing import Any, NamedTuple

from app.domain.doors import OFF_DAY, DoorAnswer, DoorWord, Light
from app.domain.events import DoorMark, Event
from app.services.showroom import Showroom
from app.ui.texts import Words


class DoorSays(NamedTuple):
    """``gives`` says that a gift is to be handed over now, ``admits`` that it may be let in all the same."""

    title: str
    lines: tuple[str, ...]
    gives: bool
    admits: bool = False


class DoorSpeech:
    def __init__(self, words: Words, showroom: Showroom, event: Event | None) -> None:
        self._words = words
        self._showroom = showroom
        self._event = event
        self._gift = event.gift if event is not None else ""

    def says(
        self, answer: DoorAnswer, gift: DoorMark | None = None, *, just_given: bool = False
    ) -> DoorSays:
        """``gift`` is when the gift of this pass was handed over."""
        words, known = self._words, answer.known
        lines = []
        if answer.light is Light.GREEN:
            name = known.name if known else ""
            title = words("Welcome, {name}", name=name) if name else words("Welcome")
            people = words.count("{n} person", "{n} people", known.people) if known and name else ""
            lines.append(words("Valid pass") + (f" · {people}" if people else ""))
            lines += [words.of(answer.word)] if answer.word is DoorWord.WELCOME_UNLISTED else []
        else:
            title = self._refused(answer.word)
            if known is not None and known.name:
                lines.append(known.name)
        if answer.mark is not None:
            lines.append(words("Came in at {time}, {door}", **self._told(answer.mark)))
        admits = answer.word in OFF_DAY
        if admits:
            lines.append(words("It is good, and for another day: you decide."))
            return DoorSays(title, tuple(lines), gives=False, admits=True)
        handed = self._handed(answer, gift, just_given=just_given)
        gives = bool(self._gift) and answer.light is not Light.RED and gift is None
        return DoorSays(title, (*lines, *handed), gives)

    def _refused(self, word: DoorWord) -> str:
        """Return the large words; of a pass for another day they name that day."""
        words, event, now = self._words, self._event, self._showroom.now()
        if event is None or word not in OFF_DAY:
            return words.of(word)
        if word is DoorWord.NOT_YET:
            day = event.starts_at.astimezone(now.tzinfo).date()
            return words("This pass is for {day}", day=words.spoken_day(day, now.date()))
        end = event.ends_at.astimezone(now.tzinfo)
        day_said = words.spoken_day(end.date(), now.date())
        return words("This pass was until {day}, {time}", day=day_said, time=words.clock(end))

    def _handed(
        self, answer: DoorAnswer, gift: DoorMark | None, *, just_given: bool
    ) -> tuple[str, ...]:
        words = self._words
        if not self._gift or answer.light is Light.RED:
            return ()
        if gift is None:
            return (words("Hand over 1 gift: {gift}", gift=self._gift),)
        if just_given:
            return (words("Gift handed over: {gift}", gift=self._gift),)
        return (words("Gift handed over already at {time}, {door}", **self._told(gift)),)

    def _told(self, mark: DoorMark) -> dict[str, Any]:
        at = self._showroom.at(mark.at)
        return {"time": self._words.clock(at), "door": mark.door}
