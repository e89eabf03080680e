"""What somebody may have meant who wrote a name that there is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Final

_LONGEST: Final = 200
"""Characters of a name that are looked at: comparing two takes as long as the product of their lengths."""


def did_you_mean(given: str, known: Iterable[str], otherwise: str, *, most: int = 1) -> str:
    """Say which known names are meant, at most so many; or what else to do, where none is like it.

    A name is meant if one of its words is what was given, or if it is written nearly so; capital letters don't count.

    >>> did_you_mean("mopac", ["kent-pcc", "metropolitan-mopac"], "See the list.")
    'Did you mean metropolitan-mopac?'
    >>> did_you_mean("x", ["kent-pcc"], "See the list.")
    'See the list.'
    """
    wanted = given[:_LONGEST].strip().casefold()
    by_name: dict[str, str] = {}
    for name in known:
        by_name.setdefault(name.casefold(), name)
    found = [name for folded, name in by_name.items() if _has_words(folded, wanted)]
    if not found:
        found = [by_name[folded] for folded in difflib.get_close_matches(wanted, by_name, n=most)]
    return names_meant(found[:most], otherwise)


def names_meant(names: Sequence[str], otherwise: str) -> str:
    """Ask if one of some names was meant, or say what else to do where there is none.

    >>> names_meant(["a", "b", "c"], "See the list.")
    'Did you mean a, b or c?'
    """
    *others, last = names or [""]
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?" if last else otherwise


def _has_words(name: str, wanted: str) -> bool:
    """Tell if all that was given stands in a name as whole words: "kent" in "kent-pcc", and not in "kentish"."""
    plain = "-".join(wanted.replace("_", " ").replace("-", " ").split())
    return plain != "" and f"-{plain}-" in f"-{name.replace('_', '-').replace(' ', '-')}-"
