"""`opcc fmt`'s form: the record and the comments are the same, and a second time changes nothing."""

from __future__ import annotations

import errno
import os
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from projects import invented, project

from opcc_opendata import formatting
from opcc_opendata.cli import opcc
from opcc_opendata.project import packaged_standard
from opcc_opendata.sample import records
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_writer import NotWritableError, canonical, canonical_form
from opcc_opendata.yaml_writer.comments import remarks
from tests.test_result_cache import DAMAGES, STRANGE
from tests.text_mutations import mutations

STANDARD = load_standard(packaged_standard())
VALID = sorted(Path("tests/records/valid").rglob("*.yaml"))
TEXTS = [*(path.read_text(encoding="utf-8") for path in VALID), *(text for _, text in records(12))]


def formatted(text: str) -> str:
    return canonical(text.encode(), STANDARD)


def comments(text: str) -> Counter[str]:
    return Counter(remark.text for remark in remarks(text))


def assert_only_the_form_changes(text: str) -> None:
    new = formatted(text)
    assert read_bytes(new.encode(), "").data == read_bytes(text.encode(), "").data
    assert comments(new) == comments(text)
    assert formatted(new) == new


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_only_the_form_changes(text: str) -> None:
    assert_only_the_form_changes(text)


def test_the_norfolk_record_is_in_canonical_form() -> None:
    path = Path(__file__).parent.parent / "records/norfolk/2019-02-26-domestic-abuse-update.yaml"
    assert formatted(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")


@pytest.mark.heavy
@given(
    st.sampled_from(TEXTS),
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.sampled_from(["", " ", "  ", "    ", "      "]),
            st.sampled_from(["#", "# note", "#: note", "# key: value", "#   - x", "", "# - \ttab  "]),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_comments_in_odd_places(text: str, additions: list[tuple[int, str, str, bool]], crlf: bool) -> None:
    lines = text.splitlines()
    for position, indent, comment, at_the_end in additions:
        at = position % len(lines)
        if at_the_end:
            lines[at] += " " + comment
        else:
            lines.insert(at, indent + comment)
    changed = ("\r\n" if crlf else "\n").join(lines) + "\n"
    if read_bytes(changed.encode(), "").problems:
        with pytest.raises(NotWritableError, match=r"^line [0-9]+: "):
            formatted(changed)
    else:
        assert_only_the_form_changes(changed.replace("\r\n", "\n"))
        assert formatted(changed) == formatted(changed.replace("\r\n", "\n"))


def test_where_comments_go() -> None:
    text = (
        "\ufeff# about the file\r\n"
        "# yaml-language-server: $schema=x.json\r\n"
        "\r\n"
        "title: 'A response'  # the office's title\r\n"
        "id: norfolk-2019-02-a-report\r\n"
        "# the recommendations\r\n"
        "recommendations: # all of them\r\n"
        "- # the first\r\n"
        "  text: >- # its words\r\n"
        "    Some words\r\n"
        "    in two lines.\r\n"
        "  # its number\r\n"
        "  number: '1'\r\n"
        "# not yet: dates\r\n"
        "inspections: [{id: a, # one\r\n"
        "  title: b}] # two\r\n"
        "   # the end\r\n"
    )
    assert formatted(text) == (
        "# yaml-language-server: $schema=x.json\n"
        "# about the file\n"
        "id: norfolk-2019-02-a-report\n"
        "# the office's title\n"
        "title: A response\n"
        "# not yet: dates\n"
        "inspections:\n"
        "  # one\n"
        "  - id: a\n"
        "    # two\n"
        "    title: b\n"
        "# the recommendations\n"
        "# all of them\n"
        "recommendations:\n"
        "  # the first\n"
        "  # its number\n"
        '  - number: "1"\n'
        "    # its words\n"
        "    text: Some words in two lines.\n"
        "# the end\n"
    )


@pytest.mark.parametrize("text", ["title: a # b\n", "a: 1\na: 2\n", "published: 012\n", "- a\n"])
def test_what_can_not_be_read_is_left_alone(text: str) -> None:
    with pytest.raises(NotWritableError, match=r"^line [1-9][0-9]*: "):
        formatted(text)


def test_an_empty_file_has_no_line_to_name() -> None:
    with pytest.raises(NotWritableError, match=r"^The file is empty\."):
        formatted("")


def test_a_space_at_the_end_of_a_comment_goes() -> None:
    assert formatted("# A head \nschema_version: 1.0.0\n") == "# A head\nschema_version: 1.0.0\n"
    assert (
        formatted("schema_version: 1.0.0\n# Inside \nforce: kent\n") == "schema_version: 1.0.0\n# Inside\nforce: kent\n"
    )


def test_a_comment_that_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    import opcc_opendata.yaml_writer.canonical_form as module

    monkeypatch.setattr(module, "by_place", lambda *_: {})
    with pytest.raises(NotWritableError, match="would be lost"):
        formatted("id: a # a comment\n")


# --- the command

MESSY = "id: norfolk-2019-02-a-report\nschema_version: '1.0.0'\n"
TIDY = "schema_version: 1.0.0\nid: norfolk-2019-02-a-report\n"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(opcc, ["fmt", "--project", str(folder), *arguments])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    project(tmp_path, {"a.yaml": MESSY, "b.yaml": TIDY, "c.yaml": "title: a # b\n"})
    return tmp_path


def test_the_command(office: Path) -> None:
    done = run(office)
    assert done.exit_code == 1
    assert done.stdout == (
        "records/norfolk/a.yaml: put in order\n3 files: 1 put in order, 1 in order already, 1 left as they are.\n"
    )
    assert done.stderr.startswith("records/norfolk/c.yaml is left as it is. line 1: title: the text after # ")
    folder = office / "records" / "norfolk"
    assert (folder / "a.yaml").read_text() == TIDY
    assert (folder / "c.yaml").read_text() == "title: a # b\n"
    assert sorted(path.name for path in folder.iterdir()) == ["a.yaml", "b.yaml", "c.yaml"]
    assert run(office, str(folder / "a.yaml")).exit_code == 0


def test_the_help_says_which_files_are_left(tmp_path: Path) -> None:
    """What is wrong with a record is for `opcc validate`: fmt leaves only what can't be read, or not without loss."""
    said = " ".join(run(tmp_path, "--help").output.split())
    assert "A file that can't be read as YAML, or not without losing a comment, is left as it is." in said
    assert "something is wrong" not in said
    project(tmp_path, {})
    wrong, unread = tmp_path / "records/norfolk/wrong.yaml", tmp_path / "records/norfolk/unread.yaml"
    wrong.write_text("stage: full\nforce: nowhere\nschema_version: 1.0.0\ntitle: 'x'\n", encoding="utf-8")
    unread.write_text("stage: full\nstage: full\n", encoding="utf-8")
    run(tmp_path)
    assert wrong.read_text(encoding="utf-8") == "schema_version: 1.0.0\ntitle: x\nforce: nowhere\nstage: full\n"
    assert unread.read_text(encoding="utf-8") == "stage: full\nstage: full\n"


def test_check_changes_nothing(office: Path) -> None:
    record = office / "records" / "norfolk" / "a.yaml"
    done = run(office, "--check", str(record))
    assert done.exit_code == 1
    assert done.stdout == (
        "records/norfolk/a.yaml: would be put in order\n1 file: 1 would be put in order, 0 in order already.\n"
        'To put it in order, run "opcc fmt".\n'
    )
    assert record.read_text() == MESSY
    assert run(office, "--check", str(record.with_name("b.yaml"))).exit_code == 0


def test_a_link_that_leads_out_of_the_project_is_left_alone(
    office: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "a.yaml"
    outside.write_text(MESSY)
    link = office / "records" / "norfolk" / "link.yaml"
    link.symlink_to(outside)
    done = run(office, str(link))
    assert done.exit_code == 1
    assert "a link that leads out of the project" in done.stderr
    assert outside.read_text() == MESSY


def test_a_file_that_is_not_there(office: Path) -> None:
    done = run(office, str(office / "nosuch.yaml"))
    assert done.exit_code == 1
    assert "There is no such file or folder." in done.stderr


def test_a_disk_that_is_full(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    record = office / "records" / "norfolk" / "a.yaml"
    done = run(office, str(record))
    assert done.exit_code == 1
    assert "can't be written: no space left on device." in done.stderr
    assert record.read_text() == MESSY


# --- notes that are indented like a key that is not used yet

NOTES = """\
schema_version: 1.0.0
id: norfolk-2019-02-a-report
inspections:
  - id: a
    title: A report
    # grades, when they are known:
    # grades: []
  # no more reports
# dates, when they are known
recommendations:
  - number: "1"
    answer:
      acceptance: accepted
      # owner: not yet named
    # the next key goes here
distribution:
  - recipient: hmicfrs
    sent: true
    # sent_on: 2019-04-01
# the end
"""


def test_an_indented_note_stays_where_it_is() -> None:
    assert formatted(NOTES) == NOTES


def test_a_note_keeps_its_part_when_the_indentation_changes() -> None:
    text = "id: norfolk-2019-02-a-report\ninspections:\n-   id: a\n    title: A\n    # of the report\n# of the record\n"
    assert formatted(f"{text}note: A\n") == (
        "id: norfolk-2019-02-a-report\ninspections:\n  - id: a\n    title: A\n    # of the report\n# of the record\n"
        "note: A\n"
    )


def test_what_a_comment_further_out_ends_is_not_gone_on_with() -> None:
    text = "id: a\ninspections:\n  - id: a\n# of the record\n    # and more of it\nnote: A\n"
    assert formatted(text) == "id: a\ninspections:\n  - id: a\n# of the record\n# and more of it\nnote: A\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--title", "Invented report", "--published", "2026-11-20"],
        ["--title", "Invented report", "--published", "2026-11-20", "--type", "national_thematic"],
        ["--title", "Invented report", "--published", "2026-11-20", "--stage", "holding"],
        ["--title", "Invented report", "--published", "2026-11"],
        ["--title", "Invented report", "--published", "2016"],
        ["--title", "Invented report"],
        ["--title", "“Invented”: a report #1 - " + "with a long title " * 12, "--published", "2026-11-20"],
        ["--title", "yes", "--published", "2026-11-20"],
        ["--report", "digital forensics"],
        ["--report", "domestic abuse an update"],
        ["--report", "digital forensics", "--stage", "holding"],
    ],
    ids=lambda arguments: " ".join(arguments)[:60],
)
@pytest.mark.parametrize("body", ["norfolk-pcc", "gwent-pcc", "london-mopac", "west-yorkshire-mayor"])
def test_what_new_writes_is_in_canonical_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], body: str
) -> None:
    office = tmp_path / "office"
    runner = CliRunner()
    done = runner.invoke(opcc, ["init", str(office), "--body", body])
    if done.exit_code:
        done = runner.invoke(opcc, ["init", str(office), "--body", "norfolk-pcc"])
    assert done.exit_code == 0, done.output
    monkeypatch.chdir(office)
    done = runner.invoke(opcc, ["new", *arguments])
    assert done.exit_code == 0, done.output
    assert len(list((office / "drafts").rglob("*.yaml"))) == 1
    done = runner.invoke(opcc, ["fmt", "--check"])
    assert (done.exit_code, done.output) == (0, "1 file: 0 would be put in order, 1 in order already.\n")
    done = runner.invoke(opcc, ["fmt", "--check", "examples"])
    assert done.exit_code == 0, done.output


