"""People who read the published file all day, each a process: `python -m readers` reads until it is terminated."""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from shop_home import ShopHome

# So that eight of them leave a small machine its time.
MOST_PAUSE_SECONDS = 1


@dataclass(frozen=True)
class Reading:
    """What one reader saw: how often it opened the file, how many different ones, and what was wrong with them."""

    reads: int
    files: int
    failures: list[str]


@contextmanager
def read_beside(home: ShopHome, readers: int) -> Iterator[list[Reading]]:
    """Let so many readers at the published file; the list holds what each of them saw once the block is left."""
    readings: list[Reading] = []
    processes = [home.start("readers") for _ in range(readers)]
    try:
        for process in processes:
            process.stdout.readline()  # It has read once.
        yield readings
    finally:
        for process in processes:
            process.terminate()
        outputs = [process.communicate(timeout=60)[0] for process in processes]
    readings += [Reading(**json.loads(words)) for words in outputs]


def read_whole(published: Path) -> str:
    """Open the file, hold what it says of itself against its tables, and return when it was published."""
    with duckdb.connect(published, read_only=True) as connection:
        [(published_at, row_counts, as_of, newest)] = connection.execute(
            "SELECT published_at::VARCHAR, row_counts, as_of_date,"
            " (SELECT max(load_date) FROM ops.load_days) FROM ops.run_facts"
        ).fetchall()
        assert as_of == newest, f"as of {as_of}, and it holds {newest}"
        for table, count in json.loads(row_counts).items():
            [(found,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
            assert found == count, f"{table}: {found} rows, and the file records {count}"
            # Between two tables another set may have come: that each can be read is all there is to say.
            read_parquet(connection, published.with_suffix(""), table)
    return published_at


def read_parquet(connection: duckdb.DuckDBPyConnection, link: Path, table: str) -> None:
    """Read a table of the folder that the link points to; again where another has replaced it meanwhile."""
    folder = link.resolve()
    try:
        connection.execute(f"FROM '{folder}/{table.replace('.', '/')}.parquet'").fetchall()
    except duckdb.Error:
        if link.resolve() == folder:
            raise
        read_parquet(connection, link, table)


def main() -> None:
    signals = []
    signal.signal(signal.SIGTERM, lambda *_: signals.append(True))
    os.nice(10)
    published = Path(os.environ["CARTOGRAPH_HOME"]) / "published.duckdb"
    reads, files, failures, is_over = 0, [""], [], False
    while not is_over:
        is_over = bool(signals)  # Asked to end, it reads once more, and so has seen what was published last.
        try:
            published_at = read_whole(published)
            assert published_at >= files[-1], f"published at {files[-1]}, and later at {published_at}"
            if published_at != files[-1]:
                files.append(published_at)
        except Exception as error:  # noqa: BLE001 - whatever a reader meets is what is looked for
            failures.append(repr(error))
        reads += 1
        if reads == 1:
            print("reading", flush=True)
        time.sleep(random.uniform(0, MOST_PAUSE_SECONDS))
    print(json.dumps({"reads": reads, "files": len(files) - 1, "failures": failures}))


if __name__ == "__main__":
    main()
