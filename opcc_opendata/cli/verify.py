"""`opcc verify`: say if a dataset is as it was signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import RefusedError, counted, echo_first, printed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_RECORDS: Final = (".yaml", ".yml")
_FILE = click.Path(path_type=Path)
_CHANGED: Final = 1


@click.command(name="verify", short_help="Say if a dataset is as it was signed.")
@click.argument("named", metavar="[DIR|FILE|URL]", default=".")
@click.option("--public", metavar="FILE", type=_FILE, required=True, help="The public key of whoever signed it.")
@click.option("--earlier", metavar="FILE", type=_FILE, help="A manifest that you kept: this one must continue it.")
@click.option(
    "--timestamp-root",
    "root",
    metavar="FILE",
    type=_FILE,
    help="The certificate of the authority of a time stamp's service: the newest build must have its time stamp.",
)
@click.option("--proof", metavar="FILE", type=_FILE, help="The proof for one record. Then name that record's FILE.")
def command(named: str, public: Path, earlier: Path | None, root: Path | None, proof: Path | None) -> None:
    """Say what was altered, dropped, added, rolled back or back-dated in a dataset since it was signed.

    Name a project's folder, a database or manifest in any folder, or the address of a site. Without a name it is this
    folder. Nothing is fetched but what the address names. The exit code is 0 if all is as it was signed, otherwise 1.

    \b
    This folder:
      opcc verify --public opcc.key.pub
    \b
    A site, which must also continue what was published before:
      opcc verify https://data.example.org --public opcc.key.pub --earlier kept.manifest.json
    \b
    When it was signed, as a third party says, by the certificate of that party's authority:
      opcc verify --public opcc.key.pub --timestamp-root authority.pem
    \b
    One record, by the manifest in the folder of its project:
      opcc verify records/norfolk/2019-02-26-example.yaml --public opcc.key.pub
    \b
    One record, by its proof alone:
      opcc verify example.yaml --proof example.proof.json --public opcc.key.pub
    """
    from opcc_opendata.proof.signing import KeyFileError, read_public_key

    try:
        key = read_public_key(public)
    except KeyFileError as error:
        raise RefusedError(str(error)) from error
    if proof is not None and Path(named).is_dir():
        raise RefusedError("A proof is for one record. Name the record's file, and then --proof FILE.")
    if proof is not None or (Path(named).suffix in _RECORDS and earlier is None):
        is_whole = _verify_record(Path(named), key, proof)
    else:
        is_whole = _verify_copy(named, key, earlier, root)
    if not is_whole:
        raise click.exceptions.Exit(_CHANGED)


def _verify_copy(named: str, key: Ed25519PublicKey, kept: Path | None, root: Path | None) -> bool:
    from opcc_opendata.files import UnreadableFileError
    from opcc_opendata.manifest import ManifestError, read_manifest
    from opcc_opendata.proof.changes import build_name
    from opcc_opendata.proof.copies import NothingToVerifyError, opened_copy
    from opcc_opendata.proof.signing import key_name
    from opcc_opendata.proof.time_stamp import TimeStampError, read_certificates
    from opcc_opendata.proof.verifying import verify

    try:
        earlier = read_manifest(kept) if kept is not None else None
    except (UnreadableFileError, ManifestError) as error:
        raise RefusedError(f"{kept}: {error}") from error
    try:
        roots = read_certificates(root) if root is not None else None
    except TimeStampError as error:
        raise RefusedError(str(error)) from error
    try:
        with opened_copy(named) as copy:
            verdict = verify(copy, key, earlier, roots)
    except NothingToVerifyError as error:
        click.echo(printed(f"Not verified: {error}"), err=True)
        return False
    echo_first([f"{change.what}: {change.sentence}" for change in verdict.changes])
    for note in verdict.notes:
        click.echo(note)
    if verdict.changes:
        click.echo(f"{counted(len(verdict.changes), 'change')} since it was signed.")
        return False
    files = sum(copy.manifest.entries[at]["state"] != "gone" for at in copy.manifest.current().values())
    newest = build_name(copy.manifest.heads[-1])
    click.echo(f"As it was signed: build {newest}, {counted(files, 'file')}, with the key {key_name(key)[:16]}….")
    return True


def _verify_record(record: Path, key: Ed25519PublicKey, proof: Path | None) -> bool:
    from opcc_opendata.files import UnreadableFileError, read_bytes, sha256
    from opcc_opendata.manifest import ManifestError
    from opcc_opendata.proof.changes import build_name
    from opcc_opendata.proof.record_proof import MOST_BYTES, check_proof
    from opcc_opendata.yaml_reader.files import MAX_BYTES_BESIDE

    at = record
    try:
        checksum = sha256(record, MAX_BYTES_BESIDE)
        if proof is not None:
            at = proof
            content = read_bytes(proof, MOST_BYTES)
        else:
            content = _proof_beside(record)
        proven = check_proof(content, checksum, key)
    except UnreadableFileError as error:
        click.echo(printed(f"Not verified: {at}: {error}"), err=True)
        return False
    except ManifestError as error:
        click.echo(printed(f"Not verified: {error}"), err=True)
        return False
    about = f"{proven['path']} ({proven['state']}), so since {proven['since']}"
    click.echo(printed(f"As it was signed in build {build_name(proven)}: {about}."))
    return True


def _proof_beside(record: Path) -> bytes:
    """Make the proof for a record from the manifest of the project that it stands in."""
    from opcc_opendata.files import UnreadableFileError
    from opcc_opendata.manifest import ManifestError, read_manifest
    from opcc_opendata.project import DATABASE, RECORDS, manifest_path
    from opcc_opendata.proof.record_proof import make_proof

    place = record.absolute()
    for root in place.parents:
        manifest = manifest_path(root / DATABASE)
        if manifest.exists() and root / RECORDS in place.parents:
            try:
                return make_proof(read_manifest(manifest), place.relative_to(root).as_posix())
            except (UnreadableFileError, ManifestError) as error:
                raise ManifestError(f"{manifest}: {error}") from error
    raise ManifestError(
        f"No folder above {record} holds {RECORDS}/ and {manifest_path(Path(DATABASE))}. "
        "Give the proof for the record: --proof FILE"
    )
