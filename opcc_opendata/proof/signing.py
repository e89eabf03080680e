"""Keys and signatures: Ed25519 (RFC 8032), by the library `cryptography`. Keys are PEM files, as openssl has them."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from opcc_opendata.files import UnreadableFileError, flush, read_bytes, reason, there_already
from opcc_opendata.manifest.format import Head, Manifest, canonical

_MOST_BYTES: Final = 10_000


class KeyFileError(Exception):
    """A key can't be read or made. The text is a sentence for people."""


def make_key(path: Path) -> Path:
    """Make a key in a file that only its owner may read, and the public key beside it. Neither is ever written over.

    Returns the path of the public key. Raises KeyFileError.
    """
    if not path.name:
        raise KeyFileError(f"{path} is a folder. Name a file in it for the key, such as opcc.key.")
    public = path.with_name(f"{path.name}.pub")
    for one in (path, public):
        if os.path.lexists(one):
            raise KeyFileError(f"{one} is there already, and a key is never written over. Give another name.")
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shown = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write_new(path, secret, 0o600)
    try:
        _write_new(public, shown, 0o644)
    except KeyFileError:
        path.unlink()  # nobody has signed with it
        raise
    return public


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        flush(path)
        flush(path.absolute().parent)
    except FileExistsError:
        raise KeyFileError(str(there_already(path)).partition(" To ")[0]) from None
    except OSError as error:
        raise KeyFileError(f"{path} can't be written: {reason(error)}.") from error


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read a key that `make_key` made. Raises KeyFileError."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise KeyFileError(f"Others may read {path}. Take that away, with: chmod 600 {path}")
        key = load_pem_private_key(read_bytes(path, _MOST_BYTES), None)
    except UnreadableFileError as error:
        raise KeyFileError(f"{path}: {error}") from error
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        if isinstance(error, FileNotFoundError):
            raise KeyFileError(f"{path}: There is no such file. Make a key with: opcc sign --new-key FILE") from error
        raise KeyFileError(f"{path} is not a key that opcc sign --new-key made.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} is a key of another kind. Make one with: opcc sign --new-key FILE")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key. Raises KeyFileError."""
    try:
        key = load_pem_public_key(read_bytes(path, _MOST_BYTES))
    except UnreadableFileError as error:
        raise KeyFileError(f"{path}: {error}") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path} is not a public key, such as the file .pub that is made beside a key.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{path} is a public key of another kind: it must be one of Ed25519.")
    return key


def key_name(key: Ed25519PublicKey) -> str:
    """Return the 32 bytes of a public key, in hexadecimal."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign_head(manifest: Manifest, key: Ed25519PrivateKey) -> Head:
    """Sign the newest build in a manifest, and return its head."""
    head = manifest.heads[-1]
    value = b64encode(key.sign(canonical(head))).decode()
    manifest.signatures[str(head["build"])] = {"key": key_name(key.public_key()), "value": value}
    return head


def is_signed(head: Head, value: str, key: Ed25519PublicKey) -> bool:
    """Tell if a signature (in Base64) is that of a head by this key."""
    try:
        key.verify(b64decode(value, validate=True), canonical(head))
    except (InvalidSignature, Base64Error, ValueError):
        return False
    return True
