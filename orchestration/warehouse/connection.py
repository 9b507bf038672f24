"""The warehouse, opened for as long as a step needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from orchestration.runs.failures import fail_plainly
from orchestration.settings import read_home


@contextmanager
def open_warehouse(*, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse and close it at the end; fail the step plainly where disk or file do not allow it."""
    with fail_plainly(), duckdb.connect(read_home().warehouse, read_only=read_only) as connection:
        yield connection
