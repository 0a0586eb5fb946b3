"""Statements that every push asks: built and compiled once, run by the driver as they are.

To build, look up and wrap a statement costs several times what SQLite takes to run it, and a push
of one record runs some dozens. SQLAlchemy still compiles them, still holds the transaction, and
its errors are still raised.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Select,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError

Values = Collection[str] | Collection[int]
AnyRow = Any  # a named tuple of what was selected
Condition = ColumnElement[bool]
_Reads = tuple[tuple[int, Callable[[Any], Any]], ...]


class _Compiled(NamedTuple):
    """A statement as one engine's driver wants it.

    ``fixed`` are the parameters it came with; ``names`` all of them in order, where they go by
    place; ``reads`` says which columns are not yet what Python knows them as.
    """

    text: str
    fixed: dict[str, Any]
    names: tuple[str, ...] | None
    reads: _Reads


class Statement:
    """A statement with named parameters, the same for both engines unless ``other`` is given.

    ``other`` says it for PostgreSQL.
    """

    def __init__(self, statement: Executable, other: Executable | None = None) -> None:
        postgresql = statement if other is None else other
        self._statements = {"sqlite": statement, "postgresql": postgresql}
        self._compiled: dict[str, _Compiled] = {}
        self._named = _named(statement)

    def rows(self, connection: Connection, **parameters: Any) -> list[AnyRow]:
        """Return what is found, each row with the names of the columns selected."""
        return list(map(self._named, self.tuples(connection, **parameters)))

    def tuples(self, connection: Connection, **parameters: Any) -> Sequence[tuple[Any, ...]]:
        """Return what is found, as plain tuples."""
        compiled = self._for(connection.dialect)
        found: Sequence[tuple[Any, ...]] = run(
            connection, compiled.text, _given(compiled, parameters), _fetched
        )
        return [_read(row, compiled.reads) for row in found] if compiled.reads else found

    def run(self, connection: Connection, **parameters: Any) -> None:
        """Carry it out."""
        compiled = self._for(connection.dialect)
        run(connection, compiled.text, _given(compiled, parameters))

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            statement = self._statements[dialect.name]
            self._compiled[dialect.name] = found = _compiled(statement, dialect)
        return found


def listed(connection: Connection, values: Values) -> Any:
    """Return many values as the one parameter that ``LISTED`` reads them from."""
    if connection.dialect.name == "sqlite":
        return orjson.dumps(list(values)).decode()
    return list(values)


def _listed_in_sqlite(column: ColumnElement[Any], name: str) -> Condition:
    rows = func.json_each(bindparam(name, None, type_=Text)).table_valued("value")
    return column.in_(select(rows.c.value))


def _listed_in_postgres(column: ColumnElement[Any], name: str) -> Condition:
    return column == any_(bindparam(name, None, type_=ARRAY(column.type)))


LISTED = (_listed_in_sqlite, _listed_in_postgres)
"""How a statement says that a column has one of the values of a parameter, in each engine."""


def run(
    connection: Connection,
    text: str,
    parameters: Any,
    after: Callable[[Any], Any] = lambda _cursor: None,
    *,
    many: bool = False,
) -> Any:
    """Let the driver run a statement in the connection's transaction; return what ``after`` does.

    ``many``: once for each of the parameters. Raises ``DBAPIError`` as SQLAlchemy does.
    """
    driver = connection.connection
    cursor = driver.cursor()
    dialect = connection.dialect
    try:
        if many:
            cursor.executemany(text, parameters)
        else:
            cursor.execute(text, parameters)
        return after(cursor)
    except dialect.loaded_dbapi.Error as exc:
        lost = dialect.is_disconnect(exc, driver.dbapi_connection, cursor)
        error = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            text,
            None,
            exc,
            error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=dialect,
        ) from exc
    finally:
        cursor.close()


def _named(statement: Executable) -> Callable[[Iterable[Any]], AnyRow]:
    """Return what makes named tuples of the statement's rows."""
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    names = [str(column.key) for column in columns]
    row: Any = namedtuple("Found", names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - its columns are known only here
    make: Callable[[Iterable[Any]], AnyRow] = row._make
    return make


def _fetched(cursor: Any) -> Any:
    return cursor.fetchall()


def _given(compiled: _Compiled, parameters: dict[str, Any]) -> Any:
    given = compiled.fixed | parameters if compiled.fixed else parameters
    return given if compiled.names is None else [given[name] for name in compiled.names]


def _read(row: tuple[Any, ...], reads: _Reads) -> tuple[Any, ...]:
    values = list(row)
    for index, read in reads:
        values[index] = read(values[index])
    return tuple(values)


def _compiled(statement: Any, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names = None if compiled.positiontup is None else tuple(compiled.positiontup)
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    # SQLite knows no booleans; PostgreSQL's driver reads every type by itself.
    raw = dialect.name == "sqlite" and isinstance(statement, Select)
    columns = statement.selected_columns if raw else ()
    processors = (
        (index, one.type.dialect_impl(dialect).result_processor(dialect, None))
        for index, one in enumerate(columns)
    )
    reads = tuple((index, read) for index, read in processors if read is not None)
    return _Compiled(str(compiled), fixed, names, reads)
