"""The one folder that holds a shop: its landing files, its lake, its warehouse and what is published."""

import os
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import HomeError

PROJECT_ROOT = Path(__file__).resolve().parents[1]

# DuckDB reads these in a path as a pattern, as the end of a text, or (=) as a partition.
PATTERN_MARKS = "#*?[]{}='\"\\\n"


@dataclass(frozen=True)
class Home:
    """The places inside one CARTOGRAPH_HOME. Nothing is written outside `path`."""

    path: Path

    @property
    def landing(self) -> Path:
        """landing/<source>/<table>/<YYYY-MM-DD>/<file>: what the shop drops; never modified."""
        return self.path / "landing"

    @property
    def lake(self) -> Path:
        """lake/<source>/<table>/loaded_on=<date>/<file>.parquet: the same rows as text."""
        return self.path / "lake"

    @property
    def files(self) -> Path:
        """One row for each landing file in the lake; ingest's own memory."""
        return self.lake / "files.parquet"

    @property
    def loads(self) -> Path:
        """One row for each (source, table, load day) in the lake; what dbt compares."""
        return self.lake / "loads.parquet"

    @property
    def sealed(self) -> Path:
        """One row for each load day whose event rows were dropped, with what is kept in their place."""
        return self.lake / "sealed.parquet"

    @property
    def hash_key(self) -> Path:
        """By which key the lake's personal data are hashed: the hash of a known word."""
        return self.lake / "hash_key.parquet"

    @property
    def erased(self) -> Path:
        """One row for each person erased, as keyed hashes: by it they are kept out of the lake."""
        return self.path / "erased.parquet"

    @property
    def warehouse(self) -> Path:
        """The pipeline's private database."""
        return self.path / "warehouse.duckdb"

    @property
    def next_warehouse(self) -> Path:
        """A copy of the warehouse without free space, about to take its place."""
        return self.path / "warehouse.next.duckdb"

    @property
    def broken_warehouse(self) -> Path:
        """A damaged warehouse, set aside."""
        return self.path / "warehouse.broken.duckdb"

    @property
    def dev(self) -> Path:
        """The database of the dbt target `dev`."""
        return self.path / "dev.duckdb"

    @property
    def spark(self) -> Path:
        """The folder of the dbt target `spark`."""
        return self.path / "spark"

    @property
    def published(self) -> Path:
        """What people and tools read."""
        return self.path / "published.duckdb"

    @property
    def published_tables(self) -> Path:
        """published/<schema>/<table>.parquet: the same tables; a link to one of `published_versions`."""
        return self.path / "published"

    @property
    def published_versions(self) -> Path:
        """The folder that `published_tables` shows, and for a moment the one that takes its place."""
        return self.path / ".published"

    @property
    def ledger(self) -> Path:
        """plan_ledger/<YYYY-MM-DD>.parquet: plans that passed, by as-of date; <YYYY-MM-DD>.delivered: it stays so."""
        return self.path / "plan_ledger"

    @property
    def plan_decisions(self) -> Path:
        """What plans that were delivered decided, as dbt reads it."""
        return self.lake / "plan_decisions.parquet"

    @property
    def draw_key(self) -> Path:
        """By which is drawn who is held back; for its owner alone."""
        return self.path / "draw_key"

    @property
    def exports(self) -> Path:
        """exports/<as of>/<audience>/generation-<n>/: audiences as files, for whoever may receive them."""
        return self.path / "exports"

    @property
    def outbox(self) -> Path:
        """What is delivered, what a receiver answered, and what is left to send."""
        return self.path / "outbox.sqlite"

    @property
    def as_of(self) -> Path:
        """as_of/<YYYY-MM-DD>.duckdb: what was known by the end of that load day."""
        return self.path / "as_of"

    @property
    def building(self) -> Path:
        """The home in which a file of as_of/ is made; only while that goes on."""
        return self.as_of / "building"

    @property
    def building_lock(self) -> Path:
        """The file whose `flock` means: `building` is in use."""
        return self.as_of / "building.lock"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME."""
        return self.path / "dagster"

    @property
    def truth(self) -> Path:
        """What the sample shop planted; the pipeline never reads it."""
        return self.path / "truth"

    @property
    def lock(self) -> Path:
        """The file whose `flock` means: a run is writing."""
        return self.path / "run.lock"

    @property
    def delivery_lock(self) -> Path:
        """The file whose `flock` means: a delivery is at work, or its outbox must stay as it is for a moment."""
        return self.path / "delivery.lock"

    @property
    def lake_lock(self) -> Path:
        """The file whose `flock` means: the lake is being changed, or must stay as it is for a moment."""
        return self.path / "lake.lock"


def open_home(path: str | Path | None = None) -> Home:
    """Return the home at `path` (None: `data/` in the project), made if it does not exist.

    Raises HomeError, one sentence, when the path is not absolute, is no folder, has a name
    DuckDB would misread, or cannot be made or written.
    """
    folder = PROJECT_ROOT / "data" if path is None else Path(path)
    if not folder.is_absolute():
        raise HomeError(
            f"CARTOGRAPH_HOME is {str(path)!r}, which is not an absolute path: give one that starts with '/',"
            " or leave it unset to use data/ in the project."
        )
    if marks := sorted(set(str(folder)) & set(PATTERN_MARKS)):
        raise HomeError(
            f"CARTOGRAPH_HOME is {folder}, whose name holds {' '.join(marks)}:"
            " DuckDB would read that as a pattern; name a folder without it."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise HomeError(
            f"CARTOGRAPH_HOME is {folder}, but a file stands there or above it: move the file or name another folder."
        ) from None
    except OSError as error:
        raise HomeError(
            f"CARTOGRAPH_HOME is {folder}, which cannot be made ({error.strerror}):"
            " make it, or name a folder you may write."
        ) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise HomeError(
            f"CARTOGRAPH_HOME is {folder}, which may not be written: change its permissions or name another folder."
        )
    return Home(folder)
