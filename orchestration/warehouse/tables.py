"""Tables that Python makes: written to DuckDB from their declared shape, and compared with it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import dagster as dg
import duckdb
import pyarrow as pa

from ml_assets.columns import DESCRIPTION


@dataclass(frozen=True)
class DeclaredTable:
    """A public table made by Python; its columns and their descriptions are those of `shape`."""

    schema: str
    name: str
    description: str
    shape: pa.Schema

    @property
    def key(self) -> dg.AssetKey:
        return dg.AssetKey([self.schema, self.name])

    @property
    def sql_name(self) -> str:
        return f'"{self.schema}"."{self.name}"'

    @property
    def column_schema(self) -> dg.TableSchema:
        """The columns as Dagster shows them."""
        return dg.TableSchema(
            [
                dg.TableColumn(
                    field.name,
                    type=sql_type(field.type),
                    description=describe_column(field),
                    constraints=dg.TableColumnConstraints(nullable=field.nullable),
                )
                for field in self.shape
            ]
        )


def sql_type(kind: pa.DataType) -> str:
    """Return DuckDB's name of an Arrow type; raises ValueError for one that no public table has."""
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    names = {
        pa.string(): "VARCHAR",
        pa.int64(): "BIGINT",
        pa.float64(): "DOUBLE",
        pa.bool_(): "BOOLEAN",
        pa.date32(): "DATE",
        pa.timestamp("us"): "TIMESTAMP",
    }
    if kind not in names:
        raise ValueError(f"A public table has no columns of type {kind}: declare one of {', '.join(names.values())}.")
    return names[kind]


def write_table(connection: duckdb.DuckDBPyConnection, declared: DeclaredTable, rows: pa.Table) -> None:
    """Replace the table by `rows` in one transaction, with types, NOT NULL and comments as declared.

    Raises ValueError where the rows' shape is not the declared one; the table is then as it was.
    """
    write_batches(connection, [declared], [[rows]])


def write_batches(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[DeclaredTable], batches: Iterable[Sequence[pa.Table]]
) -> list[int]:
    """Replace tables in one transaction by rows that come in batches, and return how many each got.

    batches: each holds rows of every table. Only one batch is held at a time. Raises ValueError where the shape of rows
    is not the declared one; whatever is raised, also while a batch is made, all tables are then as they were.
    """
    counts = [0] * len(tables)
    connection.begin()
    try:
        for declared in tables:
            create_table(connection, declared)
        for batch in batches:
            for number, (declared, rows) in enumerate(zip(tables, batch, strict=True)):
                _insert(connection, declared, rows)
                counts[number] += rows.num_rows
        connection.commit()
    except Exception:
        with suppress(duckdb.TransactionException):  # A commit that failed has ended it.
            connection.rollback()
        raise
    return counts


def _insert(connection: duckdb.DuckDBPyConnection, declared: DeclaredTable, rows: pa.Table) -> None:
    if not rows.schema.equals(declared.shape):
        raise ValueError(
            f"{declared.schema}.{declared.name} should be written with {describe_shape(rows.schema)},"
            f" but is declared as {describe_shape(declared.shape)}."
        )
    # A table would be held by DuckDB until the transaction ends, what a reader hands over only until it is read.
    connection.register("incoming", pa.RecordBatchReader.from_batches(rows.schema, iter(rows.to_batches())))
    connection.execute(f"INSERT INTO {declared.sql_name} SELECT * FROM incoming")  # noqa: S608
    connection.unregister("incoming")


def create_table(connection: duckdb.DuckDBPyConnection, declared: DeclaredTable) -> None:
    """Create or replace the table, empty."""
    columns = ", ".join(
        f'"{field.name}" {sql_type(field.type)}{"" if field.nullable else " NOT NULL"}' for field in declared.shape
    )
    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{declared.schema}"')
    connection.execute(f"CREATE OR REPLACE TABLE {declared.sql_name} ({columns})")
    connection.execute(f"COMMENT ON TABLE {declared.sql_name} IS {quote_text(declared.description)}")
    for field in declared.shape:
        comment = quote_text(describe_column(field))
        connection.execute(f'COMMENT ON COLUMN {declared.sql_name}."{field.name}" IS {comment}')


def compare_shape(connection: duckdb.DuckDBPyConnection, declared: DeclaredTable) -> list[str]:
    """Return how the table in the database differs from its declaration, a sentence each."""
    found = connection.execute(
        """
        SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns()
        WHERE schema_name = ? AND table_name = ? AND database_name = current_database() ORDER BY column_index
        """,
        [declared.schema, declared.name],
    ).fetchall()
    wanted = [(field.name, sql_type(field.type), field.nullable, describe_column(field)) for field in declared.shape]
    return [
        f"{column[0]} is declared as {column}, and not so in the table." for column in wanted if column not in found
    ] + [
        f"{column[0]} stands in the table as {column}, and is not declared so."
        for column in found
        if column not in wanted
    ]


def describe_shape(shape: pa.Schema) -> str:
    return ", ".join(f"{field.name} {field.type}{'' if field.nullable else ' not null'}" for field in shape)


def quote_text(text: str) -> str:
    """Return an SQL literal, for the statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def describe_column(field: pa.Field) -> str:
    return field.metadata[DESCRIPTION].decode()
