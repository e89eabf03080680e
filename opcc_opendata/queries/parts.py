"""What a ready-made query is, and the sentences and pieces of SQL that several have."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A ready-made question: its name in the address, what it says, its SQL, and what a reader may fill in.

    `order` stands after the SQL, for a list that can be sorted: see `sorted_by`.
    """

    name: str
    title: str
    says: str
    sql: str
    parameters: tuple[str, ...] = ("force",)
    order: str = ""

    @property
    def whole(self) -> str:
        """The SQL with its order."""
        return f"{self.sql}\n{self.order}".rstrip()


def sorted_by(usual: str, **columns: str) -> str:
    """Write an order that a reader chooses: `sort` is the name of a column, or that after a hyphen to turn it round.

    What has no value comes last both ways, and rows that are alike stand in the usual order.
    """
    up, down = (
        " ".join(f"WHEN '{sign}{name}' THEN {column}" for name, column in columns.items()) for sign in ("", "-")
    )
    chosen = (
        f"CASE trim(:sort) {up} END COLLATE NOCASE NULLS LAST",
        f"CASE trim(:sort) {down} END COLLATE NOCASE DESC",
    )
    return f"ORDER BY {chosen[0]},\n  {chosen[1]} NULLS LAST,\n  {usual}"


SILENCE: Final = (
    "A force that does not appear has no response in this dataset; it may well have published one elsewhere."
)

COVERAGE: Final = (
    "Only bodies and days in the table coverage are looked at. If that table is empty, nothing is listed, and that "
    "says nothing about any body."
)

COMMENCEMENT: Final = (
    "The 56 days are counted for reports published from 3 April 2017 on. That they applied from that day is not "
    "verified."
)

PUBLISHED_ONLY: Final = (
    "Only a known date of publication shows whether a response was late; the date of a letter does not."
)

FORCE: Final = "Give a force by its code or name, such as norfolk or Norfolk Constabulary, or leave it empty for all."

YEAR: Final = "Give the year of the report, such as 2022, or leave it empty for all."

NAMED_AS: Final = "{0} = replace(lower(trim(:force)), ' ', '-') OR {1} = trim(:force) COLLATE NOCASE"
"""SQL: the code and the title are those of the force that a reader named, by either."""

IS_FORCE: Final = f"""v.force IN (
  SELECT code FROM forces
  WHERE trim(:force) = '' OR {NAMED_AS.format("code", "title")}
)"""
"""SQL: the force that a reader chose. An index finds its rows, where a condition on them with OR would read all."""

IS_BODY: Final = "(trim(:body) = '' OR v.policing_body = lower(trim(:body)))"

NARROW: Final = (
    "Give a policing body by its code, such as kent-pcc. Sort by one of {0}; a hyphen before it turns the order round. "
    "Leave them empty otherwise."
)

BODY_AND_FORCE: Final = (
    "v.policing_body, v.policing_body_name, v.current_body, v.current_body_name, v.force, v.force_name"
)
