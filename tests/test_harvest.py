"""`opcc harvest`: each kind of source, each state, and what is refused, with a few offices."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import tarfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.harvest import Harvest, HarvestError, SourcesError, harvest, publishing
from opcc_opendata.harvest.limits import SourceLimits
from opcc_opendata.harvested import BROKEN, CURRENT, ENDED, UNREACHABLE, WITHDRAWN, SourceState, read_origins
from opcc_opendata.project import project_at
from tests.nations import (
    BODIES,
    NEW,
    OLD,
    commit,
    git,
    giving,
    put,
    records_of,
    repository,
    response,
    sending_on,
    sources,
    tar,
    web,
    zipped,
)
from tests.projects import query
from tests.test_feeds import asking
from tests.waiting import LONGEST

pytestmark = pytest.mark.slow

PATIENT = SourceLimits(seconds=LONGEST, work=LONGEST)
CLAIM = "coverage:\n  - policing_body: kent-pcc\n    from: 2019-01-01\n"
WITHDRAWN_TEXT = "\n  withdrawn_on: 2024-02-03\n  reason: It named a person."


def run(root: Path) -> Harvest:
    return harvest(root, limits=PATIENT)


def of_kent(folder: Path, **more: object) -> Path:
    """A nation of one office, Kent, whose data lie beside it in a folder."""
    put(folder / "kent", records_of("kent") | {"opcc.yml": CLAIM})
    return sources(folder / "nation", [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent"} | more])


def kent(done: Harvest) -> SourceState:
    return next(one for one in done.sources if one.id == "kent")


def texts(root: Path) -> dict[str, str]:
    folder = root / "records"
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}


OLD_FILE, NEW_FILE = f"records/kent/{OLD}.yaml", f"records/kent/{NEW}.yaml"


# --- one office


def test_a_folder_is_harvested_and_built(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    done = run(root)
    assert done.is_current
    assert texts(root) == records_of("kent")
    project = project_at(root)
    assert build(project).published == 2
    assert query(project.database, "SELECT id, state, responses FROM sources") == [("kent", CURRENT, 2)]
    assert query(project.database, "SELECT * FROM source_bodies") == [("kent-pcc", "kent")]
    assert query(project.database, "SELECT policing_body, covered_from FROM coverage") == [("kent-pcc", "2019-01-01")]
    assert query(project.database, "SELECT current, responses, added, changed FROM harvests") == [(1, 2, 2, 0)]


def test_nothing_new_is_nothing_done(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    assert build(project_at(root)).built
    current = (root / "harvest" / "current").readlink()
    assert run(root).run is None
    assert (root / "harvest" / "current").readlink() == current
    assert build(project_at(root)).up_to_date


def test_a_change_comes_with_the_next_harvest(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    put(tmp_path / "kent", {NEW_FILE: response("kent", NEW, title="Another title")})
    done = run(root)
    assert done.run is not None
    assert (done.run.added, done.run.changed) == (0, 1)
    assert "Another title" in texts(root)[NEW_FILE]
    assert build(project_at(root)).built


def test_a_record_that_vanishes_is_kept_and_the_office_is_told(tmp_path: Path) -> None:
    root = of_kent(tmp_path, tell="data@kent.example")
    run(root)
    (tmp_path / "kent" / NEW_FILE).unlink()
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, title="Another title")})
    done = run(root)
    assert (kent(done).state, kent(done).responses) == (BROKEN, 2)
    assert texts(root) == records_of("kent"), "nothing of a broken state is taken"
    report = done.reports["kent"].read_text("utf-8")
    assert report.startswith("Source: kent\nFor: data@kent.example\nState: broken\n")
    assert f"{NEW_FILE}: kent-{NEW} was published and is gone without a word." in report
    since = kent(done).since
    again = run(root)
    assert (again.run, kent(again).state, kent(again).since) == (None, BROKEN, since)
    put(tmp_path / "kent", records_of("kent"))
    assert kent(run(root)).state == CURRENT
    assert not (root / "harvest" / "reports" / "kent.txt").exists()


def test_a_withdrawal_counts_even_where_another_record_is_broken(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    put(
        tmp_path / "kent",
        {OLD_FILE: response("kent", OLD, withdrawal=WITHDRAWN_TEXT), NEW_FILE: "id: [broken\n"},
    )
    assert kent(run(root)).state == BROKEN
    project = project_at(root)
    build(project)
    found = query(project.database, "SELECT id, withdrawn_on FROM responses ORDER BY id")
    assert found == [(f"kent-{OLD}", "2024-02-03"), (f"kent-{NEW}", None)]
    assert "Invented text" not in texts(root)[OLD_FILE], "the words of a withdrawn response go with it"
    with asking(project) as get:
        answer = get(f"/responses/kent-{OLD}")
    assert (answer.status_code, "cannot be used" in answer.text) == (410, True)
    assert kent(run(root)).state == BROKEN
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD), NEW_FILE: response("kent", NEW)})
    back = kent(run(root))
    assert (back.state, "is here again" in (back.problem or "")) == (BROKEN, True)
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, withdrawal=WITHDRAWN_TEXT)})
    assert kent(run(root)).state == CURRENT


def test_a_report_does_not_say_that_nothing_was_fetched_of_what_was_refused(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD).replace("policing_body:", "policing_bodyy:")})
    first = run(root).reports["kent"].read_text("utf-8")
    assert "There has been no good copy of it yet: the national dataset shows none of its responses.\n" in first
    assert f"{OLD_FILE}:" in first
    assert "fetched" not in first
    put(tmp_path / "kent", records_of("kent"))
    run(root)
    put(tmp_path / "kent", {OLD_FILE: "id: [broken\n"})
    assert "The national dataset shows the 2 responses fetched on 2" in run(root).reports["kent"].read_text("utf-8")


def test_what_everybody_is_told_of_a_broken_record_quotes_nothing_of_it(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, withdrawal=WITHDRAWN_TEXT, stage="Secret words")})
    done = run(root)
    assert kent(done).state == BROKEN
    assert "Secret words" in done.reports["kent"].read_text("utf-8"), "the office has to know"
    assert kent(done).problem == f"{OLD_FILE}, line 7: A code that is in no list (R010)."
    build(project_at(root))
    assert query(project_at(root).database, "SELECT withdrawn_on FROM responses WHERE id = ?", f"kent-{OLD}") == [
        ("2024-02-03",)
    ]


def test_a_record_that_was_altered_since_the_harvest_is_named_by_verify(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    build(project_at(root))
    key = tmp_path / "key"
    for words in (["sign", "--new-key", str(key)], ["sign", "--key", str(key), "--project", str(root)]):
        assert CliRunner().invoke(opcc, words).exit_code == 0
    verify = ["verify", str(root), "--public", f"{key}.pub"]
    assert CliRunner().invoke(opcc, verify).exit_code == 0
    put(root, {OLD_FILE: response("kent", OLD, title="Altered")})
    altered = CliRunner().invoke(opcc, verify)
    assert (altered.exit_code, f"altered: {OLD_FILE}" in altered.output) == (1, True), altered.output


def test_what_somebody_wrote_to_the_records_here_is_put_back(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    put(root, {OLD_FILE: response("kent", OLD, title="Altered")})
    (root / NEW_FILE).unlink()
    assert run(root).run is None, "it is nothing new of an office"
    assert texts(root) == records_of("kent")


def test_an_office_that_comes_back_is_current_again(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    (tmp_path / "kent").rename(tmp_path / "elsewhere")
    gone = kent(run(root))
    assert (gone.state, gone.responses) == (UNREACHABLE, 2)
    assert texts(root) == records_of("kent")
    assert run(root).run is None, "it is as unreachable as before"
    (tmp_path / "elsewhere").rename(tmp_path / "kent")
    assert kent(run(root)).state == CURRENT


def test_nothing_is_called_overdue_of_an_office_that_may_have_answered(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    project = project_at(root)
    build(project)
    overdue = "SELECT count(*) > 0 FROM outstanding WHERE timeliness = 'overdue'"
    assert query(project.database, overdue) == [(1,)]
    (tmp_path / "kent").rename(tmp_path / "elsewhere")
    run(root)
    build(project_at(root))
    assert query(project.database, overdue) == [(0,)]
    said = "SELECT DISTINCT timeliness FROM outstanding WHERE reason = 'source_not_current'"
    assert ("cannot_tell",) in query(project.database, said)


def test_an_office_that_has_ended_keeps_its_responses_and_names_who_answers_now(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    shutil.rmtree(tmp_path / "kent")
    sources(
        root,
        [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent", "ended": "2026-05-07", "successor": "essex-pfcc"}],
    )
    done = run(root)
    assert kent(done)[4:7] == (ENDED, "2026-05-07", None)
    assert (kent(done).successor, done.is_current) == ("essex-pfcc", False)
    assert texts(root) == records_of("kent")


def test_an_office_that_has_ended_owes_nothing_that_it_may_have_answered_unseen(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    project = project_at(root)
    build(project)
    overdue = "SELECT last_lawful_day, report_published FROM outstanding WHERE timeliness = 'overdue' ORDER BY 1"
    claimed = "SELECT covered_from, coalesce(covered_to, '') FROM coverage"
    before = query(project.database, overdue)
    (first, _), (last, _) = before[0], before[-1]
    assert first < last
    ((start, _),) = query(project.database, claimed)

    def after(ended: str) -> tuple[list[Any], list[Any]]:
        sources(root, [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent", "ended": ended}])
        run(root)
        build(project_at(root))
        return query(project.database, overdue), query(project.database, claimed)

    # It was fetched today, which is after its end: what it had not answered in its time stays overdue. Nobody claims
    # to know what became of the reports of its last 56 days.
    assert after(last) == ([one for one in before if one[0] < last], [(start, days_before(last, 56))])
    assert after(first) == ([], [(start, days_before(first, 56))])
    assert before[0][1] == days_before(first, 55), "the first report that it does not claim"
    assert after("2019-02-26") == ([], [(start, "2019-01-01")])
    assert after("2019-02-25") == ([], []), "none of what it claimed was over when it ended"


def days_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days)).isoformat()


def on(day: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Harvest on a day, and build."""
    with monkeypatch.context() as patch:
        for name in ("run", "publishing"):
            patch.setattr(f"opcc_opendata.harvest.{name}.time_of_run", lambda _root: f"{day}T05:06:07Z")
        run(root)
    build(project_at(root))


