"""The dealer's own rules for complaints, the recalls, and the demo cars, as last taken in."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from app.domain.catalogue import DemoCar
from app.domain.house_rules import HouseRule
from app.domain.people import Country
from app.domain.recalls import Recall
from sync_server.storage.bulk import among, upsert
from sync_server.storage.statements import Statement
from sync_server.storage.tables import demo_car, house_rule, recall

_RULES = Statement(select(house_rule.c.doc).order_by(house_rule.c.id))


def rules(connection: Connection) -> list[HouseRule]:
    """Return every rule; there are few."""
    return [HouseRule.model_validate_json(doc) for (doc,) in _RULES.tuples(connection)]


def replace_rules(connection: Connection, country: Country, wanted: Collection[HouseRule]) -> None:
    connection.execute(delete(house_rule).where(house_rule.c.country == country.value))
    rows = {
        "|".join((*rule.subject(), rule.since.isoformat())): rule.model_dump_json()
        for rule in wanted
    }
    upsert(
        connection,
        house_rule,
        [{"id": id_, "country": country.value, "doc": doc} for id_, doc in rows.items()],
    )


def recalls(connection: Connection) -> list[Recall]:
    return [Recall.model_validate_json(doc) for doc in recall_lists(connection)]


def recall_lists(connection: Connection) -> list[str]:
    return list(connection.scalars(select(recall.c.doc).order_by(recall.c.id)))


def write_recall(connection: Connection, written: Recall) -> None:
    row = {
        "id": recall_id(written.country, written.code),
        "country": written.country.value,
        "doc": written.model_dump_json(),
    }
    upsert(connection, recall, [row])


def delete_recall(connection: Connection, id_: str) -> bool:
    return connection.execute(delete(recall).where(recall.c.id == id_)).rowcount > 0


def recall_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(recall.c.id, recall.c.doc).where(among(connection, recall.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def recall_id(country: Country, code: str) -> str:
    return f"{country.value}-{code}"


def demo_cars(connection: Connection) -> dict[str, DemoCar]:
    """Return every demo car by its id; there are few."""
    rows = connection.execute(select(demo_car.c.id, demo_car.c.doc).order_by(demo_car.c.id))
    return {row.id: DemoCar.model_validate_json(row.doc) for row in rows}


def write_demo_cars(connection: Connection, cars: dict[str, DemoCar]) -> None:
    rows = [
        {"id": id_, "branch": car.branch, "doc": car.model_dump_json()} for id_, car in cars.items()
    ]
    upsert(connection, demo_car, rows)


def delete_demo_cars(connection: Connection, ids: Collection[str]) -> None:
    connection.execute(delete(demo_car).where(among(connection, demo_car.c.id, ids)))


def demo_car_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(demo_car.c.id, demo_car.c.doc).where(among(connection, demo_car.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def demo_car_id(country: Country, car: DemoCar) -> str:
    return f"{country.value}-{car.name()}"
