"""Why something will be refused or ignored, in words a shopkeeper can act on."""

import re
from dataclasses import replace
from pathlib import Path

from ingest.check.guesses import count_lines_above, find_better_table, match_names, spell
from ingest.check.measured import WORKBOOK, ColumnMeasure, Example, Measured
from ingest.contract import LandingTable

SHOWN_EXAMPLES = 3
LISTED = 12
# What is wrong with a line, and what to do.
LINE_FAULTS = {
    "wrong_encoding": ("it is not in UTF-8", "Save the file as UTF-8 (in Excel: CSV UTF-8)."),
    "broken_quotes": (
        'a quote (") is opened and not closed, or stands in the middle of a value',
        'Write a quote within a value doubled ("") and put quotes around the value.',
    ),
    "too_few_fields": (
        "it holds fewer values than there are columns",
        "Export the file again; put quotes around values that hold a line break.",
    ),
    "too_many_fields": (
        "it holds more values than there are columns",
        'Put quotes around values that hold the separator, as in "12,50".',
    ),
    "line_too_long": ("it is longer than 16 MB", "Look for a missing line end or closing quote."),
    "broken_json": ("it is not a whole JSON object", "Each line must be one, from { to }."),
    "duplicate_key": ("it gives one column two values", "Leave one of them out."),
    "duplicate_column": ("the header names a column twice", "Rename one of the two."),
}
WORKBOOK_SUFFIXES = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
# How like an unknown name is to a column for which it may be meant: where most are known, and where most are not.
LIKE, VERY_LIKE = 0.65, 0.85
# By reason as a run gives it, or by its first word.
VALUE_FAULTS = {
    "unknown_event_type": "not one of the event types of the contract (docs/contract.md)",
    "malformed_id": "with a tab or line end inside",
    "mangled_id": "written by a spreadsheet like 5.01E+12, so its digits are lost: format the column as text",
    "missing": "empty, and required",
    "fractional": "not whole",
    "negative": "below zero",
    "zero": "zero",
    "future": "later than the day after the folder's day",
}
NOT_OF_TYPE = {
    "money": "not an amount like 12.50",
    "rate": "not a number above zero like 1.08",
    "whole": "not a whole number",
    "rating": "not a whole number from 1 to 5",
    "year": "not a year like 1985",
    "flag": "neither yes nor no",
    "date": "not a date like 2025-01-31",
    "time": "not a time like 2025-01-31 18:05:00",
}
SIGN = r"[€$£¥₹]|\b[A-Z]{3}\b"
SIGNED = re.compile(rf"(?:{SIGN})\s*-?\d.*|-?\d.*(?:{SIGN})")
DECIMAL_COMMA = re.compile(r"-?[\d.' ]*\d,\d{1,2}")
THOUSANDS = re.compile(r"-?\d{1,3}(?:[,' ]\d{3})+(?:\.\d*)?")
LOCAL_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")


def say_unreadable(path: Path, fault: str, raw: str, table: LandingTable) -> str:
    """Return why a whole file cannot be read and what to do."""
    name = path.name.lower()
    if fault == "empty_file":
        return "The file is empty: export it again, or take it away."
    if fault == "wrong_encoding":
        if table.encoding != "utf-8":
            return f"The file is not in {table.encoding}: save it so, or as UTF-8 with a byte order mark."
        return "The file is not in UTF-8 but in UTF-16 or the like: save it as UTF-8 (in Excel: CSV UTF-8)."
    if name.endswith(WORKBOOK_SUFFIXES) or fault == WORKBOOK:
        return "It is a spreadsheet and no CSV file: open it and save it as CSV UTF-8, one file for each sheet."
    if name.endswith(".gz") and raw.startswith("gzip"):
        return "The packed file is damaged or cut short, or is no gzip file: pack or copy it again."
    if name.endswith(".parquet"):
        return "It is no Parquet file, or a damaged one: export or copy it again."
    if name.endswith((".csv", ".csv.gz")):
        return (
            "Its first line cannot be read as a header: a quote in it is not closed, or its lines end as on very old"
            " Macs. Save it again as CSV UTF-8."
        )
    if name.endswith(".jsonl"):
        return "It cannot be read as JSONL: export it again, one JSON object a line."
    return "Its name ends in none of .csv, .csv.gz, .jsonl, .parquet: save it as one of these and name it so."


