"""YAML as PyYAML reads it, for tests that count records again: with its compiled scanner, in a tenth of the time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml


def data_of(text: str) -> Any:
    """Give what a text holds."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def records_in(paths: Iterable[Path]) -> list[Any]:
    """Give what each of some files holds."""
    return [data_of(path.read_text(encoding="utf-8")) for path in paths]
