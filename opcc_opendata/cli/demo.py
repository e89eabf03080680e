"""The project of `opcc serve --demo`: invented records of all forces over ten years, in a folder for such things.

It has a register of the invented reports and claims to be complete, so that the lists of what is outstanding are full.
The records are as a harvest of many offices leaves them, of which some are not current.
"""

from __future__ import annotations

import csv
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from opcc_opendata import __version__
from opcc_opendata.cli.demo_harvest import WITHDRAWN_OFFICE, write_harvest

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_RECORDS: Final = 1_500
_TITLE: Final = "title: Invented responses (demonstration)\n"
_FIRST: Final = date(2015, 1, 1)
_NOTE: Final = "Invented for a demonstration"
_NOT_YET_ANSWERED: Final = ("cumbria", "gwent", "kent", "norfolk", "surrey", "west-mercia")


def demonstration() -> Project:
    """Give the project, and write its records the first time."""
    from opcc_opendata import sample
    from opcc_opendata.project import project_at

    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    # One report is always young enough to need no answer yet, so that each month has a folder of its own.
    folder = cache / "opcc-opendata" / f"demo-{__version__}-{_RECORDS}-harvest-{_this_month():%Y-%m}"
    settings = folder / "opcc.yml"
    if not settings.is_file():  # it is written last
        for old in folder.parent.glob("demo-*"):
            shutil.rmtree(old, ignore_errors=True)
        sample.write(folder, _RECORDS)
        _write_standard(folder / "schema")
        bodies = sample.bodies_of(folder / "schema/codelists")
        of_forces = {force: [body.code for body in own] for force, own in bodies.items()}
        write_harvest(folder, of_forces, _this_month())
        settings.write_text(_settings(folder / "schema/codelists"), encoding="utf-8")
    return project_at(folder)


def _this_month() -> date:
    return datetime.now(UTC).date().replace(day=1)


def _write_standard(folder: Path) -> None:
    """Copy the standard, with a register of the invented reports in place of the real ones."""
    from opcc_opendata import sample
    from opcc_opendata.project import packaged_standard

    shutil.copytree(packaged_standard(), folder)
    register = folder / "codelists/inspections.csv"
    with register.open(encoding="utf-8", newline="") as file:
        columns = csv.DictReader(file).fieldnames or ()
    usual = {"scope": "all", "source": _NOTE, "confidence": "sourced"}
    rows = [
        usual | {"code": report.id, "title_en": report.title, "published": report.published, "type": report.type}
        for report in sample.answers(_RECORDS)
    ]
    newest = {"code": "invented-not-yet-answered", "title_en": "Invented report: not yet answered", "scope": "listed"}
    kind = {"published": _this_month().isoformat(), "type": "national_thematic", "forces": " ".join(_NOT_YET_ANSWERED)}
    with register.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted([*rows, usual | newest | kind], key=lambda row: row["published"]))


def _settings(codelists: Path) -> str:
    """Claim every response of the bodies whose office stands by its data, and say why some forces owe none."""
    from opcc_opendata import sample

    bodies = sample.bodies_of(codelists)
    lines = [_TITLE, "coverage:\n"]
    for force, own in bodies.items():
        if force == WITHDRAWN_OFFICE:
            continue
        for body, after in zip(own, (*own[1:], None), strict=True):
            end = min(body.end, after.start - timedelta(1)) if after else body.end
            lines.append(f"  - policing_body: {body.code}\n    from: {max(body.start, _FIRST)}\n    note: {_NOTE}\n")
            lines += [f"    to: {end}\n"] if end < date.max else []
    report, answered = next(
        item for item in sample.answers(_RECORDS).items() if len(item[1] | {WITHDRAWN_OFFICE}) < len(bodies)
    )
    lines.append("silences:\n")
    for force in sorted(bodies.keys() - answered - {WITHDRAWN_OFFICE}):
        lines.append(f"  - force: {force}\n    inspection: {report.id}\n    reason: not_required\n    note: {_NOTE}\n")
    return "".join(lines)
