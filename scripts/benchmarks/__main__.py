"""Measure speed and memory: ours, and other programs' with the same records."""

import argparse
import sys
from pathlib import Path
from statistics import median

import peers
import report
import serving
from measure import Measurement, once, several
from project import Project
from report import Target

ROOT = Path(__file__).resolve().parents[2]
OPCC = str(ROOT / ".venv" / "bin" / "opcc")
PLANNED = 10_000
"""Records for which seconds and megabytes are aimed at."""


class Bench:
    """One run of everything."""

    def __init__(self, runs: int, slow_runs: int) -> None:
        self.runs = runs
        self.slow_runs = slow_runs
        self.results: list[Measurement] = []
        self.targets: list[Target] = []
        self.answers: list[serving.Answers] = []

    def add(self, one: Measurement) -> Measurement:
        """Keep a measurement, and show at once that it is done."""
        self.results.append(one)
        took = f"{one.median:.3f} s, {median(one.processor):.3f} s of processor, {one.megabytes:.0f} MB"
        print(f"  {one.name}: {took}", file=sys.stderr, flush=True)
        return one

    def project(self, count: int) -> Project:
        """Make or find a project of that many records."""
        project = Project(ROOT / ".bench" / "projects" / str(count), count, ROOT / "schema")
        print(f"{count:,} records", file=sys.stderr, flush=True)
        project.make()
        return project

    def start_up(self) -> None:
        """Measure `opcc --help`."""
        one = self.add(several("opcc --help", [OPCC, "--help"], ROOT / ".bench", 1, 15))
        self.targets.append(Target("opcc --help, seconds", one.median, 0.15, "s"))

    def validating(self, project: Project) -> Measurement:
        """Measure `opcc validate` without the cache of what it found before."""
        command = [OPCC, "validate", "--project", str(project.folder), "--fail-on", "error"]
        return self.add(several("opcc validate", command, project.folder, project.count, self.runs, project.forget))

    def with_the_cache(self, project: Project) -> None:
        """Measure the commands that use the result cache: without it, and as they are the second time."""
        folder, one = project.folder, str(project.paths()[7])

        def measure(name: str, *words: str, seconds: float, expect: tuple[int, ...] = (0,), cold: bool = True) -> None:
            command = [OPCC, *words, "--project", str(folder)]
            if not cold:
                once(command, folder, expect)  # it is to know all that it asks for
            else:
                self.add(
                    several(
                        f"{name}, no cache", command, folder, project.count, self.runs, project.forget, expect=expect
                    )
                )
            again = several(f"{name}, cached", command, folder, project.count, self.runs, expect=expect)
            self.targets.append(
                Target(f"{name}, cached, seconds of processor", median(self.add(again).processor), seconds, "s")
            )

        measure("opcc validate FILE", "validate", one, seconds=0.3)
        measure("opcc validate", "validate", "--fail-on", "error", seconds=0.7, cold=False)
        for _ in range(3):
            project.change_one()
        measure("opcc diff HEAD, three changed", "diff", "HEAD", seconds=0.5)
        measure("opcc due", "due", "--body", "norfolk-pcc", seconds=0.5)
        measure("opcc fmt --check", "fmt", "--check", seconds=0.5, expect=(0, 1))

    def workbook(self) -> None:
        """Measure a workbook of 1,000 records, out and in."""
        project = self.project(1_000)
        book = project.folder / "bench.xlsx"
        out = [OPCC, "export", "--project", str(project.folder), "--out", str(book), "--force"]
        self.add(several("opcc export, XLSX", out, project.folder, 1_000, self.runs))
        back = [OPCC, "import", "--project", str(project.folder), str(book), "--dry-run"]
        self.add(several("opcc import, XLSX", back, project.folder, 1_000, self.runs))

    def validating_peers(self, project: Project, ours: Measurement) -> None:
        """Measure the others that validate."""
        slow = self.add(peers.check_jsonschema(project, self.slow_runs))
        self.targets.append(
            Target("opcc validate, times as fast as check-jsonschema", slow.each / ours.each, 10, "×", True)
        )
        for one in peers.ajv(project, self.runs):
            self.add(one)
            if one.name == "ajv-cli":
                ratio = one.each / ours.each
                self.targets.append(Target("opcc validate, times as fast as ajv-cli", ratio, 1.3, "×", True))
                shares = median(one.processor) / median(ours.processor)
                print(f"  ajv-cli's processor time is {shares:.2f} times ours", file=sys.stderr, flush=True)

    def building(self, project: Project) -> Measurement:
        """Measure `opcc build` from nothing, with an empty and with a full result cache, and the size of the database.

        Returns the measurement with an empty cache.
        """
        command = [OPCC, "build", "--project", str(project.folder)]
        folder, count, runs = project.folder, project.count, self.runs
        empty = self.add(several("opcc build, empty cache", command, folder, count, runs, before=project.forget))
        full = several("opcc build, full cache", command, folder, count, runs, before=project.forget_database)
        megabytes = project.database.stat().st_size / 1e6
        full.note = f"a database of {megabytes:.0f} MB"
        self.add(full)
        if count == PLANNED:
            self.targets += [
                Target("opcc build, empty cache", empty.median, 7, "s"),
                Target("opcc build, full cache", full.median, 5, "s"),
                Target("the database", megabytes, 250, "MB"),
            ]
        return empty

    def building_again(self, project: Project) -> None:
        """Measure `opcc build` where a database is there already."""
        command = [OPCC, "build", "--project", str(project.folder)]
        folder, count = project.folder, project.count
        hashes = [*command, "--check-hashes"]
        with_hashes = self.add(several("opcc build, nothing changed, hashes", hashes, folder, count, self.runs))
        by_times = self.add(several("opcc build, nothing changed, file times", command, folder, count, self.runs))
        one = several("opcc build, one changed", command, folder, count, self.runs, before=project.change_one)
        self.add(one)
        self.targets += [
            Target("nothing changed, with hashes", with_hashes.median, 0.5, "s"),
            Target("nothing changed, by file times", by_times.median, 0.2, "s"),
            Target("one changed", one.median, 1, "s"),
        ]

    def building_peers(self, project: Project, ours: Measurement) -> None:
        """Measure yaml-to-sqlite."""
        slow = self.add(peers.yaml_to_sqlite(project, self.slow_runs))
        self.targets += [
            Target("opcc build, times as fast as yaml-to-sqlite", slow.each / ours.each, 15, "×", True),
            Target("opcc build, share of yaml-to-sqlite's memory", ours.megabytes / slow.megabytes, 0.2, "of its MB"),
        ]

    def site(self, project: Project) -> None:
        """Measure the site under load."""
        print(f"{serving.CLIENTS} clients, milliseconds", file=sys.stderr, flush=True)
        self.answers = serving.measure(project.folder / "opcc.db")
        for one in self.answers:
            if one.name.startswith("opcc") and one.name.endswith("once"):
                self.targets += [
                    Target(f"{one.name}, median", one.median, 50, "ms"),
                    Target(f"{one.name}, p99", one.p99, 250, "ms"),
                ]

    def large(self, count: int, small: dict[str, Measurement]) -> None:
        """Measure ten times as many records."""
        project = self.project(count)
        for one in (self.validating(project), self.building(project)):
            growth = one.each / small[one.name].each
            self.targets += [
                Target(f"{one.name}, cost per record, {count:,} to fewer", growth, 1.3, "×"),
                Target(f"{one.name}, memory, {count:,} records", one.megabytes, 500, "MB"),
            ]


