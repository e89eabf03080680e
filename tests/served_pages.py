"""A page as a browser gets it, and its words as a reader sees them."""

from typing import Any

import httpx
import lxml.html


def page(client: httpx.Client, address: str) -> Any:
    """Fetch a page, which has to be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return lxml.html.fromstring(answer.content)


def words(element: Any) -> str:
    """Give the words in a part of a page, with one blank between them."""
    return " ".join(element.text_content().split())