REASONS = "SELECT DISTINCT reason FROM outstanding WHERE last_lawful_day < '2026-01-01'"
CLAIMED = "SELECT covered_from, covered_to FROM coverage"
OVERDUE = "SELECT last_lawful_day FROM outstanding WHERE timeliness = 'overdue' ORDER BY 1"


def test_what_an_office_that_has_ended_did_after_its_last_fetch_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = of_kent(tmp_path)
    on("2022-03-04", root, monkeypatch)
    sources(root, [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent", "ended": "2026-05-07"}])
    run(root)
    project = project_at(root)
    build(project)
    assert query(project.database, CLAIMED) == [("2019-01-01", days_before("2022-03-04", 56))]
    assert query(project.database, OVERDUE) == []
    assert query(project.database, "SELECT count(*) > 0 FROM outstanding WHERE reason = 'source_not_current'") == [(1,)]


def test_a_look_that_found_nothing_new_is_a_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = of_kent(tmp_path)
    on("2022-03-04", root, monkeypatch)
    current = (root / "harvest" / "current").readlink()
    on("2023-06-07", root, monkeypatch)
    assert (root / "harvest" / "current").readlink() == current, "it is no news"
    sources(root, [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent", "ended": "2023-06-07"}])
    on("2024-01-01", root, monkeypatch)
    database = project_at(root).database
    assert query(database, CLAIMED) == [("2019-01-01", days_before("2023-06-07", 56))]
    known = query(database, OVERDUE)
    assert known, "it had these in its time, and everything that it published was here"
    assert all(day < "2023-06-07" for (day,) in known)
    (root / "harvest" / "looked.json").unlink()
    on("2024-01-02", root, monkeypatch)
    assert query(database, OVERDUE) == known, "the run knows it too"
    # A day on which it could not be used is no look.
    sources(root, [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent"}])
    put(tmp_path / "kent", {NEW_FILE: "id: [broken\n"})
    on("2024-02-03", root, monkeypatch)
    sources(root, [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent", "ended": "2024-02-03"}])
    on("2024-03-03", root, monkeypatch)
    assert query(database, OVERDUE) == []


@pytest.mark.parametrize("state", [ENDED, WITHDRAWN, UNREACHABLE, CURRENT])
def test_what_the_whole_dataset_claims_ends_with_the_office_too(tmp_path: Path, state: str) -> None:
    root = of_kent(tmp_path)
    put(tmp_path / "kent", records_of("kent"))
    (tmp_path / "kent" / "opcc.yml").unlink()
    put(root, {"opcc.yml": CLAIM})
    run(root)
    build(project_at(root))
    before = query(project_at(root).database, OVERDUE)
    ended = "2024-01-02"
    words = {ENDED: {"ended": ended}, WITHDRAWN: {"withdrawn": ended, "reason": "A court has said so."}}.get(state, {})
    if state == UNREACHABLE:
        shutil.rmtree(tmp_path / "kent")
    done = withdrawn_in_sources(root, **words) if words else kent(run(root))
    assert done.state == state
    build(project_at(root))
    project = project_at(root)
    expected = {
        ENDED: ([("2019-01-01", days_before(ended, 56))], [one for one in before if one[0] < ended]),
        WITHDRAWN: ([], []),
        UNREACHABLE: ([("2019-01-01", None)], []),
        CURRENT: ([("2019-01-01", None)], before),
    }
    overdue = query(project.database, OVERDUE)
    assert (query(project.database, CLAIMED), overdue) == expected[state]
    said = CliRunner().invoke(opcc, ["due", "--project", str(root), "--body", "kent-pcc", "--format", "json"])
    due = [one["last_lawful_day"] for one in json.loads(said.output) if one["timeliness"] == "overdue"]
    assert due == [day for (day,) in overdue], "the commands say what the pages say"
    with asking(project) as get:
        page = get("/forces/kent").text
        calendar = get("/feeds/forces/kent.ics").text
    assert ("<time" in page, f'datetime="{days_before(ended, 56)}"' in page) == (True, state == ENDED)
    assert ("This dataset has every response of" in page) == (state != WITHDRAWN)
    past = sorted(day for day in re.findall(r"DTSTART;VALUE=DATE:(\d{8})", calendar) if day < "2025")
    assert past == [day.replace("-", "") for (day,) in overdue if day < "2025"]
    late = "SELECT DISTINCT date(date, '-1 day') FROM event_dates WHERE kind = 'overdue' ORDER BY 1"
    assert query(project.database, late) == sorted(set(overdue))


def test_an_office_that_took_its_data_back_has_tombstones(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    entry = {"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent", "withdrawn": "2026-05-07"}
    sources(root, [entry | {"reason": "A court has said so."}])
    assert kent(run(root))[4:7] == (WITHDRAWN, "2026-05-07", "A court has said so.")
    project = project_at(root)
    assert build(project).published == 2
    assert query(project.database, "SELECT DISTINCT withdrawn_on FROM responses") == [("2026-05-07",)]
    assert query(project.database, "SELECT count(*) FROM coverage") == [(0,)]
    assert not any("Invented text" in text for text in texts(root).values())
    assert run(root).run is None


TAKEN_BACK = {"withdrawn": "2026-05-07", "reason": "A court has said so."}


def withdrawn_in_sources(root: Path, **instead: str) -> SourceState:
    """Harvest Kent as one that sources.yml says was withdrawn, or as it says `instead`."""
    entry: dict[str, object] = {"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent"}
    sources(root, [entry | (instead or TAKEN_BACK)])
    return kent(run(root))


def not_withdrawn_in_sources(root: Path) -> Harvest:
    sources(root, [{"id": "kent", "bodies": ["kent-pcc"], "folder": "../kent"}])
    return run(root)


STATUS = "SELECT r.id, r.withdrawn_on, s.status FROM responses r JOIN response_status s ON s.response = r.id ORDER BY 1"
COUNTED = "SELECT state, note IS NOT NULL, fetched IS NOT NULL FROM sources"


def test_what_only_sources_yml_had_withdrawn_is_fetched_anew_and_shown_again(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    claims = "SELECT policing_body FROM coverage"
    assert withdrawn_in_sources(root).state == WITHDRAWN
    assert "Invented text" not in texts(root)[OLD_FILE]
    done = not_withdrawn_in_sources(root)
    assert (kent(done).state, done.is_current, texts(root)) == (CURRENT, True, records_of("kent"))
    assert done.run is not None
    assert done.run.changed == 2
    said = kent(done).note or ""
    assert said.startswith("sources.yml no longer says that the office withdrew its data. Shown again")
    assert f"kent-{OLD}, kent-{NEW}." in said
    assert said in done.reports["kent"].read_text("utf-8"), "nothing comes back without a word"
    project = project_at(root)
    build(project)
    assert query(project.database, STATUS) == [(f"kent-{OLD}", None, "current"), (f"kent-{NEW}", None, "current")]
    assert (query(project.database, claims), query(project.database, COUNTED)) == (
        [("kent-pcc",)],
        [(CURRENT, 1, 1)],
    )
    with asking(project) as get:
        assert get(f"/responses/kent-{OLD}").status_code == 200
    assert run(root).run is None
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, title="Another title")})
    assert (kent(run(root)).state, kent(run(root)).note) == (CURRENT, None)


def test_what_an_office_withdrew_itself_does_not_come_back_with_the_rest(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, withdrawal=WITHDRAWN_TEXT)})
    assert run(root).is_current
    withdrawn_in_sources(root)
    put(tmp_path / "kent", records_of("kent"))  # the office's own withdrawal has gone meanwhile
    done = not_withdrawn_in_sources(root)
    report = done.reports["kent"].read_text("utf-8")
    assert kent(done).state == BROKEN
    assert f"kent-{OLD} was withdrawn, and is here again as if it had not been." in report
    assert f"kent-{NEW} was withdrawn" not in report, "the office never said so"
    assert "The national dataset shows only the fact of the 2 responses.\n" in report
    project = project_at(root)
    build(project)
    assert query(project.database, STATUS) == [
        (f"kent-{OLD}", "2024-02-03", "withdrawn"),
        (f"kent-{NEW}", "2026-05-07", "withdrawn"),
    ]
    assert query(project.database, COUNTED) == [(BROKEN, 1, 0)]
    with asking(project) as get:
        assert "This page shows its responses as they were" not in get("/forces/kent").text
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, withdrawal=WITHDRAWN_TEXT)})
    assert kent(run(root)).state == CURRENT
    build(project_at(root))
    assert query(project.database, STATUS)[1] == (f"kent-{NEW}", None, "current")


@pytest.mark.parametrize("broken", [False, True])
def test_what_the_office_withdrew_while_sources_yml_said_so_stays_withdrawn(tmp_path: Path, broken: bool) -> None:
    root = of_kent(tmp_path)
    run(root)
    withdrawn_in_sources(root)
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, withdrawal=WITHDRAWN_TEXT)})
    if broken:
        put(tmp_path / "kent", {NEW_FILE: "id: [broken\n"})
    assert kent(not_withdrawn_in_sources(root)).state == (BROKEN if broken else CURRENT)
    assert "It named a person." in texts(root)[OLD_FILE], "the office's own day and reason"
    assert ("withdrawal:" in texts(root)[NEW_FILE]) == broken
    put(tmp_path / "kent", records_of("kent"))
    done = run(root)
    assert kent(done).state == BROKEN
    assert f"kent-{OLD} was withdrawn, and is here again" in done.reports["kent"].read_text("utf-8")
    assert "It named a person." in texts(root)[OLD_FILE]