# --- the command, on drafts and on GitHub


def test_drafts_are_put_in_order_too(tmp_path: Path) -> None:
    project(tmp_path, {"b.yaml": TIDY})
    (tmp_path / "drafts/norfolk").mkdir(parents=True)
    (tmp_path / "drafts/norfolk/a.yaml").write_text(MESSY)
    done = run(tmp_path, "--check")
    assert done.exit_code == 1
    assert done.stdout.startswith("drafts/norfolk/a.yaml: would be put in order\n2 files: 1 would be put in order, ")
    assert run(tmp_path).exit_code == 0
    assert (tmp_path / "drafts/norfolk/a.yaml").read_text() == TIDY


def test_github_is_told_the_line_and_what_to_do(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(office.parent))
    (office / "records/norfolk/d.yaml").write_text(TIDY + "title: 'A title'\n")
    done = run(office, "--check")
    assert done.exit_code == 1
    place = f"{office.name}/records/norfolk"
    words = (
        'This file is not in the form that all records are kept in, from this line on. Run "opcc fmt", and commit what'
    )
    assert done.stdout.splitlines() == [
        f"::error file={place}/a.yaml,line=1,col=1,title=opcc fmt::{words} it changes.",
        f'::error file={place}/c.yaml,line=1,col=1,title=opcc fmt::title: the text after # would be lost ("# b"). '
        "Put the whole text in quotes, or put the comment on a line of its own.",
        f"::error file={place}/d.yaml,line=3,col=1,title=opcc fmt::{words} it changes.",
        "4 files: 2 would be put in order, 1 in order already, 1 left as they are.",
        'To put them in order, run "opcc fmt".',
    ]
    assert done.stderr == ""


