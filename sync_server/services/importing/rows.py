"""From a line of a list to the body of a record, or to the reason why there is none."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.domain.complaints import KINDS as COMPLAINT_KINDS
from app.domain.complaints import Area, ComplaintKind
from app.domain.consent import (
    Basis,
    Channel,
    ConsentDecision,
    Decision,
    Initiative,
    Means,
    Purpose,
)
from app.domain.fields import Slug
from app.domain.imports import (
    ListedCustomer,
    ListedRow,
    ListKind,
    Sale,
    ServiceOrder,
    ServiceType,
    vehicle_key,
)
from app.domain.listed_complaints import ListedComplaint
from app.domain.names import read_name
from app.domain.people import Country, PersonName, Place
from app.domain.sheets import Entry
from app.domain.visits import Profile
from sync_server.services.importing.cells import Reason, Refused, Row
from sync_server.services.importing.sheets import Line

BASES = {
    "consentimiento": Basis.CONSENT,
    "precontrato": Basis.PRECONTRACT,
    "contrato": Basis.CONTRACT,
    "obligacion": Basis.DUTY,
    "obligación": Basis.DUTY,
    "interes": Basis.INTEREST,
    "interés": Basis.INTEREST,
}
SERVICES = {
    "mantencion": ServiceType.MAINTENANCE,
    "mantención": ServiceType.MAINTENANCE,
    "mantenimiento": ServiceType.MAINTENANCE,
    "reparacion": ServiceType.REPAIR,
    "reparación": ServiceType.REPAIR,
    "garantia": ServiceType.GUARANTEE,
    "garantía": ServiceType.GUARANTEE,
    "otro": ServiceType.OTHER,
    "": ServiceType.OTHER,
}
_CONSENTS = {
    "consent_marketing_call": Channel.PHONE,
    "consent_marketing_whatsapp": Channel.WHATSAPP,
    "consent_marketing_email": Channel.EMAIL,
}
_CUSTOMERS = """
source_id given_name surname second_surname id_type id_value company_name birth_date sex
marital_status occupation phone email address place_code owner legal_basis
"""
_SALES = """
sale_id customer_source_id id_type id_value given_name surname phone email vin plate make model
version sold_on delivered_on amount currency margin seller branch
"""
_SERVICES = """
order_id vin plate customer_source_id phone opened_on closed_on km service_type amount currency
cost branch
"""
_COMPLAINTS = """
complaint_id told_on kind area channel detail request customer_source_id id_type id_value
given_name surname second_surname phone email address plate branch
"""
KINDS = {
    "reclamo": ComplaintKind.RECLAMO,
    "queja": ComplaintKind.QUEJA,
    "sugerencia": ComplaintKind.SUGGESTION,
    "felicitacion": ComplaintKind.PRAISE,
    "felicitación": ComplaintKind.PRAISE,
}
AREAS = {
    "ventas": Area.SALES,
    "taller": Area.WORKSHOP,
    "repuestos": Area.PARTS,
    "caja": Area.CASHIER,
    "otra": Area.OTHER,
    "": Area.OTHER,
}
CHANNELS = {
    "telefono": Entry.PHONE,
    "teléfono": Entry.PHONE,
    "web": Entry.WEB,
    "carta": Entry.LETTER,
    "": Entry.PHONE,
}
COLUMNS: dict[ListKind, tuple[str, ...]] = {
    ListKind.CUSTOMERS: (*_CUSTOMERS.split(), *_CONSENTS),
    ListKind.SALES: tuple(_SALES.split()),
    ListKind.SERVICES: tuple(_SERVICES.split()),
    ListKind.COMPLAINTS: tuple(_COMPLAINTS.split()),
}
ID_COLUMN = {
    ListKind.CUSTOMERS: "source_id",
    ListKind.SALES: "sale_id",
    ListKind.SERVICES: "order_id",
    ListKind.COMPLAINTS: "complaint_id",
}
_MAX_EXTRAS = 40


class Source(NamedTuple):
    """Which list this is: its name, its country, and the day it is read on in the branch."""

    name: Slug
    country: Country
    today: date
    basis: Basis | None = None


class ReadRow(NamedTuple):
    """A line that can come in; ``customer`` is the id of its person in the list of customers."""

    line: int
    body: ListedRow
    doubts: tuple[str, ...]
    customer: str | None
    branch: str | None
    vehicle: str | None


class SentRow(NamedTuple):
    """A line that can come in as it travels to the server, ``size`` its bytes as JSON."""

    line: int
    source_id: str
    sent: dict[str, Any]
    size: int


class Rejected(NamedTuple):
    line: int
    reason: Reason
    column: str


def read_row(kind: ListKind, line: Line, source: Source) -> ReadRow | Rejected:
    """Read one line of a list of that kind; a reason names the column it lies in."""
    row = Row(line.cells, source.country)
    try:
        body = _READERS[kind](row, source, _common(kind, line, row, source))
    except Refused as refused:
        return Rejected(line.number, refused.reason, refused.column)
    except ValidationError as exc:  # a slug or a length that the record cannot hold
        column = str(exc.errors(include_url=False, include_input=False)[0]["loc"][-1])
        return Rejected(line.number, Reason.TOO_LONG, column)
    return ReadRow(
        line=line.number,
        body=body,
        doubts=tuple(row.doubts),
        customer=row.short("customer_source_id") if kind is not ListKind.CUSTOMERS else None,
        branch=row.short("branch"),
        vehicle=vehicle_key(getattr(body, "vin", None), getattr(body, "plate", None)),
    )


def sendable(kind: ListKind, source: Source, line: Line) -> SentRow | Rejected:
    """Read one line into what travels."""
    row = read_row(kind, line, source)
    if isinstance(row, Rejected):
        return row
    sent = {
        "line": row.line,
        "body": row.body.model_dump(mode="json", exclude_defaults=True),
        "doubts": list(row.doubts),
        "customer": row.customer,
        "branch": row.branch,
    }
    return SentRow(row.line, row.body.source_id, sent, len(json.dumps(sent)))


def _common(kind: ListKind, line: Line, row: Row, source: Source) -> dict[str, Any]:
    if (id_ := row.short(ID_COLUMN[kind])) is None:
        raise Refused(Reason.NO_ID, ID_COLUMN[kind])
    known = COLUMNS[kind]
    unknown = [name for name in line.cells if name and name not in known][:_MAX_EXTRAS]
    extras = {name[:200]: row.text(name)[:200] for name in unknown}
    return {"source": source.name, "source_id": id_, "extras": extras}


def _customer(row: Row, source: Source, common: Mapping[str, Any]) -> ListedRow:
    person = _person(row, source)
    company = row.short("company_name")
    if person is None and company is None:
        raise Refused(Reason.NO_IDENTITY, "source_id")
    if person is None or person.name is None:
        name = None if company is None else PersonName(typed=company, given=company)
        person = (person or Profile()).model_copy(update={"name": name})
    return ListedCustomer(
        **common,
        person=person,
        company=company,
        basis=_basis(row, source),
        owner=row.short("owner"),
        consents=tuple(_consents(row, source)),
    )


def _sale(row: Row, source: Source, common: Mapping[str, Any]) -> ListedRow:
    person = _person(row, source)
    if person is None and row.short("customer_source_id") is None:
        raise Refused(Reason.NO_IDENTITY, "customer_source_id")
    sold, delivered = row.day("sold_on"), row.day("delivered_on")
    if (sold_on := sold or delivered) is None:
        raise Refused(Reason.MISSING_DATE, "sold_on")
    currency = row.currency()
    return Sale(
        **common,
        person=person,
        vin=row.vin(),
        plate=row.plate(),
        make=row.short("make"),
        model=row.short("model"),
        version=row.short("version"),
        sold_on=sold_on,
        delivered_on=delivered,
        amount=row.money("amount", currency),
        margin=row.money("margin", currency),
        owner=row.short("seller"),
    )


def _service(row: Row, source: Source, common: Mapping[str, Any]) -> ListedRow:
    phone = row.phone()
    vin, plate = row.vin(), row.plate()
    if all(one is None for one in (vin, plate, phone, row.short("customer_source_id"))):
        raise Refused(Reason.NO_IDENTITY, "vin")
    opened, closed = row.day("opened_on"), row.day("closed_on")
    if (opened_on := opened or closed) is None:
        raise Refused(Reason.MISSING_DATE, "opened_on")
    if closed is not None and closed < opened_on:
        raise Refused(Reason.CLOSED_BEFORE_OPENED, "closed_on")
    if max(opened_on, closed or opened_on) > source.today:
        raise Refused(Reason.SERVICE_IN_FUTURE, "closed_on" if closed else "opened_on")
    if (service := SERVICES.get(row.text("service_type").casefold())) is None:
        raise Refused(Reason.UNKNOWN_SERVICE_TYPE, "service_type")
    currency = row.currency()
    return ServiceOrder(
        **common,
        person=None if phone is None else Profile(phone=phone),
        vin=vin,
        plate=plate,
        opened_on=opened_on,
        closed_on=closed,
        km=row.km(),
        service=service,
        amount=row.money("amount", currency),
        cost=row.money("cost", currency),
    )


def _complaint(row: Row, source: Source, common: Mapping[str, Any]) -> ListedRow:
    person = _person(row, source)
    if person is None and row.short("customer_source_id") is None:
        raise Refused(Reason.NO_IDENTITY, "customer_source_id")
    if (kind := KINDS.get(row.text("kind").casefold())) not in COMPLAINT_KINDS[source.country]:
        raise Refused(Reason.UNKNOWN_KIND, "kind")
    if (area := AREAS.get(row.text("area").casefold())) is None:
        raise Refused(Reason.UNKNOWN_AREA, "area")
    if (entry := CHANNELS.get(row.text("channel").casefold())) is None:
        raise Refused(Reason.UNKNOWN_CHANNEL, "channel")
    if not row.text("detail").strip():
        raise Refused(Reason.MISSING_DETAIL, "detail")
    told_on = row.day("told_on") or source.today
    if told_on > source.today:
        raise Refused(Reason.TOLD_IN_FUTURE, "told_on")
    return ListedComplaint(
        **common,
        person=person,
        kind=kind,
        area=area,
        entry=entry,
        detail=row.text("detail"),
        request=row.text("request"),
        told_on=told_on,
        about=row.plate(),
    )


_READERS: dict[ListKind, Callable[[Row, Source, Mapping[str, Any]], ListedRow]] = {
    ListKind.CUSTOMERS: _customer,
    ListKind.SALES: _sale,
    ListKind.SERVICES: _service,
    ListKind.COMPLAINTS: _complaint,
}


def _person(row: Row, source: Source) -> Profile | None:
    """Return the person a row tells of; ``None`` without anything to know her by."""
    name, document, phone, email = _name(row), row.document(), row.phone(), row.email()
    if all(part is None for part in (name, document, phone, email)):
        return None
    born = row.day("birth_date")
    if born is not None and born > source.today:
        raise Refused(Reason.BIRTH_DATE_IN_FUTURE, "birth_date")
    place = row.short("place_code")
    return Profile(
        name=name,
        document=document,
        phone=phone,
        email=email,
        birth_date=born,
        sex=_slug(row.short("sex")),
        marital_status=_slug(row.short("marital_status")),
        occupation=row.short("occupation"),
        address=row.short("address"),
        place=None if place is None else Place(country=source.country, code=place),
    )


def _name(row: Row) -> PersonName | None:
    """Return a name by its columns; a whole name in the first one is divided as typed ones are."""
    given = row.short("given_name")
    surname, second = row.short("surname"), row.short("second_surname")
    if given is not None and surname is None and second is None:
        return read_name(given)
    said = " ".join(part for part in (given, surname, second) if part)
    if not said:
        return None
    return PersonName(
        typed=said[:200], given=given or "", surname=surname or "", second_surname=second or ""
    )


def _slug(text: str | None) -> str | None:
    return None if text is None else "-".join(text.casefold().split())


def _basis(row: Row, source: Source) -> Basis:
    text = row.text("legal_basis").casefold()
    if text == "":
        if source.basis is None:
            raise Refused(Reason.NO_LEGAL_BASIS, "legal_basis")
        return source.basis
    if text not in BASES:
        raise Refused(Reason.UNKNOWN_LEGAL_BASIS, "legal_basis")
    return BASES[text]


def _consents(row: Row, source: Source) -> list[ConsentDecision]:
    """Return what the list says of offers; a blank cell says nothing, and a no is no opposition."""
    said = [(channel, row.answer(column)) for column, channel in _CONSENTS.items()]
    return [
        ConsentDecision(
            purpose=Purpose.MARKETING,
            channel=channel,
            decision=Decision.GRANT if granted else Decision.REFUSE,
            text_id="import",
            text_version=1,
            text_sha256=hashlib.sha256(f"import:{source.name}".encode()).hexdigest(),
            locale="es_PE" if source.country is Country.PE else "es_CL",
            means=Means.UNKNOWN,
            initiative=Initiative.IMPORT,
            source=source.name,
        )
        for channel, granted in said
        if granted is not None
    ]
