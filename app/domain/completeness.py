"""How complete is a ficha, and what would help most? (R005)

Weights say how much a datum helps to find, reach or serve the person; they add up to 100.
"""

from app.domain.customers import Customer

WEIGHTS = {
    "name": 10,
    "phone": 15,
    "document": 10,
    "email": 10,
    "place": 10,
    "birth_date": 10,
    "cars": 10,
    "roles": 5,
    "hours": 5,
    "matters": 5,
    "occupation": 4,
    "car_use": 3,
    "life_style": 1,
    "sex": 1,
    "marital_status": 1,
}


def known_fields(customer: Customer) -> frozenset[str]:
    """Return the fields of ``WEIGHTS`` that hold something."""
    held = {
        "name": customer.names,
        "phone": customer.phones,
        "document": customer.documents,
        "email": customer.emails,
        "place": customer.places,
        "cars": customer.cars,
    }
    told = {text.field for text in customer.texts if text.value}
    return frozenset({field for field, values in held.items() if values} | told) & WEIGHTS.keys()


def percent(known: frozenset[str]) -> int:
    return sum(WEIGHTS[field] for field in known)


def most_helpful(known: frozenset[str], count: int = 2) -> tuple[tuple[str, int], ...]:
    """Return the missing fields that add most, each with its points."""
    missing = [(field, points) for field, points in WEIGHTS.items() if field not in known]
    return tuple(sorted(missing, key=lambda one: -one[1])[:count])
