"""What may have happened to a part of a dataset since it was signed."""

from __future__ import annotations

from typing import Final, NamedTuple

from opcc_opendata.manifest import Manifest, commitment

ALTERED: Final = "altered"
DROPPED: Final = "dropped"
ADDED: Final = "added"
ROLLED_BACK: Final = "rolled back"
BACK_DATED: Final = "back-dated"
UNSIGNED: Final = "not signed"


class Discrepancy(NamedTuple):
    """One thing that is not as it was signed: what happened to it, and a sentence that names it."""

    what: str
    sentence: str


def build_name(build: dict[str, object]) -> str:
    """Name a build for people, by its head or its entry."""
    return f"{build['build']} of {build['made']}"


def version_change(manifest: Manifest, path: str, at: int, known: str, where: str = "") -> Discrepancy | None:
    """Hold a file's SHA-256 against its newest entry `at`, and where it is another, against the entries before it."""
    entry = manifest.entries[at]
    if manifest.salts[at] and commitment(manifest.salts[at], known) == entry["commitment"]:
        return None
    if not manifest.salts[at]:
        return Discrepancy(ALTERED, f"{where}{path} can't be checked: its salt was taken out of the manifest.")
    for number in reversed(manifest.versions(path)):
        old, salt = manifest.entries[number], manifest.salts[number]
        if salt and commitment(salt, known) == old["commitment"]:
            return Discrepancy(
                ROLLED_BACK, f"{where}{path} is as it was on {old['since']}. It is another since {entry['since']}."
            )
    return Discrepancy(
        ALTERED, f"{where}{path} is not the one that was signed, which was there since {entry['since']}."
    )
