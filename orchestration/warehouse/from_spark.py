"""What Spark built, brought to where algorithms, checks and publishing read: the warehouse of DuckDB.

DuckDB's own build of an empty lake says how the tables look, Spark's Parquet files which rows they hold.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from ingest.home import Home
from orchestration.dbt.shape import build_shape
from orchestration.dbt.translator import is_public
from orchestration.settings import SettingsError
from orchestration.warehouse.database_file import find_wal, remove_database

# Views with which algorithms begin, and the table by which publishing knows the day.
READ_SCHEMA, READ_TABLE = "inputs", ("staging", "as_of")
VIEWS = "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal"
TABLES = "SELECT schema_name, table_name FROM duckdb_tables()"


def bring_from_spark(home: Home, manifest: Mapping[str, Any], *, anew: bool) -> None:
    """Bring what is published or read by algorithms up to date with Spark's tables, all of it or nothing.

    manifest: that of Spark's build, where a model may be a table that is a view on DuckDB. anew: in a new warehouse,
    since models have changed. Otherwise tables that Python made stay beside it. Raises SettingsError where Spark keeps
    a table elsewhere.
    """
    needed = list_needed(manifest)
    path = home.warehouse if home.warehouse.exists() and not anew else _lay_out(home, needed)
    with duckdb.connect(path) as connection:
        connection.begin()
        for schema, name in connection.execute(TABLES).fetchall():
            if (schema, name) in needed:
                _fill(connection, f'"{schema}"."{name}"', home.spark / "warehouse" / f"{schema}.db" / name)
        connection.commit()
    if path != home.warehouse:
        find_wal(home.warehouse).unlink(missing_ok=True)
        path.replace(home.warehouse)


def _lay_out(home: Home, needed: dict[tuple[str, str], bool]) -> Path:
    """Return a new database without rows: of DuckDB's tables and views those that are needed."""
    following = home.next_warehouse
    remove_database(following)
    shutil.copyfile(build_shape(home), following)
    with duckdb.connect(following) as connection:
        for schema, name in connection.execute(VIEWS).fetchall():
            if needed.get((schema, name)):
                _make_table(connection, schema, name)
        for kind, catalogue in (("VIEW", VIEWS), ("TABLE", TABLES)):
            for schema, name in connection.execute(catalogue).fetchall():
                if (schema, name) not in needed:
                    connection.execute(f'DROP {kind} "{schema}"."{name}"')
    return following


def _make_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    """Put a table in the place of a view, with its columns."""
    connection.execute(f'CREATE TABLE "{schema}"."{name}__rows" AS FROM "{schema}"."{name}"')
    connection.execute(f'DROP VIEW "{schema}"."{name}"')
    connection.execute(f'ALTER TABLE "{schema}"."{name}__rows" RENAME TO "{name}"')


def list_needed(manifest: Mapping[str, Any]) -> dict[tuple[str, str], bool]:
    """Return what is published or read by algorithms, and all that views among it read: whether (schema, name) is a
    table.

    >>> orders = {"resource_type": "model", "schema": "facts", "alias": "orders", "name": "orders"}
    >>> baskets = orders | {"schema": "inputs", "alias": "baskets", "depends_on": {"nodes": ["facts.orders"]}}
    >>> nodes = {"facts.orders": orders | {"config": {"materialized": "by_version"}}}
    >>> nodes["inputs.baskets"] = baskets | {"config": {"materialized": "view"}}
    >>> sorted(list_needed({"nodes": nodes}).items())
    [(('facts', 'orders'), True), (('inputs', 'baskets'), False)]
    """
    models = {i: node for i, node in manifest["nodes"].items() if node["resource_type"] in {"model", "seed"}}
    waiting = [i for i, node in models.items() if is_public(node) or node["schema"] == READ_SCHEMA]
    waiting += [i for i, node in models.items() if _name(node) == READ_TABLE]
    needed: dict[str, bool] = {}
    while waiting:
        unique_id = waiting.pop()
        if unique_id in needed or unique_id not in models:
            continue
        needed[unique_id] = models[unique_id]["config"]["materialized"] != "view"
        if not needed[unique_id]:
            waiting += models[unique_id]["depends_on"]["nodes"]
    return {_name(models[unique_id]): is_table for unique_id, is_table in needed.items()}


def _name(node: Mapping[str, Any]) -> tuple[str, str]:
    return node["schema"], node["alias"]


def _fill(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> None:
    """Put the rows of a folder of Spark's into a table; Spark writes no file where there is none."""
    if not folder.is_dir():
        raise SettingsError(
            f"Spark did not write {folder}, from where the daily job copies: let it keep its tables there, on this"
            " machine, or build with CARTOGRAPH_ENGINE=duckdb."
        )
    connection.execute(f"DELETE FROM {table}")  # noqa: S608
    if files := list_files(folder):
        # A partition stands in the name of its folder.
        rows = "SELECT * FROM read_parquet(?, hive_partitioning = true)"
        connection.execute(f"INSERT INTO {table} BY NAME {rows}", [files])


def list_files(folder: Path) -> list[str]:
    """Return the Parquet files of a table of Spark's, without what a statement that was killed has left in it.

    Such files lie below a folder whose name begins with a dot or an underscore.
    """
    files = {path: path.relative_to(folder).parts for path in sorted(folder.rglob("*.parquet"))}
    return [str(path) for path, parts in files.items() if not any(part.startswith((".", "_")) for part in parts)]
