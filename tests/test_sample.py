"""Invented records: always the same, valid, and plainly invented."""

import re
from itertools import islice
from pathlib import Path

import pytest

from opcc_opendata import sample
from opcc_opendata.problems import Severity
from opcc_opendata.sample import words as sample_words
from opcc_opendata.yaml_reader import read_bytes

SOME = list(sample.records(400))


def test_the_same_seed_gives_the_same_records() -> None:
    assert list(sample.records(50)) == SOME[:50]
    assert list(sample.records(50, seed=1)) != SOME[:50]


def test_paths_and_ids_agree() -> None:
    assert len({path for path, _ in SOME}) == len(SOME)
    for path, text in SOME:
        _, force, name = path.split("/")
        assert f"\nid: {force}-{name.removesuffix('.yaml')}\n" in text


def test_all_forces_are_there() -> None:
    assert len({path.split("/")[1] for path, _ in SOME}) == 43


def test_they_are_of_the_size_that_the_bench_promises() -> None:
    sizes = [len(text.encode()) for _, text in SOME]
    assert 14_000 < sum(sizes) / len(sizes) < 18_000
    texts = "".join(text for _, text in SOME)
    assert len(set(re.findall(r"\w+", texts.lower()))) > 2_500


def test_no_record_names_a_person() -> None:
    assert not any(re.search(r"^\s*-?\s*author:", text, re.MULTILINE) for _, text in SOME)


@pytest.mark.parametrize("number", range(0, 400, 40))
def test_every_text_says_that_it_is_invented(number: int) -> None:
    path, text = SOME[number]
    data = read_bytes(text.encode(), path).data
    told = (sample_words.INVENTED, sample_words.INVENTED_WELSH)

    def texts(value: object, key: str) -> list[str]:
        if isinstance(value, dict):
            return [found for name, part in value.items() for found in texts(part, name if key != "text" else key)]
        if isinstance(value, list):
            return [found for part in value for found in texts(part, key)]
        return [value] if isinstance(value, str) and "\n" in value else []

    found = texts(data, "")
    assert len(found) > 5
    assert all(one.startswith(told) for one in found)


def test_they_have_no_error(tmp_path: Path) -> None:
    from opcc_opendata.project import project_at
    from opcc_opendata.validate import validate

    sample.write(tmp_path, 100)
    report = validate(project_at(tmp_path))
    assert [problem for problem in report.problems if problem.severity is Severity.ERROR] == []


def test_asking_for_few_makes_few() -> None:
    assert len(list(islice(sample.records(3), 10))) == 3
    assert list(sample.records(0)) == []
