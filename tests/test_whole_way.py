"""The whole way through the house, for invented records: checked, built, made into documents, exported, taken back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from projects import invented

from opcc_opendata.database import build
from opcc_opendata.documents.response import response
from opcc_opendata.documents.writers import docx, html, md, pdf
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from opcc_opendata.spreadsheets import read_records, write_xlsx
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import find_records, read_file

STANDARD = load_standard(packaged_standard())


@pytest.mark.slow
@settings(
    max_examples=4,
    phases=[Phase.generate],  # each example takes seconds, and the seed says enough
)
@given(seed=st.integers(0, 9999), count=st.integers(1, 5))
def test_invented_records_go_the_whole_way(seed: int, count: int) -> None:
    with TemporaryDirectory() as folder:
        project = invented(Path(folder), count, seed)
        assert validate(project).errors == 0
        assert build(project).published == count
        records = [read_file(file).data or {} for file in find_records([project.records]).files]
        for record in records:
            paper = response(record, record["language"], STANDARD.codelists)
            assert pdf.written(paper).startswith(b"%PDF")
            assert docx.written(paper).startswith(b"PK")
            assert paper.heading.text in html.written(paper)
            assert paper.heading.text in md.written(paper)
        book = project.root / "responses.xlsx"
        write_xlsx(book, lambda: records, STANDARD)
        found = read_records(book, STANDARD)
        assert found.faults == ()
        assert sorted(found.records, key=lambda one: str(one["id"])) == sorted(records, key=lambda one: str(one["id"]))
