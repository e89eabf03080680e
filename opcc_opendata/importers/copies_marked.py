"""What stands beside the name of somebody who may have had a copy: "HMICFRS: yes", "Home Secretary (not sent)"."""

from __future__ import annotations

import re
from typing import Final

_SAYS: Final = (
    r"(?:yes|y|no|n|n/a|not applicable|done|(?:e-?mailed|posted|forwarded|sent)(?! to\b)|not\b|never\b|to follow\b"
    r"|to be\b|pending\b|outstanding\b|awaiting\b|tbc|in due course|due\b|later|(?-i:will|shall)\b|✓|✔|✗|✘)"
)
_BEHIND: Final = re.compile(rf"(?: ?:| [–—-]| \() ?(?P<mark>{_SAYS}(?:[ ,][^:()]{{0,40}})?)\)?\.?$", re.IGNORECASE)
_DENIES: Final = re.compile(
    r"\b(?:no(?! ?\.? ?\d)|not|never|n/a|pending|outstanding|awaiting|to follow|to be|tbc|in due course|later"
    r"|(?-i:will|shall)|nid|heb|ddim|i ddilyn)\b|n[’']t\b|[✗✘]",
    re.IGNORECASE,
)
_LATER: Final = re.compile(
    r"\b(?:(?-i:will|shall)|to follow|awaiting|due|in due course|later|tbc|n/a|not applicable)\b", re.IGNORECASE
)


def mark_apart(words: str) -> tuple[str, str]:
    """Part a name from what is said of it: ("HMICFRS", "yes"). The second is empty where nothing is."""
    found = _BEHIND.search(words)
    return (words[: found.start()].strip(), found["mark"].strip()) if found and found.start() else (words, "")


def is_denied(words: str) -> bool:
    """Tell if words beside a name say that no copy went, or none yet: nobody may take the name for a copy then."""
    return bool(_DENIES.search(words))


def is_open(mark: str) -> bool:
    """Tell if a mark says neither yes nor no: "to follow", "n/a"."""
    return bool(_LATER.search(mark))
