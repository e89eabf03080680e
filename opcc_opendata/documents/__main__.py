"""`python -m opcc_opendata.documents`, which the server starts: one response as a document, from its record.

It reads a job as JSON (`record`, `form`, `language`, `is_draft`, `parent`) and writes the document, so that a record on
which a library would hang or eat the memory costs the server nothing but this process.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Final

from opcc_opendata.documents import as_draft, response
from opcc_opendata.documents.writers import docx, md, pdf
from opcc_opendata.parallel import end_with
from opcc_opendata.project import packaged_standard
from opcc_opendata.sandbox import limit_memory, limit_time
from opcc_opendata.schema import load_standard

_WRITERS: Final[dict[str, Any]] = {"docx": docx.written, "md": md.written, "pdf": pdf.written}
_LEAST_URGENT: Final = 10
_MOST_SECONDS: Final = 30
"""Of work by the processor."""


def main() -> int:
    """Write the document to standard output."""
    job = json.load(sys.stdin)
    end_with(job["parent"])
    os.nice(_LEAST_URGENT)
    limit_time(_MOST_SECONDS)
    limit_memory()
    paper = response(job["record"], job["language"], load_standard(packaged_standard()).codelists)
    made = _WRITERS[job["form"]](as_draft(paper) if job["is_draft"] else paper)
    sys.stdout.buffer.write(made.encode() if isinstance(made, str) else made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
