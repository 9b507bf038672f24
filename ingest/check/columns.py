"""What the sources' YAML says of a table's columns beyond what reading needs: types, and who may see values."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from ingest.contract import SOURCES_FOLDER, LandingTable, read_meta


@dataclass(frozen=True)
class Declared:
    """A landing table as its YAML describes it.

    typed: for each column with a type its meta, under the name it has in the lake. personal: columns whose values are
    shown to nobody. time_zone: of the source's times; None where it is the shop's.
    """

    typed: dict[str, dict[str, Any]]
    personal: frozenset[str]
    time_zone: str | None


@cache
def read_declared(table: LandingTable) -> Declared:
    """Return what the YAML says of a landing table."""
    [source] = yaml.safe_load((SOURCES_FOLDER / table.source / f"{table.source}.yml").read_text())["sources"]
    [declared] = [each for each in source["tables"] if each["name"] == table.name]
    columns = {read_meta(column).get("header", column["name"]): read_meta(column) for column in declared["columns"]}
    return Declared(
        {
            name: meta | {"name": name}
            for name, meta in columns.items()
            if meta.get("type") and name in table.columns and name.isidentifier()
        },
        frozenset(name for name, meta in columns.items() if meta.get("personal")),
        read_meta(source).get("time_zone"),
    )
