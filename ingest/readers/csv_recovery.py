"""The patient CSV reader: what can be read is read, and a line that cannot is kept with its reason."""

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from ingest.contract import LandingTable
from ingest.readers.csv_header import Header, default_header, find_delimiter, read_header
from ingest.readers.lines import LONGEST_LINE_BYTES, LongLine, read_lines
from ingest.readers.reading import Reading, UnreadableFile, gather_batches, has_foreign_bytes, make_fault

# How far ahead a quoted value may run before its opening quote counts as broken.
LONGEST_RECORD_CHARACTERS = LONGEST_LINE_BYTES
ODD_QUOTES = re.compile(r'(?<!")"(?:"")*(?!")')


def read_patiently(path: Path, table: LandingTable) -> Reading:
    """Return a Reading of any CSV file. Raises UnreadableFile when nothing of it can be read.

    A line that cannot be a record costs that line only: when a quote is not closed, or a record over
    several lines has the wrong number of fields, its first line is set aside and reading goes on at the
    next.
    """
    lines = LineBuffer(read_lines(path, table.encoding))
    lines.skip_blank()
    first = lines.peek()
    if first is None:
        raise UnreadableFile("empty_file")
    delimiter = find_delimiter(first, table)
    header = default_header(table)
    if table.has_header:
        cells, text = take_record(lines, delimiter, None)
        if cells is None or "\r" in text.rstrip("\r\n"):
            raise UnreadableFile("unreadable_file", text[:200])
        header = read_header(cells, table)
    rows = gather_batches(table, read_rows(lines, delimiter, header, table))
    return Reading(rows, header.extra_columns, header.absent_columns)


