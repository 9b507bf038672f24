"""Tables made by Python stand in the database as they were declared."""

import resource
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from ml_assets.columns import column
from orchestration.warehouse.tables import DeclaredTable, compare_shape, sql_type, write_batches, write_table

RULES = DeclaredTable(
    "items",
    "rules",
    "One row per rule; it's small.",
    pa.schema(
        [
            column("items", pa.list_(pa.string()), "What is bought."),
            column("amount", pa.decimal128(18, 4), "Its price; it's known.", nullable=True),
        ]
    ),
)


@pytest.fixture
def connection():
    with duckdb.connect() as memory:
        yield memory


def make_rows(*rows):
    return pa.Table.from_pylist([dict(zip(("items", "amount"), row, strict=True)) for row in rows], RULES.shape)


def test_a_written_table_has_the_declared_shape_and_replaces_the_old_one(connection):
    write_table(connection, RULES, make_rows((["x"], None)))
    write_table(connection, RULES, make_rows((["a", "b"], Decimal("1.5"))))
    assert connection.execute("SELECT * FROM items.rules").fetchall() == [(["a", "b"], Decimal("1.5000"))]
    assert compare_shape(connection, RULES) == []
    [(comment,)] = connection.execute("SELECT comment FROM duckdb_tables()").fetchall()
    assert comment == RULES.description


def test_an_empty_table_keeps_the_shape(connection):
    write_table(connection, RULES, RULES.shape.empty_table())
    assert compare_shape(connection, RULES) == []


def test_rows_of_another_shape_are_refused_and_the_table_stays(connection):
    write_table(connection, RULES, make_rows((["x"], None)))
    with pytest.raises(ValueError, match=r"items\.rules should be written with other"):
        write_table(connection, RULES, pa.table({"other": [1]}))
    assert connection.execute("SELECT count(*) FROM items.rules").fetchall() == [(1,)]


def test_a_null_where_none_may_be_leaves_the_old_table(connection):
    write_table(connection, RULES, make_rows((["x"], None)))
    with pytest.raises(duckdb.ConstraintException):
        write_table(connection, RULES, make_rows((None, None)))
    assert connection.execute("SELECT count(*) FROM items.rules").fetchall() == [(1,)]


def test_batches_replace_several_tables_at_once(connection):
    other = DeclaredTable("items", "others", "Others.", RULES.shape)
    batches = [(make_rows((["a"], None)), make_rows()), (make_rows((["b"], None)), make_rows((["c"], None)))]
    assert write_batches(connection, [RULES, other], batches) == [2, 1]
    assert connection.execute("SELECT items FROM items.rules ORDER BY items").fetchall() == [(["a"],), (["b"],)]
    assert compare_shape(connection, other) == []


def test_a_batch_is_let_go_once_it_is_written(connection):
    held = []

    def make_batches():
        for number in range(6):
            held.append(pa.total_allocated_bytes())
            yield [make_rows(([f"{number}" * 2_000_000], None))]

    write_batches(connection, [RULES], make_batches())
    assert held[-1] - held[1] < 4_000_000


def test_a_batch_that_cannot_be_made_leaves_all_tables_as_they_were(connection):
    write_table(connection, RULES, make_rows((["x"], None)))

    def make_batches():
        yield [make_rows((["a"], None))]
        raise LookupError("no more")

    with pytest.raises(LookupError):
        write_batches(connection, [RULES], make_batches())
    assert connection.execute("SELECT items FROM items.rules").fetchall() == [(["x"],)]


def test_a_table_that_was_changed_by_hand_is_found(connection):
    write_table(connection, RULES, make_rows())
    connection.execute("ALTER TABLE items.rules ALTER amount TYPE DOUBLE")
    connection.execute("ALTER TABLE items.rules ADD COLUMN more INTEGER")
    assert [sentence.split()[0] for sentence in compare_shape(connection, RULES)] == [
        "amount",
        "amount",
        "more",
    ]


def test_a_type_that_no_public_table_has_is_refused():
    with pytest.raises(ValueError, match="no columns of type float"):
        sql_type(pa.float32())


def test_a_disk_that_takes_no_more_is_reported_and_the_old_table_stays(tmp_path):
    many = make_rows(*(([f"item {number}"], Decimal(number)) for number in range(20_000)))
    with duckdb.connect(tmp_path / "shop.duckdb") as connection:
        write_table(connection, RULES, make_rows((["x"], None)))
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, limits[1]))  # no file may grow beyond 60 kB
            with pytest.raises(duckdb.Error, match="Could not write file"):
                write_table(connection, RULES, many)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    with duckdb.connect(tmp_path / "shop.duckdb") as connection:
        assert connection.execute("SELECT count(*) FROM items.rules").fetchall() == [(1,)]
