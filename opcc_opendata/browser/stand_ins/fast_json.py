"""What the checks use of orjson: a record as compact JSON in UTF-8, in which its characters are counted."""

from __future__ import annotations

import json
from typing import Any


def dumps(value: Any) -> bytes:
    """Write a value as orjson does. Raises UnicodeEncodeError for half a character, which no record as read has."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


loads = json.loads
