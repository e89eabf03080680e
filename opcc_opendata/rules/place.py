"""The record's id, and its place among the files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opcc_opendata.rules.base import Rule, RuleRecord, Violation, error

_STEM = re.compile("(?:undated|[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?)-(.+)")
_ENDING = ".yaml"

ID_AND_PLACE = error(
    "R201",
    "The id disagrees with the file's place",
    "The id is the force, a hyphen, and the file's name without .yaml. It is permanent: links, citations and other "
    "records use it. When a date becomes known later, neither the id nor the file's name changes.",
    "# records/norfolk/2019-02-26-domestic-abuse.yaml\nid: norfolk-2019-domestic-abuse\n",
    "# records/norfolk/2019-02-26-domestic-abuse.yaml\nid: norfolk-2019-02-26-domestic-abuse\n",
)
FOLDER = error(
    "R202",
    "The file is in another force's folder",
    "A record lies in records/ in the folder of its force, and not in a folder within that one.",
    "# records/suffolk/2019-02-26-domestic-abuse.yaml\nid: suffolk-2019-02-26-domestic-abuse\nforce: norfolk\n",
    "# records/norfolk/2019-02-26-domestic-abuse.yaml\nid: norfolk-2019-02-26-domestic-abuse\nforce: norfolk\n",
)
FILE_NAME = error(
    "R203",
    "The file's name does not begin with a date",
    "A file's name is the date of the report, as precise as it was known when the record was made, and some words: "
    "2019-02-26-domestic-abuse.yaml, 2019-02-…, 2019-…, or undated-… where no date was known.",
    "# records/norfolk/domestic-abuse.yaml\nid: norfolk-domestic-abuse\n",
    "# records/norfolk/undated-domestic-abuse.yaml\nid: norfolk-undated-domestic-abuse\n",
)


def _stem(name: str) -> str:
    return name.removesuffix(_ENDING)


def id_and_place(record: RuleRecord) -> Iterator[Violation]:
    """Find an id that is not the folder and the file's name."""
    if record.place is None or len(record.place) < 2:
        return
    expected = f"{record.place[-2]}-{_stem(record.place[-1])}"
    if record.id != expected:
        hint = f"Write {expected} in a new record. If this one was published before, give the file its old name back."
        yield Violation(("id",), f"{record.id} disagrees with the file's place, which says {expected}.", hint)


def folder(record: RuleRecord) -> Iterator[Violation]:
    """Find a file that is not in the folder of its force."""
    if record.place is not None and tuple(record.place[:-1]) != (record.force,):
        here = "/".join(("records", *record.place[:-1]))
        hint = f"Move the file to records/{record.force}/, or correct the force."
        if is_of_the_folder(record):
            hint = f"Write {record.place[0]}, of which {record.data['policing_body']} is the body."
        yield Violation(("force",), f"the record is about {record.force}, and its file is in {here}/.", hint)


def is_of_the_folder(record: RuleRecord) -> bool:
    """Tell if the body is one of the force in whose folder the file lies: then the force alone is wrong."""
    row = record.register.bodies.get(record.data["policing_body"])
    return record.place is not None and len(record.place) > 1 and row is not None and row["force"] == record.place[0]


def file_name(record: RuleRecord) -> Iterator[Violation]:
    """Find a file's name that begins with no date and not with undated."""
    if record.place is None:
        return
    match = _STEM.fullmatch(_stem(record.place[-1]))
    # Without a letter the rest is a date that was mistyped: 2019-13-45 is the year 2019 and "13-45".
    if match is None or not re.search("[a-z]", match[1]):
        message = f"the file's name, {record.place[-1]}, does not begin with the report's date and go on with words."
        yield Violation(
            ("id",), message, "Name it like 2019-02-26-domestic-abuse.yaml, or undated-domestic-abuse.yaml."
        )


RULES = (Rule(ID_AND_PLACE, id_and_place), Rule(FOLDER, folder), Rule(FILE_NAME, file_name))
