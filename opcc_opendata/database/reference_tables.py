"""The tables that do not come from one record: codelists, the register, the settings, and what rests on all records."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from opcc_opendata import __version__
from opcc_opendata.database.create import insert
from opcc_opendata.database.history import DATES_CHECKSUM, dates_checksum
from opcc_opendata.harvested import BROKEN, UNREACHABLE, Harvested, read_harvest, states_counted
from opcc_opendata.tables import BY_NAME, CODE_LISTS, Row, Table

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_DERIVE = (
    """
    INSERT INTO inspections
    SELECT l.inspection,
      min(l.title), min(l.title_cy), NULL,
      (SELECT d.published FROM response_inspections d WHERE d.inspection = l.inspection AND d.published IS NOT NULL
        ORDER BY length(d.published) DESC, d.published, d.id LIMIT 1),
      min(l.type), min(l.url), min(l.archived_url), max(l.recommendations_made),
      CASE WHEN max(l.forces_covered) IS NULL THEN 'unknown' ELSE 'listed' END,
      0, 'as a response gives it', 'as a response gives it', NULL, NULL, NULL, NULL
    FROM response_inspections l
    WHERE l.inspection NOT IN (SELECT id FROM inspections)
    GROUP BY l.inspection ORDER BY l.inspection
    """,
    """
    UPDATE inspections SET
      published = coalesce(published,
        (SELECT d.published FROM response_inspections d WHERE d.inspection = inspections.id AND d.published IS NOT NULL
        ORDER BY length(d.published) DESC, d.published, d.id LIMIT 1)),
      url = coalesce(url, (SELECT min(l.url) FROM response_inspections l WHERE l.inspection = inspections.id)),
      archived_url = coalesce(archived_url,
        (SELECT min(l.archived_url) FROM response_inspections l WHERE l.inspection = inspections.id)),
      recommendations_made = coalesce(recommendations_made,
        (SELECT max(l.recommendations_made) FROM response_inspections l WHERE l.inspection = inspections.id))
    WHERE in_register = 1
    """,
    """
    INSERT OR IGNORE INTO inspection_forces
    SELECT l.inspection || '-force-' || f.value, l.inspection, f.value
    FROM response_inspections l, json_each(l.forces_covered) f
    WHERE l.forces_covered IS NOT NULL
    ORDER BY 1
    """,
    """
    INSERT OR IGNORE INTO inspection_inspectorates
    SELECT l.inspection || '-inspectorate-' || f.value, l.inspection, f.value
    FROM response_inspections l, json_each(l.inspectorates) f
    WHERE l.inspectorates IS NOT NULL
    ORDER BY 1
    """,
)
"""The tables of inspections, worked out from the register and from what the responses say of reports."""

_SUCCESSION = BY_NAME["successions"].column_names[1:]
"""The columns of the codelist `successions`, which have the same names in its table."""

_RENAMED = {"title": "title_en"}
"""Columns of the tables that have another name in the codelists' files."""


def fill_reference(connection: sqlite3.Connection, project: Project) -> None:
    """Put the codelists, forces, bodies and settings into their tables."""
    from opcc_opendata.schema import project_standard

    codelists = project_standard(project).codelists
    for table, name in (*((f"code_{name}", name) for name in CODE_LISTS), ("forces", "forces")):
        insert(connection, table, _codelist_rows(BY_NAME[table], codelists[name].rows))
    insert(connection, "policing_bodies", _codelist_rows(BY_NAME["policing_bodies"], codelists["policing_bodies"].rows))
    successions = codelists.get("successions")  # a project's own standard may be from before it
    insert(
        connection,
        "successions",
        (
            (f"{row['from_code']}-{row['to_code']}", *(row[column] or None for column in _SUCCESSION))
            for row in (successions.rows if successions else ())
        ),
    )
    settings = project.settings
    insert(
        connection,
        "coverage",
        (
            (f"{claim.policing_body}-{n}", claim.policing_body, claim.start, claim.end, claim.note)
            for n, claim in enumerate(settings.coverage, 1)
        ),
    )
    insert(
        connection,
        "silences",
        (
            (f"{s.force}-{s.inspection}-{n}", s.force, s.inspection, s.reason, s.covered_by, s.note)
            for n, s in enumerate(settings.silences, 1)
        ),
    )


