"""How ids are compared, and how they are kept once their person is erased: as keyed hashes."""

import hmac
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Ends of an id that staging trims (every kind of blank, tabs, line ends), and those for which it refuses the id (other
# control characters).
EDGES = "".join(
    chr(code) for code in range(0x3001) if code < 0x20 or code == 0x7F or unicodedata.category(chr(code)) == "Zs"
)
FLOAT_ID = re.compile(r"(-?[0-9]+)\.0+")


def clean_id(text: str) -> str:
    """Return an id as staging reads it, by the macro clean_id: without its edges, without the apostrophe by which
    spreadsheets know a text, and without the `.0` of a number read as a float; '' for an empty one."""
    text = text.strip(EDGES).lstrip("'" + EDGES)
    whole = FLOAT_ID.fullmatch(text)
    return whole[1] if whole else text


def clean_id_sql(column: str) -> str:
    """Return the same as SQL over the column, with EDGES as the parameter $edges; null for an empty id."""
    text = f"""ltrim(trim("{column}", $edges), '''' || $edges)"""
    return rf"""nullif(regexp_replace({text}, '^(-?[0-9]+)\.0+$', '\1'), '')"""


def hash_id(key: str, text: str) -> str:
    """Return the keyed hash (HMAC-SHA256, hex) of an id: without the key nobody can try ids against it."""
    return hmac.digest(key.encode(), clean_id(text).encode("utf-8", "surrogatepass"), "sha256").hex()


@dataclass(frozen=True)
class ErasedIds:
    """The ids to look for, in the words that `name` gives an id: their keyed hashes, or the ids themselves.

    lengths: of all of them, in characters; text without columns is searched by these.
    """

    users: frozenset[str]
    visitors: frozenset[str]
    orders: frozenset[str]
    account_keys: frozenset[str]
    lengths: frozenset[int]
    name: Callable[[str], str]
