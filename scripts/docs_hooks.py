"""What MkDocs is told beside mkdocs.yml: links out of docs/ lead to the repository, where the files are."""

from __future__ import annotations

import posixpath
import re
from typing import Any

_REPOSITORY = "https://github.com/opcc-opendata/opcc_opendata/blob/main/"
_LINK = re.compile(r"\]\((\.\./[^)#\s]+)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Give the page with such links changed. `page.file.src_uri` is its path in docs/."""
    folder = posixpath.dirname(page.file.src_uri)

    def changed(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join("docs", folder, found[1]))
        return found[0] if target.startswith("docs/") else f"]({_REPOSITORY}{target}"

    return _LINK.sub(changed, markdown)
