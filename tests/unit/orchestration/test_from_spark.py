"""What Spark built comes whole into DuckDB's warehouse, with DuckDB's types; what cannot be done on Spark says so."""

import shutil

import duckdb
import pytest

from ingest.home import Home
from orchestration.commands import as_of, drop_events, erase
from orchestration.settings import SettingsError
from orchestration.warehouse import from_spark
from orchestration.warehouse.from_spark import bring_from_spark
from orchestration.warehouse.state import read_state


def node(name: str, kind: str, *reads: str) -> dict:
    schema, alias = name.split(".")
    about = {"resource_type": "model", "schema": schema, "alias": alias, "name": alias}
    return about | {"config": {"materialized": kind}, "depends_on": {"nodes": list(reads)}}


NODES = [
    node("facts.orders", "by_version"),
    node("facts.order_days", "by_version"),
    node("events.events", "by_version"),
    node("inputs.baskets", "view", "facts.orders", "facts.order_days"),
    node("items.item_facts", "table", "events.events"),
    node("staging.as_of", "table"),
]
MANIFEST = {"nodes": {f"{one['schema']}.{one['alias']}": one for one in NODES}}


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    """A home in which Spark has built three tables: one partitioned, one with whole numbers for amounts, one empty."""
    home = Home(tmp_path)
    shape = tmp_path / "shape.duckdb"
    with duckdb.connect(shape) as connection:
        for schema in ("facts", "events", "inputs", "items", "staging"):
            connection.execute(f"CREATE SCHEMA {schema}")
        connection.execute("CREATE TABLE facts.orders (order_id VARCHAR NOT NULL, net_amount DECIMAL(18, 4))")
        connection.execute("CREATE TABLE facts.order_days (order_id VARCHAR, order_date DATE)")
        connection.execute("CREATE TABLE events.events (event_id VARCHAR)")
        connection.execute("CREATE TABLE items.item_facts (item_id VARCHAR)")
        connection.execute("CREATE TABLE staging.as_of (as_of_date DATE)")
        connection.execute("CREATE VIEW inputs.baskets AS FROM facts.orders JOIN facts.order_days USING (order_id)")
    monkeypatch.setattr(from_spark, "build_shape", lambda _: shape)
    for schema in ("facts", "items", "staging"):
        (home.spark / "warehouse" / f"{schema}.db").mkdir(parents=True)
    write(home, "SELECT DATE '2025-05-01' AS as_of_date", "staging", "as_of")
    write(home, "SELECT 'o' AS order_id, 5 AS net_amount", "facts", "orders")
    write(home, "SELECT 'o' AS order_id, DATE '2025-05-01' AS order_date", "facts", "order_days", "order_date")
    (home.spark / "warehouse" / "items.db" / "item_facts").mkdir()
    return home


def write(home: Home, rows: str, schema: str, table: str, partition: str | None = None) -> None:
    folder = home.spark / "warehouse" / f"{schema}.db" / table
    options = f", PARTITION_BY ({partition}), OVERWRITE" if partition else ""
    if not partition:
        folder.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        place = folder if partition else folder / "part-0.parquet"
        connection.execute(f"COPY ({rows}) TO '{place}' (FORMAT parquet{options})")


def read(home: Home, sql: str) -> list[tuple]:
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_new_warehouse_has_the_rows_of_spark_with_the_types_of_duckdb(home):
    bring_from_spark(home, MANIFEST, anew=True)
    [row] = read(home, "SELECT order_id, net_amount::VARCHAR, order_date::VARCHAR FROM inputs.baskets")
    assert row == ("o", "5.0000", "2025-05-01")
    assert read(home, "FROM items.item_facts") == []


def test_a_view_that_spark_keeps_as_a_table_comes_as_one(home):
    """What it reads stays on Spark."""
    baskets = node("inputs.baskets", "table", "facts.orders", "facts.order_days")
    (home.spark / "warehouse" / "inputs.db").mkdir()
    for order in ("p", "q"):
        rows = f"SELECT DATE '2025-05-02' AS order_date, '{order}' AS order_id, 7 AS net_amount"
        write(home, rows, "inputs", "baskets")
        bring_from_spark(home, {"nodes": MANIFEST["nodes"] | {"inputs.baskets": baskets}}, anew=order == "p")
        assert read(home, "SELECT order_id, net_amount::VARCHAR FROM inputs.baskets") == [(order, "7.0000")]
    assert read(home, "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'facts'") == []


def test_what_a_killed_statement_left_is_not_read(home):
    staged = home.spark / "warehouse" / "facts.db" / "order_days" / ".spark-staging-1" / "order_date=2025-05-01"
    staged.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'half' AS order_id) TO '{staged / 'part-0.parquet'}' (FORMAT parquet)")
    bring_from_spark(home, MANIFEST, anew=True)
    assert read(home, "SELECT order_id FROM facts.order_days") == [("o",)]


def test_what_nobody_reads_is_not_there(home):
    bring_from_spark(home, MANIFEST, anew=True)
    assert read(home, "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'events'") == []


def test_tables_of_python_stay_beside_what_is_brought_again(home):
    bring_from_spark(home, MANIFEST, anew=True)
    with duckdb.connect(home.warehouse) as connection:
        connection.execute("CREATE TABLE items.basket_rules AS SELECT 1 AS rule")
    write(home, "SELECT 'p' AS order_id, 7 AS net_amount", "facts", "orders")
    bring_from_spark(home, MANIFEST, anew=False)
    assert read(home, "SELECT order_id FROM facts.orders") == [("p",)]
    assert read(home, "FROM items.basket_rules") == [(1,)]


def test_rows_that_do_not_fit_leave_the_warehouse_as_it_was(home):
    bring_from_spark(home, MANIFEST, anew=True)
    write(home, "SELECT NULL::VARCHAR AS order_id, 7 AS net_amount", "facts", "orders")
    write(home, "SELECT 'i' AS item_id", "items", "item_facts")
    with pytest.raises(duckdb.ConstraintException):
        bring_from_spark(home, MANIFEST, anew=False)
    assert read(home, "SELECT order_id FROM facts.orders") == [("o",)]
    assert read(home, "FROM items.item_facts") == []


def test_a_table_that_spark_keeps_elsewhere_is_not_taken_for_empty(home):
    bring_from_spark(home, MANIFEST, anew=True)
    shutil.rmtree(home.spark / "warehouse" / "facts.db" / "orders")
    with pytest.raises(SettingsError, match=r"facts\.db/orders, from where the daily job copies"):
        bring_from_spark(home, MANIFEST, anew=False)
    assert read(home, "SELECT order_id FROM facts.orders") == [("o",)]


def test_only_another_engine_is_another_state(tmp_path, monkeypatch):
    home, states = Home(tmp_path), []
    for engine in ("", "duckdb", "spark"):
        monkeypatch.setenv("CARTOGRAPH_ENGINE", engine)
        states.append(read_state(home))
    assert states[0] == states[1]
    assert {states[0].whole, states[0].models} & {states[2].whole, states[2].models} == set()


@pytest.mark.parametrize(
    ("command", "arguments"), [(drop_events, ["2025-01-01"]), (as_of, ["2025-01-01"]), (erase, ["u1"])]
)
def test_what_needs_the_warehouse_of_duckdb_says_so(command, arguments, tmp_path, monkeypatch):
    monkeypatch.setenv("CARTOGRAPH_ENGINE", "spark")
    monkeypatch.setenv("CARTOGRAPH_HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["command", *arguments])
    with pytest.raises(SettingsError, match="CARTOGRAPH_ENGINE is spark, and make"):
        command.main()
    assert not list(tmp_path.iterdir())
