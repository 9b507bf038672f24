"""No model and no macro uses a word that only one engine knows: such words stand in macros/engine, behind one name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
# What DuckDB says and Spark does not, or says of something else.
WORDS = (
    *("varchar", "hugeint", "ubigint", "rowid", "exclude", "arg_max", "arg_min", "union_by_name", "qualify"),
    *("isfinite", "timezone", "epoch", "try_strptime", "strftime", "make_timestamp", "date_diff", "datediff"),
    *("regexp_matches", "regexp_replace", "string_agg", "json_object", "hash", "glob", "read_parquet"),
    *("len", "dayname", "strip_accents", "list_contains", "trim", "lower", "unnest"),
    *("list", "list_sort", "list_distinct", "flatten", "round", "avg", "median", "quantile_cont", "approx_quantile"),
)
NAMES = ("varchar", "hugeint", "ubigint", "rowid", "exclude", "union_by_name")
PATTERNS = {
    **{word: rf"\b{word}\b(?!['_])" for word in NAMES},
    **{word: rf"(?<![\w.]){word}\(" for word in WORDS if word not in NAMES},
    "a character class of POSIX": r"\[\[:",
    "empty values passed over within the parentheses": r"\bignore nulls\)",
    "a filtered count over a window": r"filter \(where[^()]*\) over",
    "dbt's own sum of dates": r"\bdbt\.dateadd\(",
    "a quotient of decimals, which one engine cuts": r"/ \d+\.\d|[\s(]\d+\.\d+ / ",
    "a cast by two colons": r"::",
    "a named window that is ordered where it is used": r"\bover \(\w+ order\b",
}


def read_sql(path: Path) -> str:
    """The SQL of a file without comments and without what Jinja alone reads."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"--[^\n]*", "", text)


def read_given_sql(path: Path) -> Iterator[str]:
    """The SQL that the unit tests of a YAML file give instead of rows."""
    for test in yaml.safe_load(path.read_text()).get("unit_tests", []):
        yield from (given["rows"] for given in test["given"] if given.get("format") == "sql")
        yield from (value for value in test.get("overrides", {}).get("macros", {}).values() if isinstance(value, str))


SQL = {
    path.relative_to(DBT_PROJECT): read_sql(path)
    for folder in ("models", "macros", "tests")
    for path in sorted((DBT_PROJECT / folder).rglob("*.sql"))
    if "engine" not in path.parts and path.name != "duckdb.sql"
} | {
    path.relative_to(DBT_PROJECT): "\n".join(read_given_sql(path))
    for path in sorted((DBT_PROJECT / "models").rglob("*.yml"))
}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_word_of_one_engine_stands_in_its_file_alone(name):
    found = [f"{path}: {match[0]}" for path, sql in SQL.items() for match in re.finditer(PATTERNS[name], sql)]
    assert not found, f"say it by a macro of macros/engine/words.sql: {found}"


def test_the_first_or_last_of_a_group_is_never_taken_from_an_empty_value():
    """min_by of an empty value is skipped by one engine and given by another: the filter says which is meant."""
    for path, sql in SQL.items():
        for match in re.finditer(r"\b(min_by|max_by)\(", sql):
            depth, at = 1, match.end()
            while depth:
                depth += {"(": 1, ")": -1}.get(sql[at], 0)
                at += 1
            assert sql[at:].lstrip().startswith("filter (where"), f"{path}: {sql[match.start() : at]}"
