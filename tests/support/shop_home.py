"""A home under test, driven from outside as its owner would: files, the daily command, the published file."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[2]
# What says when and by which run the file was made, what was given out, and the plan, which draws by a home's own key
# and counts what earlier mornings planned; all else must not depend on the way there.
ABOUT_THE_RUN = {
    *("ops.run_facts", "ops.erasures", "ops.dropped_events"),
    *("marketing.audiences", "marketing.campaign_plan"),
}


@dataclass(frozen=True)
class ShopHome:
    """One shop's folder. Commands run in processes of their own, with this home and these settings."""

    path: Path
    hash_key: str | None = None
    currency: str = "EUR"
    time_zone: str | None = None
    engine: str | None = None

    @property
    def landing(self) -> Path:
        return self.path / "landing"

    @property
    def published(self) -> Path:
        return self.path / "published.duckdb"

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CARTOGRAPH_", "DAGSTER_"))}
        key = {"CARTOGRAPH_HASH_KEY": self.hash_key} if self.hash_key else {}
        zone = {"CARTOGRAPH_TIME_ZONE": self.time_zone} if self.time_zone else {}
        engine = {"CARTOGRAPH_ENGINE": self.engine} if self.engine else {}
        return kept | key | zone | engine | {"CARTOGRAPH_HOME": str(self.path), "CARTOGRAPH_CURRENCY": self.currency}

    def start_daily(self, *arguments: str) -> subprocess.Popen:
        """Start the daily command; its output is a pipe of text lines. What is refused or lost is meant to be."""
        return self.start("orchestration.commands.daily", "--accept", *arguments)

    def start(self, module: str, *arguments: str) -> subprocess.Popen:
        """Start a module of the project or of the tests as a command; its output is a pipe of text lines."""
        paths = [str(ROOT), str(ROOT / "tests" / "support"), *filter(None, [os.environ.get("PYTHONPATH")])]
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment | {"PYTHONPATH": os.pathsep.join(paths)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run_daily(self, *arguments: str, fails: bool = False) -> str:
        """Run the daily command to its end and return what it printed. What is refused or lost is meant to be."""
        return self.run("daily", "--accept", *arguments, fails=fails)

    def run(self, command: str, *arguments: str, fails: bool = False) -> str:
        """Run one of orchestration's commands to its end and return what it printed."""
        process = self.start(f"orchestration.commands.{command}", *arguments)
        output, _ = process.communicate(timeout=900)
        assert (process.returncode != 0) == fails, output
        return output

    def query(self, sql: str, *parameters) -> list[tuple]:
        """Rows of a query on the published file."""
        with duckdb.connect(self.published, read_only=True) as published:
            return published.execute(sql, list(parameters)).fetchall()

    def tables(self) -> set[str]:
        return {
            f"{schema}.{name}"
            for schema, name in self.query("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal")
        }

    def take_load_days(self, other: "ShopHome", load_days: set[str] | None = None) -> None:
        """Copy landing folders of another home: those of the given load days, or all."""
        for folder in other.landing.glob("*/*/*"):
            if load_days is None or folder.name in load_days:
                shutil.copytree(folder, self.landing / folder.relative_to(other.landing), dirs_exist_ok=True)

    def take_sound_files(self, other: "ShopHome", load_days: set[str]) -> None:
        """Copy load days without the files of planted dirt, for which a run would stop that nobody accepts."""
        self.take_load_days(other, load_days)
        for file in self.landing.glob("*/*/*/*"):
            if file.name.split(".")[0] != file.parents[1].name:
                file.unlink()

    def miscount_landing(self) -> None:
        """Let ingest's book say that one row of items more has landed than there is, which no check may pass."""
        path = self.path / "lake" / "files.parquet"
        files = pq.read_table(path)
        rows = files.to_pylist()
        next(row for row in rows if row["table_name"] == "items")["landed_count"] += 1
        pq.write_table(pa.Table.from_pylist(rows, files.schema), path)

    def load_days(self) -> list[str]:
        return sorted({folder.name for folder in self.landing.glob("*/*/*")})


def find_differences(one: ShopHome, other: ShopHome) -> Iterator[str]:
    """Names of the published tables that are not equal row by row."""
    return compare_databases(one.published, other.published)


def find_fact_differences(one: ShopHome, other: ShopHome) -> Iterator[str]:
    """Names of the private tables of facts and rejected rows that are not equal row by row."""
    return compare_databases(one.warehouse, other.warehouse, {"facts", "quarantine"})


def compare_databases(one: Path, other: Path, schemas: set[str] | None = None) -> Iterator[str]:
    """Names of the tables, of some schemas or all, that are not equal row by row in two files of the same tables."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{one}' AS one (READ_ONLY)")
        connection.execute(f"ATTACH '{other}' AS other (READ_ONLY)")
        tables = {"one": set(), "other": set()}
        for database, schema, name in connection.execute(
            "SELECT database_name, schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
        ).fetchall():
            if schemas is None or schema in schemas:
                tables[database].add(f"{schema}.{name}")
        assert tables["one"] == tables["other"]
        for table in sorted(tables["one"] - ABOUT_THE_RUN):
            [(count,)] = connection.execute(
                f"SELECT count(*) FROM ((FROM one.{table} EXCEPT ALL FROM other.{table})"
                f" UNION ALL (FROM other.{table} EXCEPT ALL FROM one.{table}))"
            ).fetchall()
            if count:
                yield f"{table}: {count} rows"
