"""A count of a file's own lines and values, to hold against what a fast reader makes of them.

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
# So small that what is made of a window stays in the processor's cache.
WINDOW_BYTES = 1 << 18
# From the quote behind a key over colon and space to the second letter of `null`.
LOOK_AHEAD = 4
# DuckDB reads `"a" "b"` as one value `a b` and so loses quotes: such a file is left to the patient reader.
ODD_QUOTES = re.compile(rb'" +"')
# JSON allows it, nobody writes it, and a key so written would not be counted.
ODD_COLON = re.compile(rb'(?:\A|")\s+:')


@dataclass(frozen=True)
class Census:
    """What a CSV file's bytes say without being parsed.

    is_odd: the file holds something DuckDB is known to read otherwise than it stands: ODD_QUOTES, or a '\\r' that ends
    no line, which it passes over at the start of a record; or a line of nothing but delimiters, which is no row.
    """

    line_count: int
    has_quotes: bool
    is_odd: bool


@dataclass(frozen=True)
class JsonlCensus:
    """What a JSONL file's bytes say without being parsed.

    value_count: how many keys have a value other than null, at any depth. other_count: of how many of them the value
    is neither text nor a boolean. What looks like a key within a text is counted too, so both are exact or too high,
    never too low. is_odd: a key may be missing from them after all.
    """

    line_count: int
    value_count: int
    other_count: int
    is_odd: bool


def count_lines(path: Path) -> int:
    """Return the number of lines of a file."""
    count, last = 0, b"\n"
    for chunk in read_chunks(path):
        count += count_line_ends(chunk)
        last = chunk[-1:]
    return count + (last != b"\n")


def inspect_csv(path: Path, delimiter: str) -> Census:
    """Return the census of a CSV file's content; NotPlain when a gzip is broken."""
    line_count, lone_returns, has_quotes, has_odd_quotes, last = 0, 0, False, False, b"\n"
    sign, has_empty, begun = delimiter.encode(), False, b"\n"
    empty = re.compile(rb"\n(?:%b)+\r?\n" % re.escape(sign))
    for chunk in read_chunks(path):
        lines = begun + chunk
        has_empty = has_empty or (b"\n" + sign in lines and empty.search(lines) is not None)
        # A line that is cut in two may be empty in both parts.
        end = lines[max(lines.rfind(b"\n"), 0) :]
        begun = end if not end.strip(b"\r\n" + sign) else b""
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
    is_odd = lone_returns > 0 or has_odd_quotes or has_empty or sign in begun
    return Census(line_count + (not last.endswith(b"\n")), has_quotes, is_odd)


def inspect_jsonl(path: Path) -> JsonlCensus:
    """Return the census of a JSONL file that is not empty. Memory: one window."""
    line_count, value_count, other_count, is_odd = 0, 0, 0, False
    for window in read_windows(path):
        here = window[:-LOOK_AHEAD]
        line_count += count_line_ends(here)
        at = np.flatnonzero(window[1 : 1 - LOOK_AHEAD] == ord(":"))
        before, after = here[at], window[2:][at]
        # A search only where a faster one says that there is something to find.
        is_odd = is_odd or bool((before <= ord(" ")).any() and ODD_COLON.search(window))
        if (is_spaced := after == ord(" ")).any():
            at += is_spaced
            after = window[2:][at]
        # JSON allows several blanks before a value, nobody writes them, and the value's kind would not be seen.
        is_odd = is_odd or bool(((after <= ord(" ")) & (before == ord('"'))).any())
        # Two letters, since DuckDB also reads `nan`.
        is_null = (after == ord("n")) & (window[3:][at] == ord("u"))
        is_value = (before == ord('"')) & ~is_null
        is_plain = (after == ord('"')) | (after == ord("t")) | (after == ord("f"))
        value_count += int(np.count_nonzero(is_value))
        other_count += int(np.count_nonzero(is_value & ~is_plain))
        last = here[-1]
    return JsonlCensus(line_count + int(last != ord("\n")), value_count, other_count, is_odd)


def count_line_ends(chunk: bytes | np.ndarray) -> int:
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


def read_windows(path: Path) -> Iterator[np.ndarray]:
    """Yield a file's bytes in windows, each valid until the next: a window's last LOOK_AHEAD bytes begin the next one.

    Zeros stand before the file, line ends behind it, so that each byte of it once has LOOK_AHEAD bytes behind it. One
    buffer serves all: to ask the system for a fresh one each time costs more than to search it.
    WINDOW_BYTES must be at least LOOK_AHEAD.
    """
    window = np.zeros(LOOK_AHEAD + WINDOW_BYTES, np.uint8)
    with path.open("rb") as stream:
        while count := stream.readinto(window[LOOK_AHEAD:]):
            yield window[: LOOK_AHEAD + count]
            window[:LOOK_AHEAD] = window[count : LOOK_AHEAD + count]
    window[LOOK_AHEAD : 2 * LOOK_AHEAD] = ord("\n")
    yield window[: 2 * LOOK_AHEAD]
