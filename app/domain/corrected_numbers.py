"""Was the number that a try found to be wrong corrected since? Pure.

«Número equivocado» closes a contact until the customer has a phone that nobody found to be wrong:
told on a visit, in a profile, by a list, or by who turned out to be the same person. Whoever says
so on the card of the contact makes a step; all else is found in what is known of the customer.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.clock import epoch_ms, moment
from app.domain.customers import KnownContact

_AFTER = timedelta(milliseconds=1)


def with_corrections(
    attempts: Mapping[UUID, Iterable[MadeAttempt]], phones: Iterable[KnownContact]
) -> dict[UUID, list[MadeAttempt]]:
    """Return the attempts by contact, with the step that a corrected number stands for."""
    known = tuple(phones)
    every = {due: list(made) for due, made in attempts.items()}
    for made in every.values():
        if (step := correction(made, known)) is not None:
            made.append(step)
    return every


def correction(
    attempts: Iterable[MadeAttempt], phones: Iterable[KnownContact]
) -> MadeAttempt | None:
    """Return the step that takes the wrong numbers back, named by the record that told the phone.

    ``None`` where none was wrong, or all that are known are. Which number a try dialled is said by
    the phone that it marked; one that marked none was made with a number from before it.
    """
    wrong = [made for made in attempts if made.outcome is Outcome.WRONG_NUMBER]
    if not wrong:
        return None
    last, known = max(made.made_at for made in wrong), tuple(phones)
    marked = any(phone.wrong is not None and phone.wrong.at >= epoch_ms(last) for phone in known)
    for phone in known:
        told = moment(phone.origin.at)
        if phone.value.value and phone.wrong is None and (marked or told > last):
            return MadeAttempt(
                id=phone.origin.record,
                made_at=max(told, last) + _AFTER,
                outcome=Outcome.NUMBER_FIXED,
                by=phone.origin.by,
            )
    return None