def say_header(path: Path, measured: Measured, table: LandingTable, *, looks_like_data: bool) -> str:
    """Return what is wrong with the header of a file that lacks required columns, and what to do."""
    if above := count_lines_above(path, table):
        lines = "the line" if above == 1 else f"the {above} lines"
        return f"Its first line is not its header, so the run will stop. Take {lines} above the header away."
    if better := find_better_table(measured.names, table):
        place = f"{better.source}/{better.name}"
        return f"These are the columns of {place}, so the run will stop: move the file to landing/{place}/."
    if looks_like_data:
        return (
            "Its first line looks like data and not like a header, so the run will stop. Put a line with the names of"
            f" the columns before it: {', '.join(spell(name, table) for name in table.columns)}."
        )
    required = " and ".join(spell(name, table) for name in measured.missing if name not in table.one_of)
    choice = " or ".join(spell(name, table) for name in measured.missing if name in table.one_of)
    lacking = " and ".join(part for part in (required, choice) if part)
    near = match_names(measured.names, measured.missing, table, LIKE)
    hints = [f"{name} to {column}" for name, column in near.items()]
    remedy = (
        f"Rename {', '.join(hints)}, if these are meant."
        if hints
        else "Rename the columns that are meant, or add them."
    )
    return f"It lacks {lacking}, so the run will stop. {remedy}"


def say_lines(reason: str, count: int, measured: Measured, table: LandingTable) -> str:
    """Return what is wrong with lines that cannot be read."""
    examples = [each for each in measured.line_examples if each.reason == reason][:SHOWN_EXAMPLES]
    what, remedy = LINE_FAULTS[reason]
    if reason == "wrong_encoding" and table.encoding != "utf-8":
        what, remedy = f"it is not in {table.encoding}", f"Save the file as {table.encoding}."
    return f"{count_rows(count)} cannot be read: {what}. {remedy} {say_examples(examples)}"


def say_rows(reason: str, count: int, measured: Measured, table: LandingTable) -> str:
    """Return what is wrong with rows whose columns are sound one by one."""
    what = f"none of {', '.join(table.one_of)} is filled"
    if reason == "impossible_line_amount":
        what = "quantity times price is more than ten billion"
    examples = [each for each in measured.row_examples if each.reason == reason][:SHOWN_EXAMPLES]
    return f"{count_rows(count)} will be refused: {what}. {say_examples(examples)}"


def say_values(column: ColumnMeasure, reason: str, count: int, rows: int, remedy: str | None = None) -> str:
    """Return what is wrong with values of one column, how many they are, and three of them.

    remedy: what to do; None where it is to be done in the file.
    """
    is_missing = reason.startswith("missing_")
    of = rows if is_missing else column.values
    wrong = VALUE_FAULTS.get(reason) or VALUE_FAULTS.get(reason.split("_")[0]) or NOT_OF_TYPE.get(column.type, reason)
    examples = pick_different([each for each in column.examples if each.reason == reason])
    if remedy is None:
        remedy = say_remedy(column, reason, [each.text or "" for each in examples])
    shown = say_examples([replace(each, text=None) for each in examples] if is_missing else examples)
    return (
        f"{column.name}: {count:,} of {of:,} values ({say_share(count, of)}) will be refused: {wrong}.{remedy} {shown}"
    )


def say_remedy(column: ColumnMeasure, reason: str, texts: list[str]) -> str:
    """Return what to change in the file about values that are refused; '' where that is plain."""
    if column.type in ("money", "rate", "whole"):
        return say_number(texts)
    if column.type in ("time", "date") and any(LOCAL_DATE.match(text) for text in texts):
        return " Write the year first: 2025-01-31."
    if reason.startswith("future_"):
        return " Move the file to the folder of the day it was collected, or correct the times."
    return ""


def say_number(texts: list[str]) -> str:
    """Return what to change about texts that are numbers in other ways; '' where they are none."""
    bare = [re.sub(SIGN, "", text).strip() for text in texts]
    remedies = {
        "Take the currency sign away.": any(SIGNED.fullmatch(text) for text in texts),
        "Write a decimal point instead of the comma.": any(DECIMAL_COMMA.fullmatch(text) for text in bare),
        "Write no sign between thousands: 1234.50.": any(THOUSANDS.fullmatch(text) for text in bare),
    }
    return "".join(f" {remedy}" for remedy, is_due in remedies.items() if is_due)


def pick_different(examples: list[Example]) -> list[Example]:
    """Return the first examples whose texts differ, at most as many as are shown."""
    different = list({each.text: each for each in reversed(examples) if each.text is not None}.values())[::-1]
    return (different or examples)[:SHOWN_EXAMPLES]


def say_examples(examples: list[Example]) -> str:
    """Return where examples stand, and their text where that may be shown: row 7 '12,50', row 9 'x'."""
    places = [
        f"{each.place}{' ' * bool(each.place)}row {each.row:,}{f' {each.text!r}' if each.text else ''}"
        for each in examples
    ]
    return f"For example {', '.join(places)}."


def say_share(count: int, of: int) -> str:
    """Return a share in per cent, never 0 or 100 where it is not."""
    share = count / of if of else 0
    if 0 < share < 0.001:
        return "less than 0.1 %"
    return f"{min(share, 0.999 if count < of else 1):.1%}".replace("%", " %").replace(".0 ", " ")


def count_rows(count: int) -> str:
    """Return a number of rows in words."""
    return f"{count:,} row{'s' * (count != 1)}"
