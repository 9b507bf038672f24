"""What items are called, for people."""

import duckdb


def read_item_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the names by item id; an item without a name is left out."""
    return dict(connection.execute("SELECT item_id, name FROM current.current_items WHERE name IS NOT NULL").fetchall())
