"""What an algorithm reads: one list, by which its asset depends on the tables and outside of which it can read none."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import dagster as dg
import duckdb
import pyarrow as pa

from orchestration.assets.warehouse import MANIFEST, TRANSLATOR
from orchestration.dbt.keys import find_model_key
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable


class Inputs:
    """The dbt models of marts/inputs/, by name, and the tables of other algorithms that an asset reads."""

    def __init__(self, *models: str, tables: tuple[DeclaredTable, ...] = ()) -> None:
        """Raise LookupError where the dbt project has no such model."""
        self.keys: dict[str, dg.AssetKey] = {name: find_model_key(MANIFEST, TRANSLATOR, name) for name in models}
        self.keys |= {table.name: table.key for table in tables}

    @contextmanager
    def open_model(self, name: str) -> Iterator[duckdb.DuckDBPyRelation]:
        """Open the rows of a model or table of the list, to be filtered before they are read."""
        if name not in self.keys:
            raise LookupError(f"{name} is not among the inputs that this asset declares: {', '.join(self.keys)}.")
        with open_warehouse(read_only=True) as connection:
            yield connection.table(".".join(self.keys[name].path))

    def read_model(self, name: str) -> pa.Table:
        """Return all rows of a model or table of the list."""
        with self.open_model(name) as rows:
            return rows.to_arrow_table()

    def read_as_of_date(self) -> date | None:
        """Return the day as of which everything speaks; None before the first load day."""
        days = self.read_model("as_of_day")["as_of_date"].to_pylist()
        return days[0] if days else None

    def read_names(self, name: str) -> dict[str, str]:
        """Return a model of ids and names as what each id is called, for people."""
        ids, names = self.read_model(name).columns
        return dict(zip(ids.to_pylist(), names.to_pylist(), strict=True))
