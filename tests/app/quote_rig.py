"""A price list in the server made by hand, and quotes built over it."""

from datetime import date

from app.domain.people import Country
from app.domain.price_lists import PriceList
from app.services.capture import VisitForm
from app.services.quote_forms import CreditForm, LineForm, QuoteForm
from app.services.recording import Saved
from sync_server.demo.prices import demo_prices
from sync_server.services.price_book import row_id
from tests.app.fakes import FakeServer
from tests.app.rig import Rig
from tests.builders import CARLA


def publish_prices(server: FakeServer, day: date = date(2026, 3, 2), **changes: object) -> None:
    """Publish the demo's price list."""
    for kind, row in demo_prices(day):
        if isinstance(row, PriceList):
            server.publish(kind, row_id(row), row.model_copy(update=changes))
        else:
            server.publish(kind, row_id(row), row)


def visited(rig: Rig, name: str = "Ana Prueba") -> Saved:
    return rig.tablet.capture.save_visit(CARLA, VisitForm(name=name, phone="9 5555 0001"))


def form_for(
    rig: Rig, who: Saved, version: str = "terra-5-limited", **changes: object
) -> QuoteForm:
    """Return a form with one version and its extras, ready to save."""
    quoting = rig.tablet.quoting
    known = quoting.offers()
    assert known is not None
    assert known.prices.country is Country.CL
    car = known.version(version)
    assert car is not None
    form = quoting.start(who.record)
    return form.model_copy(update={"options": (quoting.option(car),), **changes})


def with_line(form: QuoteForm, **line: object) -> QuoteForm:
    option = form.options[0]
    added = option.model_copy(update={"lines": (*option.lines, LineForm.model_validate(line))})
    return form.model_copy(update={"options": (added, *form.options[1:])})


def with_credit(form: QuoteForm, **credit: object) -> QuoteForm:
    told = CreditForm(
        lender="Banco Demo",
        down="4.000.000",
        months="36",
        instalment="389.900",
        yearly_cost="18,9",
        total_cost="14.036.400",
    ).model_copy(update=credit)
    option = form.options[0].model_copy(update={"credit": told})
    return form.model_copy(update={"options": (option, *form.options[1:])})
