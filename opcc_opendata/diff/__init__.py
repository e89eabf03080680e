"""What a change does to the data: two states of a project's records compared, in words.

Each state is a side: a git revision, a folder, or the work tree. A side is read as strictly as ever, and a record that
breaks the standard is named and not compared.
"""

from opcc_opendata.diff.alignment import changed_places
from opcc_opendata.diff.changes import Change, ChangeKind, Comparison
from opcc_opendata.diff.dataset import compare
from opcc_opendata.diff.judged_by import differing, judged_by
from opcc_opendata.diff.response import changed_sentences
from opcc_opendata.diff.revisions import usual_base
from opcc_opendata.diff.snapshots import NoSuchSideError, Reader, Snapshot, named_side, with_file, work_tree
from opcc_opendata.diff.writing import WRITERS

__all__ = [
    "WRITERS",
    "Change",
    "ChangeKind",
    "Comparison",
    "NoSuchSideError",
    "Reader",
    "Snapshot",
    "changed_places",
    "changed_sentences",
    "compare",
    "differing",
    "judged_by",
    "named_side",
    "usual_base",
    "with_file",
    "work_tree",
]
