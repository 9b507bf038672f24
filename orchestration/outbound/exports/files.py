"""The files of one generation: the same tables as Parquet, CSV and JSON lines, and in the shapes of two tools."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ingest.hashing import hash_file
from orchestration.outbound.exports.audience import TOOL_FORMATS, Audience
from orchestration.outbound.exports.changes import Changes
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.formula_guard import guard_formulas, is_risky
from orchestration.warehouse.tables import quote_text

WHOLE, ADDED, REMOVED, CHANGED = "whole", "added", "removed", "changed"
LISTS = (WHOLE, ADDED, REMOVED, CHANGED)
NOBODY = pa.table({"external_id": pa.array([], pa.string())})


def make_tables(
    audience: Audience, given: dict[str, pa.Table], now: pa.Table, changes: Changes, minimum_users: int
) -> dict[str, pa.Table]:
    """Return the tables of a generation by name: the list and its changes, then those in the shapes of tools.

    given: whom each tool holds, where it holds anybody. minimum_users: of whom fewer agreed, nobody is given to a tool,
    and who was is taken back.
    """
    tables = {WHOLE: now, ADDED: changes.added, REMOVED: changes.removed, CHANGED: changes.changed}
    if "newsletter" in audience.formats:
        members = list_given(now, "newsletter", minimum_users)
        tables["newsletter"] = _mark_members(audience.name, given.get("newsletter", NOBODY), members)
    if "customer_list" in audience.formats:
        members = list_given(now, "customer_list", minimum_users)
        gone = _leave_out(given.get("customer_list", NOBODY), members)
        tables["customer_list"], tables["customer_list_removed"] = members, gone
    return tables


def list_agreed(rows: pa.Table, tool: str) -> pa.Table:
    """Return the ids of those who agreed to be given to a tool.

    An id that a spreadsheet might run is left out: marked, it would match nobody.
    """
    ids = rows.filter(rows[TOOL_FORMATS[tool]])["external_id"]
    return pa.table({"external_id": ids.filter(pc.invert(is_risky(ids)))})


def list_given(rows: pa.Table, tool: str, minimum_users: int) -> pa.Table:
    """Return the ids that a tool is given: of those who agreed, or of nobody where they are too few."""
    agreed = list_agreed(rows, tool)
    return agreed if agreed.num_rows >= minimum_users else agreed.slice(0, 0)


def write_files(folder: Path, audience: Audience, tables: dict[str, pa.Table]) -> list[dict[str, object]]:
    """Write the tables into a folder; return what the manifest says of each file, in the order of their names."""
    row_counts = {}
    for name, rows in tables.items():
        if name not in LISTS:
            row_counts[_write_csv(folder / f"{name}.csv", rows)] = rows.num_rows
            continue
        row_counts[_write_parquet(folder / f"{name}.parquet", rows)] = rows.num_rows
        if "csv" in audience.formats:
            row_counts[_write_csv(folder / f"{name}.csv", rows)] = rows.num_rows
        if "jsonl" in audience.formats:
            row_counts[_write_jsonl(folder / f"{name}.jsonl", rows)] = rows.num_rows
    return [
        {"name": path.name, "rows": rows, "bytes": path.stat().st_size, "sha256": hash_file(path)}
        for path, rows in sorted(row_counts.items())
    ]


def read_files(folder: Path) -> dict[str, pa.Table]:
    """Return the tables of a folder that write_files has written, by name. Raises ExportError where one is damaged."""
    tables = {name: read_parquet(folder / f"{name}.parquet") for name in LISTS}
    ids_are_text = pa_csv.ConvertOptions(column_types={"external_id": pa.string()}, strings_can_be_null=False)
    several_lines = pa_csv.ParseOptions(newlines_in_values=True)
    for path in sorted(path for tool in TOOL_FORMATS for path in folder.glob(f"{tool}*.csv")):
        try:
            tables[path.stem] = pa_csv.read_csv(path, parse_options=several_lines, convert_options=ids_are_text)
        except (pa.ArrowException, OSError) as error:
            raise unreadable(path, error) from error
    return tables


def read_parquet(path: Path) -> pa.Table:
    """Return the rows of a Parquet file with its own columns alone, whatever its folders are called.

    Raises ExportError where it cannot be read.
    """
    try:
        return pq.ParquetFile(path, memory_map=False, page_checksum_verification=True).read()
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> ExportError:
    """Return the ExportError that says what to do about a file of an export that cannot be read."""
    return ExportError(
        f"{path} cannot be read ({' '.join(str(error).split())[:100]}): put it back from a backup, or delete its"
        " folder; what the receiver acknowledged is then unknown, and all counts as added."
    )


def _mark_members(name: str, before: pa.Table, members: pa.Table) -> pa.Table:
    """Who agreed to e-mails and is on the list: true; who was, as the receiver knows it, and is not: false."""
    gone = _leave_out(before, members)
    ids = pa.concat_tables([members, gone])["external_id"]
    flags = pa.array([True] * members.num_rows + [False] * gone.num_rows, pa.bool_())
    return pa.table({"external_id": ids, name: flags}).sort_by("external_id")


def _leave_out(rows: pa.Table, others: pa.Table) -> pa.Table:
    return rows.filter(pc.invert(pc.is_in(rows["external_id"], value_set=others["external_id"])))


def _write_parquet(path: Path, rows: pa.Table) -> Path:
    pq.write_table(rows, path, compression="zstd", write_page_checksum=True)
    return path


def _write_csv(path: Path, rows: pa.Table) -> Path:
    """Texts in quotes, numbers and what is empty without: so an empty text is not an unknown one."""
    pa_csv.write_csv(guard_formulas(rows), path)
    return path


def _write_jsonl(path: Path, rows: pa.Table) -> Path:
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        connection.execute(f"COPY rows TO {quote_text(str(path))} (FORMAT json)")
    return path
