"""A count of a file's own lines, to hold against what a fast reader makes of them.

It is needed: DuckDB 2.0 passes over some input without a word, such as a last line of JSONL that is cut off,
and CSV whose line ends are not those it expects.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.readers.lines import open_bytes
from ingest.readers.reading import NotPlain

CHUNK_BYTES = 4 << 20
# DuckDB reads `"a" "b"` as one value `a b` and so loses quotes: the patient reader judges such a file.
ODD_QUOTES = re.compile(rb'" +"')


@dataclass(frozen=True)
class Census:
    """What a CSV file's bytes say without being parsed.

    is_odd: the file holds something DuckDB is known to read otherwise than it stands: ODD_QUOTES, or a
    '\\r' that ends no line, which it passes over at the start of a record.
    """

    line_count: int
    has_quotes: bool
    is_odd: bool


def count_lines(path: Path) -> int:
    """Return the number of lines of a file."""
    count, last = 0, b"\n"
    for chunk in read_chunks(path):
        count += count_line_ends(chunk)
        last = chunk[-1:]
    return count + (last != b"\n")


def inspect_csv(path: Path) -> Census:
    """Return the census of a CSV file's content; NotPlain when a gzip is broken."""
    line_count, lone_returns, has_quotes, has_odd_quotes, last = 0, 0, False, False, b"\n"
    for chunk in read_chunks(path):
        line_count += count_line_ends(chunk)
        # Each search only where a faster one says that there is something to find.
        if b"\r" in chunk:
            lone_returns += chunk.count(b"\r") - chunk.count(b"\r\n")
        lone_returns -= last.endswith(b"\r") and chunk.startswith(b"\n")
        if b'"' in chunk:
            has_quotes, seam = True, last + chunk
            has_odd_quotes = has_odd_quotes or (b'" ' in seam and ODD_QUOTES.search(seam) is not None)
        # From the last byte that is no space: a run of spaces may go on in the next chunk.
        last = chunk[max(len(chunk.rstrip(b" ")) - 1, 0) :]
    return Census(line_count + (not last.endswith(b"\n")), has_quotes, lone_returns > 0 or has_odd_quotes)


def count_line_ends(chunk: bytes) -> int:
    """Return how many line ends a chunk holds; by numpy, four times as fast as bytes.count."""
    return int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == ord("\n")))


def read_chunks(path: Path) -> Iterator[bytes]:
    """Yield a file's content, unpacked; NotPlain when that fails. Memory: one chunk."""
    try:
        with open_bytes(path) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except (EOFError, OSError, zlib.error) as error:
        raise NotPlain from error
