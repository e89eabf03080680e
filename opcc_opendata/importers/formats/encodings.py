"""Which characters the bytes of a web page mean, as browsers decide it (WHATWG, Encoding and HTML 13.2.3)."""

from __future__ import annotations

from typing import Any, Final

_DEFAULT: Final = "windows-1252"
_NO_LABELS: Final = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": _DEFAULT}
"""What a page that can be read far enough to find its label can't be: HTML, 13.2.3.2, step 16 and 17."""


def text_of_page(raw: bytes, transport: str = "") -> tuple[str, str]:
    """Give the text of a page, and a remark where it does not follow from what the page says (empty where it does).

    A byte order mark goes before all, then the label that came with the page (`transport`), then its own. A label is
    taken for what browsers take it: iso-8859-1 is windows-1252. Without one, what is UTF-8 is read as that, and all
    else as windows-1252. A page whose bytes are UTF-8 under another label was sent with a header that said so.
    """
    import webencodings  # type: ignore[import-untyped]

    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return webencodings.decode(raw, "utf-8")[0], ""
    label = webencodings.lookup(transport) or _own_label(raw)
    is_utf8 = _is_utf8(raw)
    if is_utf8 and (label is None or label.name != "utf-8") and not raw.isascii() and not _may_be_double(label):
        named = f"says that it is {label.name}" if label else "does not name its encoding"
        return raw.decode("utf-8"), f"The page {named}, and is UTF-8. Check pounds, quotation marks and accents."
    encoding = label or webencodings.lookup("utf-8" if is_utf8 else _DEFAULT)
    text = webencodings.decode(raw, encoding)[0]
    if "\ufffd" in text:
        return (
            text,
            f"Some bytes of the page are not {encoding.name}. They are � in the draft, as a browser shows them.",
        )
    if label is None and not raw.isascii():
        return text, "The page does not name its encoding. It was read as Windows text, as browsers do. Check accents."
    return text, ""


def _may_be_double(label: Any) -> bool:
    """Tell if bytes that happen to be UTF-8 may be signs of two bytes of an encoding of East Asia."""
    return str(getattr(label, "name", "")) in ("gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr")


def _own_label(raw: bytes) -> Any:
    """Find the encoding that a page names itself."""
    import webencodings
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(raw, is_html=True)
    found = webencodings.lookup(declared) if declared else None
    return webencodings.lookup(_NO_LABELS.get(found.name, found.name)) if found else None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
