"""A whole site for tests: its records, hostile ones too, and every kind of page that it has."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import yaml

from opcc_opendata.project import Project
from tests.counted_projects import make_standard
from tests.projects import CHECKOUT, project, record

NORFOLK = "/responses/norfolk-2019-02-26-domestic-abuse-update"
HOSTILE = "<script>document.title='x'</script><img src=https://evil.invalid/i.png onerror=alert(1)>\"'><svg onload=x>"
HOSTILE_MARKDOWN = f"""{HOSTILE}

![seen](https://evil.invalid/pixel.png) [a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.invalid/x)
[d](https://example.org/fine) <https://example.org/auto> [e](vbscript:x)

# A heading of its own

<iframe src="https://evil.invalid/"></iframe>
"""
Page = tuple[str, int, str | None]
"""An address, the status and the heading; None for a heading that depends on what was asked."""

PAGES: tuple[Page, ...] = (
    ("/", 200, None),
    ("/search", 200, "Search"),
    ("/search?q=domestic+abuse", 200, "Search"),
    ("/search?q=abuze+norflk", 200, "Search"),
    ("/responses", 200, None),
    (NORFOLK, 200, "Response to The Police Response to Domestic Abuse: An update report"),
    ("/responses/essex-2020-invented-roads", 200, "Invented response to a report on roads policing"),
    ("/responses/humberside-2019-09-27-invented-two-reports", 200, "Invented response to two reports"),
    ("/cy/responses/gwent-2022-04-28-invented-in-welsh", 200, "Ymateb dychmygol yn Gymraeg"),
    ("/responses/kent-2022-11-02-vetting", 410, "This response was withdrawn"),
    ("/reports", 200, None),
    ("/reports/invented-vetting-2022", 200, "Invented report: vetting"),
    ("/reports/invented-vetting-2022/recommendations/1", 200, "Recommendation 1"),
    ("/forces", 200, None),
    ("/forces/norfolk", 200, "Norfolk Constabulary"),
    ("/forces/west-yorkshire", 200, "West Yorkshire Police"),
    ("/outstanding", 200, None),
    ("/duties", 200, "Register of responses owed"),
    ("/promises", 200, None),
    ("/timeliness", 200, None),
    ("/refused", 200, None),
    ("/compare", 200, "Compare forces: 1 of 43 has complete records"),
    (
        "/compare?force=cumbria&force=west-mercia",
        200,
        "Cumbria and West Mercia: 1 report in this dataset answered by both",
    ),
    ("/grades", 200, None),
    ("/grades?force=humberside&cycles=all", 200, None),
    ("/grades?force=kent", 200, None),
    ("/alike", 200, "No answers of 20 words or more are nearly the same"),
    ("/repeated", 200, None),
    ("/changes", 200, None),
    ("/data", 200, "Data"),
    ("/data/responses", 200, "Table responses"),
    ("/data/timeliness", 200, "View timeliness"),
    ("/charts", 200, "Charts"),
    ("/charts/timeliness", 200, None),
    ("/charts/acceptance-by-body", 200, None),
    ("/methodology", 200, "Methodology"),
    ("/about", 200, "About and contact"),
    ("/check", 200, "Check a record"),
    ("/accessibility", 200, "Accessibility statement for Responses to police inspection reports"),
    ("/no-such-page", 404, "Page not found"),
    ("/responses?force=nowhere", 400, None),
)
"""The site's own pages, one of each kind."""

RAW_PAGES: tuple[Page, ...] = (
    ("/opcc", 200, "Tables, queries and SQL"),
    ("/opcc?_show_hidden=1", 200, "Tables, queries and SQL"),
    ("/opcc/responses?_size=10", 200, "Table responses"),
    ("/opcc/responses?force=kent&_sort=title&_facet=language&_where=1", 200, "Table responses"),
    ("/opcc/responses?_search=nothing+like+it", 200, "Table responses"),
    ("/opcc/forces?_size=10", 200, "Table forces"),
    ("/opcc/timeliness?_size=10", 200, "View timeliness"),
    ("/opcc" + NORFOLK, 200, "norfolk-2019-02-26-domestic-abuse-update"),
    ("/opcc/search?q=abuse", 200, "Search every text"),
    ("/opcc/timeliness_by_force", 200, "How many reports were answered in time, by policing body"),
    ("/opcc?sql=select+*+from+comments+where+kind+<>+:kind+limit+10", 200, "SQL query"),
    ("/opcc?sql=select+nothing", 400, "SQL query"),
    ("/opcc?sql=nonsense", 400, "Invalid SQL"),
    ("/opcc/nowhere", 404, "Page not found"),
)
"""Datasette's own pages, one of each kind."""


def make_project(folder: Path, settings: str = "") -> Path:
    """The checkout's records and the shapes of the tests, in one project, with a hostile record."""
    shutil.copytree(CHECKOUT / "records", folder / "records")
    for undated in (folder / "records/norfolk").glob("undated-*.yaml"):
        undated.unlink()  # it may be the answer to any report, so that nothing of Norfolk's could be called overdue
    valid = CHECKOUT / "tests/records/valid"
    for shape in (*sorted(valid.glob("shape-*")), valid / "replaced"):
        if not shape.name.startswith("shape-01"):  # the same id as a real record
            shutil.copytree(shape / "records", folder / "records", dirs_exist_ok=True)
    (folder / "records/kent/2020-01-01-hostile.yaml").write_text(hostile_record(), encoding="utf-8")
    (folder / "opcc.yml").write_text("title: Responses to police inspection reports\n" + settings, encoding="utf-8")
    return folder


def of_few_forces(folder: Path, *names: str) -> Project:
    """A project of invented records whose standard has three forces and nine reports: each has pages in every site."""
    make_standard(folder, date(2026, 11, 26))
    for codelist, column in (("forces", "code"), ("policing_bodies", "force")):
        path = folder / f"schema/codelists/{codelist}.csv"
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        place = header.rstrip().split(",").index(column)
        kept = [line for line in lines if next(csv.reader([line]))[place] in ("norfolk", "kent", "suffolk")]
        path.write_text("".join([header, *kept]), encoding="utf-8")
    return project(folder, {f"{name}.yaml": record(name) for name in names})


def hostile_record() -> str:
    """A record with hostile text wherever a text may stand."""
    record = {
        "schema_version": "1.0.0",
        "id": "kent-2020-01-01-hostile",
        "language": "en",
        "title": f"Hostile {HOSTILE}",
        "force": "kent",
        "policing_body": "kent-pcc",
        "body_as_printed": HOSTILE,
        "stage": "full",
        "inspections": [
            {"id": "hostile-report", "title": HOSTILE, "published": "2020-01-01", "key_findings": HOSTILE_MARKDOWN}
            | {
                "grades": [
                    {"question": HOSTILE, "grade": "good"},
                    {"cycle": "peel_2018_19", "question": HOSTILE, "grade": "good"},
                ]
            }
        ],
        "document": {
            "heading": HOSTILE,
            "statutory_statement": HOSTILE_MARKDOWN,
            "sections": [{"part": "other", "heading": HOSTILE, "text": HOSTILE_MARKDOWN}],
        },
        "comments": [{"kind": "policing_body", "author": HOSTILE, "role": HOSTILE, "text": HOSTILE_MARKDOWN}],
        "recommendations": [
            {
                "number": "1",
                "kind": "recommendation",
                "text": HOSTILE_MARKDOWN,
                "theme": HOSTILE,
                "time_limit": HOSTILE,
                "answer": {
                    "acceptance": "not_accepted",
                    "no_action_reason": HOSTILE_MARKDOWN,
                    "owner": HOSTILE,
                    "target_date": "2020-02-01",
                },
                "progress": [{"date": "2020-01-02", "status": "in_progress", "note": HOSTILE_MARKDOWN}],
            }
        ],
        "note": HOSTILE_MARKDOWN,
        "source": {"origin": "document", "file_name": HOSTILE, "publisher": HOSTILE, "licence": HOSTILE},
    }
    return str(yaml.safe_dump(record, allow_unicode=True, sort_keys=False))