def test_github_keeps_ten_and_the_others_are_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    project(tmp_path, {f"{number}.yaml": MESSY for number in range(12)})
    done = run(tmp_path, "--check").stdout
    assert done.count("::error ") == 10
    assert done.count("opcc fmt This file is not in the form") == 2


@pytest.mark.parametrize(
    ("new", "line"), [(MESSY, 1), (TIDY + "\n", 3), (TIDY.removesuffix("\n"), 2), (TIDY.replace("\n", "\r\n"), 1)]
)
def test_the_line_that_is_marked_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: str, line: int) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    project(tmp_path)
    (tmp_path / "records/norfolk/a.yaml").write_bytes(new.encode())
    assert f",line={line}," in run(tmp_path, "--check").stdout


@pytest.mark.parametrize("name", ["letter.md", "welsh.md", "disagreement.txt", "numbered.html"])
def test_what_import_writes_is_in_canonical_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    project(tmp_path, settings="policing_body: norfolk-pcc\n")
    document = Path("tests/drafts", name).absolute()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(opcc, ["import", str(document)])
    assert done.exit_code == 0, done.output
    done = run(tmp_path, "--check")
    assert (done.exit_code, done.output) == (0, "1 file: 0 would be put in order, 1 in order already.\n")


# --- what is known from the last time


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of some files in order, some that are not, one that can't be read and one that can't be written."""
    root = invented(tmp_path / "many", 12).root
    assert run(root).exit_code == 0
    folder = root / "records/kent"
    folder.mkdir(exist_ok=True)
    for name, text in {"messy": MESSY, "broken": "id: [a\n", "tidy": TIDY, "second": f"{TIDY}note:  words\n"}.items():
        (folder / f"zz-{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(formatting, "ENOUGH_FOR_TWO", 1)
    return root


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """A list to which each content is added that is put into canonical form."""
    every: list[bytes] = []
    before = formatting.canonical
    monkeypatch.setattr(formatting, "canonical", lambda raw, *rest: (every.append(raw), before(raw, *rest))[1])
    return every


def test_what_was_looked_at_is_not_looked_at_again(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = looked_at(monkeypatch)
    first = run(many, "--check")
    assert "16 files: 2 would be put in order, 13 in order already, 1 left as they are." in first.output
    assert len(every) == 16
    again = run(many, "--check")
    assert (again.output, again.exit_code) == (first.output, first.exit_code)
    assert len(every) == 16
    (many / "records/kent/zz-tidy.yaml").write_text(MESSY, encoding="utf-8")
    assert "records/kent/zz-tidy.yaml: would be put in order" in run(many, "--check").output
    assert len(every) == 17
    assert "16 files: 3 put in order, 12 in order already, 1 left as they are." in run(many).output
    assert "16 files: 0 would be put in order, 15 in order already, 1 left as they are." in run(many, "--check").output


@pytest.mark.parametrize("name", ["cut at 0.5", "flipped at 0.5", "noise", "swapped", "from the future", "no text"])
def test_a_damaged_cache_changes_nothing_in_what_fmt_says(many: Path, name: str) -> None:
    first = run(many, "--check").output
    {**DAMAGES, **STRANGE}[name](many / "opcc.db.cache")
    assert run(many, "--check").output == first
    assert run(many, "--check").output == first


def test_comments_above_all_are_found_as_all_others_are() -> None:
    """Whatever is changed in a file: where the quick way gives comments, the slow one gives the same."""
    norfolk = Path("records/norfolk/2019-02-26-domestic-abuse-update.yaml").read_text(encoding="utf-8")[:1_500]
    texts = [
        f"# A head\n\n#Another\n{TIDY}note: A note on C# and a.org/#part\n",
        TIDY,
        norfolk,
        f"{TIDY}note: |-\n  # a\n",
    ]
    held = 0
    for text in mutations(texts, 6_000, 3):
        document = read_bytes(text.encode("utf-8", "surrogatepass"), "")
        above = canonical_form._above(text)
        if document.data is None or document.problems or above is None or "\r" in text:
            continue
        assert [remark.text for remark in remarks(text)] == above, text
        held += 1
    assert held > 1_000