def main() -> None:
    """Run what is asked for and print it."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--records", type=int, default=PLANNED, help="how many records (10,000)")
    parser.add_argument("--quick", action="store_true", help="500 records, to try the bench itself")
    parser.add_argument("--large", action="store_true", help="also ten times as many records, ours alone")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command (3)")
    parser.add_argument("--slow-runs", type=int, default=1, help="runs of the slow programs of others (1)")
    parser.add_argument("--site", action="store_true", help="also the site under load, beside stock Datasette")
    parser.add_argument("--ours", action="store_true", help="leave the other programs out")
    chosen = parser.parse_args()
    facts = report.machine()
    bench = Bench(chosen.runs, chosen.slow_runs)
    count = 500 if chosen.quick else chosen.records
    bench.start_up()
    project = bench.project(count)
    validate = bench.validating(project)
    bench.with_the_cache(project)
    bench.workbook()
    build = bench.building(project)
    bench.building_again(project)
    if not chosen.ours:
        bench.validating_peers(project, validate)
        bench.building_peers(project, build)
    if chosen.site:
        bench.site(project)
    if chosen.large:
        bench.large(count * 10, {one.name: one for one in (validate, build)})
    print("\n".join(f"{name:<14} {value}" for name, value in facts.items()), end="\n\n")
    print(report.table(bench.results), end="\n\n")
    print(report.answers(bench.answers))
    print("\n".join(str(target) for target in bench.targets))
    report.write(ROOT / "artefacts" / "bench.json", facts, bench.results, bench.targets, bench.answers)


main()
