"""Files are put in place whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.files import NotWrittenError, swap_in, write_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_in_a_new_folder(tmp_path: Path) -> None:
    path = tmp_path / "records" / "norfolk" / "a.yaml"
    write_file(path, "£ and\r\n")
    assert path.read_bytes() == b"\xc2\xa3 and\r\n"
    assert names(path.parent) == ["a.yaml"]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    with pytest.raises(NotWrittenError, match=r"a\.yaml is there already\. To write over it, add --force\."):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.yaml"]


def test_a_file_that_appears_in_the_last_moment_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    link = os.link

    def somebody_else_is_quicker(*arguments: Any) -> None:
        path.write_text("theirs")
        link(*arguments)

    monkeypatch.setattr(os, "link", somebody_else_is_quicker)
    with pytest.raises(NotWrittenError):
        write_file(path, "ours")
    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["a.yaml"]


def test_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    write_file(tmp_path / "a.yaml", "new")
    assert names(tmp_path) == ["a.yaml"]
    assert (tmp_path / "a.yaml").read_text() == "new"


def test_force_writes_over_a_file_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    write_file(link, "new", force=True)
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_nothing_finished_takes_the_place_of_a_pipe_and_a_link_is_replaced_alone(tmp_path: Path) -> None:
    new, pipe, link, old = (tmp_path / name for name in ("new", "pipe", "link", "old"))
    new.write_text("new")
    old.write_text("old")
    os.mkfifo(pipe)
    link.symlink_to(old)
    with pytest.raises(NotWrittenError, match=r"pipe can't be written: This is a pipe, not a file\."):
        swap_in(new, pipe)
    assert (pipe.is_fifo(), new.read_text()) == (True, "new")
    swap_in(new, link)
    assert (link.is_symlink(), link.read_text(), old.read_text()) == (False, "new", "old")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWrittenError, match=r"can't be written: no space left on device\."):
        write_file(path, "new", force=True)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.yaml"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("")
    with pytest.raises(NotWrittenError, match="can't be written"):
        write_file(tmp_path / "records" / "a.yaml", "new")
