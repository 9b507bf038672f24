"""Where in a home a person stands, and what it says of everybody else."""

from collections.abc import Iterator

import duckdb
from shop_home import ShopHome

OTHERS = "SELECT user_id, order_count, gross_amount FROM users.user_facts WHERE user_id <> ? ORDER BY user_id"


def find_ids(home: ShopHome, ids: list[str]) -> Iterator[str]:
    """Places of the home, landing and the simulator's truth left out, in which an id stands, also as a part."""

    def search(connection, relation: str, where: str) -> Iterator[str]:
        for column, *_ in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall():
            held = " OR ".join(f"contains(\"{column}\"::VARCHAR, '{text}')" for text in ids)
            if connection.execute(f"SELECT count(*) FROM {relation} WHERE {held}").fetchall() != [(0,)]:
                yield f"{where}.{column}"

    for path in home.path.rglob("*"):
        place = path.relative_to(home.path)
        if not path.is_file() or place.parts[0] in {"landing", "truth"}:
            continue
        if path.suffix == ".parquet":
            with duckdb.connect() as connection:
                yield from search(connection, f"'{path}'", str(place))
        elif path.suffix == ".duckdb":
            with duckdb.connect(path, read_only=True) as connection:
                tables = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal"
                for (table,) in connection.execute(tables).fetchall():
                    yield from search(connection, table, f"{place}: {table}")
        elif any(text.encode() in path.read_bytes() for text in ids):
            yield str(place)
