"""Rows of text as the content of files, for the dirt: no types, so that anything can be written."""

import csv
import json
from io import StringIO

from seeds.sample_shop.landing import SCHEMAS


def write_line(fields: list[str]) -> str:
    """One line of CSV, quoted where needed."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(fields)
    return out.getvalue()


def write_lines(table: str, rows: list[dict[str, str]]) -> str:
    """A CSV file with the table's header; what a row does not say is empty."""
    header = SCHEMAS[table].names
    return "".join(write_line(line) for line in [header] + [[row.get(c, "") for c in header] for row in rows])


def write_json_lines(rows: list[dict]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def drop_column(text: str, column: str) -> str:
    """The CSV text without one column."""
    rows = list(csv.reader(StringIO(text)))
    place = rows[0].index(column)
    return "".join(write_line(row[:place] + row[place + 1 :]) for row in rows)
