"""A copy of a dataset held against its signed manifest: what was altered, dropped, added, rolled back or back-dated."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate

from opcc_opendata.files import Reason, UnreadableFileError, sha256
from opcc_opendata.input_files import list_files
from opcc_opendata.manifest import Manifest
from opcc_opendata.manifest.extend import MOST_DATABASE_BYTES
from opcc_opendata.manifest.format import is_safe_path
from opcc_opendata.project import RECORDS, project_inputs
from opcc_opendata.proof.changes import (
    ADDED,
    ALTERED,
    BACK_DATED,
    DROPPED,
    ROLLED_BACK,
    UNSIGNED,
    Discrepancy,
    build_name,
    version_change,
)
from opcc_opendata.proof.database_changes import database_changes
from opcc_opendata.proof.signing import is_signed, key_name
from opcc_opendata.proof.time_stamp import TimeStampError, stamped_time
from opcc_opendata.yaml_reader.files import MAX_BYTES_BESIDE


@dataclass(slots=True)
class VerifiedCopy:
    """What is held against a manifest: a database, a project's folder with its records, or both."""

    manifest: Manifest
    database: Path | None = None
    folder: Path | None = None


@dataclass(slots=True)
class VerificationResult:
    """What was found: `changes`, and in `notes` what was not looked at."""

    changes: list[Discrepancy] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(
    copy: VerifiedCopy, key: Ed25519PublicKey, earlier: Manifest | None = None, roots: list[Certificate] | None = None
) -> VerificationResult:
    """Hold a copy against its manifest, that against a public key, and both against an `earlier` manifest.

    `roots` are the certificates that must vouch for the time stamp of the newest build.
    """
    verdict = VerificationResult()
    verdict.changes += _signature_changes(copy.manifest, key)
    _look_at_time_stamps(copy.manifest, roots, verdict)
    verdict.changes += _back_dated(copy.manifest)
    if earlier is not None:
        verdict.changes += _not_continued(copy.manifest, earlier)
    with ThreadPoolExecutor(1) as pool:
        hashing = pool.submit(sha256, copy.database, MOST_DATABASE_BYTES) if copy.database is not None else None
        if copy.folder is not None:
            verdict.changes += file_changes(copy.manifest, copy.folder)
        else:
            verdict.notes.append("There are no records here, so only the database was looked at.")
        if hashing is None or copy.database is None:
            verdict.notes.append("There is no database here, so only the files were looked at.")
            return verdict
        try:
            known = hashing.result()
        except UnreadableFileError as error:
            verdict.changes.append(Discrepancy(ALTERED, f"{copy.database.name}: {error}"))
            return verdict
    if known != copy.manifest.builds()[-1]["database"]:
        changes = list(database_changes(copy.manifest, copy.database, known))
        verdict.changes += changes
        if not changes:
            verdict.notes.append(f"{copy.database.name} has no search index: its tables are those that were signed.")
    return verdict


def _signature_changes(manifest: Manifest, key: Ed25519PublicKey) -> Iterator[Discrepancy]:
    """Hold the signature of the newest build, and those of earlier ones by the same key, against the public key."""
    newest, own = manifest.heads[-1], key_name(key)
    signature = manifest.signatures.get(str(newest["build"]))
    if signature is None:
        signed = [head for head in manifest.heads if str(head["build"]) in manifest.signatures]
        before = f" The newest that is signed is build {build_name(signed[-1])}." if signed else ""
        yield Discrepancy(UNSIGNED, f"Build {build_name(newest)} is not signed.{before}")
    elif signature["key"] != own:
        yield Discrepancy(ALTERED, f"Build {build_name(newest)} was signed with another key: {signature['key'][:16]}…")
    for head in manifest.heads:
        signature = manifest.signatures.get(str(head["build"]))
        if signature and signature["key"] == own and not is_signed(head, signature["value"], key):
            yield Discrepancy(ALTERED, f"The signature of build {build_name(head)} is not the one of this key.")


