"""What the sources' YAML says of a table's columns beyond what reading needs: types, and what may be shown."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from ingest.contract import SOURCES_FOLDER, LandingTable, as_tuple, read_meta

# The source that speaks the contract's words: its columns are judged by their types.
CONTRACT_SOURCE = "shop"


@dataclass(frozen=True)
class Declared:
    """A landing table as its YAML describes it.

    typed: for each column that a run judges as it stands its meta. Those are the shop's own: what becomes of another
    source's columns only its mapping says. personal: columns whose values are shown to nobody. time_formats: in which
    times are written beside ISO. has_decimal_comma: whether numbers are written like 1.234,50.
    """

    typed: dict[str, dict[str, Any]]
    personal: frozenset[str]
    time_formats: list[str]
    has_decimal_comma: bool


@cache
def read_declared(table: LandingTable) -> Declared:
    """Return what the YAML says of a landing table."""
    [source] = yaml.safe_load((SOURCES_FOLDER / table.source / f"{table.source}.yml").read_text())["sources"]
    [declared] = [each for each in source["tables"] if each["name"] == table.name]
    columns = {column["name"]: read_meta(column) for column in declared["columns"]}
    of_table = read_meta(source) | read_meta(declared)
    return Declared(
        {name: meta | {"name": name} for name, meta in columns.items() if table.source == CONTRACT_SOURCE},
        frozenset(name for name, meta in columns.items() if meta.get("personal")),
        list(as_tuple(of_table.get("time_format", ()))),
        of_table.get("decimal_comma", False),
    )
