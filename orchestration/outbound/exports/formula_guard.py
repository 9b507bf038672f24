"""Spreadsheets run a text that begins like a formula. In CSV files such a text is marked; numbers are left alone."""

import pyarrow as pa
import pyarrow.compute as pc

MARK = "'"
# A text that begins so may be run; one that begins with the mark is marked, too, so that a mark is always ours.
# The last four are =, +, - and @ in full width.
STARTS = "=+\\-@|%\uff1d\uff0b\uff0d\uff20"
# What a spreadsheet may drop before it looks: blanks of every kind, control characters, marks without width.
UNSEEN = r"\p{Z}\p{C}"
RISKY = f"^(['\t\r\n]|[{UNSEEN}]*[{STARTS}])"
# -5.00 is a number in whatever column it stands, and marked it would be none.
NUMBER = r"^ *[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"


def is_risky(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return for each text whether it has to be marked; null for null."""
    return pc.and_not(pc.match_substring_regex(texts, RISKY), pc.match_substring_regex(texts, NUMBER))


def guard_formulas(rows: pa.Table) -> pa.Table:
    """Return the rows with an apostrophe before each risky text. Who reads them takes one leading apostrophe off.

    >>> guard_formulas(pa.table({"note": ["=1+1", "-5.00", "'x", "plain"]}))["note"].to_pylist()
    ["'=1+1", '-5.00', "''x", 'plain']
    """
    for at, field in enumerate(rows.schema):
        if pa.types.is_string(field.type):
            texts = rows.column(at)
            guarded = pc.if_else(is_risky(texts), pc.binary_join_element_wise(MARK, texts, ""), texts)
            rows = rows.set_column(at, field, guarded)
    return rows
