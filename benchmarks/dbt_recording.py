"""What dbt sends to DuckDB, recorded once and replayed without dbt: a build in a second instead of twenty.

Run as a program it records, since dbt keeps settings of a process to itself:
python -m benchmarks.dbt_recording HOME FILE VARIABLES MODEL ...
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.home import open_home
from ingest.work.prepare import prepare_lake
from orchestration.settings import ROOT

TARGET = "daily"
PROJECT = ROOT / "dbt_project"
# What a query may read without its answer hanging on the shop's rows: catalogues, and whether a lake is there.
CATALOGUES = r"duckdb_\w+\(\)|(system\.)?information_schema|\(\s*describe|glob\("
ASKS_FOR_ROWS = re.compile(rf"from\s+(?!{CATALOGUES})\S+", re.IGNORECASE)
Statements = list[tuple[str, str]]


@dataclass(frozen=True)
class Recording:
    """Statements as (node, SQL), in order.

    first: those of a build on an empty database. full, incremental: those that make the models by version and what
    these are made from, where they are not there and where they are. marts: those of everything after that, which every
    build rebuilds. Views and seeds, which no row changes, are in `first` alone: to bind them takes half of a build.
    tables: the relations that then hold rows, but for those of this_run/; facts: those of them that are not of the
    marts. relations: by node of the marts, its table. parents: by node, those that it is made from. settings: those of
    dbt's connections.
    """

    home: str
    first: Statements
    full: Statements
    incremental: Statements
    marts: Statements
    tables: list[str]
    facts: list[str]
    relations: dict[str, str]
    parents: dict[str, list[str]]
    settings: dict[str, str]

    def list_needed(self, models: Iterable[str]) -> set[str]:
        """Return the nodes that these models are made from, themselves included, by the models' names."""
        names = set(models)
        needed = {node for node in self.parents if node.rpartition(".")[2] in names}
        while more := {parent for node in needed for parent in self.parents[node]} - needed:
            needed |= more
        return needed


def record_builds(
    folder: Path, environment: dict[str, str], variables: dict[str, object] | None = None, models: Iterable[str] = ()
) -> Recording:
    """Run dbt twice over an empty lake below `folder`, in a process of its own, and return what it sent.

    environment: settings of the warehouse, but for its home. variables: of dbt. models: those to build, with all that
    they are made from; all models where none is named. Raises RuntimeError with dbt's output where it fails.
    """
    home, file = folder / "home", folder / "recording.json"
    home.mkdir(parents=True)
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", __name__, home, file, json.dumps(variables or {}), *models],
        cwd=ROOT,
        env=os.environ | environment | {"CARTOGRAPH_HOME": str(home), "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"dbt cannot be recorded: {done.stdout}{done.stderr}")
    return read_recording(file)


def read_recording(file: Path) -> Recording:
    """Return what record_builds has written below its folder, as recording.json."""
    return Recording(**json.loads(file.read_text()))


def main(home: Path, file: Path, variables: str, models: list[str]) -> None:
    from dbt.adapters.factory import get_adapter_by_type
    from dbt.cli.main import dbtRunner

    prepare_lake(open_home(home))
    sent: Statements = []

    def note(event) -> None:
        if event.info.name == "SQLQuery":
            sent.append((event.data.conn_name, event.data.sql))

    def build(*arguments: str):
        sent.clear()
        common = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target", TARGET, "--quiet"]
        common += ["--vars", variables]
        places = ["--target-path", home / "target", "--log-path", home / "logs"]
        kinds = ["--exclude-resource-type", "test", "unit_test", "exposure"]
        chosen = ["--select", *(f"+{name}" for name in models)] if models else []
        result = runner.invoke(["build", *map(str, [*common, *places, *kinds, *arguments, *chosen])])
        assert result.success, result.exception or result.result
        return result.result, keep_changes(sent)

    runner = dbtRunner(callbacks=[note])
    _, full = build("--full-refresh")
    results, incremental = build()
    nodes = {result.node.unique_id: result.node for result in results}
    unchanging = {name for name, node in nodes.items() if node.config.materialized in {"view", "seed"}}
    marts = nodes.keys() - find_facts(nodes)
    held = {name: node for name, node in nodes.items() if node.config.materialized in {"table", "by_version"}}
    # What a run has to rework is another thing in every run.
    kept = {name: node for name, node in held.items() if node.schema != "work"}
    recording = Recording(
        home=str(home),
        first=full,
        full=[(node, sql) for node, sql in full if node not in marts | unchanging],
        incremental=[(node, sql) for node, sql in incremental if node not in marts | unchanging],
        marts=[(node, sql) for node, sql in full if node in marts - unchanging],
        tables=[node.relation_name for node in kept.values()],
        facts=[node.relation_name for name, node in kept.items() if name not in marts],
        relations={name: node.relation_name for name, node in held.items() if name in marts},
        parents={name: [parent for parent in list_parents(node) if parent in nodes] for name, node in nodes.items()},
        settings=get_adapter_by_type("duckdb").config.credentials.settings,
    )
    file.write_text(json.dumps(asdict(recording)))


def find_facts(nodes: dict) -> set[str]:
    """Return the models by version and what they are made from, by id."""
    facts = {name for name, node in nodes.items() if node.config.materialized == "by_version"}
    while more := {parent for name in facts for parent in list_parents(nodes[name]) if parent in nodes} - facts:
        facts |= more
    return facts


def list_parents(node) -> list[str]:
    """Return the ids of what a node is made from; a seed is made from nothing."""
    return [] if node.resource_type == "seed" else node.depends_on.nodes


def keep_changes(sent: Statements) -> Statements:
    """Return the statements that change something, as DuckDB got them.

    Raises AssertionError where dbt has read rows while it wrote SQL: what it wrote would be good for these rows only.
    """
    kept = []
    for node, sql in sent:
        sql = re.sub(r"/\*.*?\*/", "", sql, count=1, flags=re.DOTALL).strip()
        # dbt does not report what it rolls back, so its transactions cannot be replayed; nothing dies half-way here.
        if sql in {"BEGIN", "COMMIT"} or sql.startswith("comment on"):
            continue
        if sql.split(None, 1)[0].lower() in {"select", "describe"}:
            asked = ASKS_FOR_ROWS.search(sql) if sql.lower().startswith("select") else None
            assert not asked, f"{node} asks for rows while its SQL is written ({asked.group()}): {sql}"
            continue
        if sql.startswith("COPY"):
            # dbt shortens the load of a seed for its log, and says so even where it did not.
            sql = sql.removesuffix("...")
        kept.append((node, sql))
    return kept


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
