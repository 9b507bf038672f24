"""What dbt writes for Spark is Spark's SQL: read by a parser of its own, without Spark and without Java."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from orchestration.warehouse.from_spark import list_needed

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
# Functions of Spark that the parser does not know.
FUNCTIONS = {
    *("xxhash64", "try_parse_json", "try_variant_get", "json_array_length", "get", "reflect", "assert_true"),
    *("timestamp_seconds", "timestamp_micros", "try_to_timestamp"),
}


# What Derby, the catalogue of a Spark on one machine, takes of a view's text.
LONGEST_VIEW = 32_700


@pytest.fixture(scope="module")
def target(tmp_path_factory) -> Path:
    """The folder of what dbt compiles for Spark."""
    pytest.importorskip("dbt.adapters.spark", reason="the extra dev is older than dbt-spark in it: make .venv/.test")
    target = tmp_path_factory.mktemp("spark")
    # dbt-spark asks whether pyspark, of 450 MB, is there, and compiling needs nothing of it.
    (target / "modules" / "pyspark").mkdir(parents=True)
    (target / "modules" / "pyspark" / "__init__.py").touch()
    run_compile(target, "--full-refresh")
    return target


def run_compile(target: Path, *arguments: str) -> str:
    """What dbt prints; nobody may ask Spark itself, which `make test` does without."""
    compiled = subprocess.run(
        [
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "--no-populate-cache"),
            *("compile", "--target", "spark", "--no-introspect", *arguments),
            *("--target-path", target, "--log-path", target),
        ],
        cwd=DBT_PROJECT,
        env=os.environ
        | {"CARTOGRAPH_HOME": str(target), "JAVA_HOME": str(target), "PYTHONPATH": str(target / "modules")},
        capture_output=True,
        text=True,
    )
    assert compiled.returncode == 0, compiled.stdout
    return compiled.stdout


@pytest.fixture(scope="module")
def compiled(target) -> dict[str, str]:
    """The SQL of every model, data test and generic test, by name, as dbt sends it to Spark."""
    return {path.stem: path.read_text() for path in target.glob("compiled/**/*.sql")}


def parse(sql: str) -> list:
    return [statement for statement in sqlglot.parse(sql, read="spark") if statement]


def test_the_sql_of_every_model_is_one_query_of_spark(compiled):
    assert len(compiled) > 1000
    unread = {}
    for name, sql in compiled.items():
        try:
            [statement] = parse(sql)
        except (ParseError, ValueError) as error:
            unread[name] = str(error)
        else:
            if not isinstance(statement, exp.Query):
                unread[name] = type(statement).__name__
    assert not unread


def test_the_catalogue_takes_every_view(target, compiled):
    nodes = json.loads((target / "manifest.json").read_text())["nodes"].values()
    views = [node["name"] for node in nodes if node["config"]["materialized"] == "view"]
    assert len(views) > 50
    assert {name: len(compiled[name]) for name in views if len(compiled[name]) > LONGEST_VIEW} == {}


def test_the_daily_job_copies_nothing_that_is_kept_by_versions(target):
    """These tables may be of a format whose files DuckDB does not know."""
    manifest = json.loads((target / "manifest.json").read_text())
    by_version = [node for node in manifest["nodes"].values() if node["config"]["materialized"] == "by_version"]
    kept = {(node["schema"], node["alias"]) for node in by_version}
    needed = list_needed(manifest)
    assert len(kept) > 20
    assert needed["inputs", "search_places"]
    assert not kept & needed.keys()


def test_tables_kept_by_versions_are_of_the_format_that_is_asked_for(target):
    """A format that deletes rows knows no folders to drop."""
    statements = """
        {{ config(partition_by='load_date') }}
        {{ create_rows('facts.visits', 'select 1 as load_date') | join(';') }};
        {{ drop_folder('facts.visits', 'load_date', '2025-01-01') }}
    """
    said = run_compile(target, "--vars", "{spark_format: iceberg}", "--inline", statements)
    dropped, created, emptied = parse(said)
    assert isinstance(dropped, exp.Drop)
    assert created.find(exp.FileFormatProperty).name == "iceberg"
    assert isinstance(emptied, exp.Delete)


def test_no_query_looks_two_queries_out(compiled):
    """Spark finds the columns of the query around a subquery, and not those of the one around that."""
    found = {name: list_far_columns(sql) for name, sql in compiled.items() if "exists" in sql}
    assert "assert_candidates_may_be_sent" in found
    assert not {name: columns for name, columns in found.items() if columns}


def test_a_column_from_two_queries_out_would_be_found():
    inner = "select 1 from c where c.x = b.x and c.y = a.y"
    far = f"select * from a where exists (select 1 from b where b.x = a.x and not exists ({inner}))"
    assert list_far_columns(far) == ["a.y"]


def test_every_function_is_one_of_spark(compiled):
    """A function that the parser does not know is named here, or a word of another engine."""
    found = {name: list_unknown_functions(sql) - FUNCTIONS for name, sql in compiled.items()}
    assert not {name: functions for name, functions in found.items() if functions}


@pytest.mark.parametrize(
    "word", ["strip_accents(x)", "list_sort(x)", "epoch(x)", "isfinite(x)", "regexp_matches(x, 'a')"]
)
def test_a_word_of_duckdb_would_be_found(word):
    assert list_unknown_functions(f"select {word} as x from rows") - FUNCTIONS


def list_unknown_functions(sql: str) -> set[str]:
    return {call.name.lower() for statement in parse(sql) for call in statement.find_all(exp.Anonymous)}


def list_far_columns(sql: str) -> list[str]:
    """The columns that a query takes from one that is two or more around it."""
    columns = [column for statement in parse(sql) for column in statement.find_all(exp.Column) if column.table]
    return [column.sql() for column in columns if count_queries_out(column) > 1]


def count_queries_out(column: exp.Column) -> int:
    """How many queries stand between a column and the one that names its table."""
    count, query = 0, column.find_ancestor(exp.Select)
    while query:
        sources = [query.args.get("from_"), *query.args.get("joins", ()), *query.args.get("laterals", ())]
        if column.table in {source.this.alias_or_name for source in sources if source}:
            return count
        count, query = count + 1, query.find_ancestor(exp.Select)
    return 0
