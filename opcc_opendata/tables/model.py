"""What a table is: columns with types, keys and descriptions, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Row = tuple[str | int | None, ...]
"""One row, in the order of its table's columns."""

Rows = dict[str, list[Row]]
"""The rows of one record, by table."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `says` is the description, for a column that is derived. `of` names the property of the standard that fills the
    column instead (`inspection.published`), and its description serves. `to` names the table whose key it refers to.
    What the build knows of a record, and the record does not say, is not `from_record`: no digest of it covers that.
    """

    name: str
    says: str = ""
    of: str = ""
    to: str = ""
    type: Literal["TEXT", "INTEGER"] = "TEXT"
    required: bool = False
    from_record: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table. The first column is its primary key.

    `orders` are orders in which its rows are listed, as SQL, each with a name: an index keeps them ready. A table
    that `sql` makes of others is a view in the database, and stored nowhere.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    facets: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    label: str = ""
    sort: str = ""
    sql: str = ""
    column_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column_names", tuple(column.name for column in self.columns))

    @property
    def key(self) -> str:
        """The name of the primary key column."""
        return self.columns[0].name

    @property
    def belongs_to_response(self) -> bool:
        """Whether each row belongs to one response, and so to one file."""
        return "response" in self.column_names or self.name == "responses"

    @property
    def indexed(self) -> tuple[str, ...]:
        """Every column that needs an index of its own: foreign keys, facets, and what the table asks for.

        A column with which an order begins has an index already.
        """
        first = {order.partition(",")[0] for _, order in self.orders}
        wanted = [column.name for column in self.columns if column.to] + [*self.facets, *self.indexes]
        return tuple(dict.fromkeys(name for name in wanted if name != self.key and name not in first))


def described(schema: dict[str, Any], path: str) -> str:
    """Give the standard's description of a property: `inspection.published`, or `title` of the record."""
    owner, _, name = path.rpartition(".")
    properties = schema["$defs"][owner]["properties"] if owner else schema["properties"]
    text = properties[name]["description"]
    assert isinstance(text, str)
    return text


def text(name: str, of: str) -> tuple[Column, Column]:
    """Make the pair of columns that holds one text in English and in Welsh."""
    return Column(name, of=of), Column(f"{name}_cy", of=of)


RESPONSE = Column("response", "The response that this row belongs to.", to="responses", required=True)
POSITION = Column("position", "Its place in the list, from 1.", type="INTEGER", required=True)
FILE_ID = Column("id", "The row's permanent name.", required=True)
