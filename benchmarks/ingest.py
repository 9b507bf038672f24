"""What ingest costs beside the least that could be done: a DuckDB copy of the same file with the same casts."""

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from ingest.contract import SOURCES
from ingest.home import open_home
from ingest.work.changes import find_changes
from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake

COLUMNS = SOURCES["shop"].tables["events"].columns
# How each file is written, and the type its prices have: JSON that is made by programs has numbers in it.
FILES = {
    "events.csv": ("(FORMAT csv, HEADER)", "VARCHAR"),
    "events.parquet": ("(FORMAT parquet)", "VARCHAR"),
    "events.jsonl": ("(FORMAT json)", "VARCHAR"),
    "numbers.jsonl": ("(FORMAT json)", "DOUBLE"),
}


def measure_ingest(shop: Path, folder: Path, runs: int) -> None:
    """Print, for each file, the median ratio of ingest to copy over pairs of runs of one file of all clean events."""
    for name, (options, price_type) in FILES.items():
        file = folder / name
        write_events(shop, file, options, price_type)
        ratios = []
        for run in range(runs):
            ingested = measure(ingest_file, file, folder / f"home_{name}_{run}")
            copied = measure(copy_file, file, folder / "copy.parquet")
            ratios.append(ingested / copied)
            shutil.rmtree(folder / f"home_{name}_{run}")
        print(
            f"ingest     {name}: {statistics.median(ratios):.2f} times a DuckDB copy"
            f" ({min(ratios):.2f} to {max(ratios):.2f}, {runs} pairs)"
        )


def measure(act: Callable[..., None], *arguments: Path) -> float:
    """Seconds that `act` takes."""
    began = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - began


def write_events(shop: Path, file: Path, options: str, price_type: str) -> None:
    types = dict.fromkeys(COLUMNS, "VARCHAR") | {"price": price_type}
    columns = ", ".join(f"{name}::{kind} AS {name}" for name, kind in types.items())
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {columns} FROM '{shop}/landing/shop/events/*/events.parquet') TO '{file}' {options}"  # noqa: S608
        )


def ingest_file(file: Path, path: Path) -> None:
    """Hash, read and write one file as the daily job does."""
    day = path / "landing" / "shop" / "events" / "2025-12-31"
    day.mkdir(parents=True)
    (day / file.name).hardlink_to(file)
    home = open_home(path)
    prepare_lake(home)
    load_days(home, "shop", "events", [change.load_date for change in find_changes(home)])


def copy_file(file: Path, target: Path) -> None:
    names = ", ".join(COLUMNS)
    text = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS) + "}"
    readers = {
        ".csv": f"read_csv('{file}', header = true, auto_detect = false, columns = {text})",
        ".parquet": f"read_parquet('{file}')",
        ".jsonl": f"read_json('{file}', format = 'newline_delimited', columns = {text})",
    }
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {names} FROM {readers[file.suffix]}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
        )
