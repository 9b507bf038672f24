"""Where rows lie in the lake, and in which columns."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.books.file_entry import FileEntry
from ingest.contract import TABLES, LandingTable
from ingest.home import Home
from ingest.landing import Load

# The folder of the zero-row file that stands for every known table. Later than any load day, so that it is listed
# last: DuckDB guesses a table's size from its first file, and guessed at nothing it joins the wrong way round.
EMPTY_DATE = date(9999, 12, 31)
EMPTY_NAME = "empty.parquet"


def lake_schema(table: LandingTable) -> pa.Schema:
    """Return the columns of a lake file: the declared ones as text, then origin and fault of each row.

    `_absent` names the declared columns that the landing file does not have, with commas around each; null for none.
    """
    return pa.schema(
        [(column, pa.string()) for column in table.columns]
        + [("_file", pa.string()), ("_row", pa.int64()), ("_fault", pa.string()), ("_raw", pa.string())]
        + [("_absent", pa.string())]
    )


def load_folder(home: Home, load: Load) -> Path:
    """Return the folder of one load day in the lake."""
    return home.lake / load.source / load.table / f"loaded_on={load.load_date.isoformat()}"


def lake_path(home: Home, entry: FileEntry) -> Path:
    """Return the lake file of one landing file."""
    return load_folder(home, entry.load) / f"{entry.file_name}.parquet"


def list_lake_loads(home: Home) -> set[Load]:
    """Return every load day that has a folder in the lake, whatever the manifest says."""
    loads = set()
    for table in TABLES:
        for folder in (home.lake / table.source / table.name).glob("loaded_on=*"):
            load_date = date.fromisoformat(folder.name.removeprefix("loaded_on="))
            if load_date != EMPTY_DATE:
                loads.add(Load(table.source, table.name, load_date))
    return loads


def holds_fault(path: Path, fault: str) -> bool:
    """Return whether a row of a lake file has this fault."""
    return pq.read_table(path, columns=["_fault"], filters=[("_fault", "=", fault)]).num_rows > 0


def count_rows(path: Path) -> tuple[int, int]:
    """Return (rows, rows with a fault) of a lake file, from its footer: no count the writer kept itself."""
    footer = pq.read_metadata(path)
    fault_column = footer.schema.names.index("_fault")
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    unfaulted = sum(group.column(fault_column).statistics.null_count for group in groups)
    return footer.num_rows, footer.num_rows - unfaulted
