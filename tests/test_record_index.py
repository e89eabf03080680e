"""One record beside many others: what is found in it is what would be found if all the others were read."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from opcc_opendata import validate
from opcc_opendata.project import Project
from opcc_opendata.record_index import entry_of, quick_entry
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.rules import facts
from opcc_opendata.validate import many_files, one_file, other_records
from opcc_opendata.yaml_reader import read_bytes
from tests.projects import CHECKOUT, invented, project, record
from tests.text_mutations import mutations

TEXTS = [
    path.read_text(encoding="utf-8", errors="replace")
    for folder in ("records", "tests/records/valid", "tests/records/invalid")
    for path in sorted((CHECKOUT / folder).rglob("*.yaml"))
    if path.stat().st_size < 100_000 and path.name != "opcc.yml"
]


def agree(raw: bytes) -> bool:
    """Hold the quick entry against the strict reader's. Tell if there was one to hold."""
    quick = quick_entry(raw)
    if quick is None:
        return False
    known = facts(read_bytes(raw, ""))
    if known is None:
        return False  # of what can't be read, it may say what it likes
    said = entry_of(known)
    assert (said.id, said.related) == (quick.id, quick.related), raw
    # A line in a long text may look like the key, where there is no such key.
    assert said.reports in (quick.reports, ()), raw
    return True


def test_the_quick_entry_of_every_fixture_is_the_strict_readers(tmp_path: Path) -> None:
    made = invented(tmp_path, 120)
    files = [path.read_bytes() for path in sorted(made.records.rglob("*.yaml"))]
    assert all(agree(raw) for raw in files), "a record in canonical form is not read in full"
    assert sum(agree(text.encode()) for text in TEXTS) > len(TEXTS) / 4


@pytest.mark.slow
def test_the_quick_entry_is_the_strict_readers_whatever_is_changed_in_a_file(tmp_path: Path) -> None:
    made = invented(tmp_path, 200)
    small = sorted((path.read_text(encoding="utf-8") for path in made.records.rglob("*.yaml")), key=len)[:12]
    short = [text.partition("\ncomments:")[0] + "\nnote: Invented.\n" for text in small]
    known = [text for text in (*short, record(), *TEXTS) if len(text) < 3_000]
    held = sum(agree(text.encode("utf-8", "surrogatepass")) for text in mutations([*known, *short * 20], 20_000, 13))
    assert held > 4_000