class LineBuffer:
    """Physical lines with a look ahead that finds where an open quote may end, reading each line once."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.source = lines
        self.ahead: deque[str] = deque()
        self.size = 0  # characters in `ahead`
        self.taken = 0  # lines taken so far: the number of the line ahead[0]
        self.odd: deque[int] = deque()  # numbers of the lines ahead with an odd run of quotes

    def peek(self) -> str | None:
        """Return the next line without taking it; None at the end."""
        return self.ahead[0] if self.ahead or self.fetch() else None

    def take(self, count: int = 1) -> str:
        """Take the next `count` lines as one text."""
        taken = [self.ahead.popleft() for _ in range(count)]
        self.taken += count
        while self.odd and self.odd[0] < self.taken:
            self.odd.popleft()
        self.size -= sum(map(len, taken))
        return taken[0] if count == 1 else "".join(taken)

    def skip_blank(self) -> None:
        """Take lines as long as they are blank."""
        while (line := self.peek()) is not None and not line.strip():
            self.take()

    def fetch(self) -> bool:
        """Read one more line ahead; False at the end of the file, or when enough is held."""
        if self.size > LONGEST_RECORD_CHARACTERS or (line := next(self.source, None)) is None:
            return False
        # A line too long to hold can be no part of a record: no quote ends in it.
        if '"' in line and not isinstance(line, LongLine) and ODD_QUOTES.search(line):
            self.odd.append(self.taken + len(self.ahead))
        self.ahead.append(line)
        self.size += len(line)
        return True

    def possible_ends(self) -> Iterator[int]:
        """Yield the numbers of lines, counted from the next one, after which an open quote may be closed."""
        seen = 0
        while True:
            while seen == len(self.odd):
                if not self.fetch():
                    return
            if (count := self.odd[seen] - self.taken + 1) > 1:
                yield count
            seen += 1


def take_record(lines: LineBuffer, delimiter: str, width: int | None) -> tuple[list[str] | None, str]:
    """Take the next record: (its fields, its text), or (None, its first line) when it is broken.

    width: the number of fields a record over several lines must have; None when any will do. A record on
    one line is returned whatever its width.
    """
    line = lines.peek()
    if '"' not in line:
        return cut_line(line).split(delimiter), lines.take()
    fields, is_open = split_record(line, delimiter)
    if is_open and not isinstance(line, LongLine):
        for count in lines.possible_ends():
            text = "".join(lines.ahead[number] for number in range(count))
            fields, is_open = split_record(text, delimiter)
            if not is_open:
                if fields is not None and (width is None or len(drop_empty_end(fields, width)) == width):
                    return fields, lines.take(count)
                fields = None
                break
    return fields, lines.take()


def cut_line(text: str) -> str:
    """Return a text without its one line end."""
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text.removesuffix("\r")


def split_record(text: str, delimiter: str) -> tuple[list[str] | None, bool]:
    """Return (fields, False) of a record; (None, True) when a quote stays open, (None, False) when one is
    broken.

    A field is quoted when it begins with a quote, one space before it allowed; only spaces may follow the
    closing quote. Quotes inside other fields are text. These are the rules of DuckDB's reader, so that both
    readers agree.
    """
    body, fields, at = cut_line(text), [], 0
    while True:
        start = at + 1 if body.startswith(' "', at) else at
        if body.startswith('"', start):
            end = find_closing_quote(body, start + 1)
            if end < 0:
                return None, True
            fields.append(body[start + 1 : end].replace('""', '"'))
            at = end + 1
            while body.startswith(" ", at):
                at += 1
        else:
            end = body.find(delimiter, at)
            fields.append(body[at:] if end < 0 else body[at:end])
            at = len(body) if end < 0 else end
        if at == len(body):
            return fields, False
        if not body.startswith(delimiter, at):
            return None, False
        at += len(delimiter)


def find_closing_quote(body: str, at: int) -> int:
    """Return where the first quote at or after `at` stands that is not doubled; -1 when there is none."""
    while (at := body.find('"', at)) >= 0 and body.startswith('"', at + 1):
        at += 2
    return at


def drop_empty_end(fields: list[str], width: int) -> list[str]:
    """Return the fields without empty ones beyond `width`: a delimiter at the end of a line adds no field."""
    while len(fields) > width and not fields[-1]:
        fields = fields[:-1]
    return fields


def read_rows(
    lines: LineBuffer, delimiter: str, header: Header, table: LandingTable
) -> Iterator[tuple[list[str | None], int]]:
    """Yield the row of every record that follows, broken or not, with its size."""
    while lines.peek() is not None:
        if is_empty(lines.peek(), delimiter):
            lines.take()
        elif header.fault:
            text = lines.take()
            yield make_fault(table, header.fault, cut_line(text)), len(text)
        elif isinstance(lines.peek(), LongLine):
            text = lines.take()
            yield make_fault(table, "line_too_long", text), len(text)
        else:
            fields, text = take_record(lines, delimiter, header.width)
            yield make_row(fields, text, header, table), len(text)


def is_empty(line: str, delimiter: str) -> bool:
    """Return whether a line is blank, or nothing but delimiters: so spreadsheets save rows that were once filled."""
    return not line.strip() or not cut_line(line).replace(delimiter, "")


def make_row(fields: list[str] | None, text: str, header: Header, table: LandingTable) -> list[str | None]:
    """Return the row of one record: its values in declared order, or its fault and its text."""
    if fields is not None:
        fields = drop_empty_end(fields, header.width)
        if len(fields) == header.width:
            values = [None if at is None else fields[at] or None for at in header.positions]
            if text.isascii() or not any(value and has_foreign_bytes(value) for value in values):
                return [*values, None, None]
    if has_foreign_bytes(text):
        fault = "wrong_encoding"
    elif fields is None:
        fault = "broken_quotes"
    else:
        fault = "too_few_fields" if len(fields) < header.width else "too_many_fields"
    return make_fault(table, fault, cut_line(text))


def take_header(lines: Iterator[str], table: LandingTable) -> tuple[str, Header] | None:
    """Return (delimiter, Header) from a file's first line; None when that line alone does not hold it."""
    first = next(lines, "")
    buffer = LineBuffer(iter([first]))
    if not first.strip() or isinstance(first, LongLine):
        return None
    delimiter = find_delimiter(first, table)
    if not table.has_header:
        return delimiter, default_header(table)
    cells, text = take_record(buffer, delimiter, None)
    if cells is None or "\r" in cut_line(text):
        return None
    return delimiter, read_header(cells, table)
