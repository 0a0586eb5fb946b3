"""What a demo tablet starts with: a visit not finished, and one that the server refuses."""

from app.domain.consent import Channel
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.staff import Person, Role
from app.domain.visits import LifeStage, Origin, Reason
from app.services.capture import VisitForm
from app.services.tablet import Tablet

_MOBILE = {Country.CL: "9 5550 {:04}", Country.PE: "955 50{:04}"}


def seed(tablet: Tablet) -> None:
    """Fill the demo's tablet; raises ``Problem(REAL_DATABASE)`` in a real branch."""
    branch = tablet.showroom.branch()
    if not branch.demo:
        raise Problem(Code.REAL_DATABASE)
    mobile = _MOBILE.get(branch.country, "{:04}")
    sellers = [person for person in tablet.session.people() if person.role is Role.SELLER]
    models = tuple(model.name for model in tablet.showroom.models()[:1])
    for seller in sellers[:1]:
        tablet.capture.save_draft(seller, _unfinished(mobile.format(1188), models))
    tablet.capture.save_visit(_who_left(branch.code), _refused(mobile.format(1299), models))


def _unfinished(phone: str, models: tuple[str, ...]) -> VisitForm:
    return VisitForm(
        phone=phone, name="Rodrigo Borrador (DEMO)", reason=Reason.RENEWAL, models=models
    )


def _refused(phone: str, models: tuple[str, ...]) -> VisitForm:
    return VisitForm(
        phone=phone,
        name="Elena Revisar (DEMO)",
        reason=Reason.NEW_CAR,
        models=models,
        intent=6,
        life_stage=LifeStage.FAMILY,
        origin=Origin.WALKED_BY,
        marketing=frozenset({Channel.WHATSAPP}),
    )


def _who_left(branch: str) -> Person:
    """Return a colleague whom the server does not know: it takes no record from strangers."""
    return Person(code="demo-sin-alta", name="DEMO", role=Role.SELLER, branch=branch)
