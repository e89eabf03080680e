"""Messages (.eml, .msg) and pages saved as one file (.mht): their own words, and the documents attached to them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from opcc_opendata.importers.formats import html, text
from opcc_opendata.importers.formats.raw import DocumentError, LeftOut, Raw, Run
from opcc_opendata.record import date_in_words

if TYPE_CHECKING:
    from email.message import Message as AnyMessage

MESSAGES: Final = (".eml", ".msg")
_MOST_PARTS: Final = 300
_ENCODINGS: Final = re.compile(r"[\w.:-]{1,40}")
_NOTICE: Final = re.compile(
    r"(?:the (?:information|contents?) (?:in|of) )?th(?:is|e) (?:e-?mail|message)\b"
    r"(?=.{0,700}\b(?:confidential|privileged|addressee|in error|by mistake|viruses)\b)"
    r"(?=.{0,700}\b(?:delete|destroy|notify|tell the sender|contact the sender|monitor|disclos)).{0,1500}$",
    re.IGNORECASE | re.DOTALL,
)
_ANGLES: Final = re.compile(r"<[^<>]*>")


class MailAttachment(NamedTuple):
    """A file attached to a message. `content` is None for what is not in the message itself."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: what it says, and what is attached. `head` are the lines that a reader sees above its text."""

    head: tuple[tuple[str, str], ...]
    body: Raw
    attachments: tuple[MailAttachment, ...]


def read(raw: bytes, suffix: str) -> Raw:
    """Read the own words of a message, or a saved page."""
    if suffix in (".mht", ".mhtml"):
        return _page(raw)
    mail = opened(raw, suffix)
    head = "".join(f"<p>{name}: {escape(value)}</p>" for name, value in mail.head[1:])
    subject = f"<h1>{escape(mail.head[0][1])}</h1>" if mail.head[0][1] else ""
    runs = [Run(f"the message's {name.lower()}", value) for name, value in mail.head if value]
    text, notices = _without_notices(mail.body.html)
    return replace(
        mail.body,
        html=f"{subject}{head}{text}",
        source=(*runs, *mail.body.source),
        left_out=(*mail.body.left_out, *notices),
    )


def _without_notices(page: str) -> tuple[str, list[LeftOut]]:
    """Take out the paragraphs in which a message speaks of itself: to whoever it reached in error."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "lxml")
    found = [one for one in soup.find_all("p") if _NOTICE.match(one.get_text(" ", strip=True)) and not one.find("p")]
    notices = [LeftOut("Notice of the e-mail", " ".join(one.extract().get_text(" ").split())) for one in found]
    return (str(soup.body.decode_contents()) if notices and soup.body else page), notices


def opened(raw: bytes, suffix: str) -> Mail:
    """Open a message. Raises DocumentError."""
    try:
        return _of_outlook(raw) if suffix == ".msg" else _of_internet(raw)
    except DocumentError:
        raise
    except Exception as error:  # a damaged message makes the libraries fail in many ways
        raise DocumentError(f"The message is damaged ({type(error).__name__}). Save it again.") from error


def _of_internet(raw: bytes) -> Mail:
    message = _parsed(raw)
    body = message.get_body(("html", "plain"))
    attachments = []
    for number, part in enumerate(_attached(message), 1):
        name = part.get_filename() or f"attachment-{number}"
        if part.get_content_type() == "message/rfc822":
            inner: Any = part.get_payload(0)
            attachments.append(MailAttachment(name if name.endswith(".eml") else f"{name}.eml", inner.as_bytes()))
        else:
            content: Any = part.get_payload(decode=True)
            attachments.append(MailAttachment(name, content if isinstance(content, bytes) else None))
    head = [(name, str(message.get(header, ""))) for name, header in _HEAD.items()]
    return Mail(_shown(head), _body(body), tuple(attachments))


_RECIPIENTS: Final = {1: "To", 2: "Cc", 3: "Bcc"}
"""What an Outlook file says of a recipient ([MS-OXOMSG], PidTagRecipientType), and the line that names it."""
_RECIPIENT_TYPE: Final = 0x0C15
_PEOPLE: Final = ("From", *_RECIPIENTS.values())
_HEAD: Final = {"Subject": "Subject", **{name: name for name in _PEOPLE}, "Sent": "Date"}


def _of_outlook(raw: bytes) -> Mail:
    from oxmsg import Message

    message = Message.load(io.BytesIO(raw))
    sent = message.sent_date
    head = [("Subject", message.subject), ("From", message.sender or "")]
    for number, line in _RECIPIENTS.items():
        names = (one.name for one in message.recipients if _recipient_type(one) == number)
        head.append((line, "; ".join(names)))
    head.append(("Sent", date_in_words(sent.date().isoformat(), "en") if sent and sent.year > 1970 else ""))
    page = message.html_body or ""
    if page.strip():
        body = html.page(page.encode(), "utf-8")
    elif (message.body or "").strip():
        body = text.read((message.body or "").encode(), ".txt")
    else:
        body = Raw("")
    attachments = (
        MailAttachment(one.file_name or f"attachment-{number}", one.file_bytes if one.attached_by_value else None)
        for number, one in enumerate(message.attachments, 1)
    )
    return Mail(_shown(head), body, tuple(attachments))


def _recipient_type(recipient: Any) -> int:
    found = recipient.properties.int_prop_value(_RECIPIENT_TYPE)
    return found if found in _RECIPIENTS else min(_RECIPIENTS)


def _shown(head: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the lines above a message as a reader sees them: names without their addresses, the day without its hour."""
    from email.utils import parsedate_to_datetime

    shown = [head[0]]
    for name, value in head[1:]:
        if name in _PEOPLE:
            value = " ".join(_ANGLES.sub("", value).replace('"', "").split())
        elif name == "Sent" and ":" in value:
            with suppress(ValueError):
                value = date_in_words(parsedate_to_datetime(value).date().isoformat(), "en")
        if value:
            shown.append((name, " ".join(value.split())))
    return tuple(shown)


