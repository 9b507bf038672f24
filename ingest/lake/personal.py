"""Personal data on its way into the lake: keyed hashes in their columns, and no text of a line as it stood."""

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from ingest.books.erased_ids import EDGES, clean_id, hash_id
from ingest.contract import LandingTable
from ingest.lake.nested import keep_fields

# In the place of a broken line's text, which may hold an address.
KEPT_OUT = "kept out: the line may hold personal data; it stands in the landing file"
# A spreadsheet's 4.91712E+11 stands for every number that begins so.
MANGLED = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
FEWEST_DIGITS = 5


def protect(batch: pa.RecordBatch, table: LandingTable, key: str) -> pa.RecordBatch:
    """Return a batch of the table's rows with keyed hashes in its hashed columns and KEPT_OUT as every `_raw`.

    Equal people have equal hashes, in whatever table: what is hashed is the value as its kind is compared. A value
    that is none of its kind becomes null: a word that many share would make them one.
    """
    for column, kind in table.hashed:
        at = batch.schema.get_field_index(column)
        batch = batch.set_column(at, batch.schema.field(at), hash_values(batch.column(at), NORMAL[kind], key))
    for column, fields in table.nested:
        at = batch.schema.get_field_index(column)
        kept = keep_fields(batch.column(at), dict(fields), lambda kind, text: hash_text(kind, text, key))
        batch = batch.set_column(at, batch.schema.field(at), kept)
    at = batch.schema.get_field_index("_raw")
    raw = pc.if_else(pc.is_valid(batch.column(at)), pa.scalar(KEPT_OUT), pa.scalar(None, pa.string()))
    return batch.set_column(at, batch.schema.field(at), raw)


def hash_values(column: pa.Array, normal: Callable[[str], str], key: str) -> pa.Array:
    """Return the keyed hashes of a text column's normal values; each distinct value is hashed once."""
    encoded = column.dictionary_encode()
    values = [normal(value) for value in encoded.dictionary.to_pylist()]
    return pa.array([hash_id(key, value) if value else None for value in values], pa.string()).take(encoded.indices)


def hash_text(kind: str, text: str, key: str) -> str | None:
    """Return the keyed hash of a text as its kind is compared; null for what is none of its kind."""
    value = NORMAL[kind](text)
    return hash_id(key, value) if value else None


def normal_email(text: str) -> str:
    """Return an address trimmed and in small letters; '' for what is none.

    >>> normal_email(" Anna@Example.com ")
    'anna@example.com'
    """
    text = text.strip(EDGES).lower()
    return text if re.fullmatch(r"[^@\s]+@[^@\s]+", text) else ""


def normal_phone(text: str) -> str:
    """Return a number's digits, with a + before them where it is international; '' for what is none.

    >>> normal_phone("'0049 (0)171 555-0123")
    '+491715550123'
    """
    text = text.strip(EDGES).lstrip("'").strip(EDGES)
    if MANGLED.fullmatch(text):
        return ""
    is_international = text.startswith(("+", "00"))
    digits = re.sub(r"[^0-9]", "", text.replace("(0)", "") if is_international else text)
    digits = digits.removeprefix("00") if is_international else digits
    return "" if len(digits) < FEWEST_DIGITS else f"+{digits}" if is_international else digits


NORMAL = {"email": normal_email, "phone": normal_phone, "id": clean_id}