def fill_harvest(connection: sqlite3.Connection, project: Project) -> None:
    """Put the sources of the last harvest into their tables, with the runs that found something new."""
    harvested = read_harvest(project.root) or Harvested()
    insert(
        connection,
        "sources",
        (tuple(getattr(one, column) for column in BY_NAME["sources"].column_names) for one in harvested.sources),
    )
    insert(
        connection,
        "source_bodies",
        ((body, one.id) for one in harvested.sources for body in one.bodies),
    )
    insert(connection, "harvests", (tuple(one) for one in harvested.runs))


def fill_derived(connection: sqlite3.Connection, project: Project) -> None:
    """Work the tables of inspections out, from the register and from all responses."""
    from opcc_opendata.schema import project_standard

    standard = project_standard(project)
    reports = standard.reports
    register = sorted(standard.codelists["inspections"].rows, key=lambda row: row["code"])
    insert(connection, "inspections", (_inspection(row, reports.get(row["code"], {})) for row in register))
    for statement in _DERIVE[:2]:
        connection.execute(statement)
    for name, report in reports.items():
        _fill_report(connection, name, report)
    for row in register:
        insert(
            connection,
            "inspection_forces",
            ((f"{row['code']}-force-{force}", row["code"], force) for force in sorted(row["forces"].split())),
        )
    for statement in _DERIVE[2:]:
        connection.execute(statement)


def _codelist_rows(table: Table, rows: tuple[dict[str, str], ...]) -> list[Row]:
    columns = [_RENAMED.get(name, name) for name in table.column_names]
    return [tuple(row.get(column) or None for column in columns) for row in rows]


def _fill_report(connection: sqlite3.Connection, name: str, report: Mapping[str, Any]) -> None:
    """Put into their tables what only the register's file of a report has, and not its row in the codelist."""
    insert(
        connection,
        "registered_recommendations",
        (
            (
                f"{name}-recommendation-{n}",
                name,
                n,
                one["number"],
                *_languages(one.get("text")),
                one.get("url"),
                " ".join(one.get("addressees", ())) or None,
            )
            for n, one in enumerate(report.get("recommendations", ()), 1)
        ),
    )
    insert(
        connection,
        "registered_addressees",
        (
            (f"{name}-addressee-{one['addressee']}", name, one["addressee"], one["count"])
            for one in report.get("recommendations_by_addressee", ())
        ),
    )
    insert(
        connection,
        "inspection_inspectorates",
        ((f"{name}-inspectorate-{one}", name, one) for one in sorted(report.get("inspectorates", ()))),
    )


def _languages(text: Any) -> tuple[str | None, str | None]:
    """Give a text of the register in English and in Welsh."""
    return (text.get("en"), text.get("cy")) if isinstance(text, dict) else (text, None)


def _inspection(row: dict[str, str], report: Mapping[str, Any]) -> Row:
    made = report.get("recommendations_made")  # the register may list only some of them
    return (
        row["code"],
        row["title_en"],
        row.get("title_cy") or None,
        row.get("other_titles") or None,
        row["published"] or None,
        row["type"] or None,
        row["url"] or None,
        report.get("archived_url"),
        made,
        row["scope"],
        1,
        row["source"],
        row["confidence"],
        report.get("second_source"),
        " ".join(report.get("other_ids", ())) or None,
        report.get("region"),
        report.get("revisits"),
    )


def describe_build(
    connection: sqlite3.Connection, project: Project, digest: str, *, published: int, rejected: int, updated: str | None
) -> None:
    """Write down what was built. No path, machine or time of the build: the same inputs give the same file."""
    from opcc_opendata.schema import project_standard

    states = states_counted((read_harvest(project.root) or Harvested()).sources)
    facts = {
        **({"data_updated": updated} if updated else {}),
        "digest": digest,
        "licence": "Open Government Licence v3.0",
        "published": str(published),
        "rejected": str(rejected),
        "schema_version": project_standard(project).version,
        "toolkit_version": __version__,
    }
    if sum(states.values()):
        not_current = states[UNREACHABLE] + states[BROKEN]
        facts |= {"sources": str(sum(states.values())), "sources_not_current": str(not_current)}
    insert(connection, "build", sorted(facts.items()))
    insert(connection, "build", [(DATES_CHECKSUM, dates_checksum(connection))])
