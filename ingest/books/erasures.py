"""erased.parquet: who was erased, as keyed hashes only. It stands beside the lake, since the lake can be rebuilt."""

import hmac
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.books.erased_ids import ErasedIds, hash_id
from ingest.books.file_entry import FileEntry
from ingest.books.manifest import read_entries
from ingest.books.own_file import replace_own_file
from ingest.books.sealed import read_sealed
from ingest.errors import ErasureError
from ingest.home import Home

KEY_VARIABLE = "CARTOGRAPH_HASH_KEY"
# Hashed with the key, it shows whether a later key is the same.
KEY_PROBE = "cartograph"
HASHES = pa.list_(pa.string())
BOOK_SCHEMA = pa.schema(
    [
        ("user_hash", pa.string()),
        ("visitor_hashes", HASHES),
        ("order_hashes", HASHES),
        ("id_lengths", pa.list_(pa.int64())),
        ("key_hash", pa.string()),
        ("erased_at", pa.timestamp("us")),
        ("landing_files", pa.list_(pa.string())),
        ("row_count", pa.int64()),
        ("value_count", pa.int64()),
        ("account_key_hashes", HASHES),
    ]
)


@dataclass(frozen=True)
class Erasure:
    """One user id of a person erased, at a moment (UTC).

    visitor_hashes: with the user's own id, by which they are a visitor too. landing_files: source/table/load
    day/name of the files that held them. row_count: rows taken out of the lake, value_count: values emptied in rows
    that stay. account_key_hashes: of the keys, themselves hashes of e-mail addresses and phone numbers, by which the
    user's accounts are one.
    """

    user_hash: str
    visitor_hashes: list[str]
    order_hashes: list[str]
    id_lengths: list[int]
    key_hash: str
    erased_at: datetime
    landing_files: list[str]
    row_count: int
    value_count: int
    account_key_hashes: list[str]

    @property
    def visitor_count(self) -> int:
        """How many anonymous visitors went with the user."""
        return len(set(self.visitor_hashes) - {self.user_hash})


def read_erasures(home: Home) -> list[Erasure]:
    """Return all erasures, oldest first; [] when nobody was erased. ErasureError when the book is damaged."""
    try:
        book = pq.ParquetFile(home.erased, memory_map=False, page_checksum_verification=True).read()
    except FileNotFoundError:
        return []
    except (pa.ArrowException, OSError) as error:
        raise ErasureError(
            f"{home.erased} cannot be read ({' '.join(str(error).split())[:100]}): put it back from a backup;"
            " without it the people erased would come back."
        ) from error
    if "account_key_hashes" not in book.schema.names:  # written before accounts were joined by keys
        book = book.append_column(BOOK_SCHEMA.field("account_key_hashes"), pa.array([[]] * len(book), HASHES))
    if not book.schema.remove_metadata().equals(BOOK_SCHEMA):
        raise ErasureError(f"{home.erased} was written by another version of Cartograph: use that version.")
    return [Erasure(**row) for row in book.to_pylist()]


def add_erasures(home: Home, erasures: list[Erasure]) -> None:
    """Write a person's erasures into the book, in one step: from then on the files they name differ from the lake."""
    rows = [asdict(known) for known in [*read_erasures(home), *erasures]]
    replace_own_file(home.erased, pa.Table.from_pylist(rows, BOOK_SCHEMA))


def find_last_erasures(home: Home, entries: Iterable[FileEntry]) -> dict[str, int]:
    """Return for each landing file that held an erased person the number (from 1) of the last such erasure.

    A lake file read under fewer erasures still holds somebody. Raises ErasureError where lake files were read
    under more erasures than the book holds.
    """
    erasures = read_erasures(home)
    sealed = read_sealed(home)
    most = max((known.erasure_count for known in [*entries, *sealed]), default=0)
    if most > len(erasures):
        raise ErasureError(
            f"{home.erased} holds {len(erasures)} erasures, but the lake was made under {most}: put the file back"
            " from a backup; without it the people erased would come back."
        )
    return {file: number for number, erasure in enumerate(erasures, 1) for file in erasure.landing_files}


def list_done(home: Home) -> list[Erasure]:
    """Return the erasures of whose people no lake file holds anything any more."""
    counts = [(entry.erasure_count, {entry.landing_file}) for entry in read_entries(home)]
    counts += [(load.erasure_count, set(load.landing_files)) for load in read_sealed(home)]
    return [
        erasure
        for number, erasure in enumerate(read_erasures(home), 1)
        if not any(count < number and not files.isdisjoint(erasure.landing_files) for count, files in counts)
    ]


def open_erased(erasures: list[Erasure], key: str | None) -> ErasedIds | None:
    """Return the ids that may not come into the lake; None when nobody was erased.

    Raises ErasureError where the key is missing or not the one by which the ids were hashed.
    """
    if not erasures:
        return None
    if not key:
        raise ErasureError(
            f"{KEY_VARIABLE} is not set, but {len(erasures)} people were erased, whom ingest knows only by it:"
            " set it to the key they were erased with."
        )
    check_key(erasures, key)
    return ErasedIds(
        users=frozenset(erasure.user_hash for erasure in erasures),
        visitors=frozenset(id_hash for erasure in erasures for id_hash in erasure.visitor_hashes),
        orders=frozenset(id_hash for erasure in erasures for id_hash in erasure.order_hashes),
        account_keys=frozenset(id_hash for erasure in erasures for id_hash in erasure.account_key_hashes),
        lengths=frozenset(length for erasure in erasures for length in erasure.id_lengths),
        name=lambda text: hash_id(key, text),
    )


def check_key(erasures: list[Erasure], key: str) -> None:
    """Raise ErasureError where the key is not the one of the erasures so far."""
    own = hash_id(key, KEY_PROBE)
    if not all(hmac.compare_digest(own, erasure.key_hash) for erasure in erasures):
        raise ErasureError(
            f"{KEY_VARIABLE} is not the key by which {len(erasures)} people were erased: set it to that key again."
        )
