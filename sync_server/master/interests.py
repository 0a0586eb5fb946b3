"""Which follow-up does an interest told at the workshop desk cause? (R001) Pure."""

from collections.abc import Iterator, Mapping

from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.programmes import Prospect
from app.domain.workshop import WorkshopDelivery, WorkshopVisit
from sync_server.master.facts import Fact


def prospects(
    ordered: list[Fact], branches: Mapping[str, Branch], owner: str, *, has_phone: bool
) -> Iterator[tuple[Fact, Prospect]]:
    """Yield what each reception or delivery with an interest is to POTENCIAL.

    ``owner`` attends the customer: the desk that was told does not sell.
    """
    for fact in ordered:
        body = fact.body
        if isinstance(body, WorkshopVisit | WorkshopDelivery) and body.interests:
            yield (
                fact,
                Prospect(
                    visit=fact.id,
                    at=fact.at,
                    day=branch_day(moment(fact.at), branches[fact.branch].zone),
                    owner=owner,
                    branch=fact.branch,
                    country=branches[fact.branch].country,
                    has_phone=has_phone,
                ),
            )
