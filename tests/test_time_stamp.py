"""Time stamps: a third party says when a build was signed, and everybody can check that offline."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.manifest.format import canonical, read_manifest
from opcc_opendata.project import project_at
from opcc_opendata.proof.changes import ALTERED
from opcc_opendata.proof.signing import read_key, sign_head
from opcc_opendata.proof.time_stamp import read_certificates, stamp
from opcc_opendata.proof.verifying import VerifiedCopy, verify
from tests.projects import project, record

CONFIGURATION = """
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamper]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = service
[service]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha3-256
ordering = no
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


class Service(BaseHTTPRequestHandler):
    """A service for time stamps, made with openssl. Its address says how it misbehaves."""

    folder: Path
    kept: bytes = b""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["content-length"]))
        assert self.headers["content-type"] == "application/timestamp-query"
        if self.path in ("/refuses", "/another"):  # by SHA-512, which it does not take, or by SHA3-256
            other = bytes.fromhex("608648016503040203" if self.path == "/refuses" else "608648016503040208")
            asked = asked.replace(bytes.fromhex("608648016503040201"), other)
        if self.path == "/bare":  # without its certificate
            assert asked.endswith(b"\x01\x01\xff")
            asked = asked[:-1] + b"\0"
        (self.folder / "query").write_bytes(asked)
        made = ("-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key")
        openssl(self.folder, "ts", *made, "-out", "reply")
        content = (self.folder / "reply").read_bytes()
        if self.path == "/again":  # the same answer to whoever asks
            Service.kept = content = Service.kept or content
        content = {"/long": b"x" * 200_000, "/nonsense": b"<html>", "/cut": content[:-300]}.get(self.path, content)
        self.send_response(404 if self.path == "/none" else 200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class Signed(NamedTuple):
    """A project with one build, its keys, the service's address, and two authorities: the service's and another."""

    folder: Path
    key: Path
    public: Path
    service: str
    root: Path
    other: Path


def run(*words: object) -> Result:
    return CliRunner().invoke(opcc, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    base = tmp_path_factory.mktemp("stamped")
    (base / "tsa.cnf").write_text(CONFIGURATION.format(folder=base), encoding="utf-8")
    (base / "serial").write_text("01", encoding="utf-8")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for name in ("root", "other"):
        subject = ("-x509", "-days", "3650", "-subj", f"/CN=Invented {name}")
        files = ("-config", "tsa.cnf", "-extensions", "authority", "-keyout", f"{name}.key", "-out", f"{name}.pem")
        openssl(base, "req", *new, *subject, *files)
    openssl(
        base, "req", *new, "-subj", "/CN=Invented time", "-keyout", "tsa.key", "-out", "tsa.csr", "-config", "tsa.cnf"
    )
    by = ("-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "2", "-days", "3650")
    openssl(
        base, "x509", "-req", "-in", "tsa.csr", *by, "-extfile", "tsa.cnf", "-extensions", "stamper", "-out", "tsa.pem"
    )
    made = project(base / "office", {"2019-02-26-fixture.yaml": record("2019-02-26-fixture")})
    assert run("sign", "--new-key", base / "key").exit_code == 0
    assert build(project_at(made.root)).built
    handler = type("Here", (Service,), {"folder": base})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    yield Signed(made.root, base / "key", base / "key.pub", address, base / "root.pem", base / "other.pem")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def stamped(built: Signed, tmp_path: Path) -> Signed:
    folder = Path(shutil.copytree(built.folder, tmp_path / "copy"))
    ran = run("sign", "--key", built.key, "--timestamp", f"{built.service}/", "--project", folder)
    assert ran.exit_code == 0, ran.output
    assert "is signed, and stamped at 20" in ran.output
    return built._replace(folder=folder)


def change(folder: Path, new: Any) -> None:
    """Change the signature of the newest build in the manifest."""
    path = folder / "opcc.manifest.json"
    manifest = json.loads(path.read_bytes())
    new(manifest["signatures"][str(manifest["heads"][-1]["build"])])
    path.write_bytes(canonical(manifest) + b"\n")


def test_a_time_stamp_is_checked_offline_with_the_authority_that_vouches_for_it(stamped: Signed) -> None:
    named = ("verify", stamped.folder, "--public", stamped.public)
    ran = run(*named, "--timestamp-root", stamped.root)
    assert ran.exit_code == 0, ran.output
    assert "its time stamp is good" in ran.output
    ran = run(*named)
    assert ran.exit_code == 0
    assert "To see who says so, give --timestamp-root FILE" in ran.output
    ran = run(*named, "--timestamp-root", stamped.other)
    assert ran.exit_code == 1
    assert "These certificates do not vouch for it" in ran.output
    ran = run(*named, "--timestamp-root", stamped.public)
    assert ran.exit_code == 2
    assert "holds no certificate in PEM" in ran.output


def test_openssl_takes_the_time_stamp_for_what_it_is(stamped: Signed, tmp_path: Path) -> None:
    manifest = json.loads((stamped.folder / "opcc.manifest.json").read_bytes())
    signature = manifest["signatures"][str(manifest["heads"][-1]["build"])]
    (tmp_path / "signed").write_bytes(b64decode(signature["value"]))
    (tmp_path / "reply").write_bytes(b64decode(signature["timestamp"]))
    openssl(tmp_path, "ts", "-verify", "-data", "signed", "-in", "reply", "-CAfile", str(stamped.root))


def test_a_time_stamp_of_something_else_is_named(stamped: Signed) -> None:
    named = ("verify", stamped.folder, "--public", stamped.public, "--timestamp-root", stamped.root)
    whole = (stamped.folder / "opcc.manifest.json").read_bytes()

    def flip(signature: dict[str, str]) -> None:
        content = bytearray(b64decode(signature["timestamp"]))
        content[-5] ^= 1
        signature["timestamp"] = b64encode(content).decode()

    for new, said in (
        (flip, "The time stamp of build 1"),
        (lambda signature: signature.update(timestamp=b64encode(b"x" * 300).decode()), "not in the form of RFC 3161"),
        (lambda signature: signature.pop("timestamp"), "has no time stamp"),
        (lambda signature: signature.update(value="A" * 86 + "=="), "It is of something else"),
    ):
        change(stamped.folder, new)
        ran = run(*named)
        assert ran.exit_code == 1
        assert said in ran.output
        (stamped.folder / "opcc.manifest.json").write_bytes(whole)
    for damaged in ("no Base64", "", b64encode(b"x" * 50_001).decode()):
        change(stamped.folder, lambda signature, damaged=damaged: signature.update(timestamp=damaged))
        assert "A signature in it is damaged" in run(*named).output


def test_the_time_stamps_of_earlier_builds_are_looked_at_too(stamped: Signed) -> None:
    (path,) = (stamped.folder / "records").rglob("*.yaml")
    path.write_bytes(path.read_bytes() + b"# Invented.\n")
    assert build(project_at(stamped.folder)).built
    signing = ("sign", "--key", stamped.key, "--project", stamped.folder)
    assert run(*signing, "--timestamp", f"{stamped.service}/").exit_code == 0
    named = ("verify", stamped.folder, "--public", stamped.public, "--timestamp-root", stamped.root)
    assert run(*named).exit_code == 0
    manifest = json.loads((stamped.folder / "opcc.manifest.json").read_bytes())
    first, second = (manifest["signatures"][number] for number in ("1", "2"))
    first["timestamp"] = second["timestamp"]
    (stamped.folder / "opcc.manifest.json").write_bytes(canonical(manifest) + b"\n")
    ran = run(*named)
    assert ran.exit_code == 1
    assert "The time stamp of build 1" in ran.output


def test_no_build_is_made_after_its_time_stamp(stamped: Signed) -> None:
    """By the clock of the office, whose key signs what that said."""
    key = read_key(stamped.key)
    manifest = read_manifest(stamped.folder / "opcc.manifest.json")
    for made, found in (("2019-02-26T12:00:00Z", []), ("2999-02-26T12:00:00Z", [ALTERED])):
        manifest.heads[-1]["made"] = made
        sign_head(manifest, key)
        stamp(manifest, f"{stamped.service}/")
        verdict = verify(VerifiedCopy(manifest), key.public_key(), roots=read_certificates(stamped.root))
        assert [change.what for change in verdict.changes] == found, verdict.changes


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "answers 404"),
        ("/long", "answers with more than a time stamp"),
        ("/nonsense", "It is not in the form of RFC 3161"),
        ("/cut", "It is not in the form of RFC 3161"),
        ("/refuses", "The service refused (status 2)"),
        ("/another", "It is of something else"),
        ("/bare", "It has no certificate"),
    ],
)
def test_without_a_good_answer_nothing_is_signed(path: str, said: str, built: Signed) -> None:
    before = (built.folder / "opcc.manifest.json").read_bytes()
    ran = run("sign", "--key", built.key, "--timestamp", built.service + path, "--project", built.folder)
    assert ran.exit_code == 2
    assert said in ran.output
    assert ran.output.endswith("Nothing is signed.\n")
    assert (built.folder / "opcc.manifest.json").read_bytes() == before


def test_the_answer_to_another_request_is_refused(built: Signed, tmp_path: Path) -> None:
    folder = shutil.copytree(built.folder, tmp_path / "copy")
    words = ("sign", "--key", built.key, "--timestamp", f"{built.service}/again", "--project", folder)
    Service.kept = b""
    assert run(*words).exit_code == 0
    assert "It is the answer to another request" in run(*words).output


def test_a_service_that_is_not_there_is_a_sentence(built: Signed) -> None:
    for address in ("http://127.0.0.1:1/", "nothing", "ftp://example.org"):
        ran = run("sign", "--key", built.key, "--timestamp", address, "--project", built.folder)
        assert ran.exit_code == 2
        assert f"{address} can't be asked" in ran.output
