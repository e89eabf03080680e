"""Messages with their attachments, and pages that a browser saved as one file."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from types import SimpleNamespace

import pytest
from made_documents import docx_of

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.blocks import blocks_of, join
from opcc_opendata.importers.formats import read
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
DOCUMENTS = Path(__file__).parent / "documents"
RESPONSE = "# Kent Police and Crime Commissioner response to an invented report\n\n## PCC response\n\nI accept £1,250."


def message(body: str = "Please find our response attached.") -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Response to an invented report"
    made["From"] = "Sam Sample <sam@example.org>"
    made["To"] = "Home Office <inbox@example.org>"
    made["Date"] = "Mon, 04 Mar 2024 10:00:00 +0000"
    made.set_content(body)
    return made


def drafts(made: EmailMessage, name: str = "message.eml") -> list[ImportedDraft]:
    return drafts_of(made.as_bytes(), name, STANDARD, "kent-pcc")


def text(raw: bytes, suffix: str) -> str:
    return join(blocks_of(read(raw, suffix).html))


def test_an_attached_document_gives_the_draft_and_the_message_is_named() -> None:
    made = message()
    made.add_attachment(docx_of(RESPONSE), maintype="application", subtype="octet-stream", filename="Ymateb £.docx")
    made.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png")
    (one,) = drafts(made)
    assert one.data["source"]["file_name"] == "Ymateb £.docx"
    assert one.data["comments"][0]["text"] == "I accept £1,250."
    assert one.left_out[-1].reason == "The message to which it was attached"
    assert "Please find our response attached." in one.left_out[-1].text
    assert any("“logo.png”, attached to the message, gave no draft" in remark for remark in one.notes.remarks)


def test_a_message_without_documents_is_the_document() -> None:
    made = message("Kent Police and Crime Commissioner\n\nI accept what is said – and £1,250.")
    made.add_alternative("<p>Kent Police and Crime Commissioner</p><p>I accept it in full: £5.</p>", subtype="html")
    words = text(made.as_bytes(), ".eml")
    assert words.split("\n\n") == [
        "# Response to an invented report",
        "From: Sam Sample",
        "To: Home Office",
        "Sent: 4 March 2024",
        "Kent Police and Crime Commissioner",
        "I accept it in full: £5.",
    ]
    assert len(drafts(made)) == 1


def test_a_forwarded_message_is_opened() -> None:
    inner = message()
    inner.add_attachment(docx_of(RESPONSE), maintype="application", subtype="octet-stream", filename="response.docx")
    outer = message("See below.")
    outer.add_attachment(inner)
    (one,) = drafts(outer)
    assert one.data["source"]["file_name"] == "response.docx"


@pytest.mark.parametrize(("charset", "label"), [("cp1252", "iso-8859-1"), ("utf-8", "utf-8"), ("cp1252", "nonsense")])
def test_the_characters_of_a_message(charset: str, label: str) -> None:
    made = (
        f"Subject: x\r\nContent-Type: text/plain; charset={label}; format=flowed\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nThe “view” – at \r\n£1,250.\r\n"
    ).encode(charset)
    assert "The “view” – at £1,250." in text(made, ".eml")


def test_a_page_saved_as_one_file() -> None:
    made = MIMEMultipart("related", type="text/html")
    made["Snapshot-Content-Location"] = "https://example.org/response"
    made["Subject"] = "Response"
    page = MIMEText(
        "<html><head><meta charset=iso-8859-1></head><body><p>It cost £1,250 – “all”.</p></body></html>", "html"
    )
    made.attach(page)
    made.attach(MIMEText("p { display: none }", "css"))
    raw = read(made.as_bytes(), ".mht")
    assert join(blocks_of(raw.html)) == "It cost £1,250 – “all”."
    assert raw.url == "https://example.org/response"


TYPE_OF_RECIPIENT = bytes.fromhex("0300150C 06000000")
"""How the type of a recipient begins among the properties of an Outlook file: PtypInteger32, 0x0C15, and its flags."""


@pytest.mark.slow
def test_a_message_of_outlook(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (DOCUMENTS / "outlook.msg").read_bytes()
    assert "This is a message" in text(raw, ".msg")
    from oxmsg import Message

    files = (
        SimpleNamespace(file_name="response.docx", file_bytes=docx_of(RESPONSE), attached_by_value=True),
        SimpleNamespace(file_name="linked.docx", file_bytes=None, attached_by_value=False),
    )
    monkeypatch.setattr(Message, "attachments", files)
    (one,) = drafts_of(raw, "outlook.msg", STANDARD, "kent-pcc")
    assert one.data["source"]["file_name"] == "response.docx"
    assert "“linked.docx”" in one.notes.remarks[0]


@pytest.mark.parametrize(
    ("recipient", "line"), [(1, "To"), (2, "Cc"), (3, "Bcc"), (0, "To"), (9, "To"), (0x10000001, "To")]
)
def test_an_outlook_file_tells_who_had_a_copy(recipient: int, line: str) -> None:
    raw = (DOCUMENTS / "outlook.msg").read_bytes()
    assert raw.count(TYPE_OF_RECIPIENT + bytes([1])) == 1, "its only recipient is whom it was sent to"
    raw = raw.replace(
        TYPE_OF_RECIPIENT + (1).to_bytes(4, "little"), TYPE_OF_RECIPIENT + recipient.to_bytes(4, "little")
    )
    lines = [one for one in text(raw, ".msg").splitlines() if "crocodile" in one and not one.startswith("From")]
    assert lines == [f"{line}: crocodile@neverland.com"]


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (b"no message at all", "a.eml", "no message"),
        (b"Subject: x\n\n", "a.eml", "no words of its own"),
        (b"Subject: x\n\nwords", "a.msg", "holds plain text"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 600, "a.msg", "The message is damaged"),
        (b"Subject: x\nContent-Type: text/plain\n\nwords", "a.mht", "holds no web page"),
    ],
)
def test_a_bad_message_is_a_sentence(raw: bytes, name: str, sentence: str) -> None:
    with pytest.raises(DocumentError, match=sentence):
        drafts_of(raw, name, STANDARD, "kent-pcc")


def test_messages_inside_messages_end() -> None:
    made = message("The innermost.")
    for _ in range(12):
        outer = message("See below.")
        outer.add_attachment(made)
        made = outer
    assert len(drafts(made)) == 1
