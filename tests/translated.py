"""Which English each Welsh sentence was made from, so that a sentence that has changed is looked at in both languages.

`python -m tests.translated` notes the English of today, after somebody has seen to the Welsh.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.projects import CHECKOUT

NOTED = Path(__file__).with_name("translated.json")


def digests() -> dict[str, str]:
    """A few letters for each English sentence of the catalogue, by its key."""
    english = json.loads((CHECKOUT / "opcc_opendata/site/words/en.json").read_text(encoding="utf-8"))
    return {key: hashlib.sha256(words.encode()).hexdigest()[:8] for key, words in sorted(english.items())}


def noted() -> dict[str, str]:
    """The same as they were when the Welsh was made."""
    found: dict[str, str] = json.loads(NOTED.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    NOTED.write_text(json.dumps(digests(), indent=0) + "\n", encoding="utf-8")
