"""Every published table as a Parquet file too: a new folder, complete or not at all, then one rename.

`published` is a link to the newest folder of `.published`, since a folder with files in it cannot be replaced in one
step and a link can. Who has a file of the old folder open keeps it.
"""

import shutil
import time
from pathlib import Path
from uuid import uuid4

import duckdb

from ingest.home import Home
from orchestration.warehouse.tables import quote_text

# Between following the link and finding the file in its folder a reader may have to wait for a processor.
SECONDS_TO_OPEN = 1


def write_tables(connection: duckdb.DuckDBPyConnection, home: Home) -> Path:
    """Write each table of the database that `connection` has open into a new folder, which is returned.

    <schema>/<table>.parquet, read-only. Types are kept; Parquet has no place for constraints and comments.
    """
    folder = home.published_versions / uuid4().hex
    tables = connection.execute(
        """
        SELECT schema_name, table_name FROM duckdb_tables()
        WHERE database_name = current_database() AND NOT internal
        ORDER BY ALL
        """
    ).fetchall()
    for schema, name in tables:
        path = folder / schema / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f'COPY "{schema}"."{name}" TO {quote_text(str(path))} (FORMAT parquet, COMPRESSION zstd)')
        path.chmod(0o444)
    return folder


def count_rows(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Return the rows of each table of a folder by its name, as the files themselves say."""
    pattern = quote_text(f"{folder}/*/*.parquet")
    counts = connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({pattern})").fetchall()  # noqa: S608
    return {f"{Path(file).parent.name}.{Path(file).stem}": rows for file, rows in counts}


def replace_tables(home: Home, folder: Path) -> None:
    """Put a complete folder in the place of the published one, in one rename, and delete the one it replaces.

    A little later, so that who has just followed the link still finds a file there.
    """
    link = home.published_tables
    is_first = not link.exists()
    if link.is_dir() and not link.is_symlink():  # a home that was copied with its links followed
        link.rename(home.published_versions / uuid4().hex)
    following = home.published_versions / "next"
    following.symlink_to(folder.relative_to(home.path))
    following.rename(link)
    if not is_first:
        time.sleep(SECONDS_TO_OPEN)
    sweep_tables(home)


def sweep_tables(home: Home) -> None:
    """Delete the folders that are not published: those that were replaced, and what killed publishes left."""
    current = home.published_tables.resolve()
    for path in home.published_versions.iterdir() if home.published_versions.exists() else ():
        if path.is_symlink():
            path.unlink()
        elif path != current:
            shutil.rmtree(path)
