"""A record's data → the text of its file, in the one form that records are kept in.

What is written here, the reader reads back as the same data; whatever it would not, is refused.
"""

from opcc_opendata.yaml_writer.canonical_form import canonical, replaced
from opcc_opendata.yaml_writer.checking import NotWritableError
from opcc_opendata.yaml_writer.new import comment_lines, to_yaml

__all__ = ["NotWritableError", "canonical", "comment_lines", "replaced", "to_yaml"]
