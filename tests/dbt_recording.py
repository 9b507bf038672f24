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
import yaml
from shop_home import ROOT, ShopHome

from ingest.home import open_home
from ingest.lake import prepare_lake

TARGET = "daily"
# One whose days are not those of UTC, and whose clock is put forward.
TIME_ZONE = "Europe/Berlin"
DATABASE = "warehouse"
PROJECT = ROOT / "dbt_project"
# What a query may read without its answer hanging on the shop's rows: catalogues, and whether a lake is there.
CATALOGUES = r"duckdb_\w+\(\)|(system\.)?information_schema|\(\s*describe|glob\("
ASKS_FOR_ROWS = re.compile(rf"from\s+(?!{CATALOGUES})\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Recording:
    """Statements of a build with --full-refresh and of an incremental one, each as (node, SQL), in order.

    tables: the relations that hold rows afterwards. settings: those of dbt's connections.
    """

    home: str
    full: list[tuple[str, str]]
    incremental: list[tuple[str, str]]
    tables: list[str]
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
    """An in-memory database in which recorded statements are replayed over the lake of `home`."""

    def __init__(self, recording: Recording, home: Path):
        self.recording = recording
        self.home = home
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute(f"ATTACH ':memory:' AS {DATABASE}")

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, *_) -> None:
        self.connection.close()

    def build_full(self) -> None:
        self._replay(self.recording.full)

    def build_incremental(self) -> None:
        self._replay(self.recording.incremental)

    def read_rows(self) -> dict[str, list[str]]:
        """The rows of every table, sorted, by its name."""
        return {
            table: sorted(map(repr, self.connection.execute(f"FROM {table}").fetchall()))
            for table in self.recording.tables
        }

    def _replay(self, statements: Iterable[tuple[str, str]]) -> None:
        cursor, current = None, None
        for node, sql in statements:
            if node != current:
                # As in dbt: a connection for each node, so that temporary tables stay apart.
                cursor, current = self.connection.cursor(), node
                cursor.execute(f"USE {DATABASE}")
                for name, value in self.recording.settings.items():
                    cursor.execute(f"SET {name} = '{value}'")
            cursor.execute(sql.replace(self.recording.home, str(self.home)))


def main(home: Path, file: Path) -> None:
    from dbt.cli.main import dbtRunner

    prepare_lake(open_home(home))
    sent: list[tuple[str, str]] = []

    def note(event) -> None:
        if event.info.name == "SQLQuery":
            sent.append((event.data.conn_name, event.data.sql))

    def build(*arguments: str):
        sent.clear()
        common = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target", TARGET, "--quiet"]
        places = ["--target-path", home / "target", "--log-path", home / "logs"]
        tests = ["--exclude-resource-type", "test", "unit_test"]
        result = runner.invoke(["build", *map(str, [*common, *places, *tests, *arguments])])
        assert result.success, result.exception or result.result
        return result.result, keep_changes(sent)

    runner = dbtRunner(callbacks=[note])
    _, full = build("--full-refresh")
    results, incremental = build()
    nodes = [result.node for result in results]
    unchanging = {node.unique_id for node in nodes if node.config.materialized in {"view", "seed"}}
    settings = yaml.safe_load((PROJECT / "profiles.yml").read_text())["cartograph"]["outputs"][TARGET]["settings"]
    recording = Recording(
        home=str(home),
        full=full,
        # Views and seeds are made again by the very statements that made them.
        incremental=[(node, sql) for node, sql in incremental if node not in unchanging],
        tables=[node.relation_name for node in nodes if node.config.materialized in {"table", "incremental"}],
        settings=settings,
    )
    file.write_text(json.dumps(asdict(recording)))


def keep_changes(sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the statements that change something, as DuckDB got them.

    Raises AssertionError where dbt has read rows while it wrote SQL: what it wrote would be good for these rows only.
    """
    kept = []
    for node, sql in sent:
        sql = re.sub(r"/\*.*?\*/", "", sql, count=1, flags=re.DOTALL).strip()
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
