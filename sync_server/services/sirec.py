"""The file with which a dealer reports its sheets to INDECOPI (SIREC, «Controla tus Reclamos»).

One line per sheet, eighteen fields parted by ``|``, an empty one keeps its place (Directiva
004-2014/DIR-COD-INDECOPI and the system's manual, known here through a public implementation of
2026: confirm with INDECOPI's own manual before the first report). For providers with a yearly
income of 3,000 UIT or more (DS 011-2011-PCM art. 16).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.cases import CaseState, ComplaintCase
from app.domain.complaint_acts import Offer
from app.domain.complaints import Complaint, ComplaintKind, GoodKind
from app.domain.money import Money
from app.domain.people import Country, Visitor
from app.domain.problems import Code, Problem
from app.domain.sheets import SheetNumber

_GOODS = {GoodKind.PRODUCT: "P", GoodKind.SERVICE: "S"}
_KINDS = {ComplaintKind.RECLAMO: "R", ComplaintKind.QUEJA: "Q"}
_TEXT = 4000


def sirec_file(
    cases: Iterable[ComplaintCase], sites: Mapping[str, str], first: date, last: date
) -> bytes:
    """Return the file of the sheets registered from ``first`` to ``last``, both included.

    ``sites`` give the code of six characters that SIREC assigned to each book. Registros internos
    and annulled sheets are not reported. Raises ``Problem``: NOT_FOUND for a book without a site,
    DUPLICATE_BUSINESS_KEY when two books with one site would report the same number.
    """
    reported = sorted(
        ((sheet, case) for case in cases if (sheet := _reported(case, first, last)) is not None),
        key=lambda pair: (pair[0].book, pair[0].year, pair[0].number),
    )
    rows = [_row(sheet, _site(sheet, sites), case) for sheet, case in reported]
    _refuse_repeated(rows)
    return "".join(f"{'|'.join(row)}\r\n" for row in rows).encode()


def _reported(case: ComplaintCase, first: date, last: date) -> SheetNumber | None:
    complaint = case.complaint
    if complaint.country is not Country.PE or case.state is CaseState.VOIDED:
        return None
    return complaint.sheet if first <= complaint.starts_on() <= last else None


def _site(sheet: SheetNumber, sites: Mapping[str, str]) -> str:
    site = sites.get(sheet.book)
    if site is None:
        raise Problem(Code.NOT_FOUND, field=sheet.book, detail="SIREC site code of the book")
    return site


def _row(sheet: SheetNumber, site: str, case: ComplaintCase) -> list[str]:
    complaint = case.complaint
    return [
        _clean(site, 6),
        f"{sheet.number:09d}",
        str(sheet.year),
        complaint.starts_on().isoformat(),
        *_person(complaint.consumer),
        _clean(_name(complaint.guardian) if complaint.minor else "", 150),
        *_good(complaint),
        _KINDS.get(case.kind, ""),
        _clean(complaint.detail, _TEXT),
        _clean(complaint.request, _TEXT),
        *_answer(case),
    ]


def _person(who: Visitor) -> tuple[str, str, str, str, str]:
    email = (who.email.value or who.email.typed) if who.email else ""
    phone = (who.phone.value or who.phone.typed) if who.phone else ""
    document = (who.document.value or who.document.typed) if who.document else ""
    return (
        _clean(_name(who), 150),
        _clean(who.address or email, 150),
        _clean(document, 11),
        _clean(phone, 50),
        _clean(email, 80),
    )


def _good(complaint: Complaint) -> tuple[str, str, str]:
    good = complaint.good
    return (
        _GOODS.get(good.kind, "") if good else "",
        _clean(_amount(complaint.amount), 100),
        _clean(good.description if good else "", _TEXT),
    )


def _answer(case: ComplaintCase) -> tuple[str, str]:
    """Return the day and the text of what settled it: the answer, or the accepted offer."""
    if case.answer is not None:
        return case.answer.sent_on.isoformat(), _clean(case.answer.text, _TEXT)
    if case.agreed_on is None:
        return "", ""
    offers = [dated.act.text for dated in case.history if isinstance(dated.act, Offer)]
    return case.agreed_on.isoformat(), _clean(offers[-1] if offers else "", _TEXT)


def _amount(amount: Money | None) -> str:
    return f"{amount.units()} {amount.currency}" if amount else ""


def _name(person: Visitor | None) -> str:
    return person.name.typed if person and person.name else ""


def _clean(text: str, longest: int) -> str:
    """Return text without what would break a line or a field, cut to its longest."""
    return " ".join(text.replace("|", " ").split())[:longest]


def _refuse_repeated(rows: Iterable[list[str]]) -> None:
    keys = Counter("|".join(row[:3]) for row in rows)
    key, times = keys.most_common(1)[0] if keys else ("", 0)
    if times > 1:
        detail = "two books with this SIREC site report the same number and year"
        raise Problem(Code.DUPLICATE_BUSINESS_KEY, field=key, detail=detail)
