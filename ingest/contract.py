"""The landing tables of every source Cartograph knows, and the columns each may bring: read from the sources' YAML."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Raise it when a reader changes what it writes: every load day is then read again.
READER_VERSION = 3
SOURCES_FOLDER = Path(__file__).parents[1] / "dbt_project" / "models" / "sources"
# The ids by which a person's rows are found, as the YAML's `personal` calls them.
PERSON_IDS = ("user", "visitor", "order", "referrer")


@dataclass(frozen=True)
class KeptRows:
    """The rows that are read of a landing table that holds many no shop needs: those with these values in this column,
    in any case, and those without a value."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class LandingTable:
    """One table a source may deliver.

    columns: the declared columns, in the order they have in the lake. required: those a file must hold.
    one_of: columns of which a file must hold at least one. A file without header holds exactly `columns`.
    fills: the tables of the contract that are made of it.
    kept_rows: the rows that enter the lake, where not all do.

    By these, '' where there is none, a person's rows are found when they are erased. user_column: whose the row
    is. visitor_column: the visitor as seen. order_column: the order it belongs to. referrer_column: another user
    it names.
    """

    source: str
    name: str
    columns: tuple[str, ...]
    fills: tuple[str, ...]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    has_header: bool = True
    delimiter: str = ","
    user_column: str = ""
    visitor_column: str = ""
    order_column: str = ""
    referrer_column: str = ""
    kept_rows: KeptRows | None = None

    @property
    def layout(self) -> str:
        """A short hash of everything that decides what a lake file of this table looks like."""
        text = repr((READER_VERSION, self.columns, self.required, self.one_of, self.has_header, self.delimiter))
        text += repr(self.kept_rows) if self.kept_rows else ""
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def find_missing(self, names: set[str]) -> tuple[str, ...]:
        """Return the required columns that are not among `names`; of an unmet one_of, all its columns."""
        missing = tuple(column for column in self.required if column not in names)
        if self.one_of and not names.intersection(self.one_of):
            missing += self.one_of
        return missing


@dataclass(frozen=True)
class Source:
    """A kind of shop export: a folder under landing/, with its tables by name."""

    name: str
    tables: dict[str, LandingTable]


def read_source(path: Path) -> Source:
    """Return the source that a dbt source YAML declares as `lake_<name>`."""
    [declared] = yaml.safe_load(path.read_text())["sources"]
    name = declared["name"].removeprefix("lake_")
    return Source(name, {table["name"]: read_table(name, table) for table in declared["tables"]})


def read_table(source: str, declared: dict[str, Any]) -> LandingTable:
    """Return a table as its YAML declares it, its columns as the files' headers spell them."""
    of_table = read_meta(declared)
    one_of = tuple(of_table.get("one_of", ()))
    columns = {read_meta(column).get("header", column["name"]): read_meta(column) for column in declared["columns"]}
    rows = of_table.get("rows")
    persons = {meta["personal"]: header for header, meta in columns.items() if meta.get("personal") in PERSON_IDS}
    return LandingTable(
        source,
        declared["name"],
        tuple(columns),
        tuple(of_table.get("fills", [declared["name"]])),
        tuple(header for header, meta in columns.items() if meta.get("required") and header not in one_of),
        one_of,
        of_table.get("has_header", True),
        **{f"{person}_column": header for person, header in persons.items()},
        kept_rows=KeptRows(rows["column"], tuple(rows["values"])) if rows else None,
    )


def read_meta(declared: dict[str, Any]) -> dict[str, Any]:
    """Return what a table or column of a dbt YAML says in words of ours."""
    return declared.get("config", {}).get("meta", {})


SOURCES: dict[str, Source] = {
    source.name: source for source in map(read_source, sorted(SOURCES_FOLDER.glob("*/*.yml")))
}
TABLES: tuple[LandingTable, ...] = tuple(table for source in SOURCES.values() for table in source.tables.values())
