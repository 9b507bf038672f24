"""python -m orchestration.commands.describe: write down for dbt what is declared elsewhere.

The columns of staging, described from the contract, and the tables that Python makes, as sources.
"""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import yaml

from ingest.contract import SOURCES_FOLDER, read_meta
from orchestration.assets.python_tables import PYTHON_TABLES
from orchestration.commands.errors import run_plainly
from orchestration.dbt.project import DBT_DIR
from orchestration.warehouse.tables import describe_column, sql_type

CONTRACT = SOURCES_FOLDER / "shop" / "shop.yml"
STAGING_COLUMNS = DBT_DIR / "models" / "staging" / "_staging__columns.yml"
PYTHON_SOURCES = DBT_DIR / "models" / "marts" / "_python__sources.yml"
HEAD = "# Written from {origin} by `make describe`; do not edit.\nversion: 2\n\n{kind}:\n"
ORIGIN = {
    "source": "The source that delivered the row.",
    "landing_table": "The landing table in which it landed.",
    "load_date": "The load day on which it landed.",
    "file_name": "The landing file that held it.",
    "row_number": "Its place in that file, counted from 1.",
    "is_landing_row": "Whether it is one landed row, by which ops.load_days counts; false where it is made of several.",
}
ABSENT_COLUMNS = "The columns that its file does not have, with commas around each; none where it has all."
FAULT = "Why the row cannot be accepted; none where it can."
LOCAL = "The same moment on the clock of the source."


def main() -> int:
    STAGING_COLUMNS.write_text(describe_staging())
    PYTHON_SOURCES.write_text(describe_python_tables())
    return 0


def describe_staging() -> str:
    """Return the YAML of staging's models: each column of the contract in the contract's words."""
    [shop] = yaml.safe_load(CONTRACT.read_text())["sources"]
    return HEAD.format(origin="models/sources/shop/shop.yml", kind="models") + "\n".join(
        "".join(f"{line}\n" for line in describe_model(table)) for table in shop["tables"]
    )


def describe_model(table: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of one model, which are those of its table of the contract and where each row comes from."""
    yield f"  - name: stg_{table['name']}"
    yield f"    description: {json.dumps(table['description'].removesuffix('.') + '; typed and validated.')}"
    yield "    columns:"
    for name, description in list_columns(table):
        yield f"      - {{name: {name}, description: {json.dumps(description)}}}"


def list_columns(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and description of a staging model's columns, in its order."""
    yield from ORIGIN.items()
    yield "absent_columns", ABSENT_COLUMNS
    for column in table["columns"]:
        meta = read_meta(column)
        yield column["name"], column["description"] + " Personal data." * ("personal" in meta)
        if meta["type"] == "time":
            yield f"{column['name']}_local", LOCAL
    yield "fault", FAULT


def describe_python_tables() -> str:
    """Return the YAML of the tables that Python makes: a source for each schema, for models to read."""
    return HEAD.format(origin="orchestration/assets/python_tables.py", kind="sources") + "".join(
        f"{line}\n" for line in list_sources()
    )


def list_sources() -> Iterator[str]:
    """Yield the lines of the sources, each table with its columns and the asset that makes it."""
    for schema in sorted({table.schema for table in PYTHON_TABLES}):
        yield f"  - name: {schema}"
        yield "    description: What algorithms make of the facts."
        yield f"    schema: {schema}"
        yield "    tables:"
        for table in PYTHON_TABLES:
            if table.schema == schema:
                yield f"      - name: {table.name}"
                yield f"        description: {json.dumps(table.description)}"
                yield f"        config: {{meta: {{dagster: {{asset_key: [{schema}, {table.name}]}}}}}}"
                yield "        columns:"
                yield from (f"          - {describe_field(field)}" for field in table.shape)


def describe_field(field: pa.Field) -> str:
    kind = json.dumps(sql_type(field.type).lower())
    return f"{{name: {field.name}, data_type: {kind}, description: {json.dumps(describe_column(field))}}}"


if __name__ == "__main__":
    run_plainly(main)
