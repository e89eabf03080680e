"""A Word form as Word would save it once it is filled in: its XML changed, and nothing of ours used for that."""

from __future__ import annotations

import copy
import io
import json
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
MAIN = "word/document.xml"


class Filled:
    """A form being filled in. A field is named as `comments/1/text` or `recommendations/2/answer/owner`."""

    def __init__(self, raw: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            self.parts = {name: packed.read(name) for name in packed.namelist()}
        self.tree: Any = etree.fromstring(self.parts[MAIN])
        carried = next(
            text
            for name, text in self.parts.items()
            if re.search(r"customXml/item\d+\.xml", name) and b"places" in text
        )

        block = json.loads(etree.fromstring(carried).text)
        self.numbers = {
            "/".join(str(step + 1) if isinstance(step, int) else step for step in one["at"]): number
            for number, one in enumerate(block["places"])
        }

    def control(self, field: str, around: Any = None) -> Any:
        start = f"opcc:{self.numbers[field]}:"
        tree = self.tree if around is None else around
        return next(one for one in tree.iter(f"{W}sdt") if _tag(one).startswith(start))

    def type(self, field: str, *lines: str, around: Any = None) -> Filled:
        """Type into a field: a paragraph for each line, where it takes several."""
        control = self.control(field, around)
        properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        for prompt in properties.findall(f"{W}showingPlcHdr"):
            properties.remove(prompt)
        is_block = control.getparent().tag != f"{W}p"
        for one in list(content):
            content.remove(one)
        for line in lines:
            run = _element(f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>')
            if is_block:
                paragraph = _element("<w:p/>")
                paragraph.append(run)
                content.append(paragraph)
            else:
                content.append(run)
        return self

    def tick(self, field: str) -> Filled:
        self.control(field).find(f".//{W14}checked").set(f"{W14}val", "1")
        return self.type(field, "☒")

    def press_plus(self) -> Any:
        """Add an item to the repeating section as Word does: a copy of the last, with its tags. Gives the new one."""
        item = next(
            one for one in self.tree.iter(f"{W}sdt") if one.find(f"{W}sdtPr/{W15}repeatingSectionItem") is not None
        )
        made = copy.deepcopy(item)
        item.addnext(made)
        return made

    def typed_outside(self, words: str) -> Filled:
        """Add a paragraph below the guidance, in no box."""
        paragraph = next(one for one in self.tree.iter(f"{W}p") if "Fill in the white boxes" in "".join(one.itertext()))
        paragraph.addnext(_element(f"<w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p>"))
        return self

    def delete(self, field: str) -> Filled:
        """Delete the row of a field."""
        row = next(self.control(field).iterancestors(f"{W}tr"))
        row.getparent().remove(row)
        return self

    def saved(self) -> bytes:
        self.parts[MAIN] = etree.tostring(self.tree)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in self.parts.items():
                packed.writestr(name, content)
        return made.getvalue()


def _tag(control: Any) -> str:
    tag = control.find(f"{W}sdtPr/{W}tag")
    return "" if tag is None else str(tag.get(f"{W}val"))


def _element(xml: str) -> Any:
    return etree.fromstring(re.sub(r"^<w:(\w+)", rf'<w:\1 xmlns:w="{W[1:-1]}"', xml))
