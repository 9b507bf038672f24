"""A text file as physical lines, with bounds on what is held in memory."""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingest.readers.reading import RAW_CHARACTERS, UnreadableFile

LONGEST_LINE_BYTES = 16 << 20
BOM = b"\xef\xbb\xbf"
UTF_16_OR_32_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class LongLine(str):
    """The beginning of a line longer than LONGEST_LINE_BYTES; the rest was passed over."""

    __slots__ = ()


def open_bytes(path: Path) -> BinaryIO:
    """Open a landing file for reading its content, unpacked when its name ends in .gz."""
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")


def read_lines(path: Path, encoding: str = "utf-8") -> Iterator[str]:
    """Yield the physical lines of a file, line ends kept, bytes that are not in its encoding as surrogates.

    A byte order mark is left out; UTF-8's says more than `encoding`. A line over LONGEST_LINE_BYTES comes as a
    LongLine. Raises UnreadableFile for an empty file, a corrupt gzip and text in another encoding of wide characters;
    FileNotFoundError when the file has vanished.
    """
    try:
        with open_bytes(path) as stream:
            if encoding != "utf-8" and stream.read(len(BOM)) != BOM:
                stream.seek(0)
                yield from read_encoded_lines(stream, encoding)
                return
            stream.seek(0)
            first = stream.readline(LONGEST_LINE_BYTES + 1)
            line = first.removeprefix(BOM)
            check_encoding(line)
            while line:
                yield take_line(stream, line)
                line = stream.readline(LONGEST_LINE_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile("unreadable_file", f"gzip: {error}") from error
    except UnicodeError as error:
        raise UnreadableFile("wrong_encoding", str(error)) from error


def read_encoded_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines of a stream in any encoding, slower than UTF-8. UnicodeError where it is in another one."""
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="\n")
    line = text.readline(LONGEST_LINE_BYTES + 1).removeprefix("\ufeff")
    if not line:
        raise UnreadableFile("empty_file")
    while line:
        rest = line if len(line) > LONGEST_LINE_BYTES else "\n"
        while rest and not rest.endswith("\n"):
            rest = text.readline(1 << 20)
        yield line if len(line) <= LONGEST_LINE_BYTES else LongLine(line[: 4 * RAW_CHARACTERS])
        line = text.readline(LONGEST_LINE_BYTES + 1)


def check_encoding(first: bytes) -> None:
    """Raise UnreadableFile when a file's first bytes show that it is empty or in a wide encoding."""
    if not first:
        raise UnreadableFile("empty_file")
    start = first[:8]
    is_wide = len(start) == 8 and (not any(start[0::2]) or not any(start[1::2]))
    if start.startswith(UTF_16_OR_32_MARKS) or is_wide:
        raise UnreadableFile("wrong_encoding", first[:200].decode("utf-8", "backslashreplace"))


def take_line(stream: BinaryIO, line: bytes) -> str:
    """Return a physical line as text; of one too long the beginning, the stream moved behind its end."""
    if len(line) <= LONGEST_LINE_BYTES:
        return line.decode("utf-8", "surrogateescape")
    rest = line
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(1 << 20)
    return LongLine(line[: 4 * RAW_CHARACTERS].decode("utf-8", "surrogateescape"))
