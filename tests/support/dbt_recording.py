"""What dbt sends to DuckDB, recorded once and replayed without dbt: a build in a second instead of twenty.

Run as a program it records, since dbt keeps settings of a process to itself: python dbt_recording.py HOME FILE
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
from shop_home import ROOT, ShopHome

from ingest.home import open_home
from ingest.work.prepare import prepare_lake

TARGET = "daily"
# One whose days are not those of UTC, and whose clock is put forward.
TIME_ZONE = "Europe/Berlin"
DATABASE = "warehouse"
PROJECT = ROOT / "dbt_project"
# So few that a full build of a random lake is cut into slices, as that of a hundred million events is.
VARS = {"least_slice_events": 3}
# What a query may read without its answer hanging on the shop's rows: catalogues, and whether a lake is there.
CATALOGUES = r"duckdb_\w+\(\)|(system\.)?information_schema|\(\s*describe|glob\("
ASKS_FOR_ROWS = re.compile(rf"from\s+(?!{CATALOGUES})\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Recording:
    """Statements as (node, SQL), in order.

    first: those of a build on an empty database. full, incremental: those that make the models by version and what
    these are made from, where they are not there and where they are. marts: those of everything after that, which every
    build rebuilds. Views and seeds, which no row changes, are in `first` alone: to bind them takes half of a build.
    tables: the relations that then hold rows; facts: those of them that are not of the marts. settings: those of dbt's
    connections.
    """

    home: str
    first: list[tuple[str, str]]
    full: list[tuple[str, str]]
    incremental: list[tuple[str, str]]
    marts: list[tuple[str, str]]
    tables: list[str]
    facts: list[str]
    settings: dict[str, str]


def record_builds(folder: Path) -> Recording:
    """Run dbt twice over an empty lake below `folder`, in a process of its own, and return what it sent."""
    home, file = ShopHome(folder / "home"), folder / "recording.json"
    done = subprocess.run(
        [sys.executable, __file__, home.path, file],
        cwd=ROOT,
        env=home.environment | {"CARTOGRAPH_TIME_ZONE": TIME_ZONE, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Recording(**json.loads(file.read_text()))


class Warehouse:
    """An in-memory database in which recorded statements are replayed over the lake of `home`, again and again."""

    def __init__(self, recording: Recording, home: Path):
        self.recording = recording
        self.home = home
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute(f"ATTACH ':memory:' AS {DATABASE}")
        self._replay(recording.first)

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, *_) -> None:
        self.connection.close()

    def build_full(self) -> None:
        """Build the models by version from nothing."""
        made = "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name <> 'reference'"
        for schema, table in self.connection.execute(made).fetchall():
            self.connection.execute(f"DROP TABLE {DATABASE}.{schema}.{table}")
        self._replay(self.recording.full)

    def build_incremental(self) -> None:
        self._replay(self.recording.incremental)

    def build_marts(self) -> None:
        """Once after each build_full: the statements are those for tables that are not there yet."""
        self._replay(self.recording.marts)

    def read_rows(self) -> dict[str, list[str]]:
        """The rows of every table, sorted, by its name."""
        return {
            table: sorted(map(repr, self.connection.execute(f"FROM {table}").fetchall()))
            for table in self.recording.tables
        }

    def _replay(self, statements: Iterable[tuple[str, str]]) -> None:
        with self.connection.cursor() as cursor:  # which takes the temporary tables with it
            cursor.execute(f"USE {DATABASE}")
            for name, value in self.recording.settings.items():
                cursor.execute(f"SET {name} = '{value}'")
            for _, sql in statements:
                cursor.execute(sql.replace(self.recording.home, str(self.home)))


def main(home: Path, file: Path) -> None:
    from dbt.adapters.factory import get_adapter_by_type
    from dbt.cli.main import dbtRunner

    prepare_lake(open_home(home))
    sent: list[tuple[str, str]] = []

    def note(event) -> None:
        if event.info.name == "SQLQuery":
            sent.append((event.data.conn_name, event.data.sql))

    def build(*arguments: str):
        sent.clear()
        common = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target", TARGET, "--quiet"]
        common += ["--vars", json.dumps(VARS)]
        places = ["--target-path", home / "target", "--log-path", home / "logs"]
        tests = ["--exclude-resource-type", "test", "unit_test", "exposure"]
        result = runner.invoke(["build", *map(str, [*common, *places, *tests, *arguments])])
        assert result.success, result.exception or result.result
        return result.result, keep_changes(sent)

    runner = dbtRunner(callbacks=[note])
    _, full = build("--full-refresh")
    results, incremental = build()
    nodes = {result.node.unique_id: result.node for result in results}
    unchanging = {name for name, node in nodes.items() if node.config.materialized in {"view", "seed"}}
    marts = nodes.keys() - find_facts(nodes)
    # What a run has to rework is another thing in every run.
    kept = {name: node for name, node in nodes.items() if node.schema != "work"}
    tables = {name: node for name, node in kept.items() if node.config.materialized in {"table", "by_version"}}
    recording = Recording(
        home=str(home),
        first=full,
        full=[(node, sql) for node, sql in full if node not in marts | unchanging],
        incremental=[(node, sql) for node, sql in incremental if node not in marts | unchanging],
        marts=[(node, sql) for node, sql in full if node in marts - unchanging],
        tables=[node.relation_name for node in tables.values()],
        facts=[node.relation_name for name, node in tables.items() if name not in marts],
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


def keep_changes(sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
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
            sql = sql.removesuffix(
                "..."
            )  # dbt shortens the load of a seed for its log, and says so even where it did not
        kept.append((node, sql))
    return kept


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