def test_a_source_that_cannot_be_had_again_says_that_only_the_fact_is_shown(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    withdrawn_in_sources(root)
    (tmp_path / "kent").rename(tmp_path / "elsewhere")
    done = not_withdrawn_in_sources(root)
    said = "Only the fact of 2 responses is shown: sources.yml said that the office had withdrawn its data"
    assert (kent(done).state, said in (kent(done).note or ""), kent(done).fetched) == (UNREACHABLE, True, None)
    assert "shows only the fact of the 2 responses." in done.reports["kent"].read_text("utf-8")
    (tmp_path / "elsewhere").rename(tmp_path / "kent")
    assert (kent(run(root)).state, texts(root)) == (CURRENT, records_of("kent"))


def test_a_source_that_ended_and_was_not_withdrawn_is_fetched_once_more(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    withdrawn_in_sources(root)
    ended = withdrawn_in_sources(root, ended="2026-05-07")
    assert (ended.state, "Shown again" in (ended.note or ""), texts(root)) == (ENDED, True, records_of("kent"))
    put(tmp_path / "kent", {NEW_FILE: response("kent", NEW, title="Another title")})
    assert run(root).run is None, "what has ended is no longer fetched"


def test_a_withdrawal_in_other_words_is_told_in_those(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, withdrawal=WITHDRAWN_TEXT)})
    run(root)
    withdrawn_in_sources(root)
    withdrawn_in_sources(root, withdrawn="2026-04-01", reason="The panel has said so.")
    assert "The panel has said so." in texts(root)[NEW_FILE]
    assert "It named a person." in texts(root)[OLD_FILE], "that is what the office said"
    assert run(root).run is None


