"""Somebody's published document → drafts of the records in it.

The document goes one way: its format gives HTML, which becomes blocks; blocks are parted into responses and these into
sections; sections become the parts of a record. Nothing is invented: what was guessed is noted with the words that it
was guessed from, and text for which there is no place stays in the draft under "Not placed".
"""

from opcc_opendata.importers.batch import Imported, imported
from opcc_opendata.importers.document_files import documents_in, skipped_in
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.importers.draft_files import DraftTexts, text_of
from opcc_opendata.importers.form_merge import merged
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.intake import Intake, IntakeResult, NotTakenInError

__all__ = [
    "DocumentError",
    "DraftTexts",
    "Imported",
    "ImportedDraft",
    "Intake",
    "IntakeResult",
    "NotTakenInError",
    "documents_in",
    "imported",
    "merged",
    "skipped_in",
    "text_of",
]
