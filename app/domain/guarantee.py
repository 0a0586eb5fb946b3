"""Chile: may the consumer still choose under the legal guarantee, is a replacement car owed?

Ley 19.496 as amended by Ley 21.398: six months from delivery to choose repair, replacement or
refund (arts. 20, 21); for a new vehicle, another one while a guarantee repair takes more than five
business days (art. 12 C).
"""

import calendar as months
from datetime import date

from app.domain.business_days import BusinessCalendar, business_days_after
from app.domain.cases import ComplaintCase

GUARANTEE_MONTHS = 6
REPAIR_DAYS = 5  # business days after which a replacement vehicle is owed


def legal_guarantee_ends(delivered_on: date) -> date:
    """Return the last day of the choice: the same day six months later, or that month's last."""
    index = delivered_on.month - 1 + GUARANTEE_MONTHS
    year, month = delivered_on.year + index // 12, index % 12 + 1
    last = months.monthrange(year, month)[1]
    return date(year, month, min(delivered_on.day, last))


def replacement_vehicle_owed(case: ComplaintCase, today: date, calendar: BusinessCalendar) -> bool:
    """Say whether the repair has passed its five business days and no car was lent yet."""
    done = case.repair_to is not None or case.replacement_from is not None
    if case.repair_from is None or done:
        return False
    return business_days_after(calendar, case.repair_from, today) > REPAIR_DAYS
