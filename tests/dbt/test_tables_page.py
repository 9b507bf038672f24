"""docs/tables.md says what dbt's YAML and the tables that Python declares say."""

import re

from orchestration.assets.python_tables import PUBLIC_PYTHON_TABLES
from orchestration.commands.describe_tables import READ_INSIDE, TABLES_PAGE, describe_tables
from orchestration.dbt.translator import PUBLIC_SCHEMAS, is_public
from orchestration.warehouse.publishing import RECORDS

TABLES = [*PUBLIC_PYTHON_TABLES, *RECORDS]


def test_it_is_current(manifest):
    assert TABLES_PAGE.read_text() == describe_tables(manifest, TABLES), (
        "descriptions have changed: run `make describe`"
    )


def test_it_holds_every_table_that_is_published_or_a_fact(models):
    public = {(model["schema"], model["alias"]) for model in models.values() if is_public(model)}
    private = {(model["schema"], model["alias"]) for model in models.values() if model["schema"] in READ_INSIDE}
    made = {(table.schema, table.name) for table in TABLES}
    assert {schema for schema, _ in public | made} == set(PUBLIC_SCHEMAS)
    listed = re.findall(r"^## (\w+)\.(\w+)$", TABLES_PAGE.read_text(), re.M)
    assert len(listed) == len(set(listed))
    assert set(listed) == public | private | made


def test_every_column_is_described():
    rows = re.findall(r"^\| (\w+) \| [^|]* \| (.*) \|$", TABLES_PAGE.read_text(), re.M)
    assert len(rows) > 500
    assert [name for name, said in rows if len(said) < 5] == []
