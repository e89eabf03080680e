"""Time stamps (RFC 3161): a third party says when a signature was there. By the library `rfc3161-client`.

What is stamped is the signature of a build, of which the service gets the SHA-256 and nothing else. Its answer
stands in the manifest beside the signature, and is checked offline with the certificate of the service's authority.
"""

from __future__ import annotations

import hashlib
import time
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import PKIStatus

from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.manifest.format import MOST_STAMP_BYTES, Manifest

_MOST_CERTIFICATES: Final = 200_000
_MOST_SECONDS: Final = 60
_SHA256: Final = "2.16.840.1.101.3.4.2.1"


class TimeStampError(Exception):
    """There is no time stamp, or it is not good. The text is a sentence for people."""


def stamp(manifest: Manifest, service: str) -> datetime:
    """Have the signature of the newest build stamped by a service, note that in the manifest, and return the time.

    Raises TimeStampError.
    """
    signature = manifest.signatures[str(manifest.heads[-1]["build"])]
    signed = b64decode(signature["value"])
    request = TimestampRequestBuilder(signed, HashAlgorithm.SHA256).build()
    content = _ask(service, request.as_bytes())
    try:
        answer = _read(content)
        if answer.tst_info.nonce != request.nonce:
            raise TimeStampError("It is the answer to another request.")
        when = _time_of(answer, signed)
        if not answer.signed_data.certificates:
            raise TimeStampError("It has no certificate.")
    except TimeStampError as error:
        raise TimeStampError(f"What {service} answers is no time stamp of this signature: {error}") from error
    signature["timestamp"] = b64encode(content).decode()
    return when


def read_certificates(path: Path) -> list[Certificate]:
    """Read the certificates of authorities, as PEM. Raises TimeStampError."""
    try:
        return load_pem_x509_certificates(read_bytes(path, _MOST_CERTIFICATES))
    except UnreadableFileError as error:
        raise TimeStampError(f"{path}: {error}") from error
    except ValueError as error:
        raise TimeStampError(f"{path} holds no certificate in PEM, such as the one that a service offers.") from error


def stamped_time(signature: dict[str, str], roots: list[Certificate] | None = None) -> datetime:
    """Give the time that the time stamp of a signature says; with `roots`, only where one of these vouches for it.

    Raises TimeStampError.
    """
    signed = b64decode(signature["value"])
    answer = _read(b64decode(signature["timestamp"]))
    when = _time_of(answer, signed)
    if roots is not None:
        verifier = VerifierBuilder(roots=list(roots)).build()
        try:
            verifier.verify(answer, hashlib.sha256(signed).digest())
        except (VerificationError, ValueError, TypeError) as error:
            raise TimeStampError(f"These certificates do not vouch for it ({error}).") from error
    return when


def _read(content: bytes) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(content)
    except (ValueError, TypeError) as error:
        raise TimeStampError("It is not in the form of RFC 3161.") from error
    if answer.status != PKIStatus.GRANTED:
        raise TimeStampError(f"The service refused (status {answer.status}).")
    return answer


def _time_of(answer: TimeStampResponse, signed: bytes) -> datetime:
    """Give the time of a time stamp that is one of these bytes."""
    try:
        about = answer.tst_info
        imprint = about.message_imprint
        digest, algorithm, when = imprint.message, imprint.hash_algorithm.dotted_string, about.gen_time
    except (ValueError, TypeError) as error:
        raise TimeStampError("It is not in the form of RFC 3161.") from error
    if algorithm != _SHA256 or digest != hashlib.sha256(signed).digest():
        raise TimeStampError("It is of something else.")
    return when


def _ask(service: str, request: bytes) -> bytes:
    """Send a request (RFC 3161, section 3.4), and return what is answered, of a limited length."""
    import httpx

    end, content = time.monotonic() + _MOST_SECONDS, bytearray()
    headers = {"content-type": "application/timestamp-query", "accept-encoding": "identity"}
    try:
        with httpx.stream("POST", service, content=request, headers=headers, timeout=_MOST_SECONDS) as answer:
            if answer.status_code != httpx.codes.OK:
                raise TimeStampError(f"{service} answers {answer.status_code}.")
            for block in answer.iter_raw():
                content += block
                if len(content) > MOST_STAMP_BYTES or time.monotonic() > end:
                    raise TimeStampError(f"{service} answers with more than a time stamp.")
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise TimeStampError(f"{service} can't be asked: {error or type(error).__name__}.") from error
    return bytes(content)
