"""The Parquet files in which ingest remembers: read whole or not at all, replaced in one step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import LakeError


def read_own_file(path: Path, schema: pa.Schema) -> pa.Table | None:
    """Return a Parquet file ingest wrote itself; None when it is not there, damaged or of another schema.

    Raises LakeError when it may not be read.
    """
    try:
        table = pq.ParquetFile(path, memory_map=False, page_checksum_verification=True).read()
    except PermissionError:
        raise LakeError(f"{path} may not be read: change its permissions.") from None
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return None
    return table if table.schema.remove_metadata().equals(schema) else None


def replace_own_file(path: Path, table: pa.Table) -> None:
    """Write `table` to `path` so that a reader sees the old file or the new one, never half of it."""
    part = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, part, compression="zstd", write_page_checksum=True)
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error


@contextmanager
def replace_in_parts(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Give a function that takes the rows of `path` table by table; a reader sees the old file or the whole new one."""
    part = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(part, schema, compression="zstd", write_page_checksum=True) as writer:
            yield writer.write_table
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: Exception) -> LakeError:
    """Return the LakeError that says a lake file could not be written."""
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:160]
    return LakeError(f"{path} cannot be written ({reason}): free space or mend the permissions there, then run again.")