def _page(raw: bytes) -> Raw:
    """Read a page that a browser saved as one file (MHTML, RFC 2557)."""
    try:
        message = _parsed(raw)
        pages = [part for part in _parts(message) if part.get_content_type() == "text/html"]
        if not pages:
            raise DocumentError("The file holds no web page. Save the page again from the browser.")
        start = message.get_param("start")
        page = next((part for part in pages if start and part.get("Content-ID") == start), pages[0])
        address = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "")
        return _read_page(page, address if re.fullmatch(r"https?://\S+", address) else "")
    except DocumentError:
        raise
    except Exception as error:  # as above
        raise DocumentError(f"The saved page is damaged ({type(error).__name__}). Save it again.") from error


def _parsed(raw: bytes) -> EmailMessage:
    from email import message_from_bytes, policy

    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise DocumentError("The file is no message: it has no lines such as Subject and From. Save it again.")
    return message


def _parts(message: AnyMessage) -> Iterator[AnyMessage]:
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            raise DocumentError(f"The message has more than {_MOST_PARTS} parts, and was not opened.")
        yield part


def _attached(message: EmailMessage) -> list[Any]:
    list(_parts(message))  # not more than are allowed
    found: list[Any] = []
    parts: list[Any] = [*message.iter_attachments()] if message.is_multipart() else []
    while parts:
        part = parts.pop(0)
        if part.get_content_maintype() == "multipart":
            parts = [*part.iter_parts(), *parts]
        elif part.get_content_maintype() != "image" or part.get_content_disposition() == "attachment":
            found.append(part)
    return found


def _body(part: AnyMessage | None) -> Raw:
    if part is None:
        return Raw("")
    if part.get_content_type() == "text/html":
        return _read_page(part, "")
    import webencodings  # type: ignore[import-untyped]

    content: Any = part.get_payload(decode=True) or b""
    encoding = webencodings.lookup(_charset(part))
    if encoding is not None:
        content = webencodings.decode(content, encoding)[0].encode()
    if part.get_param("format") == "flowed":  # lines that end in a space go on (RFC 3676)
        content = re.sub(rb" \r?\n(?=[^\r\n>])", b" ", content)
    return text.read(content, ".txt") if content.strip() else Raw("")


def _read_page(part: AnyMessage, address: str) -> Raw:
    content: Any = part.get_payload(decode=True) or b""
    return html.page(content, _charset(part), address)


def _charset(part: AnyMessage) -> str:
    found = str(part.get_content_charset() or "")
    return found if _ENCODINGS.fullmatch(found) else ""


def left_out_of(body: Raw) -> tuple[LeftOut, ...]:
    """Give the own words of a message as what is left out of the drafts of its attachments."""
    words = " ".join(run.text for run in body.source)
    return (LeftOut("The message to which it was attached", words),) if words else ()