def test_ended_taken_out_again_fetches_what_is_new(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    run(root)
    withdrawn_in_sources(root, ended="2026-05-07")
    put(tmp_path / "kent", {NEW_FILE: response("kent", NEW, title="Another title")})
    assert kent(run(root)).state == ENDED
    assert "Another title" not in texts(root)[NEW_FILE]
    done = not_withdrawn_in_sources(root)
    assert (kent(done).state, kent(done).note) == (CURRENT, None)
    assert "Another title" in texts(root)[NEW_FILE]


def test_a_newer_minor_version_is_read_as_far_as_it_goes_and_that_is_said(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    put(tmp_path / "kent", {NEW_FILE: response("kent", NEW, schema_version="1.7.0", mood="\n  weather: fair")})
    done = run(root)
    assert kent(done).state == CURRENT
    assert kent(done).note == (
        f"{NEW_FILE} follows version 1.7.0 of the standard, and is read as 1.0.0. Left out: mood."
    )
    assert "weather" not in texts(root)[NEW_FILE]
    assert build(project_at(root)).published == 2
    assert "1.7.0" in done.reports["kent"].read_text("utf-8")


def test_what_an_office_sets_up_for_itself_has_no_effect_here(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    extra = {
        "extensions.schema.json": '{"properties": {"x_case": false}}',
        "schema/response.schema.json": "{}",
        "metadata.yml": "plugins: {}\n",
        NEW_FILE: response("kent", NEW, x_case="7"),
        "opcc.yml": CLAIM + "  - policing_body: essex-pfcc\n    from: 2019-01-01\ntitle: Everything\n",
    }
    put(tmp_path / "kent", extra)
    done = run(root)
    assert kent(done).state == CURRENT, done.reports and done.reports["kent"].read_text("utf-8")
    assert "x_case" in texts(root)[NEW_FILE], "its own keys go with its records"
    assert [one.policing_body for one in project_at(root).settings.coverage] == ["kent-pcc"]
    assert project_at(root).settings.title is None
    assert not (root / "metadata.yml").exists()


def test_a_run_that_dies_in_the_middle_leaves_the_last_good_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = of_kent(tmp_path)
    run(root)
    put(tmp_path / "kent", {NEW_FILE: response("kent", NEW, title="Another title")})
    for name in ("_link", "copy_files", "write_file", "building"):
        with monkeypatch.context() as patch:

            def die(*_: Any, **__: Any) -> None:
                raise KeyboardInterrupt

            patch.setattr(publishing, name, die)
            with pytest.raises(KeyboardInterrupt):
                run(root)
        assert texts(root) == records_of("kent"), name
        assert build(project_at(root)).published == 2
    assert kent(run(root)).state == CURRENT
    assert "Another title" in texts(root)[NEW_FILE]
    assert len(list((root / "harvest" / "runs").iterdir())) == 2


# --- several offices


def of_two(folder: Path) -> Path:
    for force in ("kent", "essex"):
        put(folder / force, records_of(force))
    entries: list[dict[str, object]] = [
        {"id": force, "bodies": [BODIES[force]], "folder": f"../{force}"} for force in ("kent", "essex")
    ]
    return sources(folder / "nation", entries)


STOLEN = {
    "a response of another body": (
        {"records/kent/2021-01-01-x.yaml": response("kent", "2021-01-01-x", policing_body=BODIES["essex"])},
        "this source speaks only for kent-pcc",
    ),
    "the id of another source": (
        {f"records/essex/{OLD}.yaml": response("essex", OLD, policing_body="kent-pcc", title="Stolen")},
        f"essex-{OLD} is the id of a response of another source",
    ),
    "in the place of another's": (
        {NEW_FILE: response("kent", NEW, related=f"\n  - id: essex-{OLD}\n    relation: replaces")},
        f"it replaces essex-{OLD}, a response of another source",
    ),
}


@pytest.mark.parametrize("what", STOLEN)
def test_an_office_speaks_only_for_itself(tmp_path: Path, what: str) -> None:
    root = of_two(tmp_path)
    assert run(root).is_current
    files, words = STOLEN[what]
    put(tmp_path / "kent", files)
    done = run(root)
    assert [one.state for one in done.sources] == [BROKEN, CURRENT]
    assert words in done.reports["kent"].read_text("utf-8")
    assert texts(root) == records_of("essex") | records_of("kent")


def test_a_bad_date_of_one_office_does_not_make_another_s_record_wrong(tmp_path: Path) -> None:
    root = of_two(tmp_path)
    run(root)
    wrong = "\n  - id: invented-report\n    title: Invented report\n    published: 2019-02-20"
    names = [OLD, NEW, *(f"2021-01-0{n}-x" for n in range(1, 9))]
    put(tmp_path / "kent", {f"records/kent/{name}.yaml": response("kent", name, inspections=wrong) for name in names})
    done = run(root)
    assert [one.state for one in done.sources] == [BROKEN, CURRENT]
    assert "Beside the records of other sources: records/essex/" in done.reports["kent"].read_text("utf-8")
    outcome = build(project_at(root))
    assert (outcome.built, outcome.rejected) == (True, {})
    assert query(project_at(root).database, "SELECT count(*) FROM responses WHERE force = 'essex'") == [(2,)]


def called(title: str) -> str:
    return f"\n  - id: report-one\n    title: {title}\n    published: 2019-02"


def test_of_two_offices_that_call_a_report_differently_both_are_told(tmp_path: Path) -> None:
    root = of_two(tmp_path)
    for force, title in (("kent", "Report one"), ("essex", "Report the first")):
        put(tmp_path / force, {f"records/{force}/{OLD}.yaml": response(force, OLD, inspections=called(title))})
    put(
        tmp_path / "essex",
        {f"records/essex/{NEW}.yaml": response("essex", NEW, inspections=called("Report the first"))},
    )
    done = run(root)
    assert done.is_current
    assert list(done.reports) == ["kent", "essex"], "essex has more records, and may be wrong all the same"
    here, there = (done.reports[force].read_text("utf-8") for force in ("kent", "essex"))
    assert f'report-one is called "Report one" here, but "Report the first" in records/essex/{OLD}.yaml' in here
    assert f'report-one is called "Report the first" here, but "Report one" in {OLD_FILE}' in there
    assert (here.count("R304"), there.count("R304")) == (1, 1)
    # A third office agrees with essex: of what most offices say, only the others are told.
    put(
        tmp_path / "surrey",
        {f"records/surrey/{OLD}.yaml": response("surrey", OLD, inspections=called("Report the first"))},
    )
    every = ("kent", "essex", "surrey")
    sources(root, [{"id": force, "bodies": [BODIES[force]], "folder": f"../{force}"} for force in every])
    assert list(run(root).reports) == ["kent"]
    # Case and punctuation make no other title.
    put(tmp_path / "kent", {OLD_FILE: response("kent", OLD, inspections=called("Report, THE FIRST"))})
    assert not run(root).reports


# --- archives


def test_an_archive_is_asked_for_only_if_it_has_changed(tmp_path: Path) -> None:
    with web() as server:
        server.answers["/kent.zip"] = giving(zipped(records_of("kent"), "kent-main/"), etag='"1"')
        root = sources(tmp_path, [{"id": "kent", "bodies": ["kent-pcc"], "archive": f"{server.address}/kent.zip"}])
        assert run(root).is_current
        assert run(root).run is None
        assert server.asked == [("/kent.zip", 200), ("/kent.zip", 304)]
        server.answers["/kent.zip"] = giving(tar(records_of("kent"), ""), etag='"2"')
        assert run(root).is_current
    assert texts(root) == records_of("kent")
    gone = kent(run(root))
    assert (gone.state, gone.responses) == (UNREACHABLE, 2)


def one_member(name: str, kind: bytes, target: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        for path, text in records_of("kent").items():
            member = tarfile.TarInfo(path)
            member.size = len(text.encode())
            packed.addfile(member, io.BytesIO(text.encode()))
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, target
        packed.addfile(member)
    return out.getvalue()


KENT = records_of("kent")
BAD_ARCHIVES = {
    "a link": (one_member("records/kent/a.yaml", tarfile.SYMTYPE, "/etc/passwd"), "this is a link"),
    "a hard link": (one_member("records/kent/a.yaml", tarfile.LNKTYPE, "/etc/passwd"), "this is a link"),
    "a device": (one_member("records/kent/a.yaml", tarfile.CHRTYPE), "this is a link, or no ordinary file"),
    "a name that leads out": (tar(KENT | {"records/../../x.yaml": "x"}), "leads out of its folder"),
    "a name of a device": (tar(KENT | {"records/kent/con.yaml": "x"}), "not every system can keep"),
    "two names that are one": (
        tar(KENT | {"records/Kent/x.yaml": "x"}),
        "to some systems this is the same name as",
    ),
    "two projects": (tar({f"a/{OLD_FILE}": "x", f"b/{NEW_FILE}": "x"}, ""), "two projects packed in it"),
    "half of it": (tar(KENT)[:-40], "only a part of"),
    "cut between two files": (gzip.decompress(tar(KENT))[:1024], "only a part of"),
    "no archive": (b"<html>Sign in</html>", "no zip and no tar"),
    "a zip with a name that leads out": (zipped(KENT | {"records/../x.yaml": "x"}), "leads out of its folder"),
    "no records": (tar({"readme.txt": "x"}), "holds no folder records/"),
    "too much": (tar(KENT | {"records/zeros.txt": "0" * 4_000_000}), "Unpacked it has more than"),
}


@pytest.fixture(scope="module")
def bad_archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Path]]:
    """What became of each bad archive: what is said, and the nation's folder. One that is good comes first."""
    found = {}
    limits = SourceLimits(seconds=LONGEST, work=LONGEST, bytes=2_000_000)
    with web() as server:
        for n, (what, (content, _)) in enumerate(BAD_ARCHIVES.items()):
            root = tmp_path_factory.mktemp(f"nation{n}")
            server.answers["/a"] = giving(tar(KENT))
            sources(root, [{"id": "kent", "bodies": ["kent-pcc"], "archive": f"{server.address}/a"}])
            assert harvest(root, limits=limits).is_current
            server.answers["/a"] = giving(content)
            done = harvest(root, limits=limits)
            found[what] = (f"{kent(done).state}: {kent(done).problem}", root)
    return found


@pytest.mark.parametrize("what", BAD_ARCHIVES)
def test_a_bad_archive_changes_nothing(bad_archives: dict[str, tuple[str, Path]], what: str) -> None:
    said, root = bad_archives[what]
    assert said.startswith("broken: ")
    assert BAD_ARCHIVES[what][1] in said
    assert texts(root) == KENT
    assert not list(root.parent.glob("x.yaml"))


def test_an_archive_is_fetched_only_from_the_web(tmp_path: Path) -> None:
    with web() as server:
        server.answers["/a"] = sending_on("file:///etc/passwd")
        root = sources(tmp_path, [{"id": "kent", "bodies": ["kent-pcc"], "archive": f"{server.address}/a"}])
        done = run(root)
    assert (kent(done).state, kent(done).problem) == (UNREACHABLE, "It sends on to what is no address on the web.")


@pytest.mark.parametrize(
    ("old", "new", "is_followed"),
    [
        ("https://a.example/x", "https://b.example/x", True),
        ("http://a.example/x", "https://a.example/x", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("http://a.example/x", "http://169.254.169.254/latest", False),
        ("http://a.example/x", "http://[::1]/x", False),
        ("http://a.example/x", "http://localhost/x", False),
        ("http://127.0.0.1:1/x", "http://127.0.0.1:2/x", True),
        ("http://a.example/x", "ftp://a.example/x", False),
    ],
)
def test_where_a_server_may_send_on_to(old: str, new: str, is_followed: bool) -> None:
    from opcc_opendata.harvest.archive_download import next_address
    from opcc_opendata.harvest.limits import UnreachableError

    if is_followed:
        assert next_address(old, new) == new
    else:
        with pytest.raises(UnreachableError):
            next_address(old, new)


# --- git


def of_git(folder: Path) -> tuple[Path, Path]:
    office = repository(folder / "kent", {OLD_FILE: response("kent", OLD)}, at="2024-05-01T12:00:00Z")
    return office, sources(folder / "nation", [{"id": "kent", "bodies": ["kent-pcc"], "git": office.as_uri()}])


def test_git_says_when_each_record_was_added_and_by_which_commit(tmp_path: Path) -> None:
    office, root = of_git(tmp_path)
    first = git(office, "rev-parse", "HEAD")
    put(office, {NEW_FILE: response("kent", NEW)})
    second = commit(office, at="2025-06-02T12:00:00Z")
    done = run(root)
    assert (kent(done).state, kent(done).revision) == (CURRENT, second)
    project = project_at(root)
    build(project)
    sql = "SELECT p.path, p.git_commit, r.added, r.changed FROM provenance p JOIN responses r ON r.id = p.response"
    assert query(project.database, f"{sql} ORDER BY 1") == [
        (OLD_FILE, first, "2024-05-01T12:00:00Z", "2024-05-01T12:00:00Z"),
        (NEW_FILE, second, "2025-06-02T12:00:00Z", "2025-06-02T12:00:00Z"),
    ]
    assert run(root).run is None


def test_what_is_shown_again_from_git_has_changed_on_the_days_on_which_readers_saw_it_change(tmp_path: Path) -> None:
    office, root = of_git(tmp_path)
    entry: dict[str, object] = {"id": "kent", "bodies": ["kent-pcc"], "git": office.as_uri()}
    run(root)
    sources(root, [entry | TAKEN_BACK])
    withdrawn = run(root).run
    sources(root, [entry])
    back = run(root).run
    assert withdrawn is not None
    assert back is not None
    (origin,) = read_origins(root).values()
    assert (origin.commit, origin.added) == (git(office, "rev-parse", "HEAD"), "2024-05-01T12:00:00Z")
    assert (origin.changed, origin.changes) == (back.time, (withdrawn.time, back.time))
    assert run(root).run is None


def test_a_history_that_was_rewritten_does_not_change_what_is_known(tmp_path: Path) -> None:
    office, root = of_git(tmp_path)
    run(root)
    put(office, {NEW_FILE: response("kent", NEW)})
    git(office, "add", "--all")
    git(office, "commit", "--quiet", "--amend", "-m", "Always so", at="2012-12-01T00:00:00Z")
    done = run(root)
    assert kent(done).state == CURRENT
    assert kent(done).note == "The history of git was rewritten. Nothing has vanished, and dates stay as they were."
    project = project_at(root)
    build(project)
    added = dict(query(project.database, "SELECT id, added FROM responses"))
    assert added[f"kent-{OLD}"] == "2024-05-01T12:00:00Z"
    assert added[f"kent-{NEW}"] >= "2026", "what is new is from the day on which it was first seen"


def test_nothing_that_lies_in_a_repository_runs(tmp_path: Path) -> None:
    office, root = of_git(tmp_path)
    trap = tmp_path / "trap"
    script = f"#!/bin/sh\ntouch {trap}\n"
    put(
        office,
        {
            ".gitattributes": "* filter=trap diff=trap merge=trap\n",
            ".gitmodules": f'[submodule "x"]\n\tpath = records/x\n\turl = {tmp_path.as_uri()}/x\n',
            "hooks/post-checkout": script,
            "config": f'[filter "trap"]\n\tsmudge = touch {trap}\n[core]\n\tfsmonitor = touch {trap}\n',
        },
    )
    for name in ("post-checkout", "post-merge", "reference-transaction"):
        hook = office / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(script)
        hook.chmod(0o755)
    git(office, "-c", f"core.hooksPath={os.devnull}", "add", "--all")
    git(office, "-c", f"core.hooksPath={os.devnull}", "commit", "--quiet", "-m", "Trap")
    assert kent(run(root)).state == CURRENT
    assert not trap.exists()
    assert not list((root / "harvest").rglob(".gitattributes"))


@pytest.mark.parametrize("kind", ["link", "submodule"])
def test_a_link_or_a_submodule_below_records_is_refused(tmp_path: Path, kind: str) -> None:
    office, root = of_git(tmp_path)
    run(root)
    if kind == "link":
        (office / "records/kent/linked.yaml").symlink_to("/etc/passwd")
        git(office, "add", "--all")
    else:
        git(office, "update-index", "--add", "--cacheinfo", f"160000,{git(office, 'rev-parse', 'HEAD')},records/x")
    git(office, "commit", "--quiet", "-m", "Link")
    done = run(root)
    assert (kent(done).state, "this is a link" in (kent(done).problem or "")) == (BROKEN, True)
    assert list(texts(root)) == [OLD_FILE]


def test_no_program_is_named_by_an_address(tmp_path: Path) -> None:
    for where in ("ext::sh -c touch% /tmp/x", "--upload-pack=touch /tmp/x", "file:relative"):
        root = sources(tmp_path, [{"id": "kent", "bodies": ["kent-pcc"], "git": where}])
        with pytest.raises(SourcesError, match="no address that can be fetched"):
            run(root)


# --- pages


def test_every_page_that_rests_on_a_source_says_if_it_is_not_current_and_since_when(tmp_path: Path) -> None:
    root = of_two(tmp_path)
    run(root)
    shutil.rmtree(tmp_path / "kent")
    since = kent(run(root)).since
    project = project_at(root)
    assert build(project).built
    said = f'this office’s data has not been available since <time datetime="{since}">'
    footer = "The data of 1 office is not up to date here"
    with asking(project) as get:
        for path in ("/forces/kent", f"/responses/kent-{OLD}"):
            assert said in get(path).text.replace("&#39;", "'"), path
        for path in ("/forces/essex", f"/responses/essex-{OLD}", "/", "/responses", "/search?q=invented"):
            text = get(path).text.replace("&#39;", "'")
            assert "not been available" not in text, path
            assert footer in text, path
        assert get("/opcc/sources/kent").status_code == 200
    put(tmp_path / "kent", records_of("kent"))
    run(root)
    assert build(project_at(root)).built
    with asking(project_at(root)) as get:
        for path in ("/forces/kent", f"/responses/kent-{OLD}", "/responses"):
            text = get(path).text
            assert "not up to date" not in text, path
            assert "not been available" not in text, path


# --- sources.yml, and the command

ENTRY = "sources:\n  - id: kent\n    bodies: [kent-pcc]\n    folder: ../kent\n"
WRONG = {
    "sources: []\n": "sources.yml, line 1, column 1: sources: there is no list of sources.",
    ENTRY.replace("kent-pcc", "kent-pc"): 'column 14: bodies: there is no body "kent-pc". Did you mean kent-pcc?',
    ENTRY.replace("folder", "foldr"): "line 4, column 5: foldr: there is no such key. Did you mean folder?",
    ENTRY + "    git: https://example.org/a.git\n": "A source has one place, and this one has 2.",
    ENTRY.replace("id: kent", "id: ../kent"): "line 2, column 9: id: this is no name for a source.",
    ENTRY + "    ended: soon\n": 'line 5, column 12: ended: "soon" is not a day.',
    ENTRY + "    ended: 2962-01-01\n": "line 5, column 12: ended: 2962-01-01 is still to come.",
    ENTRY + "    withdrawn: 2962-01-01\n    reason: x\n": "withdrawn: 2962-01-01 is still to come.",
    ENTRY + "    successor: essex-pfcc\n": "successor: this goes with ended.",
    ENTRY + "    withdrawn: 2026-01-01\n": "withdrawn: the reason is missing.",
    ENTRY + ENTRY.replace("sources:\n", "").replace("id: kent", "id: other"): "kent-pcc is the body of kent too.",
    ENTRY + ENTRY.replace("sources:\n", "").replace("kent-pcc", "essex-pfcc"): "kent is here twice.",
    "sources: {id: kent\n": "sources.yml, line",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_in_sources_yml_is_said_with_its_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources.yml").write_text(text, encoding="utf-8")
    with pytest.raises(SourcesError) as raised:
        run(tmp_path)
    assert WRONG[text] in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yml"]


def test_the_command_prints_each_thing_that_is_wrong_on_a_line_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.yml").write_text("sources:\n  - force: kent\n    bodies: [kent-pcc]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(opcc, ["harvest"])
    assert done.exit_code == 2
    lines = done.output.splitlines()
    assert [line.partition(", column ")[0] for line in lines] == [
        "opcc: sources.yml, line 2",
        "sources.yml, line 2",
        "sources.yml, line 2",
    ]
    assert "force: there is no such key." in lines[0]
    assert "id: this is missing." in lines[1]
    assert "A source has one place, and this one has 0." in lines[2]


def test_a_source_that_is_taken_out_takes_no_responses_with_it(tmp_path: Path) -> None:
    root = of_two(tmp_path)
    run(root)
    sources(root, [{"id": "essex", "bodies": [BODIES["essex"]], "folder": "../essex"}])
    with pytest.raises(SourcesError, match="kent is no longer here, and 2 responses are from it"):
        run(root)
    sources(root, [{"id": "kent", "bodies": ["surrey-pcc"], "folder": "../kent"}])
    with pytest.raises(SourcesError, match="kent has responses of kent-pcc, and may no longer speak for it"):
        run(root)
    assert texts(root) == records_of("essex") | records_of("kent")


def test_records_of_the_project_s_own_are_never_written_over(tmp_path: Path) -> None:
    root = of_kent(tmp_path)
    put(root, {OLD_FILE: "own"})
    with pytest.raises(HarvestError, match="is there already, and a harvest makes it"):
        run(root)
    assert (root / OLD_FILE).read_text("utf-8") == "own"


def test_the_command_exits_with_0_only_if_every_source_is_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = of_kent(tmp_path)
    monkeypatch.chdir(root)
    good = CliRunner().invoke(opcc, ["harvest"])
    assert (good.exit_code, good.output.splitlines()) == (
        0,
        ["kent  current: 2 responses.", "1 source: 1 current. 2 responses, 2 added, 0 changed."],
    )
    assert CliRunner().invoke(opcc, ["build"]).exit_code == 0
    shutil.rmtree(tmp_path / "kent")
    bad = CliRunner().invoke(opcc, ["harvest"])
    assert bad.exit_code == 1
    assert "kent  unreachable since 2" in bad.output
    assert "There is no such folder" in bad.output
    assert bad.output.splitlines()[-1] == "1 source: 1 unreachable. 2 responses, 0 added, 0 changed."
    assert CliRunner().invoke(opcc, ["build"]).exit_code == 0
    (root / "sources.yml").unlink()
    none = CliRunner().invoke(opcc, ["harvest"])
    assert (none.exit_code, "holds sources.yml" in none.output) == (2, True)
