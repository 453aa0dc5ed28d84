"""Lists of a watch's values that a notebook can show, filter and turn into a pandas or polars frame."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from trucewatch.model.errors import InputError
from trucewatch.notebook_html import page, table, words
from trucewatch.publish.wording import counted

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["Column", "Listing"]

T = TypeVar("T")
Kind = Literal["string", "date", "integer", "number", "boolean"]
_SHOWN = 25
_PANDAS = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Column:
    """One column: what it is called, of which kind, what it means, and whether a notebook shows it unasked."""

    name: str
    kind: Kind
    meaning: str
    shown: bool = False


class Listing(Sequence[T]):
    """Values of one kind, in the order in which the watch holds them.

    A position gives one of them, a slice several, an id (the first column) the one that bears it. `columns` says what
    each column of a frame means; where nothing is known, a frame holds its missing value, never a guess. `note` says
    what the list is a view of.
    """

    def __init__(
        self, noun: str, columns: Sequence[Column], values: Sequence[T], rows: Sequence[tuple[Any, ...]], note: str
    ) -> None:
        self.noun, self.columns, self.note = noun, tuple(columns), note
        self._values, self._rows = tuple(values), tuple(rows)

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return iter(self._values)

    @overload
    def __getitem__(self, which: int | str) -> T: ...
    @overload
    def __getitem__(self, which: slice) -> "Listing[T]": ...
    def __getitem__(self, which: int | str | slice) -> "T | Listing[T]":
        if isinstance(which, slice):
            return Listing(self.noun, self.columns, self._values[which], self._rows[which], self.note)
        if isinstance(which, int):
            return self._values[which]
        for value, row in zip(self._values, self._rows, strict=True):
            if row[0] == which:
                return value
        raise InputError(f'No {self.noun} of this view has the id "{which}"; .ids lists those that there are.')

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each."""
        return tuple(row[0] for row in self._rows)

    def where(self, keep: Callable[[T], bool]) -> "Listing[T]":
        """Those for which `keep` is true, such as `lambda c: c.polarity == "-"`."""
        kept = [i for i, value in enumerate(self._values) if keep(value)]
        values, rows = [self._values[i] for i in kept], [self._rows[i] for i in kept]
        return Listing(self.noun, self.columns, values, rows, self.note)

    def rows(self) -> list[dict[str, Any]]:
        """Each as a flat row by column name; None where nothing is known."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self._rows]

    def to_pandas(self) -> "pd.DataFrame":
        """A pandas frame, its columns typed also where it is empty; `attrs["note"]` says what it is a view of.
        InputError where pandas is not installed."""
        try:
            import pandas as pd
        except ImportError as error:
            raise _missing("pandas") from error
        frame = pd.DataFrame({c.name: _series(pd, c, cells) for c, cells in self._by_column()})
        frame.attrs["note"] = self.note
        return frame

    def to_polars(self) -> "pl.DataFrame":
        """A polars frame, its columns typed also where it is empty. InputError where polars is not installed."""
        try:
            import polars as pl
        except ImportError as error:
            raise _missing("polars") from error
        kinds = {
            "string": pl.String(),
            "date": pl.Date(),
            "integer": pl.Int64(),
            "number": pl.Float64(),
            "boolean": pl.Boolean(),
        }
        return pl.DataFrame([pl.Series(c.name, cells, dtype=kinds[c.kind]) for c, cells in self._by_column()])

    def _by_column(self) -> Iterable[tuple[Column, list[Any]]]:
        for i, column in enumerate(self.columns):
            yield column, [_plain(row[i]) for row in self._rows]

    def __repr__(self) -> str:
        return f"<{counted(len(self), self.noun)}; {self.note}>"

    def _repr_html_(self) -> str:
        shown = [i for i, column in enumerate(self.columns) if column.shown]
        heads = [self.columns[i].name.replace("_", " ") for i in shown]
        rows = ([words(row[i]) for i in shown] for row in self._rows[:_SHOWN])
        more = len(self) - _SHOWN
        rest = f"<p>and {more} more; slice the list, or take .to_pandas()</p>" if more > 0 else ""
        return page(counted(len(self), self.noun), table(heads, rows) + rest if len(self) else "", note=self.note)


def _plain(value: Any) -> Any:
    """Enumerations by their value; everything else as it is."""
    return str(value) if isinstance(value, str) else value


def _series(pd: Any, column: Column, cells: list[Any]) -> Any:
    if column.kind == "date":
        return pd.to_datetime(pd.Series(cells, dtype="object")).astype("datetime64[s]")
    return pd.Series(cells, dtype=_PANDAS[column.kind])


def _missing(library: str) -> InputError:
    return InputError(f"{library} is not installed; run pip install 'trucewatch[notebook]', or take .rows().")