@pytest.mark.parametrize(
    "text",
    [
        'note: "words\nlanguage: en\nid: a-b\n"\n',
        '"inspections":\n  - id: a-report\n    title: A report\n',
        'inspections:\n  - id: a-report\n    title: "A report\ndates: x"\n',
        "inspections:\n  - id: a-report\n    title: A\n      report\n",
        "inspections:\n  - {id: a-report, title: A report}\n",
        "inspections:\n- id: a-report\n",
        'inspections:\n  - id: a-report\n    title: "A report"\n    title:\n      en: Another\n',
        '"related": [{id: a-b, relation: follows}]\n',
        "related: [{id: a-b, relation: follows}]\n",
    ],
)
def test_what_is_written_in_another_way_is_read_in_full(text: str) -> None:
    start = "schema_version: 1.0.0\nid: norfolk-2019-a\nlanguage: en\n"
    assert quick_entry(f"{start}stage: full\n".encode()) == ("norfolk-2019-a", (), ())
    assert quick_entry(f"{start}{text}".encode()) is None
    assert quick_entry(f"{start}{text}stage: full\n".encode()) is None


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        "#\n",
        "      \n",
        "    a: |\n",
        "      - a\n",
        "      a: a\n",
        "    a: a\n",
        "  - id: a-b\n",
        "x",
        " ",
        ":x",
        '"',
        "-a",
        "\nid: a-b\n",
        "\ninspections:\n",
        "\nrelated:\n",
        "  - id: a-b\n    relation: follows\n",
        "\nlanguage: en\n",
        "note: a\n",
    ],
)
def test_a_hostile_file_takes_a_time_that_grows_with_its_length(line: str) -> None:
    """Ten times the length takes no more than some twenty times as long, in processor time, with room for chance."""
    head = "\nschema_version: 1.0.0\nid: a-b\nlanguage: en\n"
    starts = (
        "",
        "inspections:\n",
        "inspections:\n  - id: a-b\n",
        "inspections:\n  - id: a-b\n    a: |\n",
        "inspections:\n  - id: a-b\n    a: ",
        "inspections:\n  - id: a-b\n    a:\n",
        "related:\n",
        "related:\n  - id: a-b\n    relation: ",
    )
    for start in starts:
        for end in ("", "!\n", "\n!"):
            short, long = ((head + start + line * (size // len(line)) + end).encode() for size in (20_000, 200_000))
            # A look at all of memory falls into one of them now and then; what grows too fast is slow each time.
            assert any(seconds(long) < 40 * seconds(short) + 0.1 for _ in range(3))


def seconds(raw: bytes) -> float:
    start = time.process_time()
    quick_entry(raw)
    return time.process_time() - start


def tangled(folder: Path, seed: int) -> Path:
    """Thirty records of few names: ids twice, circles, reports with two titles, two dates, two ids."""
    chance = random.Random(seed)
    ids = [f"norfolk-2019-{letter}" for letter in "abcdefghijklmnopq"]
    titles = (
        "Keeping records",
        "Keeping Records: an inspection",
        "Keeping records 2019",
        "Custody in Norfolk",
        "Fraud",
    )
    days = ("2019-02-26", "2019-02-27", "2019-03", '"2019"', "2020-02-26", "")
    forces = ("norfolk", "suffolk", "kent")
    records = {}
    for n in range(30):
        said = "".join(
            f"\n  - id: {chance.choice(('keeping', 'custody', 'fraud'))}-{chance.randrange(4)}"
            f'\n    title: "{chance.choice(titles)}"'
            + (f"\n    published: {day}" if (day := chance.choice(days)) else "")
            + chance.choice(("", "\n    applies: inspected"))
            for _ in range(chance.choice((1, 1, 2)))
        )
        related = "".join(
            f"\n  - id: {chance.choice(ids)}\n    relation: {chance.choice(('replaces', 'replaces', 'follows'))}"
            for _ in range(chance.choice((0, 1, 1, 2)))
        )
        changes = {"related": related} if related else {}
        force = chance.choice(forces)
        text = record(inspections=said, force=force, policing_body=f"{force}-pcc", **changes)
        text = text.replace("id: norfolk-2019-02-26-fixture", f"id: {chance.choice(ids)}", 1)
        if chance.random() < 0.15:
            text += chance.choice(('x_note: "open\n', "x_list: [a\n", "x_anchor: &a b\n", "id: norfolk-2019-a\n"))
        if chance.random() < 0.2:
            text = text.replace("language: en", "language: cy")
        records[f"{force}/2019-{n:02}.yaml"] = text
    return project(folder, records).root


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(5))
def test_a_few_records_have_the_problems_that_they_have_among_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    made = project(tangled(tmp_path / "project", seed))
    paths = sorted(made.records.rglob("*.yaml"))
    some = [[path] for path in paths] + [paths[:3], paths[5:15]]
    monkeypatch.setattr(other_records, "_FEW", -1)
    expected = [validate.validate(made, few).problems for few in some]
    (made.root / "opcc.db.cache").unlink()
    monkeypatch.setattr(other_records, "_FEW", 100)
    codes = set()
    for few, problems in zip(some, expected, strict=True):
        assert validate.validate(made, few).problems == problems
        codes |= {problem.code for problem in problems}
    assert codes >= {"R301", "R302", "R304", "R305", "R306"}
    assert ("R303" in codes) >= (seed in (0, 1))


def test_one_record_beside_many_needs_few_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cache each other file is opened once, and those that bear on it are read. With one, none is opened."""
    made = invented(tmp_path, 190)
    one = min(made.records.rglob("*.yaml"))
    opened, read = [], []
    fetch, document = one_file.fetch, one_file.document_of
    monkeypatch.setattr(one_file, "fetch", lambda path, *rest: (opened.append(str(path)), fetch(path, *rest))[1])
    for module in (one_file, many_files, other_records):
        monkeypatch.setattr(
            module, "document_of", lambda content, shown: (read.append(shown), document(content, shown))[1]
        )
    monkeypatch.setattr("opcc_opendata.input_files.now", lambda: 1 << 62)  # as if the files had been there for long
    before = validate.validate(made, [one]).problems
    assert set(opened) == {str(path) for path in made.records.rglob("*.yaml")}
    assert len(read) < 50
    opened.clear()
    read.clear()
    assert validate.validate(made, [one]).problems == before
    assert (opened, read) == ([], [])


def between(made: Project, one: Path) -> list[str]:
    return [problem.code for problem in validate.validate(made, [one]).problems if problem.code.startswith("R3")]


def test_a_changed_record_bears_on_another_as_it_is_now(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-a.yaml": record("2019-a"), "2019-b.yaml": record("2019-b")})
    one, other = sorted(made.records.rglob("*.yaml"))
    assert between(made, one) == []
    other.write_text(record("2019-b").replace("Invented report", "Another title"), encoding="utf-8")
    assert between(made, one) == ["R304"]
    other.unlink()
    assert between(made, one) == []
    assert set(ResultCache(made).kept(validate.INDEX)) == {"records/norfolk/2019-a.yaml"}


def answering(name: str, report: str, title: str, day: str, *, replaces: str = "") -> str:
    said = f"\n  - id: {report}\n    title: {title}\n    published: {day}"
    related = {"related": f"\n  - id: norfolk-{replaces}\n    relation: replaces"} if replaces else {}
    return record(name, inspections=said, **related)


def test_a_circle_is_found_all_the_way_round(tmp_path: Path) -> None:
    titles = ("Keeping records", "Fraud online", "Custody visits", "Rural theft")
    names = ("2019-a", "2019-b", "2019-c", "2019-d")
    records = {
        f"{name}.yaml": answering(name, f"report-{name}", titles[n], f"201{n}-02-26", replaces=names[(n + 1) % 4])
        for n, name in enumerate(names)
    }
    made = project(tmp_path, records)
    assert between(made, made.records / "norfolk/2019-a.yaml") == ["R303"]


def test_two_reports_of_one_day_may_be_one_whatever_they_are_called(tmp_path: Path) -> None:
    texts = [("2019-a", "keeping-records", "Keeping records"), ("2019-b", "fraud-online", "Fraud online")]
    records = {f"{name}.yaml": answering(name, code, title, "2019-02-26") for name, code, title in texts}
    made = project(tmp_path, records)
    assert between(made, made.records / "norfolk/2019-a.yaml") == ["R306"]


@pytest.mark.parametrize(
    ("title", "expected"), [("Cam-drin domestig yng Ngwent", []), ("Keeping records: 2019", ["R306"])]
)
def test_titles_that_are_not_known_in_english_are_not_the_same(tmp_path: Path, title: str, expected: list[str]) -> None:
    """Two reports of two forces, a month apart, each with its title in Welsh alone; or nearly the same in English."""
    first, second = title, title.replace("domestig yng Ngwent", "arall") if not expected else f"{title}, Keeping"
    language = {"language": "en" if expected else "cy"}
    records = {}
    for force, code, name, day in (("gwent", "one", first, "2019-02-26"), ("dyfed-powys", "two", second, "2019-03-20")):
        said = f"\n  - id: report-{code}\n    title: '{name}'\n    published: {day}"
        text = record("2019-a", force=force, policing_body=f"{force}-pcc", inspections=said, **language)
        records[f"{force}/2019-a.yaml"] = text.replace("id: norfolk-2019", f"id: {force}-2019")
    made = project(tmp_path, records)
    assert between(made, made.records / "gwent/2019-a.yaml") == expected
