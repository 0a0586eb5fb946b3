"""The sheets and columns of a price list's workbook, and the words that stand in its cells."""

from typing import NamedTuple

from app.domain.contract import DownKind


class Column(NamedTuple):
    """``title`` as written in the workbook, ``field`` of the row's model."""

    title: str
    field: str


class Page(NamedTuple):
    kind: DownKind
    title: str
    columns: tuple[Column, ...]


def _columns(**titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, field) for field, title in titles.items())


PAGES: tuple[Page, ...] = (
    Page(
        DownKind.PRICE_LIST,
        "lista",
        _columns(
            country="país",
            number="número",
            dated="fecha",
            valid_to="válida hasta",
            currency="moneda",
            demo="demo",
        ),
    ),
    Page(
        DownKind.CAR_VERSION,
        "versiones",
        _columns(
            code="código",
            make="marca",
            model="modelo",
            name="versión",
            year="año",
            fuel="combustible",
            transmission="transmisión",
            colours="colores",
            price="precio de lista",
            bonus="bono de marca",
            finance_bonus="bono con crédito",
        ),
    ),
    Page(
        DownKind.ACCESSORY,
        "accesorios",
        _columns(code="código", name="nombre", price="precio", models="modelos"),
    ),
    Page(
        DownKind.BENEFIT,
        "beneficios",
        _columns(
            code="código",
            cares="le importa",
            feature="característica",
            benefit="beneficio",
            story="historia",
            models="modelos",
        ),
    ),
    Page(
        DownKind.SERVICE_OFFER,
        "servicios",
        _columns(
            code="código",
            service_class="clase",
            name="nombre",
            price="precio",
            every_km="cada km",
            sells_as="se vende como",
        ),
    ),
    Page(
        DownKind.WORKSHOP,
        "talleres",
        _columns(code="código", name="nombre", address="dirección", phone="teléfono"),
    ),
    Page(DownKind.RATE, "tasas", _columns(of="de", to="a", value="valor", day="fecha")),
)

WORDS: dict[str, dict[str, str]] = {
    "service_class": {
        "integral": "integral",
        "de apoyo": "support",
        "único": "unique",
        "valor agregado": "added_value",
    },
    "sells_as": {
        "seguro": "insurance",
        "mantención": "maintenance",
        "mantenimiento": "maintenance",
    },
    "demo": {"sí": "true", "si": "true", "no": "false", "true": "true", "false": "false"},
}
