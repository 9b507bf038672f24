"""Erase one person: find what is theirs, and write into the book what may not come into the lake any more."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow.parquet as pq

from ingest.books.erased_ids import ErasedIds, clean_id, hash_id
from ingest.books.erasures import KEY_PROBE, Erasure, add_erasures, check_key, read_erasures
from ingest.books.manifest import read_entries
from ingest.contract import SOURCES
from ingest.errors import ErasureError
from ingest.home import Home
from ingest.lake.erased_rows import Taken, take_out
from ingest.lake.paths import lake_path
from ingest.work.changes import find_changes
from ingest.work.person import Joined, Person, find_person
from ingest.work.seal import find_sealed_taken


def erase_user(
    home: Home, user_id: str, key: str, find_joined: Callable[[str], Joined], log: Callable[[str], None]
) -> Erasure:
    """Write the user's erasure into the book and return it; return the one that stands there already.

    find_joined: says for the clean id what else is the same person's, and goes with it.

    Before it writes, it logs what was found, in counts. The book is all that is written, in one step: the landing
    files that held the user differ from the lake from then on, and whichever run comes next reads them again, without
    the user. Raises ErasureError, with nothing written, for a user whom the lake does not hold, for landing files that
    are not in the lake yet, and for a key that is not the one of earlier erasures. Call it under the run's lock.
    """
    erasures = read_erasures(home)
    check_key(erasures, key)
    user_hash = hash_id(key, user_id)
    if known := next((erasure for erasure in erasures if erasure.user_hash == user_hash), None):
        return known
    if changes := find_changes(home):
        raise ErasureError(
            f"{len(changes)} load days of landing are not in the lake as they stand, and may hold more of the user:"
            " run `make daily` first."
        )
    person = find_person(home, user_id, find_joined(clean_id(user_id)))
    # An empty id would be found in every empty value.
    taken = dict(find_taken(home, person.ids)) if person.user_id else {}
    if not taken:
        raise ErasureError(f"No row in the lake is of a user {user_id!r} or names one: nothing was changed.")
    erasure = describe_erasure(person, key, taken)
    log(describe_found(erasure, taken))
    if others := len(person.other_user_ids):
        log(f"This user is one person with {others:,} other user id{'s' * (others != 1)}, who go too.")
    add_erasures(home, [erasure, *list_others(erasure, person, key)])
    return erasure


def find_taken(home: Home, ids: ErasedIds) -> Iterator[tuple[tuple[str, ...], Taken]]:
    """Yield the landing files of which the lake holds something of the ids' owner, each with how much would go.

    Those of a sealed load day come together: which of them held what is not known any more.
    """
    for load, taken in find_sealed_taken(home, ids):
        yield tuple(load.landing_files), taken
    for entry in read_entries(home):
        table = SOURCES[entry.source].tables[entry.table_name]
        columns = [table.user_column, table.visitor_column, table.order_column, *table.referrer_columns]
        columns += [*table.account_key_columns, *(column for column, _ in table.nested_account_keys)]
        columns = [column for column in columns if column] + ["_raw"] * (entry.fault_count > 0)
        if not columns:
            continue
        file = pq.ParquetFile(lake_path(home, entry))
        taken = sum((take_out(batch, table, ids)[1] for batch in file.iter_batches(columns=columns)), Taken())
        if taken != Taken():
            yield (entry.landing_file,), taken


def describe_found(erasure: Erasure, taken: dict[tuple[str, ...], Taken]) -> str:
    """Return how much is the user's, by landing table: counts alone, since logs may be kept."""
    rows, values = Counter(), Counter()
    for (first, *_), of_files in taken.items():
        table = "/".join(first.split("/")[:2])
        rows[table] += of_files.row_count
        values[table] += of_files.value_count
    counts = [f"  {table:<24}{count:>9,} row{'s' * (count != 1)}" for table, count in sorted(rows.items()) if count]
    counts += [
        f"  {table:<24}{count:>9,} value{'s' * (count != 1)} in rows of others"
        for table, count in sorted(values.items())
        if count
    ]
    visitors, orders = erasure.visitor_count, len(erasure.order_hashes)
    head = f"Found {visitors:,} visitor{'s' * (visitors != 1)} and {orders:,} order{'s' * (orders != 1)} of this user:"
    return "\n".join([head, *counts])


def list_others(erasure: Erasure, person: Person, key: str) -> Iterator[Erasure]:
    """Yield the erasures of a person's further user ids; what was found is counted with the id asked for."""
    for user_id in sorted(person.other_user_ids):
        user_hash = hash_id(key, user_id)
        yield replace(
            erasure,
            user_hash=user_hash,
            visitor_hashes=[user_hash],
            order_hashes=[],
            row_count=0,
            value_count=0,
            account_key_hashes=[],
        )


def describe_erasure(person: Person, key: str, taken: dict[tuple[str, ...], Taken]) -> Erasure:
    """Return a person's erasure in the words of the book."""
    total = sum(taken.values(), Taken())
    return Erasure(
        user_hash=hash_id(key, person.user_id),
        visitor_hashes=sorted(hash_id(key, text) for text in person.visitor_ids - person.other_user_ids),
        order_hashes=sorted(hash_id(key, text) for text in person.order_ids),
        id_lengths=sorted(person.ids.lengths),
        key_hash=hash_id(key, KEY_PROBE),
        erased_at=datetime.now(UTC).replace(tzinfo=None),
        landing_files=[file for files in taken for file in files],
        row_count=total.row_count,
        value_count=total.value_count,
        account_key_hashes=sorted(hash_id(key, text) for text in person.account_keys),
    )
