"""What happened to the people of the demo in the last weeks, told in days before today.

64 people, 120 visits; on the first day 25 contacts are due for two sellers: in their window, late,
at the third attempt, with an hour the person asked for, and blocked.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.attempts import Outcome


class Try(NamedTuple):
    """An attempt ``days`` before today at a branch hour."""

    days: int
    hour: int
    outcome: Outcome


class Plot(NamedTuple):
    """What happened to each of ``last``: the last visit was so many days ago, then came the tries.

    ``opposes``: the person asked afterwards not to be contacted.
    """

    last: tuple[int, ...]
    intent: int | None = None
    tries: tuple[Try, ...] = ()
    opposes: bool = False
    phone: bool = True


class Story(NamedTuple):
    """What one person of the cast did: the days of all visits, the oldest first, and the plot."""

    person: int
    visits: tuple[int, ...]
    plot: Plot


_DUE = (
    Plot(last=(0, 0), intent=9),
    Plot(last=(1, 2, 3, 4, 5, 6), intent=6),
    Plot(last=(3, 4, 5, 6), intent=7, tries=(Try(1, 10, Outcome.NO_ANSWER),)),
    Plot(
        last=(5, 6, 7),
        intent=8,
        tries=(Try(3, 10, Outcome.NO_ANSWER), Try(1, 16, Outcome.VOICEMAIL)),
    ),
    Plot(last=(9, 12, 15, 19, 24), intent=5),
    Plot(last=(4, 6), tries=(Try(1, 11, Outcome.CALL_LATER),)),
    Plot(last=(6,), intent=4, opposes=True),
    Plot(last=(2, 5), intent=3, phone=False),
)
_NOT_YET = (Plot(last=(0, 0, 0), intent=5),)
_ENDED = (
    Plot(last=(2, 5), intent=8, tries=(Try(0, 10, Outcome.TALKED_OK),)),
    Plot(last=(3, 8, 11, 14), intent=7, tries=(Try(1, 13, Outcome.TALKED_OK),)),
    Plot(last=(6, 10), intent=9, tries=(Try(2, 17, Outcome.BOOKED),)),
    Plot(last=(9,), intent=2, tries=(Try(3, 12, Outcome.TALKED_PROBLEM),)),
    Plot(last=(7, 13), intent=4, tries=(Try(4, 15, Outcome.BOUGHT_ELSEWHERE),)),
    Plot(last=(8, 12), intent=1, tries=(Try(5, 9, Outcome.REFUSED),)),
    Plot(last=(10,), intent=6, tries=(Try(6, 18, Outcome.WRONG_NUMBER),)),
    Plot(last=(11,), intent=5, tries=(Try(7, 16, Outcome.SOLD_CAR),)),
    Plot(
        last=(12, 16, 18, 20),
        intent=5,
        tries=(
            Try(8, 10, Outcome.NO_ANSWER),
            Try(6, 13, Outcome.BUSY),
            Try(3, 19, Outcome.NO_ANSWER),
        ),
    ),
)
_LONG_AGO = (
    Plot(last=(33, 35, 38, 40, 43, 45), intent=3),
    Plot(last=(47, 50, 52, 55, 58, 60), intent=None),
    Plot(last=(62, 66, 69, 71, 75), intent=2),
)
ANONYMOUS = (0, 1, 2, 4, 7, 9, 13, 17, 23, 29, 37)
"""Days of the visits «Sin datos», that only count."""


def stories() -> Iterator[Story]:
    """Yield the 64 people of the demo, each with one to three visits."""
    plots = (plot for part in (_DUE, _NOT_YET, _ENDED, _LONG_AGO) for plot in part)
    each = ((plot, last) for plot in plots for last in plot.last)
    for person, (plot, last) in enumerate(each):
        earlier = range(person % 2 + (person % 5 == 0), 0, -1)
        yield Story(person, (*(last + 9 * step + person % 7 for step in earlier), last), plot)
