"""The proof that one record stood in a signed build, in less than 1 KB. It needs the record, and no manifest."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from opcc_opendata.manifest import Manifest, ManifestError, canonical, commitment
from opcc_opendata.manifest.format import is_file_entry, is_head
from opcc_opendata.manifest.merkle import inclusion_path, leaf_hash, root_by_path
from opcc_opendata.proof.signing import is_signed

MOST_BYTES: Final = 10_000
_KEYS: Final = {
    **dict.fromkeys(("added", "made", "nodes", "path", "proof", "salt", "signature", "since", "state"), str),
    **dict.fromkeys(("build", "entries", "index"), int),
}
_FORMAT: Final = "opcc-proof/1"


def make_proof(manifest: Manifest, path: str) -> bytes:
    """Return the proof for a record, by its path from the project's folder. Raises ManifestError."""
    head = manifest.heads[-1]
    signature = manifest.signatures.get(str(head["build"]))
    at = manifest.current().get(path)
    if signature is None:
        raise ManifestError(f"Build {head['build']} is not signed. First: opcc sign --key FILE")
    if at is None or manifest.entries[at]["state"] == "gone":
        raise ManifestError(f"Build {head['build']} has no file {path}. Name it as it stands in the project's folder.")
    entry = manifest.entries[at]
    leaves = [leaf_hash(canonical(one)) for one in manifest.entries]
    proof = {
        "proof": _FORMAT,
        **{key: head[key] for key in ("build", "entries", "made")},
        **{key: entry[key] for key in ("added", "path", "since", "state")},
        "index": at,
        "nodes": b64encode(b"".join(inclusion_path(at, leaves))).decode(),
        "salt": manifest.salts[at],
        "signature": signature["value"],
    }
    return orjson.dumps(proof, option=orjson.OPT_SORT_KEYS) + b"\n"


def check_proof(content: bytes, sha256: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """Return the proof for a record whose file has this SHA-256, if it is one. Raises ManifestError."""
    try:
        proof = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise ManifestError("The proof is not JSON.") from error
    if not isinstance(proof, dict) or {name: type(value) for name, value in proof.items()} != _KEYS:
        raise ManifestError(f"The proof does not have just these parts: {', '.join(sorted(_KEYS))}.")
    try:
        nodes, salt = b64decode(proof["nodes"], validate=True), b64decode(proof["salt"], validate=True)
    except (Base64Error, ValueError) as error:
        raise ManifestError("The proof is damaged.") from error
    entry = {
        **{name: proof[name] for name in ("added", "path", "since", "state")},
        "commitment": commitment(proof["salt"], sha256),
        "kind": "file",
    }
    path = [nodes[at : at + 32] for at in range(0, len(nodes), 32)]
    root = root_by_path(leaf_hash(canonical(entry)), proof["index"], proof["entries"], path)
    head = {**{name: proof[name] for name in ("build", "entries", "made")}, "root": (root or b"").hex()}
    if proof["proof"] != _FORMAT or len(salt) != 16 or len(nodes) % 32 or not (is_file_entry(entry) and is_head(head)):
        raise ManifestError("The proof is damaged.")
    if not is_signed(head, proof["signature"], key):
        raise ManifestError(
            "The file is not the one that was signed, or the proof was altered, or another key signed it."
        )
    return proof
