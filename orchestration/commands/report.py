"""python -m orchestration.commands.report: what the published file holds, in a page of plain text."""

import json

import duckdb

from ingest.home import Home
from ml_assets.basket_rules import rule_sentence, strongest
from orchestration.commands.errors import run_plainly
from orchestration.commands.plan_report import print_plan
from orchestration.commands.shop_report import print_load_days, print_sales
from orchestration.settings import read_currency, read_home
from orchestration.warehouse.four_groups import read_groups

# Landing tables of which no row was ever accepted, and the reason given most often.
WHOLLY_REFUSED = """
    WITH reasons AS (
        SELECT source, table_name, reason, sum(row_count) AS row_count
        FROM ops.quarantine_counts
        GROUP BY source, table_name, reason
    ),
    accepted AS (
        SELECT source, table_name, sum(accepted_count) AS accepted_count
        FROM ops.load_days
        GROUP BY source, table_name
    )
    SELECT source, table_name, sum(row_count), max_by(reason, row_count)
    FROM reasons INNER JOIN accepted USING (source, table_name)
    WHERE accepted_count = 0
    GROUP BY source, table_name
    ORDER BY source, table_name
"""
# What is predicted, where its status stands, and its name in ops.model_quality.
PREDICTIONS = (
    ("Orders and value of the next months", "users.user_value", "status", "users.user_value"),
    ("Who will order in 30 days", "users.user_propensity", "status", "propensity_order"),
    ("Who will stop buying", "users.user_propensity", "stop_status", "propensity_stop"),
    ("What users will spend", "users.user_propensity", "spend_status", "propensity_spend"),
)
# Why a list of rules may be empty, the data being as they should.
EMPTY = {
    "items.basket_rules": "nothing is surely bought together more often than by chance",
    "items.basket_rule_contexts": "no two items surely go together otherwise in one context than elsewhere",
    "items.group_item_rules": "no group surely buys an item more often than all buyers do",
    "items.next_purchases": "nothing is surely bought after another item, or again, more often than it would be anyway",
}


def main() -> int:
    return print_report(read_home())


def print_ending(home: Home) -> None:
    """Print what a morning's reader wants to know first: what was refused, and where the result is."""
    with duckdb.connect(home.published, read_only=True) as published:
        [(quarantined,)] = published.execute("SELECT coalesce(sum(quarantined_count), 0) FROM ops.load_days").fetchall()
        refused = published.execute(WHOLLY_REFUSED).fetchall()
    for source, table, rows, reason in refused:
        print(
            f"None of the {rows:,} rows of {source}/{table} counts, most for {reason}: check its columns and mapping."
        )
    if quarantined:
        rows = "1 row is" if quarantined == 1 else f"{quarantined:,} rows are"
        print(f"{rows} in quarantine; ops.quarantine_counts says why.")
    print(f"Published in {home.published}")


def print_report(home: Home) -> int:
    """Print the report of the published file; return 0, or 1 where nothing was published yet."""
    if not home.published.exists():
        print("Nothing was published yet: run `make daily`, or `make run` for the sample shop.")
        return 1
    with duckdb.connect(home.published, read_only=True) as published:
        facts = published.execute("SELECT as_of_date, published_at, row_counts FROM ops.run_facts").fetchall()
        if not facts:
            print("Nothing was published yet: run `make daily`, or `make run` for the sample shop.")
            return 1
        [(as_of_date, published_at, row_counts)] = facts
        as_of = f"As of the end of {as_of_date}" if as_of_date else "As of no load day yet"
        print(f"\n{as_of}, published {published_at:%Y-%m-%d %H:%M} UTC")
        print_sales(published)
        _print_tables(json.loads(row_counts))
        _print_groups(published)
        _print_rules(published)
        print_plan(published)
        _print_unreliable(published)
        print_load_days(published)
    print(f"\nThe published file   {home.published}")
    print(f"  duckdb.connect({str(home.published)!r}, read_only=True)")
    print(f"As Parquet           {home.published_tables}/<schema>/<table>.parquet")
    # With this run's currency: without it the next run would not know in what to add up orders of several.
    setting = f"CARTOGRAPH_CURRENCY={currency} " if (currency := read_currency()) else ""
    print(f"The Dagster UI       {setting}make dev, then http://127.0.0.1:3000")
    return 0


def _print_tables(row_counts: dict[str, int]) -> None:
    print("\nTables")
    for name, rows in row_counts.items():
        why = f": {EMPTY[name]}" if not rows and name in EMPTY else ""
        print(f"  {name:<34}{rows:>12,} rows{why}")


def _print_groups(published: duckdb.DuckDBPyConnection) -> None:
    groups = read_groups(published).to_pylist()
    print("\nThe four groups of users                users   of buyers of revenue")
    for row in groups:
        revenue = "unknown" if row["revenue_share"] is None else f"{row['revenue_share']:.1%}"
        print(f"  {row['user_group']:<30}{row['user_count']:>13,}{row['user_share']:>11.1%}{revenue:>12}")
    if not groups:
        print("  none: no user has an order")


def _print_rules(published: duckdb.DuckDBPyConnection) -> None:
    rules = published.sql("SELECT * FROM items.basket_rules WHERE level = 'item'").to_arrow_table()
    names = dict(published.execute("SELECT item_id, name FROM items.item_facts WHERE name IS NOT NULL").fetchall())
    print("\nThe strongest rules")
    best = strongest(rules, 5).to_pylist()
    for rule in best:
        print(f"  {rule_sentence(rule, names)}")
    if not best:
        print("  none that is sure: at least 30 orders with both sides, and q below 0.01")


def _print_unreliable(published: duckdb.DuckDBPyConnection) -> None:
    """Print a line for each prediction that nobody should rely on yet."""
    lines = []
    naive = dict(
        published.execute("SELECT model, any_value(naive_model) FROM ops.model_quality GROUP BY model").fetchall()
    )
    for what, table, column, model in PREDICTIONS:
        statuses = {status for (status,) in published.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()}  # noqa: S608
        if "not_better_than_naive" in statuses:
            lines.append(f"{what} ({table}): not surely better than the simple answer ({naive[model]}).")
        elif "insufficient_data" in statuses or not statuses:
            lines.append(f"{what} ({table}): too little data yet.")
    if lines:
        print("\nNot to be relied on (ops.model_quality says why)")
    for line in lines:
        print(f"  {line}")


if __name__ == "__main__":
    run_plainly(main)
