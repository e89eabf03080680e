"""What was measured, as a table for people and as JSON for programs."""

import json
import os
import platform
import sqlite3
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from measure import Measurement
from serving import Answers


@dataclass
class Target:
    """A figure that must not be passed."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure is as it should be."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        word = "at least" if self.at_least else "at most"
        verdict = "yes" if self.met else "NO"
        return f"{self.name:<64} {self.value:>9.2f} {self.unit:<9} {word} {self.limit:<6g} {verdict}"


def machine() -> dict[str, str]:
    """Say what this ran on."""
    facts = {
        "load before": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "system": platform.platform(),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.1f} GB",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "Node": _output("node", "--version"),
        "commit": _output("git", "describe", "--always", "--dirty"),
    }
    for name in ("jsonschema-rs", "pyyaml", "sqlite-utils", "datasette"):
        facts[name] = version(name)
    return facts


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "none"


def table(results: list[Measurement]) -> str:
    """Return the measurements as text."""
    lines = [f"{'':<40} {'records':>8} {'seconds':>9} {'processor':>9} {'runs':>4} {'ms each':>9} {'MB':>7}"]
    for one in results:
        each = f"{one.each * 1000:9.3f}" if one.records > 1 else " " * 9
        row = f"{one.name:<40} {one.records:>8,} {one.median:>9.3f} {median(one.processor):>9.3f}"
        lines.append(f"{row} {len(one.seconds):>4} {each} {one.megabytes:>7.0f}")
        if one.note:
            lines.append(f"    {one.note}")
    return "\n".join(lines)


def answers(found: list[Answers]) -> str:
    """Return the times of the servers' answers as text."""
    head = f"{'':<48} {'median ms':>9} {'p99 ms':>9} {'a second':>9}\n"
    return head + "".join(f"{one}\n" for one in found) if found else ""


def write(
    path: Path, facts: dict[str, str], results: list[Measurement], targets: list[Target], found: list[Answers]
) -> None:
    """Write all of it as JSON."""
    data = {
        "machine": facts,
        "results": [{**vars(one), "median": one.median} for one in results],
        "answers": [vars(one) for one in found],
        "targets": [{**vars(one), "met": one.met} for one in targets],
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
