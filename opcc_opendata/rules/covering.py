"""Whether a response can answer for another report as well, as `covered_by` in opcc.yml says that it does.

Pure: facts in, facts out. The settings' rules, the duties and `opcc not-required` ask here, so that none of them takes
what another refuses. Source: Police Act 1996, section 55(5): what is owed are comments on a report that is out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from opcc_opendata.rules.base import bounds, is_before

_HOLDING: Final = "holding"


def answers_something(stage: str, *, withdrawn: bool) -> bool:
    """Say whether a response answers its reports: it is neither withdrawn nor a holding statement."""
    return not withdrawn and stage != _HOLDING


def came_before(published: str | None, report_published: str | None) -> bool:
    """Say whether a response was certainly published before a report was. Nothing answers a report that isn't there."""
    report = bounds(report_published)
    return report is not None and is_before(published, report)


def still_covers(name: str, answers: Mapping[str, bool], replacing: Mapping[str, Collection[str]]) -> bool:
    """Say whether a response answers something, or one that has replaced it does, by itself or through others.

    `answers` says of each response by its id whether it answers something. What a correction replaces is covered by the
    correction, even if the older version was withdrawn later; and where the correction was withdrawn, the older version
    stands again.
    """
    seen, left = set[str](), [name]
    while left:
        one = left.pop()
        if answers.get(one):
            return True
        if one not in seen:
            seen.add(one)
            left += replacing.get(one, ())
    return False


def replacing(replaces: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, Collection[str]]:
    """Give the ids of those that say of each response that they replace it. Takes ids, each with what it replaces."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, others in replaces:
        for other in others:
            found[other].append(name)
    return found
