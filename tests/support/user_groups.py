"""The sample shop's users dealt into groups, each with landing files of its own."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

from seeds.sample_shop.landing import FORMATS, encode_rows

GROUP_COUNT = 25
# The tables whose rows are somebody's.
TABLES = ("identities", "users", "orders", "order_lines", "order_refunds", "events", "reviews", "messages")


def deal_users(landing: Path) -> None:
    """Replace every regular file of somebody's rows by one for each group: `events.g07.csv` and so on.

    Files planted as dirt stay as they are, and so do the tables that are nobody's.
    """
    files = {table: sorted(landing.glob(f"shop/{table}/*/{table}.{FORMATS[table]}")) for table in TABLES}
    rows = {file: read_rows(file) for table in TABLES for file in files[table]}
    owner_of = know_owners(
        links=[link for file in files["identities"] for link in rows[file].to_pylist()],
        orders=[order for file in files["orders"] for order in rows[file].to_pylist()],
    )
    for file, of_all in rows.items():
        groups = [crc32(owner_of(row).encode()) % GROUP_COUNT for row in of_all.to_pylist()]
        for group in set(groups):
            own = of_all.filter(pa.array([other == group for other in groups]))
            table = file.parts[-3]
            file.with_name(f"{table}.g{group:02}.csv").write_bytes(encode_rows(own, "csv"))
        file.unlink()


def know_owners(links: list[dict], orders: list[dict]) -> Callable[[dict], str]:
    """Return a function that names whose a row is: a user, or a visitor never linked, or a guest by the order."""
    users = {link["anonymous_id"]: link["user_id"] for link in links}
    buyers = {order["order_id"]: order["user_id"] for order in orders}

    def owner_of(row: dict) -> str:
        visitor, order = row.get("anonymous_id"), row.get("order_id")
        return row.get("user_id") or users.get(visitor) or visitor or buyers.get(order) or order or "nobody"

    return owner_of


def find_group(path: Path) -> int | None:
    """Return the group of a landing file's users; None where the file is nobody's."""
    found = re.search(r"\.g(\d\d)\.", path.name)
    return int(found[1]) if found else None


def read_rows(file: Path) -> pa.Table:
    """Return the rows of a regular landing file of the sample shop."""
    if file.suffix == ".parquet":
        return pq.read_table(file)
    if file.suffix == ".jsonl":
        return pa.Table.from_pylist([json.loads(line) for line in file.read_text().splitlines()])
    return csv.read_csv(file, convert_options=csv.ConvertOptions(strings_can_be_null=True))
