"""The strict YAML reader: bytes to plain data, and the position of every key and value.

A fault is a value, a Problem in the document, and never an exception. Nobody's words are altered or lost without one.
"""

from opcc_opendata.yaml_reader.codes import CODES
from opcc_opendata.yaml_reader.document import MAX_BYTES, Document, read_bytes
from opcc_opendata.yaml_reader.files import FoundFiles, fetch, find_records, find_strays, read_file
from opcc_opendata.yaml_reader.reading_state import MAX_DEPTH

__all__ = [
    "CODES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "Document",
    "FoundFiles",
    "fetch",
    "find_records",
    "find_strays",
    "read_bytes",
    "read_file",
]
