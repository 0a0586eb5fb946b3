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
    Select,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    column,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from sync_server.storage.database import is_sqlite
from sync_server.storage.statements import LISTED, AnyRow, Condition, Statement, Values, listed, run

Rows = Sequence[Mapping[str, Any]]
Columns = tuple[str, ...]


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


def delete_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Delete rows, each named by the columns of its primary key.

    One by one: of ``(key, other) IN (…)`` SQLite reads the whole table.
    """
    if rows:
        its = and_(*(key == bindparam(f"its_{key.name}") for key in table.primary_key))
        named = [{f"its_{name}": value for name, value in row.items()} for row in rows]
        connection.execute(delete(table).where(its), named)


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

    ``through`` makes the condition another one, where the column is of rows beside those.
    """

    def __init__(
        self,
        statement: Select[*tuple[Any, ...]],
        column: ColumnElement[Any],
        through: Callable[[Condition], Condition] = lambda condition: condition,
    ) -> None:
        in_sqlite, in_postgres = (is_listed(column, "values") for is_listed in LISTED)
        self._statement = Statement(
            statement.where(through(in_sqlite)), statement.where(through(in_postgres))
        )

    def rows(self, connection: Connection, values: Values, **more: Any) -> Sequence[AnyRow]:
        """Return the rows; ``more`` are the statement's other parameters."""
        if not values:
            return ()
        return self._statement.rows(connection, values=listed(connection, values), **more)

    def tuples(
        self, connection: Connection, values: Values, **more: Any
    ) -> Sequence[tuple[Any, ...]]:
        """Return the rows as plain tuples."""
        if not values:
            return ()
        return self._statement.tuples(connection, values=listed(connection, values), **more)


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
        run(connection, statement, list(map(itemgetter(*columns), rows)), many=True)
        return
    statement = _postgres_statement(table, columns, on_conflict, connection.dialect)
    run(connection, statement, {"rows": orjson.dumps(rows).decode()})


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
