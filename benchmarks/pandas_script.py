"""What one would write in pandas instead: the tables of the Polars script in fewer columns, with all events in memory.

Of money it knows what was sold, by order status and exchange rate, but no discounts, refunds or margins.

Each table becomes a Parquet file; EXCEPT ALL says that they equal the warehouse's, but for ties.

python -m benchmarks.pandas_script LAKE FOLDER
"""

import argparse
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.shop import CURRENCY
from benchmarks.stopwatch import Stopwatch
from orchestration.settings import ROOT

TYPES = (
    *("view", "search", "favorite", "unfavorite", "cart", "remove_from_cart", "consult", "follow", "checkout"),
    "purchase",
)
UNITS = 10_000
GAP = pd.Timedelta(minutes=30)
CONTROL = r"[\x00-\x1f\x7f]"


def write_tables(lake: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Write every table into the folder; return the seconds of each."""
    folder.mkdir(parents=True, exist_ok=True)
    watch = Stopwatch()
    made: dict[str, pd.DataFrame] = {}
    for name, make in (
        ("events", lambda: type_events(lake)),
        ("user_items", lambda: count_user_items(made["events"])),
        ("user_days", lambda: count_user_days(made["events"])),
        ("sessions", lambda: find_sessions(made["events"])),
        ("user_facts", lambda: describe_users(lake, made["user_days"], made["sessions"])),
    ):
        with watch.time(name):
            made[name] = make()
            write_table(made[name], folder / f"{name}.parquet")
    return watch.read()


def write_table(rows: pd.DataFrame, path: Path) -> None:
    """Write a Parquet file, amounts as decimals."""
    table = pa.Table.from_pandas(rows, preserve_index=False)
    for place, field in enumerate(table.schema):
        if field.name == "price" or field.name.endswith("_amount"):
            table = table.set_column(place, field.name, table[field.name].cast(pa.decimal128(18, 4), safe=False))
    pq.write_table(table, path)


def read(lake: Path, table: str, columns: list[str]) -> pd.DataFrame:
    """The rows of a landing table that ingest could read, in the order of their delivery."""
    files = sorted((lake / "shop" / table).glob("loaded_on=*/*.parquet"))
    names = [*columns, "_fault"]
    days = []
    for file in files:
        day = pq.ParquetFile(file).read(names).to_pandas()
        day["loaded_on"] = pd.Timestamp(min(file.parent.name.removeprefix("loaded_on="), "2200-01-01"))
        days.append(day)
    rows = pd.concat(days, ignore_index=True)
    return rows[rows["_fault"].isna()].drop(columns="_fault")


def parse_time(rows: pd.DataFrame, name: str) -> pd.Series:
    """The times of a column; none where it is no time or later than the end of the day after the load day."""
    times = pd.to_datetime(rows[name], format="%Y-%m-%d %H:%M:%S", errors="coerce")
    return times.where(times <= rows["loaded_on"] + pd.Timedelta(days=2))


def is_clean(rows: pd.DataFrame, *names: str) -> pd.Series:
    """Whether no id holds a control character."""
    clean = pd.Series(data=True, index=rows.index)
    for name in names:
        clean &= ~rows[name].str.contains(CONTROL, regex=True).fillna(value=False).astype(bool)
    return clean


def type_events(lake: Path) -> pd.DataFrame:
    """Every event that can be true, typed, the first delivery of each id."""
    texts = ["event_id", "user_id", "anonymous_id", "item_id"]
    others = ["event_type", "query", "session_key", "channel", "device", "region", "price", "event_at"]
    rows = read(lake, "events", texts + others)
    rows["event_at"] = parse_time(rows, "event_at")
    rows["event_type"] = rows["event_type"].str.lower()
    price = pd.to_numeric(rows["price"], errors="coerce")
    good = (
        rows["event_type"].isin(TYPES)
        & (rows["user_id"].notna() | rows["anonymous_id"].notna())
        & (rows["price"].isna() | (price >= 0))
        & rows["event_at"].notna()
        & is_clean(rows, *texts)
    )
    rows["price"] = price
    rows = rows[good].drop_duplicates("event_id", keep="first")
    rows["visitor_id"] = rows["anonymous_id"].fillna(rows["user_id"])
    rows["event_date"] = rows["event_at"].dt.floor("D").astype("date32[pyarrow]")
    return rows.drop(columns=["anonymous_id", "loaded_on"])


def count(rows: pd.DataFrame, keys: list[str], types: tuple[str, ...]) -> pd.DataFrame:
    """The number of events by key, and of each type."""
    flags = pd.DataFrame({f"{name}_count": rows["event_type"] == name for name in types})
    flags[keys] = rows[keys]
    groups = flags.groupby(keys, sort=False)
    counts = groups.sum().astype("int64")
    counts.insert(0, "event_count", groups.size())
    return counts


def count_user_items(events: pd.DataFrame) -> pd.DataFrame:
    """One row per visitor and item."""
    keys = ["visitor_id", "item_id"]
    rows = events[events["item_id"].notna()]
    counts = count(rows, keys, ("view", "favorite", "unfavorite", "cart", "remove_from_cart", "consult", "purchase"))
    times = rows.groupby(keys, sort=False)["event_at"].agg(first_event_at="min", last_event_at="max")
    return counts.join(times).reset_index()


def count_user_days(events: pd.DataFrame) -> pd.DataFrame:
    """One row per visitor and day."""
    keys = ["visitor_id", "event_date"]
    groups = events.sort_values("event_at", kind="stable").groupby(keys, sort=False)
    return (
        count(events, keys, TYPES)
        .join(groups.agg(user_id=("user_id", "last"), channel=("channel", "first"), region=("region", "first")))
        .join(groups.agg(first_event_at=("event_at", "min"), last_event_at=("event_at", "max")))
        .join(groups["item_id"].nunique().rename("item_count"))
        .reset_index()
    )


def find_sessions(events: pd.DataFrame) -> pd.DataFrame:
    """One row per visitor and visit: a new one begins after half an hour without an event."""
    rows = events.sort_values(["visitor_id", "event_at"], kind="stable")
    is_first = (rows["visitor_id"] != rows["visitor_id"].shift()) | (rows["event_at"].diff() > GAP)
    rows["session_number"] = is_first.cumsum()
    keys = ["visitor_id", "session_number"]
    groups = rows.groupby(keys, sort=False)
    return (
        count(rows, keys, ("view", "search", "favorite", "cart", "consult", "checkout", "purchase"))
        .join(groups.agg(user_id=("user_id", "last"), channel=("channel", "first")))
        .join(groups.agg(device=("device", "first"), region=("region", "first")))
        .join(groups.agg(session_date=("event_date", "first")))
        .join(groups.agg(started_at=("event_at", "min"), ended_at=("event_at", "max")))
        .join(groups["item_id"].nunique().rename("item_count"))
        .reset_index()
        .drop(columns="session_number")
    )


def link_visitors(lake: Path, days: pd.DataFrame) -> pd.Series:
    """The user of each visitor: by the newest link, else the one seen last."""
    links = read(lake, "identities", ["anonymous_id", "user_id", "linked_at"])
    links["linked_at"] = parse_time(links, "linked_at")
    good = links["linked_at"].notna() & is_clean(links, "anonymous_id", "user_id")
    links = links[good].dropna(subset=["anonymous_id", "user_id"])
    links = links.drop_duplicates(["anonymous_id", "user_id"], keep="last").sort_values(["linked_at", "user_id"])
    linked = links.groupby("anonymous_id")["user_id"].last()
    seen = days.dropna(subset="user_id").sort_values(["event_date", "user_id"]).groupby("visitor_id")["user_id"].last()
    return linked.combine_first(seen)


def read_rates(lake: Path) -> pd.DataFrame:
    """What each currency is worth, in whole ten-thousandths, by the day from which it is."""
    rates = read(lake, "exchange_rates", ["currency", "rate", "valid_from"])
    rates = rates.drop_duplicates(["currency", "valid_from"], keep="last")
    rates["rate"] = as_units(rates["rate"])
    rates["valid_from"] = pd.to_datetime(rates["valid_from"], format="%Y-%m-%d %H:%M:%S")
    return rates[["currency", "rate", "valid_from"]].sort_values("valid_from")


def as_units(amounts: pd.Series) -> pd.Series:
    """Amounts in whole ten-thousandths; 0 for none."""
    return (pd.to_numeric(amounts, errors="coerce").fillna(0) * UNITS).round().astype("int64")


def as_words(statuses: pd.Series) -> pd.Series:
    return statuses.str.lower().str.replace("[^a-z0-9]", "", regex=True)


def read_orders(lake: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The newest delivery of each order that counts, and its lines."""
    amounts = ["discount_amount", "shipping_amount", "tax_amount", "refund_amount"]
    orders = read(lake, "orders", ["order_id", "user_id", "ordered_at", "status", "coupon_code", "currency", *amounts])
    orders["ordered_at"] = parse_time(orders, "ordered_at")
    good = orders["order_id"].notna() & orders["ordered_at"].notna()
    for name in amounts:
        good &= orders[name].isna() | pd.to_numeric(orders[name], errors="coerce").notna()
    orders = orders[good & is_clean(orders, "order_id", "user_id", "coupon_code")]
    orders = orders.sort_values("loaded_on", ascending=False, kind="stable").drop_duplicates("order_id")
    statuses = pd.read_csv(ROOT / "seeds" / "reference" / "order_statuses.csv")
    others = statuses.loc[statuses["counts_as"] != "counted", "status"]
    orders = orders[~as_words(orders["status"]).isin(as_words(others))].sort_values("ordered_at")
    by_day = {"left_on": "ordered_at", "right_on": "valid_from", "by": "currency"}
    orders = pd.merge_asof(orders, read_rates(lake), **by_day)
    orders["rate"] = orders["rate"].where(orders["currency"].notna() & (orders["currency"] != CURRENCY), UNITS)

    lines = read(lake, "order_lines", ["order_id", "line_number", "item_id", "quantity", "unit_price"])
    quantity, price = (pd.to_numeric(lines[name], errors="coerce") for name in ("quantity", "unit_price"))
    good = lines["order_id"].notna() & lines["item_id"].notna() & (quantity != 0) & (quantity % 1 == 0) & (price >= 0)
    lines = lines.assign(quantity=quantity, unit_price=as_units(price))[good & is_clean(lines, "order_id", "item_id")]
    lines["is_return"] = lines["quantity"] < 0
    last_sold = lines["loaded_on"].where(~lines["is_return"]).groupby(lines["order_id"]).transform("max")
    last = lines.groupby("order_id")["loaded_on"].transform("max")
    lines = lines[lines["loaded_on"] >= last_sold.fillna(last)]
    lines = lines.drop_duplicates(["order_id", "line_number", "is_return"], keep="last")
    lines = lines.merge(orders.loc[orders["rate"].notna(), ["order_id", "rate"]], on="order_id")
    lines["is_counted"] = ~lines["is_return"] & (lines["unit_price"] != 0)
    amount = lines["quantity"].abs() * lines["unit_price"] * lines["rate"].astype("int64")
    lines["gross_amount"] = ((2 * amount + UNITS) // (2 * UNITS)).where(lines["is_counted"], 0)
    return orders[["order_id", "user_id", "ordered_at"]], lines


def count_orders(orders: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """One row per user with an order."""
    counted = lines["is_counted"]
    amounts = lines.assign(
        unit_count=lines["quantity"].where(counted, 0),
        return_unit_count=(-lines["quantity"]).where(lines["is_return"], 0),
    )
    sums = ["unit_count", "return_unit_count", "gross_amount"]
    by_order = amounts.groupby("order_id")[sums].sum().join(lines.groupby("order_id")["is_counted"].any())
    of_users = orders.dropna(subset="user_id").join(by_order, on="order_id")
    of_users["is_counted"] = of_users["is_counted"].fillna(value=False).astype(bool)
    groups = of_users.groupby("user_id")
    only_counted = of_users[of_users["is_counted"]].groupby("user_id")["ordered_at"]
    bought = lines[counted].merge(of_users[["order_id", "user_id"]], on="order_id")
    return (
        groups[sums]
        .sum()
        .astype({"unit_count": "int64", "return_unit_count": "int64"})
        .join(groups["is_counted"].sum().rename("order_count"))
        .join(only_counted.agg(first_order_at="min", last_order_at="max"))
        .join(groups["ordered_at"].agg(first_ordered_at="min", last_ordered_at="max"))
        .join(bought.groupby("user_id")["item_id"].nunique().rename("bought_item_count"))
    )


def describe_users(lake: Path, days: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """One row per user with an event or an order: what the user did, on all devices, and ordered."""
    visitors = link_visitors(lake, days)
    orders, lines = read_orders(lake)
    days = days.assign(user_id=days["user_id"].fillna(days["visitor_id"].map(visitors))).dropna(subset="user_id")
    by_user = days.groupby("user_id")
    behavior = by_user[["event_count", *(f"{name}_count" for name in TYPES)]].sum()
    behavior = behavior.join(by_user["visitor_id"].nunique().rename("visitor_count"))
    behavior = behavior.join(
        by_user.agg(first_event_at=("first_event_at", "min"), last_event_at=("last_event_at", "max"))
    )
    session_users = sessions["user_id"].fillna(sessions["visitor_id"].map(visitors)).dropna()
    order_days = orders.dropna(subset="user_id").assign(
        event_date=lambda rows: rows["ordered_at"].dt.floor("D").astype("date32[pyarrow]")
    )
    active = pd.concat([days[["user_id", "event_date"]], order_days[["user_id", "event_date"]]]).drop_duplicates()
    facts = behavior.join(count_orders(orders, lines), how="outer")
    facts = facts.join(session_users.value_counts().rename("session_count"))
    facts = facts.join(active.groupby("user_id").size().rename("active_day_count"))
    facts["first_seen_at"] = facts[["first_event_at", "first_ordered_at"]].min(axis=1)
    facts["last_seen_at"] = facts[["last_event_at", "last_ordered_at"]].max(axis=1)
    counts = [name for name in facts if name.endswith("_count")]
    facts = facts.fillna(dict.fromkeys([*counts, "gross_amount"], 0)).astype(dict.fromkeys(counts, "int64"))
    facts["gross_amount"] = (facts["gross_amount"] / UNITS).round(4)
    facts.index.name = "user_id"
    return facts.drop(columns=["first_event_at", "last_event_at", "first_ordered_at", "last_ordered_at"]).reset_index()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lake", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(write_tables(arguments.lake, arguments.folder)))


if __name__ == "__main__":
    main()
