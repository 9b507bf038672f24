"""Which rows of a batch are an erased person's, and the batch without them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.books.erased_ids import ErasedIds, clean_id
from ingest.contract import LandingTable
from ingest.lake.nested import keep_fields


@dataclass(frozen=True)
class Taken:
    """How much was taken out: whole rows, and values of rows that stay."""

    row_count: int = 0
    value_count: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.row_count + other.row_count, self.value_count + other.value_count)


def take_out(batch: pa.RecordBatch, table: LandingTable, ids: ErasedIds) -> tuple[pa.RecordBatch, Taken]:
    """Return the batch without what is an erased person's, and how much that was.

    A row of theirs goes. A row that names another user stays, with their id emptied, unless it cannot be without
    that column. An account key is emptied, but takes no row along: an order's earlier version may have it and be
    somebody else's by now. The batch may lack user columns; what they would show is then not seen.
    """
    goes, left = find_erased(batch, table, ids)
    left |= empty_account_keys(batch, table, ids)
    emptied = sum(int((differ(batch.column(column), values) & ~goes).sum()) for column, values in left.items())
    taken = Taken(int(goes.sum()), emptied)
    if taken == Taken():
        return batch, taken
    for column, values in left.items():
        at = batch.schema.get_field_index(column)
        batch = batch.set_column(at, batch.schema.field(at), values)
    return batch.filter(pa.array(~goes)), taken


def find_erased(batch: pa.RecordBatch, table: LandingTable, ids: ErasedIds) -> tuple[np.ndarray, dict[str, pa.Array]]:
    """Return which rows go, and for each column that may be empty what is left of it in the other rows."""
    goes = np.zeros(len(batch), bool)
    is_anothers = np.zeros(len(batch), bool)
    left = {}
    if table.user_column:
        users = batch.column(table.user_column)
        goes |= mark(users, lambda user: ids.name(user) in ids.users)
        is_anothers = mark(users, lambda user: clean_id(user) != "") & ~goes
    for column, erased in list_linked_columns(table, ids):
        held = mark(batch.column(column), lambda value, erased=erased: ids.name(value) in erased)
        if column in table.required:
            goes |= held
        else:
            goes |= held & ~is_anothers
            left[column] = empty(batch.column(column), held)
    if "_raw" in batch.schema.names:
        erased = ids.users | ids.visitors | ids.account_keys | (ids.orders if table.order_column else frozenset())
        goes |= mark(batch.column("_raw"), lambda raw: holds_id(raw, erased, ids))
    return goes, left


def empty_account_keys(batch: pa.RecordBatch, table: LandingTable, ids: ErasedIds) -> dict[str, pa.Array]:
    """Return for each column with account keys what is left of it."""

    def is_erased(value: str) -> bool:
        return ids.name(value) in ids.account_keys

    left = {}
    for column in table.account_key_columns:
        left[column] = empty(batch.column(column), mark(batch.column(column), is_erased))
    for column, fields in table.nested_account_keys:
        left[column] = keep_fields(batch.column(column), fields, lambda _, text: None if is_erased(text) else text)
    return left


def list_linked_columns(table: LandingTable, ids: ErasedIds) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the columns beside the user's that lead to a person, each with the ids to look for in it."""
    for column, erased in (
        (table.visitor_column, ids.visitors),
        (table.order_column, ids.orders),
        *((column, ids.users) for column in table.referrer_columns),
    ):
        if column:
            yield column, erased


def mark(column: pa.Array, holds: Callable[[str], bool]) -> np.ndarray:
    """Return for which values of a text column `holds`, asked once a distinct value; never for null."""
    encoded = column.dictionary_encode()
    answers = pa.array([holds(value) for value in encoded.dictionary.to_pylist()], pa.bool_())
    return answers.take(encoded.indices).fill_null(False).to_numpy(zero_copy_only=False)


def empty(column: pa.Array, held: np.ndarray) -> pa.Array:
    """Return a text column with null where `held`."""
    return pc.if_else(pa.array(held), pa.scalar(None, pa.string()), column)


def differ(column: pa.Array, left: pa.Array) -> np.ndarray:
    """Return for which values of a text column something was taken out."""
    is_same = pc.fill_null(pc.equal(column, left), False)
    return pc.and_not(pc.is_valid(column), is_same).to_numpy(zero_copy_only=False)


def holds_id(raw: str, erased: frozenset[str], ids: ErasedIds) -> bool:
    """Return whether a line that could not be split holds an id, as a word of its own.

    It may take a number that only looks like the id: of a row nobody can read, rather one too many.
    """
    cuts = [at for at in range(len(raw) + 1) if not is_within_word(raw, at)]
    ends = set(cuts)
    return any(
        ids.name(raw[start : start + length]) in erased
        for start in cuts
        for length in ids.lengths
        if start + length in ends
    )


def is_within_word(text: str, at: int) -> bool:
    """Return whether a cut before text[at] would divide a run of letters, digits and underscores."""
    return 0 < at < len(text) and all(mark.isalnum() or mark == "_" for mark in text[at - 1 : at + 1])
