"""Statements that an append needs every time: compiled once for each kind of database, then handed to its driver.

Compiling and interpreting a statement anew costs SQLAlchemy many times what the database takes for it. A statement here
is written in SQLAlchemy all the same, so that there is one text for every database.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Connection

__all__ = ["Prepared"]

Values = Mapping[str, Any]
_Text = tuple[str, tuple[str, ...], dict[str, Any]]


class Prepared:
    """One statement. Its values are those of its bound parameters, by name; an insert has one for each column. It may
    hold no list of values, whose length is part of the text. Errors are the driver's own."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._texts: dict[str, _Text] = {}

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it and fetch what it finds."""
        text, names, fixed = self._text(connection)
        cursor = connection.connection.cursor()
        cursor.execute(text, _in_order(names, fixed, values))
        return [tuple(row) for row in cursor.fetchall()]

    def run(self, connection: Connection, values: Values) -> None:
        """Run it for what it does."""
        text, names, fixed = self._text(connection)
        connection.connection.cursor().execute(text, _in_order(names, fixed, values))

    def run_each(self, connection: Connection, many: Iterable[Values]) -> None:
        """Run it once for each of the values."""
        text, names, fixed = self._text(connection)
        connection.connection.cursor().executemany(text, [_in_order(names, fixed, values) for values in many])

    def _text(self, connection: Connection) -> _Text:
        dialect = connection.dialect
        found = self._texts.get(dialect.name)
        if found is None:
            made = self._statement.compile(dialect=dialect)
            found = str(made), tuple(made.positiontup or ()), dict(made.params)  # type: ignore[attr-defined]
            self._texts[dialect.name] = found
        return found


def _in_order(names: tuple[str, ...], fixed: Mapping[str, Any], values: Values) -> tuple[Any, ...]:
    return tuple([values[name] if name in values else fixed[name] for name in names])
