"""The parts of a record by their keys. Made by scripts/generate from schema/. Change it there.

A record that was read and checked has these; its keys that begin with `x_` are an office's own, and stand in no type.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

Text = str | dict[str, str]
"""One string in the record's language, or a map with a text for each language."""


class Related(TypedDict):
    """Related response."""

    id: str
    relation: str


class Inspection(TypedDict):
    """Report answered."""

    id: str
    title: Text
    published: NotRequired[str]
    published_as_printed: NotRequired[str]
    published_source: NotRequired[str]
    type: NotRequired[str]
    type_as_printed: NotRequired[str]
    inspectorates: NotRequired[list[str]]
    forces_covered: NotRequired[list[str]]
    applies: NotRequired[str]
    inspected: NotRequired[str]
    url: NotRequired[str]
    archived_url: NotRequired[str]
    key_findings: NotRequired[Text]
    recommendations_made: NotRequired[int]
    recommendations_by_addressee: NotRequired[list[AddresseeCount]]
    grades: NotRequired[list[Grade]]


class AddresseeCount(TypedDict):
    """Count for one addressee."""

    addressee: str
    count: int


class Grade(TypedDict):
    """Grade."""

    cycle: NotRequired[str]
    question: str
    grade: str


class Document(TypedDict):
    """The document's own frame."""

    heading: NotRequired[Text]
    statutory_statement: NotRequired[Text]
    sections: NotRequired[list[Section]]


class Section(TypedDict):
    """Section of the document."""

    part: str
    heading: NotRequired[Text]
    labels: NotRequired[dict[str, str]]
    text: NotRequired[Text]


class Comment(TypedDict):
    """Comment."""

    kind: str
    author: NotRequired[str]
    role: NotRequired[str]
    date: NotRequired[str]
    form: NotRequired[str]
    text: NotRequired[Text]
    attachment: NotRequired[str]


class Recommendation(TypedDict):
    """Recommendation or other finding."""

    number: NotRequired[str]
    inspection: NotRequired[str]
    kind: str
    text: NotRequired[Text]
    parts: NotRequired[list[Part]]
    addressees: NotRequired[list[str]]
    time_limit: NotRequired[str]
    from_inspection: NotRequired[EarlierInspection]
    theme: NotRequired[str]
    answer: NotRequired[Answer]
    answered_with: NotRequired[str]
    progress: NotRequired[list[ProgressEntry]]


class Part(TypedDict):
    """Sub-part."""

    label: NotRequired[str]
    text: Text


class EarlierInspection(TypedDict):
    """Earlier report."""

    id: NotRequired[str]
    title: Text
    published: NotRequired[str]
    as_printed: NotRequired[str]
    url: NotRequired[str]


class Answer(TypedDict):
    """Answer."""

    acceptance: NotRequired[str]
    body_action: NotRequired[Text]
    force_action: NotRequired[Text]
    no_action_reason: NotRequired[Text]
    owner: NotRequired[str]
    target_date: NotRequired[str]


class ProgressEntry(TypedDict):
    """Progress entry."""

    date: str
    status: str
    note: NotRequired[Text]
    reported_by: NotRequired[str]
    evidence_url: NotRequired[str]
    revised_target_date: NotRequired[str]


class Dates(TypedDict):
    """Dates of the response."""

    published: NotRequired[str]
    published_as_printed: NotRequired[str]
    published_source: NotRequired[str]
    letter: NotRequired[str]
    chief_officer_invited: NotRequired[str]
    chief_officer_answered: NotRequired[str]


class DistributionEntry(TypedDict):
    """Distribution entry."""

    recipient: str
    name: NotRequired[str]
    sent: bool
    sent_on: NotRequired[str]
    as_printed: NotRequired[str]


class Withdrawal(TypedDict):
    """Withdrawal."""

    withdrawn_on: str
    reason: Text


class Attachment(TypedDict):
    """Attachment."""

    id: str
    title: Text
    url: NotRequired[str]
    archived_url: NotRequired[str]
    file: NotRequired[str]
    media_type: NotRequired[str]
    sha256: NotRequired[str]


class Source(TypedDict):
    """Source."""

    origin: str
    form: NotRequired[str]
    url: NotRequired[str]
    archived_url: NotRequired[str]
    accessed_on: NotRequired[str]
    file_name: NotRequired[str]
    sha256: NotRequired[str]
    publisher: NotRequired[str]
    licence: NotRequired[str]


class Record(TypedDict):
    """A record: one response to one or more police inspection reports."""

    schema_version: str
    id: str
    index_record: NotRequired[bool]
    language: str
    title: Text
    force: str
    policing_body: str
    body_as_printed: NotRequired[str]
    stage: str
    related: NotRequired[list[Related]]
    inspections: list[Inspection]
    dates: NotRequired[Dates]
    document: NotRequired[Document]
    comments: NotRequired[list[Comment]]
    recommendations: NotRequired[list[Recommendation]]
    distribution: NotRequired[list[DistributionEntry]]
    withdrawal: NotRequired[Withdrawal]
    attachments: NotRequired[list[Attachment]]
    source: NotRequired[Source]
    note: NotRequired[Text]