def _look_at_time_stamps(manifest: Manifest, roots: list[Certificate] | None, verdict: VerificationResult) -> None:
    """Hold the time stamp of each build against its signature, and say what that of the newest says."""
    for head in manifest.heads:
        signature, is_newest = manifest.signatures.get(str(head["build"])), head is manifest.heads[-1]
        name = build_name(head)
        if signature is None or "timestamp" not in signature:
            if is_newest and roots is not None:
                verdict.changes.append(Discrepancy(UNSIGNED, f"Build {name} has no time stamp."))
            continue
        try:
            when = stamped_time(signature, roots)
        except TimeStampError as error:
            verdict.changes.append(Discrepancy(ALTERED, f"The time stamp of build {name} is not good. {error}"))
            continue
        said = f"{when:%Y-%m-%dT%H:%M:%SZ}"
        if said < head["made"]:
            verdict.changes.append(
                Discrepancy(ALTERED, f"Build {name} is said to be made after its time stamp, {said}.")
            )
        elif is_newest and roots is None:
            verdict.notes.append(
                f"Build {name} has a time stamp of {said}. To see who says so, give --timestamp-root FILE."
            )
        elif is_newest:
            verdict.notes.append(f"Build {name} was signed by {said}: its time stamp is good.")


def _back_dated(manifest: Manifest) -> Iterator[Discrepancy]:
    """Find each record that is claimed to have been added earlier than an earlier build had it."""
    added: dict[str, str] = {}
    for entry in manifest.entries:
        if entry["kind"] != "file" or not entry["added"]:
            continue
        path, day = entry["path"], entry["added"][:10]
        if day < added.get(path, ""):
            sentence = f"{path} was added on {added[path]}. From {entry['since']} on it is said to be from {day}."
            yield Discrepancy(BACK_DATED, sentence)
        added[path] = day


def _not_continued(manifest: Manifest, earlier: Manifest) -> Iterator[Discrepancy]:
    """Find what an earlier manifest has and this one has not: it must begin with all builds of the earlier one."""
    if manifest.heads[: len(earlier.heads)] == earlier.heads:
        return
    is_older = earlier.heads[: len(manifest.heads)] == manifest.heads
    if is_older:
        newest = f"build {build_name(manifest.heads[-1])}, and the earlier manifest has build"
        yield Discrepancy(ROLLED_BACK, f"This is {newest} {build_name(earlier.heads[-1])}.")
    else:
        yield Discrepancy(ALTERED, "These builds do not continue those of the earlier manifest: they were made anew.")
    now, then = manifest.current(), earlier.current()
    for path, at in then.items():
        old, new = earlier.entries[at], manifest.entries[now[path]] if path in now else None
        if new == old or (old["state"] == "gone" and (new is None or new["state"] == "gone")):
            continue
        if new is None or (new["state"] == "gone" and new["since"] <= old["since"]):
            yield Discrepancy(DROPPED, f"{path} is not in this manifest, and is in the earlier one.")
        elif is_older or new["since"] < old["since"]:  # two builds may fall in one second
            yield Discrepancy(
                ROLLED_BACK, f"{path} is as it was on {new['since']}. The earlier manifest has it as it was later."
            )
        elif new["added"] and old["added"] and new["added"][:10] < old["added"][:10]:
            yield Discrepancy(
                BACK_DATED, f"{path} was added on {old['added'][:10]}, and is said to be from {new['added'][:10]}."
            )
        elif new["since"] == old["since"]:
            yield Discrepancy(ALTERED, f"{path} is not the one that the earlier manifest has from the same day.")


def file_changes(manifest: Manifest, folder: Path) -> Iterator[Discrepancy]:
    """Find each file of a project that is not as the newest build read it."""
    current = manifest.current()
    for path, at in current.items():
        entry = manifest.entries[at]
        if entry["state"] == "gone":
            if os.path.lexists(folder / path):
                yield Discrepancy(ADDED, f"{path} is here again. It was removed before {entry['since']}.")
            continue
        try:
            known = sha256(folder / path, MAX_BYTES_BESIDE, folder)
        except UnreadableFileError as error:
            if error.reason is Reason.MISSING:
                yield Discrepancy(DROPPED, f"{path} is missing. It was there since {entry['since']}.")
            else:
                yield Discrepancy(ALTERED, f"{path}: {error.message}")
            continue
        if (change := version_change(manifest, path, at, known)) is not None:
            yield change
    for path in sorted({*list_files(folder / RECORDS, folder), *project_inputs(folder)} - current.keys()):
        if is_safe_path(path):
            yield Discrepancy(ADDED, f"{path} is in no build of this manifest.")
