"""What a source's mapping made of a sample: rows, those that the contract refuses, and columns that are empty."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.check.columns import CONTRACT_SOURCE, read_declared
from ingest.check.judgement import EXAMPLE_CHARACTERS, EXAMPLES
from ingest.check.measured import ColumnMeasure, Example, find_unknown_statuses, register_seeds
from ingest.check.sample import Sampled
from ingest.check.words import LINE_FAULTS
from ingest.contract import SOURCES, LandingTable
from ingest.home import Home
from ingest.lake.paths import load_folder
from ingest.landing import Load

# Of lines that cannot be read the file's own report speaks.
OF_LINES = pa.array([*LINE_FAULTS, "missing_column"])
PLACE = ("landing_table", "load_date", "file_name", "row_number")


@dataclass(frozen=True)
class Mapped:
    """What one mapping gives.

    rows: those that come out, of lines that could be read. columns: a measure for each column of the contract's table;
    `values` counts what is filled. row_faults: reasons that are no single column's. hidden_words: unknown statuses that
    are personal.
    """

    source: str
    table: LandingTable
    rows: int
    columns: list[ColumnMeasure]
    row_faults: dict[str, int]
    row_examples: list[Example]
    hidden_words: frozenset[str] = frozenset()

    @property
    def refused(self) -> int:
        """How many rows the contract refuses."""
        return sum(self.row_faults.values()) + sum(sum(column.faults.values()) for column in self.columns)


def measure_mapped(
    connection: duckdb.DuckDBPyConnection,
    target: Home,
    source: str,
    contract_table: str,
    samples: dict[tuple[str, str], Sampled],
) -> Mapped:
    """Return what the views of dbt in `target` give of the sampled files of a source for a table of the contract.

    Raises duckdb.Error where the mapping's SQL fails on the rows.
    """
    table = SOURCES[CONTRACT_SOURCE].tables[contract_table]
    landed = connection.table(f"staging.stg_{contract_table}").filter(
        duckdb.ColumnExpression("source") == duckdb.ConstantExpression(source)
    )
    rows = keep_sampled(landed.to_arrow_table(), samples, source)
    metas = read_declared(table).typed
    reasons = {pair["values"]: pair["counts"] for pair in rows["fault"].value_counts().to_pylist() if pair["values"]}
    of_columns = {reason: name for reason in reasons if (name := reason.partition("_")[2]) in metas}
    if table.one_of:
        of_columns.pop(f"missing_{table.one_of[0]}", None)
    examples = {
        reason: find_examples(connection, target, source, table, rows, reason, of_columns.get(reason))
        for reason in reasons
    }
    columns = []
    for name, meta in metas.items():
        own = {reason: reasons[reason] for reason, column in of_columns.items() if column == name}
        columns.append(measure_column(rows, meta, own, [example for reason in own for example in examples[reason]]))
    others = {reason: count for reason, count in reasons.items() if reason not in of_columns}
    of_others = [example for reason in others for example in examples[reason]]
    unknown = [word for column in columns for word in column.unknown_words]
    hidden = frozenset(find_personal(target, source, unknown))
    return Mapped(source, table, len(rows), columns, others, of_others, hidden)


def keep_sampled(rows: pa.Table, samples: dict[tuple[str, str], Sampled], source: str) -> pa.Table:
    """Return the rows of new files, without those of lines that cannot be read."""
    files = {
        f"{table}/{day}/{name}"
        for (of, table), sampled in samples.items()
        if of == source
        for day, name in sampled.files
    }
    places = pc.binary_join_element_wise(
        rows["landing_table"], rows["load_date"].cast(pa.string()), rows["file_name"], "/"
    )
    is_new = pc.is_in(places, value_set=pa.array(sorted(files), pa.string()))
    return rows.filter(pc.and_(is_new, pc.invert(pc.is_in(rows["fault"], value_set=OF_LINES))))


def measure_column(
    rows: pa.Table, meta: dict[str, Any], faults: dict[str, int], examples: list[Example]
) -> ColumnMeasure:
    """Return the measure of one column of what comes out."""
    name, column = meta["name"], rows[meta["name"]]
    first = last = None
    if meta["type"] in ("time", "date"):
        ends = pc.min_max(rows[f"{name}_local"] if meta["type"] == "time" else column).as_py()
        first, last = (as_date(ends[end]) for end in ("min", "max"))
    words: dict[str, int] = {}
    if name == "status":
        words = {pair["values"]: pair["counts"] for pair in column.value_counts().to_pylist() if pair["values"]}
    values = len(rows) - column.null_count
    return ColumnMeasure(name, meta["type"], values, faults, examples, first, last, words, find_unknown(words))


def find_unknown(words: dict[str, int]) -> list[str]:
    """Return the statuses that no list knows."""
    if not words:
        return []
    with duckdb.connect() as connection:
        register_seeds(connection)
        return find_unknown_statuses(connection, list(words))


def as_date(moment: Any) -> date | None:
    """Return the day of a time or date; None for none."""
    return moment.date() if hasattr(moment, "date") else moment


def find_examples(
    connection: duckdb.DuckDBPyConnection,
    target: Home,
    source: str,
    table: LandingTable,
    rows: pa.Table,
    reason: str,
    column: str | None,
) -> list[Example]:
    """Return where rows stand that are refused for a reason, and the text of the column where it may be shown."""
    refused = rows.filter(pc.equal(rows["fault"], reason)).select(PLACE)
    found = refused.sort_by([(name, "ascending") for name in PLACE]).slice(0, EXAMPLES).to_pylist()
    declared = read_declared(table)
    texts: dict[tuple, str] = {}
    if column and column not in declared.personal and not reason.startswith("missing_"):
        mapped = f"{column}_text" if declared.typed[column]["type"] == "time" else column
        numbers = [duckdb.ConstantExpression(each["row_number"]) for each in found]
        base = connection.table(f"staging.base_{source}__{table.name}")
        base = base.filter(duckdb.ColumnExpression("row_number").isin(*numbers)).select(*PLACE, mapped)
        texts = {tuple(each[name] for name in PLACE): each[mapped] for each in base.to_arrow_table().to_pylist()}
    return [
        Example(
            each["row_number"],
            reason,
            show_text(target, source, each, texts.get(tuple(each[name] for name in PLACE))),
            f"{each['load_date']}/{each['file_name']}",
        )
        for each in found
    ]


def find_personal(target: Home, source: str, words: list[str]) -> set[str]:
    """Return which of the words stand in a personal column of what landed: these are shown to nobody."""
    found: set[str] = set()
    for table in SOURCES[source].tables.values():
        columns = sorted(read_declared(table).personal.intersection(table.columns))
        for path in (target.lake / source / table.name).glob("*/*.parquet") if words and columns else ():
            for column in pq.ParquetFile(path).read(columns).columns:
                values = pc.utf8_trim_whitespace(column)
                found.update(values.filter(pc.is_in(values, value_set=pa.array(words))).to_pylist())
    return found


def show_text(target: Home, source: str, place: dict[str, Any], text: str | None) -> str | None:
    """Return a text where it is what a landed column holds that is not personal, and no personal one; else None."""
    if not text:
        return None
    landing_table = SOURCES[source].tables[place["landing_table"]]
    path = load_folder(target, Load(source, landing_table.name, place["load_date"])) / f"{place['file_name']}.parquet"
    columns = list(landing_table.columns)
    landed = pq.read_table(path, columns=columns, filters=[("_row", "=", place["row_number"])]).to_pylist()
    personal = {*read_declared(landing_table).personal, *(name for name, _ in landing_table.nested)}
    # So the macro plain_number marks what is no number with a decimal comma.
    given = {text, text.removeprefix("?")}
    held = {name: row[name].strip() for row in landed for name in columns if row[name] and row[name].strip() in given}
    if not held or held.keys() & personal:
        return None
    return (text if text in held.values() else next(iter(held.values())))[:EXAMPLE_CHARACTERS]
