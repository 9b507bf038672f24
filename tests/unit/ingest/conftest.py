"""A home of its own for each test, and short words for dropping files into it and reading its lake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.home import Home, open_home
from ingest.lake.file import Engines, open_engines
from ingest.lake.paths import load_folder
from ingest.landing import Load
from ingest.work.changes import find_changes
from ingest.work.load import LoadResult, load_days
from ingest.work.prepare import prepare_lake

DAY = date(2024, 5, 1)


@dataclass(frozen=True)
class Shop:
    """A home under test."""

    home: Home
    day: date = DAY
    hash_key: str | None = None

    def drop(self, name: str, content: bytes, table: str = "shop/prices", day: date = DAY) -> Path:
        """Put a landing file there; return its path."""
        folder = self.home.landing / table / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        return folder / name

    def ingest(self) -> list[LoadResult]:
        """Load everything that differs, one table at a time."""
        changes = find_changes(self.home)
        tables = sorted({(change.source, change.table) for change in changes})
        results = []
        for source, table in tables:
            days = [change.load_date for change in changes if (change.source, change.table) == (source, table)]
            results += load_days(self.home, source, table, days, hash_key=self.hash_key)
        return results

    def rows(self, table: str = "shop/prices", day: date = DAY) -> list[dict[str, object]]:
        """Return the lake's rows of one load day, by file name and position."""
        source, name = table.split("/")
        folder = load_folder(self.home, Load(source, name, day))
        return [row for path in sorted(folder.glob("*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()]

    def snapshot(self) -> dict[str, tuple[int, bytes]]:
        """Return every file of the lake with its modification time and content."""
        return {
            str(path.relative_to(self.home.lake)): (path.stat().st_mtime_ns, path.read_bytes())
            for path in self.home.lake.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A prepared home without landing files, in a folder with a name that is not plain ASCII."""
    home = open_home(tmp_path / "a höme")
    prepare_lake(home)
    return Shop(home)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    """The two DuckDBs that read and write."""
    with open_engines() as opened:
        yield opened
