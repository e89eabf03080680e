"""Trees of XML and of web pages in pure Python, in place of lxml: what reading and writing Word documents uses of it.

`etree` has the names of `lxml.etree`. What this does not read as lxml does, it does not read at all: NotReadHereError.
"""

from __future__ import annotations

from opcc_opendata.browser.stand_ins.trees import etree

__all__ = ["etree"]
