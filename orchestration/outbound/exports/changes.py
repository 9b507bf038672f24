"""What has changed between two states of a list: set arithmetic by its key."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Changes:
    """added and changed: rows as they are now; removed: rows as they were, without columns that are no more. What a
    receiver holds, less removed, with changed replaced and added added, is the list as it is now."""

    added: pa.Table
    removed: pa.Table
    changed: pa.Table


def find_changes(before: pa.Table | None, now: pa.Table, key: str) -> Changes:
    """Return what is new, gone or different; all is new where there was nothing before.

    >>> before = pa.table({"id": ["a", "b"], "n": [1, 2]})
    >>> changes = find_changes(before, pa.table({"id": ["b", "c"], "n": [3, None]}), "id")
    >>> changes.added["id"].to_pylist(), changes.removed["id"].to_pylist(), changes.changed["n"].to_pylist()
    (['c'], ['a'], [3])
    """
    if before is None:
        return Changes(now, now.slice(0, 0), now.slice(0, 0))
    stayed = pc.is_in(now[key], value_set=before[key])
    common, kept = now.filter(stayed), [name for name in before.column_names if name in now.column_names]
    return Changes(
        added=now.filter(pc.invert(stayed)),
        removed=before.filter(pc.invert(pc.is_in(before[key], value_set=now[key]))).select(kept),
        changed=common.filter(_differ(before.take(pc.index_in(common[key], value_set=before[key])), common)),
    )


def _differ(before: pa.Table, now: pa.Table) -> pa.Array:
    """Return for each pair of rows whether they differ; all do where the columns themselves have changed."""
    if not before.schema.equals(now.schema):
        return pa.array([True] * now.num_rows, pa.bool_())
    differs = pa.array([False] * now.num_rows, pa.bool_())
    for name in now.column_names:
        is_equal = pc.fill_null(pc.equal(before[name], now[name]), fill_value=False)
        are_null = pc.and_(pc.is_null(before[name]), pc.is_null(now[name]))
        differs = pc.or_(differs, pc.invert(pc.or_(is_equal, are_null)))
    return differs
