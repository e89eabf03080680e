"""Invented records, for the bench, the tests and a demonstration.

Every text says that it is invented, and nobody is named. The same seed gives the same records, and the first hundred
of a thousand are the hundred that you get when you ask for a hundred. The YAML is written by hand, because a library
would take a hundred times as long.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from opcc_opendata.project import packaged_standard
from opcc_opendata.sample.maker import Maker, SampleReport
from opcc_opendata.sample.responses import bodies_of, responses

__all__ = ["SampleReport", "answers", "bodies_of", "records", "write"]


def records(
    count: int, seed: int = 0, recommendations: int = 6, standard: Path | None = None
) -> Iterator[tuple[str, str]]:
    """Return `count` invented records as (path below the project, YAML text)."""
    stream = _stream(seed, recommendations, (standard or packaged_standard()) / "codelists")
    return islice(((name, text) for _, _, name, text in stream), count)


def answers(count: int, seed: int = 0, recommendations: int = 6) -> dict[SampleReport, set[str]]:
    """Return the reports that `count` records answer, each with the forces that answered. The last one is left out,
    because some of its records may come after these."""
    found: dict[SampleReport, set[str]] = {}
    for report, force, _, _ in islice(_stream(seed, recommendations, packaged_standard() / "codelists"), count):
        found.setdefault(report, set()).add(force)
    found.popitem()
    return found


def write(folder: Path, count: int, seed: int = 0, recommendations: int = 6) -> list[Path]:
    """Write `count` invented records below `folder`, and return their paths."""
    written = []
    known: set[Path] = set()
    for name, text in records(count, seed, recommendations):
        path = folder / name
        if path.parent not in known:
            path.parent.mkdir(parents=True, exist_ok=True)
            known.add(path.parent)
        path.write_bytes(text.encode())
        written.append(path)
    return written


def _stream(seed: int, recommendations: int, codelists: Path) -> Iterator[tuple[SampleReport, str, str, str]]:
    """Yield invented records without end: report after report, and the answers of nearly all forces to each."""
    maker = Maker(seed, recommendations)
    of_forces = bodies_of(codelists)
    while True:
        report = maker.report()
        for force, bodies in of_forces.items():
            if maker.chance(0.93):
                for name, text in responses(maker, report, force, bodies):
                    yield report, force, name, text
