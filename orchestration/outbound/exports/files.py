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
from orchestration.outbound.exports.formula_guard import guard_formulas, is_risky
from orchestration.warehouse.tables import quote_text

WHOLE, ADDED, REMOVED, CHANGED = "whole", "added", "removed", "changed"
LISTS = (WHOLE, ADDED, REMOVED, CHANGED)


def make_tables(audience: Audience, before: pa.Table | None, now: pa.Table, changes: Changes) -> dict[str, pa.Table]:
    """Return the tables of a generation by name: the list and its changes, then those in the shapes of tools.

    before: what the receiver holds, None for nothing.
    """
    tables = {WHOLE: now, ADDED: changes.added, REMOVED: changes.removed, CHANGED: changes.changed}
    if "newsletter" in audience.formats:
        tables["newsletter"] = _mark_members(audience.name, before, now)
    if "customer_list" in audience.formats:
        tables["customer_list"] = _list_ids(now, "consent_ads")
        tables["customer_list_removed"] = _leave_out(_list_ids(before, "consent_ads"), tables["customer_list"])
    return tables


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
    """Return the tables of a folder that write_files has written, by name."""
    tables = {name: read_parquet(folder / f"{name}.parquet") for name in LISTS}
    ids_are_text = pa_csv.ConvertOptions(column_types={"external_id": pa.string()}, strings_can_be_null=False)
    several_lines = pa_csv.ParseOptions(newlines_in_values=True)
    for path in sorted(path for tool in TOOL_FORMATS for path in folder.glob(f"{tool}*.csv")):
        tables[path.stem] = pa_csv.read_csv(path, parse_options=several_lines, convert_options=ids_are_text)
    return tables


def read_parquet(path: Path) -> pa.Table:
    """Return the rows of a Parquet file with its own columns alone, whatever its folders are called."""
    return pq.ParquetFile(path, memory_map=False).read()


def _mark_members(name: str, before: pa.Table | None, now: pa.Table) -> pa.Table:
    """Who agreed to e-mails and is on the list: true; who was, as the receiver knows it, and is not: false."""
    members = _list_ids(now, "consent_email")
    gone = _leave_out(_list_ids(before, "consent_email"), members)
    ids = pa.concat_tables([members, gone])["external_id"]
    flags = pa.array([True] * members.num_rows + [False] * gone.num_rows, pa.bool_())
    return pa.table({"external_id": ids, name: flags}).sort_by("external_id")


def _list_ids(rows: pa.Table | None, consent: str) -> pa.Table:
    """The ids of those who agreed. An id that a spreadsheet might run is left out: marked, it would match nobody."""
    if rows is None:
        return pa.table({"external_id": pa.array([], pa.string())})
    ids = rows.filter(rows[consent]).select(["external_id"])
    return pa.table({"external_id": ids["external_id"].filter(pc.invert(is_risky(ids["external_id"])))})


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
