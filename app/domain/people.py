"""A person as captured: name, phone, e-mail, document, place."""

from pydantic import Field

from app.domain.fields import Checked, Frozen, OpenEnum, Slug, State, Text


class Country(OpenEnum):
    CL = "CL"
    PE = "PE"
    UNKNOWN = "unknown"


class DocumentType(OpenEnum):
    """Identity documents (SUNAT catalogue 06 for Perú, RUT for Chile)."""

    RUT = "rut"
    DNI = "dni"
    RUC = "ruc"
    CE = "ce"
    PASSPORT = "passport"
    UNKNOWN = "unknown"


class PersonName(Frozen):
    """A name as typed and as read: given names, then paternal and maternal surname."""

    typed: Text
    given: Text = ""
    surname: Text = ""
    second_surname: Text = ""


class Document(Frozen):
    """An identity document: normal form without dots, dashes or spaces, check character kept."""

    country: Country
    type: DocumentType
    typed: Text
    value: Text | None = None
    state: State = State.TO_VERIFY


class Place(Frozen):
    """A comuna (CL, CUT code) or distrito (PE, INEI ubigeo)."""

    country: Country
    code: Slug


class Visitor(Frozen):
    """The person as captured at a visit. Everything is optional: we ask for as little as we can."""

    name: PersonName | None = None
    phone: Checked | None = None
    email: Checked | None = None
    document: Document | None = None
    place: Place | None = None
    address: Text | None = Field(default=None)
