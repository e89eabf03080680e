"""The other programs, each given the same records."""

import subprocess
from pathlib import Path

from measure import CommandError, Measurement, once, several
from project import Project

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".bench" / "venv" / "bin"
NODE = ROOT / "scripts" / "benchmarks" / "node"


def check_jsonschema(project: Project, runs: int) -> Measurement:
    """Validate with check-jsonschema, all files in one call."""
    schema = project.folder / "schema" / "response.schema.json"
    files = [str(path.relative_to(project.folder)) for path in project.paths()]
    command = [str(BIN / "check-jsonschema"), "--schemafile", str(schema), *files]
    return several("check-jsonschema", command, project.folder, project.count, runs, note=_loader())


def _loader() -> str:
    """Say which YAML loader check-jsonschema works with."""
    code = (
        "import ruamel.yaml as r;"
        "p = r.YAML(typ='safe', pure=False).Parser;"
        "print('ruamel.yaml', r.__version__, 'with the parser', p.__module__ + '.' + p.__name__)"
    )
    done = subprocess.run([str(BIN / "python"), "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def ajv(project: Project, runs: int) -> list[Measurement]:
    """Validate with ajv-cli, and with ajv in a script of our own: nothing where npm could not install them."""
    if not (NODE / "node_modules" / "ajv-cli").is_dir():
        return []
    schema = project.folder / "schema" / "response.schema.json"
    script = ["node", str(NODE / "validate.cjs"), str(schema), str(project.records)]
    quoted = project.folder / ".quoted"
    project.with_quoted_dates(quoted)
    cli = ["node", str(NODE / "node_modules" / "ajv-cli" / "dist" / "index.js"), "validate", "--spec=draft2020"]
    cli += ["--strict=false", "-c", "ajv-formats", "-s", str(schema), "-d"]
    note = "copies of the records with each date in quotes"
    if _accepts(cli, project):
        quoted, note = project.records, "the records as they are"
    return [
        several("ajv-cli", [*cli, f"{quoted}/**/*.yaml"], NODE, project.count, runs, note=note),
        several("ajv, js-yaml 4, script of ours", script, project.folder, project.count, runs),
    ]


def _accepts(cli: list[str], project: Project) -> bool:
    try:
        once([*cli, str(project.paths()[0])], NODE)
    except CommandError:
        return False
    return True


def yaml_to_sqlite(project: Project, runs: int) -> Measurement:
    """Build a table with PyYAML and yaml-to-sqlite, from one file with all records as a list."""
    source = project.folder / ".all.yaml"
    project.as_one_list(source)
    target = project.folder / ".peer.db"
    command = [str(BIN / "yaml-to-sqlite"), str(target), "responses", str(source), "--pk", "id"]

    def forget() -> None:
        target.unlink(missing_ok=True)

    note = "one table, nested parts as JSON text; no check, no index, no search"
    return several("yaml-to-sqlite", command, project.folder, project.count, runs, before=forget, note=note)
