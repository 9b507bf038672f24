"""Recorded statements of dbt, sent again to DuckDB over the lake of any home."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from benchmarks.dbt_recording import Recording, Statements

DATABASE = "warehouse"


class Replay:
    """A database, by that name in `connection`, in which a recording is replayed over the lake of `home`."""

    def __init__(self, recording: Recording, home: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.recording = recording
        self.home = home
        self.connection = connection

    def build_first(self) -> None:
        """Build everything in an empty database."""
        self._send(self.recording.first)

    def build_full(self) -> None:
        """Build the models by version from nothing."""
        made = "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name <> 'reference'"
        for schema, table in self.connection.execute(made).fetchall():
            self.connection.execute(f"DROP TABLE {DATABASE}.{schema}.{table}")
        self._send(self.recording.full)

    def build_incremental(self) -> None:
        """Put what changed into the models by version."""
        self._send(self.recording.incremental)

    def build_marts(self) -> None:
        """Once after each build_full: the statements are those for tables that are not there yet."""
        self._send(self.recording.marts)

    def build_models(self, models: Iterable[str]) -> None:
        """What a daily build of these models does after build_first, with all that they are made from."""
        needed = self.recording.list_needed(models)
        drops = [(node, f"DROP TABLE {relation}") for node, relation in self.recording.relations.items()]
        sent = [*self.recording.incremental, *drops, *self.recording.marts]
        # In one transaction, so that a file is written once.
        self._send([("", "BEGIN"), *(one for one in sent if one[0] in needed), ("", "COMMIT")])

    def _send(self, statements: Statements) -> None:
        with self.connection.cursor() as cursor:  # which takes the temporary tables with it
            cursor.execute(f"USE {DATABASE}")
            for name, value in self.recording.settings.items():
                cursor.execute(f"SET {name} = '{value}'")
            for _, sql in statements:
                cursor.execute(sql.replace(self.recording.home, str(self.home)))


class Warehouse(Replay):
    """One in memory, replayed again and again."""

    def __init__(self, recording: Recording, home: Path) -> None:
        super().__init__(recording, home, duckdb.connect(config={"threads": 1}))
        self.connection.execute(f"ATTACH ':memory:' AS {DATABASE}")
        self.build_first()

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, *_) -> None:
        self.connection.close()

    def read_rows(self) -> dict[str, list[str]]:
        """The rows of every table, sorted, by its name."""
        return {
            table: sorted(map(repr, self.connection.execute(f"FROM {table}").fetchall()))
            for table in self.recording.tables
        }
