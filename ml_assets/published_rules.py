"""What of the rules that were tested people read: those that surely hold, each once, the strongest, with names."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

SURE_Q_VALUE = 0.05


@dataclass(frozen=True)
class PublishedRules:
    """rows: the rules that people read; sure_count: those that surely hold, each once, before the cut."""

    rows: pa.Table
    sure_count: int


@dataclass(frozen=True)
class ItemFacts:
    """What is said of items beside their ids: names and, where it is known, the margin of a unit, both by id."""

    names: Mapping[str, str]
    margins: Mapping[str, Decimal]

    def name(self, ids: Iterable[str]) -> list[str]:
        """Return the name of each id; one without a name stands for itself."""
        return [self.names.get(item) or item for item in ids]

    def find_margins(self, ids: Iterable[str]) -> list[Decimal | None]:
        return [self.margins.get(item) for item in ids]


def choose_rules(
    tested: pa.Table, most: int | None, list_by: str, keep_once: Callable[[pa.Table], pa.Table] = lambda rules: rules
) -> PublishedRules:
    """Return of the tested rules those with a q-value of at most 0.05 and a lift above 1, each once, and of these the
    first `most` of each list; all that were tested where `most` is None.

    tested: rules, the strongest first, with q_value, lift and `list_by`, the column that says to which list a rule
    belongs. keep_once: leaves out rules that say what another says.

    >>> tested = pa.table({
    ...     "rule": ["luck", "tea", "cake", "rare"],
    ...     "level": ["item"] * 4,
    ...     "lift": [3.0, 2.0, 1.5, 0.5],
    ...     "q_value": [0.4, 0.05, 0.01, 0.001],
    ... })
    >>> [choose_rules(tested, most, "level").rows["rule"].to_pylist() for most in (2, 1)]
    [['tea', 'cake'], ['tea']]
    """
    sure = keep_once(tested.filter((pc.field("q_value") <= SURE_Q_VALUE) & (pc.field("lift") > 1)))
    if most is None:
        return PublishedRules(tested, sure.num_rows)
    seen, places = Counter(), []
    for place, name in enumerate(sure[list_by].to_pylist()):
        seen[name] += 1
        if seen[name] <= most:
            places.append(place)
    return PublishedRules(sure.take(pa.array(places, pa.int64())), sure.num_rows)


def keep_one_each(rules: pa.Table, keys: Iterable[Hashable], ranks: Iterable) -> pa.Table:
    """Return of the rules of one key the one of the greatest rank, the first among equals; in their order."""
    best: dict[Hashable, tuple] = {}
    for place, (key, rank) in enumerate(zip(keys, ranks, strict=True)):
        if key not in best or rank > best[key][0]:
            best[key] = rank, place
    return rules.take(pa.array(sorted(place for _, place in best.values()), pa.int64()))


def add_columns(rules: PublishedRules, shape: pa.Schema, added: Mapping[str, list]) -> PublishedRules:
    """Return the rules in `shape`: their own columns, and those added."""
    columns = {name: added[name] if name in added else rules.rows[name] for name in shape.names}
    return PublishedRules(pa.table(columns, schema=shape), rules.sure_count)
