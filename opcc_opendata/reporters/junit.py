"""For test dashboards: JUnit XML, with a test case for each file that has a problem and one for all other records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from opcc_opendata.problems import Problem, Severity
from opcc_opendata.reporters.base import PLAIN, Counts, ReporterInput, Style, in_settings, number, of_severity, title_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAME: Final = "opcc validate"
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: ReporterInput, style: Style = PLAIN) -> str:
    """Write the report as JUnit XML. Errors are a failure; warnings are the output of a test that passes."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    cases = [_case(path, list(problems)) for path, problems in groupby(report.problems, key=lambda p: p.path)]
    others = report.files - sum(not in_settings(path) for path in {problem.path for problem in report.problems})
    if others > 0:
        cases.append(Element("testcase", classname="records", name=f"{number(others, 'record')} without a problem"))
    counts = Counts.of(report)
    failures = str(counts.records_with_errors + counts.settings_have_errors)
    totals = {"name": _NAME, "tests": str(len(cases)), "failures": failures, "errors": "0"}
    root = Element("testsuites", totals)
    SubElement(root, "testsuite", totals, skipped="0").extend(cases)
    indent(root)
    # Whatever is outside ASCII is written as a reference to it, so that no console and no reader can spoil it.
    written: bytes = tostring(root, encoding="us-ascii")
    return f"{written.decode()}\n"


def _case(path: str, problems: Sequence[Problem]) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    place = PurePosixPath(path)
    folder = ".".join(part for part in place.parent.parts if part.strip("/."))
    case = Element("testcase", classname=_clean(folder or "records"), name=_clean(place.name), file=_clean(path))
    if errors := of_severity(problems, Severity.ERROR):
        kinds = list(dict.fromkeys(problem.code for problem in errors))
        message = f"{number(len(errors), 'error')}: {'; '.join(map(title_of, kinds))}"
        failure = SubElement(case, "failure", type=" ".join(kinds), message=_clean(message))
        failure.text = _listing(errors)
    if warnings := of_severity(problems, Severity.WARNING):
        SubElement(case, "system-out").text = _listing(warnings)
    return case


def _listing(problems: Sequence[Problem]) -> str:
    return _clean("\n".join(map(str, problems)))


def _clean(text: str) -> str:
    """Leave out what XML has no way to write."""
    return _NOT_IN_XML.sub("", text)
