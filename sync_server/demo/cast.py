"""Who is in the demo: one branch, its people with their PINs, and the models on show.

Every name is invented and says so, every phone lies in +56 9 5550 xxxx, every e-mail in a domain
that nobody can own (RFC 2606).
"""

from typing import NamedTuple

from app.domain.catalogue import Branch, CarModel, DemoCar
from app.domain.fields import Checked, State
from app.domain.people import Country, Document, DocumentType, PersonName, Place, Visitor
from app.domain.staff import Role

BRANCH = Branch(
    code="NUNOA",
    name="Sucursal Ñuñoa",
    country=Country.CL,
    zone="America/Santiago",
    dealer="Automotriz Demo",
    tax_id="76.000.000-0",
    address="Av. Inventada 456, Ñuñoa",
    demo=True,
)


class Colleague(NamedTuple):
    code: str
    name: str
    role: Role
    pin: str


CARLA = Colleague("carla", "Carla Modelo", Role.SELLER, "147258")
LUIS = Colleague("luis", "Luis Supuesto", Role.SELLER, "258369")
MARTA = Colleague("marta", "Marta Jornada", Role.CHIEF, "369147")
ROSA = Colleague("rosa", "Rosa Quimera", Role.RECEPTION, "159357")
STAFF = (CARLA, LUIS, MARTA, ROSA)

MODELS = tuple(
    CarModel(code=code, make="Demo", name=name, rank=rank, demo=True)
    for rank, (code, name) in enumerate(
        (
            ("aura-3", "Aura 3"),
            ("terra-5", "Terra 5"),
            ("terra-5-h", "Terra 5 H"),
            ("terra-7", "Terra 7"),
            ("aura-2", "Aura 2"),
            ("sierra", "Sierra"),
        ),
        start=1,
    )
)

DEMO_CARS = tuple(
    DemoCar(
        branch=BRANCH.code,
        plate=Checked(typed=plate, value=plate.replace(" ", ""), state=State.VALID),
        model=model,
        color=color,
        demo=True,
    )
    for plate, model, color in (
        ("DM 01 AA", "Terra 5", "gris"),
        ("DM 02 AA", "Terra 5 H", "blanco"),
        ("DM 03 AA", "Aura 3", "azul"),
    )
)

_GIVEN = (
    "Ana", "Bruno", "Camila", "Daniel", "Elisa", "Felipe", "Gabriela", "Hugo",
    "Irene", "Javier", "Karina", "Leonardo", "Marcos", "Natalia", "Óscar", "Pablo",
    "Raquel", "Sergio", "Teresa", "Ulises", "Valentina", "Wanda", "Ximena", "Yasna",
    "Zacarías", "Julia", "Rita", "Tomás", "Beatriz", "Ignacio", "Loreto", "Matías",
)  # fmt: skip
_SURNAMES = (
    "Prueba", "Muestra", "Ejemplo", "Ensayo", "Maqueta", "Boceto", "Simulacro", "Demostración",
)  # fmt: skip
_COMUNAS = ("13120", "13123", "13113", "13118", "13119")  # Ñuñoa and around it (CUT)
_KNOWN_RUTS = ("111111111", "222222222", "333333333")  # the ones everybody makes up


def visitor(number: int) -> Visitor:
    """Return invented person ``number`` (from 0), always the same one."""
    name = _name(number)
    return Visitor(
        name=name,
        phone=_phone(number),
        email=_email(number, name) if number % 3 == 0 else None,
        document=_rut(number),
        place=Place(country=Country.CL, code=_COMUNAS[number % len(_COMUNAS)]),
    )


def visitor_without_phone(number: int) -> Visitor:
    """Return the same person as one who leaves an e-mail and no phone."""
    email = _email(number, _name(number))
    return visitor(number).model_copy(update={"phone": None, "email": email})


def _name(number: int) -> PersonName:
    given = _GIVEN[number % len(_GIVEN)]
    surname = _SURNAMES[(number + number // len(_GIVEN)) % len(_SURNAMES)]
    second = _SURNAMES[(number * 3 + 1) % len(_SURNAMES)]
    typed = f"{given} {surname} {second}"
    return PersonName(typed=typed, given=given, surname=surname, second_surname=second)


def _phone(number: int) -> Checked:
    last = f"{1001 + 37 * number:04}"
    return Checked(typed=f"9 5550 {last}", value=f"+5695550{last}", state=State.VALID)


def _email(number: int, name: PersonName) -> Checked:
    plain = f"{name.given}.{name.surname}".lower().translate(str.maketrans("áéíóúñ", "aeioun"))
    address = f"{plain}.{number}@example.com"
    return Checked(typed=address, value=address, state=State.VALID)


def _rut(number: int) -> Document | None:
    if number >= len(_KNOWN_RUTS):
        return None
    rut = _KNOWN_RUTS[number]
    return Document(
        country=Country.CL,
        type=DocumentType.RUT,
        typed=f"{rut[:2]}.{rut[2:5]}.{rut[5:8]}-{rut[8]}",
        value=rut,
        state=State.VALID,
    )
