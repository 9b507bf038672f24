"""Nested values on their way into the lake: of JSON objects only the fields that their column names."""

import json
from collections.abc import Callable, Mapping

import pyarrow as pa


def keep_fields(column: pa.Array, fields: Mapping[str, str], hash_text: Callable[[str, str], str | None]) -> pa.Array:
    """Return a column of JSON objects, or lists of them, each with the named fields alone and their values as text.

    fields: what each field is. hash_text(kind, text): what stands in the place of a field that is not `text`; null for
    what is none of its kind. Whatever is no object, or nested deeper, is kept out: null.

    >>> column = pa.array(['[{"id": 7, "sku": "A", "meta": {"to": "a7@example.com"}}, "x"]', None])
    >>> keep_fields(column, {"id": "text", "sku": "text"}, lambda kind, text: None).to_pylist()
    ['[{"id":"7","sku":"A"}]', None]
    """

    def keep(record: dict) -> dict[str, str | None]:
        kept = {}
        for field, kind in fields.items():
            value = record.get(field)
            text = str(value) if isinstance(value, str | int) and value != "" else None
            kept[field] = text if kind == "text" or text is None else hash_text(kind, text)
        return kept

    def rewrite(text: str | None) -> str | None:
        try:
            value = json.loads(text or "null", parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            return None
        if isinstance(value, dict):
            kept = keep(value)
        elif isinstance(value, list):
            kept = [keep(record) for record in value if isinstance(record, dict)]
        else:
            return None
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    return pa.array([rewrite(text) for text in column.to_pylist()], pa.string())
