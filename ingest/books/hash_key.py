"""Whether the key by which personal data are hashed is still the one by which those in the lake are."""

import hmac

import pyarrow as pa

from ingest.books.erased_ids import hash_id
from ingest.books.erasures import KEY_PROBE, KEY_VARIABLE
from ingest.books.own_file import read_own_file, replace_own_file
from ingest.contract import LandingTable
from ingest.errors import HashKeyError
from ingest.home import Home

KEY_SCHEMA = pa.schema([("key_hash", pa.string())])


def require_hash_key(home: Home, table: LandingTable, key: str | None) -> str:
    """Return the key, once it is sure that the lake's hashes are of it; the first key is remembered, as a hash.

    Raises HashKeyError where it is missing or another. table: the one that needs it.
    """
    if check_hash_key(home, table, key):
        replace_own_file(home.hash_key, pa.table({"key_hash": [hash_id(key, KEY_PROBE)]}, KEY_SCHEMA))
    return key


def check_hash_key(home: Home, table: LandingTable, key: str | None) -> bool:
    """Return whether the key would be the home's first; writes nothing.

    Raises HashKeyError where it is missing or another. table: the one that needs it.
    """
    if not key:
        raise HashKeyError(
            f"{KEY_VARIABLE} is not set, but the files of {table.source}/{table.name} hold personal data, which the"
            " lake takes as keyed hashes alone: set it to a long secret, and keep it."
        )
    known = read_own_file(home.hash_key, KEY_SCHEMA)
    if known is not None and not hmac.compare_digest(hash_id(key, KEY_PROBE), known["key_hash"][0].as_py()):
        raise HashKeyError(
            f"{KEY_VARIABLE} is not the key by which the personal data in the lake are hashed: set it to that key."
            f" To change it, delete {home.lake}: it is made again from landing."
        )
    return known is None
