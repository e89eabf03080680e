"""`opcc sign`: sign a build, so that others can see that nobody changed it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from opcc_opendata.cli.common import RefusedError, project_at, project_option, save, write

if TYPE_CHECKING:
    from opcc_opendata.manifest import Manifest

_FILE = click.Path(path_type=Path)


@click.command(name="sign", short_help="Sign a build, so that others can see that nobody changed it.")
@click.option("--new-key", metavar="FILE", type=_FILE, help="Make a key in FILE, and the public one in FILE.pub.")
@click.option("--key", metavar="FILE", type=_FILE, help="Sign the newest build with the key in FILE.")
@click.option(
    "--timestamp",
    "service",
    metavar="URL",
    envvar="OPCC_TIMESTAMP",
    help="Have a service (RFC 3161) say when it was signed. Or set OPCC_TIMESTAMP.",
)
@click.option("--proof", metavar="RECORD", type=_FILE, help="Print the proof for one record of the signed build.")
@click.option("--db", "database", metavar="FILE", type=_FILE, help="The database's file.")
@project_option
def command(
    new_key: Path | None,
    key: Path | None,
    service: str | None,
    proof: Path | None,
    database: Path | None,
    project: Path | None,
) -> None:
    """Sign the newest build in opcc.manifest.json, which opcc build writes beside the database.

    Keep the key where nobody else can read it, and give FILE.pub to everybody.

    \b
    Make a key, once:
      opcc sign --new-key ~/opcc.key
    \b
    Sign what was built:
      opcc sign --key ~/opcc.key
    \b
    And have a third party say when:
      opcc sign --key ~/opcc.key --timestamp https://tsa.example.org
    \b
    The proof that one record was in the signed build:
      opcc sign --proof records/norfolk/2019-02-26-example.yaml > example.proof.json
    """
    from opcc_opendata.manifest import ManifestError
    from opcc_opendata.project import manifest_path
    from opcc_opendata.proof.changes import build_name
    from opcc_opendata.proof.record_proof import make_proof
    from opcc_opendata.proof.signing import KeyFileError, make_key, read_key, sign_head
    from opcc_opendata.proof.time_stamp import TimeStampError, stamp

    if [new_key, key, proof].count(None) != 2:
        raise RefusedError("Give one of --new-key FILE, --key FILE and --proof RECORD.")
    try:
        if new_key is not None:
            public = make_key(new_key)
            click.echo(f"{new_key} is the key: nobody else may have it. {public} is for everybody.")
            return
        where = project_at(project)
        path = manifest_path(database or where.database)
        manifest = _manifest_at(path)
        if proof is not None:
            write(make_proof(manifest, where.show(proof)).decode())
            return
        head = sign_head(manifest, read_key(cast("Path", key)))
        _refuse_another_database(database or where.database, manifest.builds()[-1]["database"])
        stamped = f", and stamped at {stamp(manifest, service):%Y-%m-%dT%H:%M:%SZ}" if service else ""
        save(path, manifest.content(), force=True)
    except TimeStampError as error:
        raise RefusedError(f"{error} Nothing is signed.") from error
    except (KeyFileError, ManifestError) as error:
        raise RefusedError(str(error)) from error
    click.echo(f"{where.show(path)}: build {build_name(head)} is signed{stamped}.")


def _manifest_at(path: Path) -> Manifest:
    from opcc_opendata.files import UnreadableFileError
    from opcc_opendata.manifest import ManifestError, read_manifest

    try:
        return read_manifest(path)
    except UnreadableFileError as error:
        raise RefusedError(f"{path}: {error} First: opcc build") from error
    except ManifestError as error:
        raise RefusedError(f"{path}: {error}") from error


def _refuse_another_database(database: Path, signed: str) -> None:
    from opcc_opendata.files import UnreadableFileError, sha256
    from opcc_opendata.manifest.extend import MOST_DATABASE_BYTES

    try:
        made = sha256(database, MOST_DATABASE_BYTES)
    except UnreadableFileError as error:
        raise RefusedError(f"{database}: {error} First: opcc build") from error
    if made != signed:
        raise RefusedError(f"{database} is not what the newest build in the manifest made. First: opcc build")
