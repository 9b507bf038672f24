"""python -m orchestration.commands.describe_tables: write docs/tables.md, what each table and column holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.commands.errors import run_plainly
from orchestration.commands.setup import set_up
from orchestration.dbt.translator import PUBLIC_SCHEMAS
from orchestration.settings import ROOT
from orchestration.warehouse.tables import DeclaredTable

TABLES_PAGE = ROOT / "docs" / "tables.md"
# Private schemas that are read in the warehouse; the others are workings.
READ_INSIDE = ("facts", "quarantine")
HEAD = """# Tables

<!-- Written from the dbt YAML and the tables that Python declares by `make describe`; do not edit. -->

What each table holds, one row at a time. The words are explained in [words.md](words.md).

- `users`, `items`, `marketing`, `statistics` and `ops` are in `published.duckdb`, and as Parquet below `published/`.
- `facts` and `quarantine` stay in the warehouse: build them for yourself with the dbt command line, into `dev.duckdb`.
- The files say the same of their columns: `select column_name, comment from duckdb_columns()`.
"""


@dataclass(frozen=True)
class TablePage:
    """A table as people read about it. columns: name, type ('' where no contract declares one), description."""

    schema: str
    name: str
    description: str
    columns: tuple[tuple[str, str, str], ...]


def main() -> int:
    set_up()
    # Only now: they load the manifest.
    from orchestration.assets.python_tables import PUBLIC_PYTHON_TABLES
    from orchestration.assets.warehouse import MANIFEST
    from orchestration.warehouse.publishing import RECORDS

    TABLES_PAGE.write_text(describe_tables(MANIFEST, [*PUBLIC_PYTHON_TABLES, *RECORDS]))
    return 0


def describe_tables(manifest: Mapping[str, Any], declared: Iterable[DeclaredTable]) -> str:
    """Return the page in Markdown: an index, then a section for each table, in the order of the schemas above."""
    order = [*PUBLIC_SCHEMAS, *READ_INSIDE]
    pages = sorted(
        [*list_models(manifest), *(describe_declared(table) for table in declared)],
        key=lambda page: (order.index(page.schema), page.name),
    )
    return "\n".join([HEAD, *list_index(pages), *(line for page in pages for line in describe_page(page))])


def list_models(manifest: Mapping[str, Any]) -> Iterator[TablePage]:
    """Yield the models that people read."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] in (*PUBLIC_SCHEMAS, *READ_INSIDE):
            columns = [
                (column["name"], (column["data_type"] or "").upper(), column["description"])
                for column in node["columns"].values()
            ]
            yield TablePage(node["schema"], node["alias"], node["description"], tuple(columns))


def describe_declared(table: DeclaredTable) -> TablePage:
    """Return a table made by Python."""
    columns = [(column.name, column.type, column.description or "") for column in table.column_schema.columns]
    return TablePage(table.schema, table.name, table.description, tuple(columns))


def list_index(pages: Iterable[TablePage]) -> Iterator[str]:
    """Yield the lines of the index: a link for each table."""
    yield from ("| table | one row |", "|---|---|")
    for page in pages:
        name = f"{page.schema}.{page.name}"
        yield f"| [{name}](#{name.replace('.', '')}) | {join_lines(page.description)} |"


def describe_page(page: TablePage) -> Iterator[str]:
    """Yield the lines of a table's section."""
    yield from ("", f"## {page.schema}.{page.name}", "", join_lines(page.description), "")
    yield from ("| column | type | what it says |", "|---|---|---|")
    yield from (f"| {name} | {kind} | {join_lines(text)} |" for name, kind, text in page.columns)


def join_lines(text: str) -> str:
    """Return text as a cell of a Markdown table takes it."""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    run_plainly(main)
