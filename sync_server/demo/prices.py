"""What can be quoted in the demo. Every price is invented and marked as demo."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from app.domain.contract import DownKind
from app.domain.money import Currency
from app.domain.people import Country
from app.domain.price_lists import (
    Accessory,
    Benefit,
    CarVersion,
    PriceList,
    Rate,
    ServiceClass,
    ServiceOffer,
    Workshop,
)

_CHILE: dict[str, Any] = {"country": Country.CL, "demo": True}
_COLOURS = ("Gris grafito", "Blanco nieve", "Rojo cobre")


def demo_prices(day: date) -> list[tuple[DownKind, BaseModel]]:
    """Return a Chilean price list dated on ``day``."""
    prices = PriceList(number=1, dated=day, currency=Currency.CLP, **_CHILE)
    unit = Rate(of=Currency.CLF, to=Currency.CLP, value=Decimal("39512.34"), day=day, **_CHILE)
    return [
        (DownKind.PRICE_LIST, prices),
        (DownKind.RATE, unit),
        *((DownKind.CAR_VERSION, version) for version in _versions()),
        *((DownKind.ACCESSORY, accessory) for accessory in _ACCESSORIES),
        *((DownKind.BENEFIT, benefit) for benefit in _BENEFITS),
        *((DownKind.SERVICE_OFFER, service) for service in _SERVICES),
        *((DownKind.WORKSHOP, workshop) for workshop in _WORKSHOPS),
    ]


def _versions() -> list[CarVersion]:
    listed = (
        ("aura-2-gl", "Aura 2", "GL 1.2 MT", 9_345_000, 300_000, 400_000),
        ("aura-3-gl", "Aura 3", "GL 1.5 MT", 12_345_000, 500_000, 500_000),
        ("aura-3-gls", "Aura 3", "GLS 1.5 AT", 13_845_000, 500_000, 500_000),
        ("terra-5-comfort", "Terra 5", "Comfort 2.0 AT", 17_345_000, 800_000, 700_000),
        ("terra-5-limited", "Terra 5", "Limited 2.0 AT", 18_845_000, 1_000_000, 700_000),
        ("terra-5-h", "Terra 5 H", "Híbrido 2.0", 22_345_000, 0, 900_000),
        ("terra-7", "Terra 7", "Limited 2.5 AWD", 26_345_000, 1_200_000, 900_000),
        ("sierra", "Sierra", "4x4 3.0 AT", 29_345_000, 1_500_000, 1_000_000),
    )
    return [
        CarVersion(
            code=code,
            make="Demo",
            model=model,
            name=name,
            year=2026,
            colours=_COLOURS,
            price=price,
            bonus=bonus,
            finance_bonus=finance_bonus,
            **_CHILE,
        )
        for code, model, name, price, bonus, finance_bonus in listed
    ]


_ACCESSORIES = (
    Accessory(code="laminas", name="Láminas y alfombras", price=189_345, **_CHILE),
    Accessory(code="barras", name="Barras de techo", price=145_345, **_CHILE),
    Accessory(code="gancho", name="Gancho de remolque", price=259_345, **_CHILE),
)
_BENEFITS = (
    Benefit(
        code="frenado",
        cares="Seguridad",
        feature="Frenado autónomo",
        benefit="frena cuando usted no alcanza",
        story="Un niño cruza tras su pelota: el auto ya está frenando.",
        **_CHILE,
    ),
    Benefit(
        code="consumo",
        cares="Consumo",
        feature="Motor eficiente",
        benefit="menos visitas a la bomba",
        story="De Santiago a La Serena con un estanque.",
        **_CHILE,
    ),
    Benefit(
        code="maletero",
        cares="Espacio",
        feature="Maletero de 480 litros",
        benefit="el coche del bebé entra sin plegar",
        **_CHILE,
    ),
)
_SERVICES = (
    ServiceOffer(
        code="mantencion-3",
        service_class=ServiceClass.INTEGRAL,
        name="Mantención prepagada, 3 años",
        price=690_345,
        sells_as="maintenance",
        **_CHILE,
    ),
    ServiceOffer(
        code="lluvia",
        service_class=ServiceClass.UNIQUE,
        name="Seguro de lluvia",
        price=89_345,
        sells_as="insurance",
        **_CHILE,
    ),
    ServiceOffer(
        code="mantencion-10",
        service_class=ServiceClass.SUPPORT,
        name="Mantención de 10.000 km",
        price=129_345,
        every_km=10_000,
        **_CHILE,
    ),
    ServiceOffer(
        code="retiro",
        service_class=ServiceClass.ADDED_VALUE,
        name="Retiro y entrega a domicilio",
        price=25_345,
        **_CHILE,
    ),
)
_WORKSHOPS = (
    Workshop(code="nunoa", name="Taller Ñuñoa", address="Av. Inventada 1234, Ñuñoa", **_CHILE),
)
