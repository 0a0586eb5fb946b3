"""Many rows in one statement, the same call on SQLite and PostgreSQL.

The statements are SQLAlchemy's, compiled once; the rows go to the driver as they are: to SQLite
one by one, to PostgreSQL as one array of JSON objects, which is read there.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Dialect,
    Row,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from sync_server.storage.database import is_sqlite

Rows = Sequence[Mapping[str, Any]]
Columns = tuple[str, ...]
AnyRow = Row[*tuple[Any, ...]]


def insert_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; one that is there already is an error."""
    _write(connection, table, rows, _refusing)


def insert_new(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; one whose primary key is there already is left as it is."""
    _write(connection, table, rows, _ignoring)


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, or replace what the row of the same primary key held in their columns."""
    _write(connection, table, rows, _replacing)


def add_up(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, or add their numbers to those of the row of the same primary key.

    In the order given: who sorts them by key never waits crosswise for another writer.
    """
    _write(connection, table, rows, _adding)


def among(
    connection: Connection, column: ColumnElement[Any], values: Collection[str] | Collection[int]
) -> ColumnElement[bool]:
    """Say ``column IN values`` with one parameter, so that the statement is the same each time."""
    if is_sqlite(connection):
        listed = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))


class Lookup:
    """A query for the rows whose ``column`` has one of many values.

    ``through`` makes the condition another one, where the column is of rows beside those. It is built once: for a push of one record, building its queries cost more than running them.
    """

    def __init__(
        self,
        statement: Select[*tuple[Any, ...]],
        column: ColumnElement[Any],
        through: Callable[[ColumnElement[bool]], ColumnElement[bool]] = lambda condition: condition,
    ) -> None:
        listed = func.json_each(bindparam("values", type_=Text)).table_valued("value")
        many = bindparam("values", type_=ARRAY(column.type))
        self._statements = {
            "sqlite": statement.where(through(column.in_(select(listed.c.value)))),
            "postgresql": statement.where(through(column == any_(many))),
        }

    def rows(
        self, connection: Connection, values: Collection[str] | Collection[int], **more: Any
    ) -> Sequence[AnyRow]:
        """Return the rows; ``more`` are the statement's other parameters."""
        if not values:
            return ()
        listed = json.dumps(list(values)) if is_sqlite(connection) else list(values)
        statement = self._statements[connection.dialect.name]
        return connection.execute(statement, {"values": listed, **more}).all()


def _refusing(statement: Any, _table: Table, _columns: Columns) -> Any:
    return statement


def _ignoring(statement: Any, _table: Table, _columns: Columns) -> Any:
    return statement.on_conflict_do_nothing()


def _replacing(statement: Any, table: Table, columns: Columns) -> Any:
    keys = [key.name for key in table.primary_key.columns]
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _adding(statement: Any, table: Table, columns: Columns) -> Any:
    keys = [key.name for key in table.primary_key.columns]
    summed = {
        name: table.c[name] + statement.excluded[name] for name in columns if name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=summed)


_OnConflict = Callable[[Any, Table, Columns], Any]


def _write(connection: Connection, table: Table, rows: Rows, on_conflict: _OnConflict) -> None:
    """Write rows that all have the columns of the first."""
    if not rows:
        return
    columns = tuple(known.name for known in table.columns if known.name in rows[0])
    if is_sqlite(connection):
        statement = _sqlite_statement(table, columns, on_conflict, connection.dialect)
        connection.exec_driver_sql(statement, list(map(itemgetter(*columns), rows)))
        return
    statement = _postgres_statement(table, columns, on_conflict, connection.dialect)
    connection.exec_driver_sql(statement, {"rows": orjson.dumps(rows).decode()})


@lru_cache
def _sqlite_statement(
    table: Table, columns: Columns, on_conflict: _OnConflict, dialect: Dialect
) -> str:
    statement = on_conflict(sqlite.insert(table), table, columns)
    return str(statement.compile(dialect=dialect, column_keys=columns))


@lru_cache
def _postgres_statement(
    table: Table, columns: Columns, on_conflict: _OnConflict, dialect: Dialect
) -> str:
    typed = [column(name, table.c[name].type) for name in columns]
    rows = func.json_to_recordset(bindparam("rows", type_=Text).cast(postgresql.JSON))
    source = rows.table_valued(*typed).render_derived(with_types=True)
    statement = postgresql.insert(table).from_select(columns, select(*source.c))
    finished = on_conflict(statement, table, columns)
    return str(finished.compile(dialect=dialect))
