"""A rule for each cluster that a person can read: a small decision tree, this cluster against the others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from ml_assets.clusters.members import align_members, list_clusters
from ml_assets.clusters.words import find_words
from ml_assets.columns import read_numbers

DEEPEST = 3
MOST_LEARNED_FROM = 20_000
SMALLEST_LEAF = 0.005


@dataclass(frozen=True)
class ClusterRule:
    """Paths of a tree: a user is of the rule who fulfils every condition of one path.

    paths: each maps an attribute to (more than, at most), either of them infinite where nothing is asked.
    middles: the value that stands in for an unknown one, by attribute.
    """

    paths: tuple[Mapping[str, tuple[float, float]], ...]
    middles: Mapping[str, float]

    @property
    def text(self) -> str:
        """The rule in words: `orders > 4 and days since last order <= 40`, paths parted by
        `; or `, the one of most users first."""
        return "; or ".join(
            " and ".join(_format_condition(name, *bounds) for name, bounds in path.items()) for path in self.paths
        )

    def hold(self, attributes: pa.Table) -> np.ndarray:
        """Return for each row of `attributes` whether the rule holds."""
        columns = {
            name: np.where(np.isnan(values), middle, values)
            for name, middle in self.middles.items()
            for values in [read_numbers(attributes, name, "attributes")]
        }
        found = np.zeros(attributes.num_rows, dtype=bool)
        for path in self.paths:
            fits = [(columns[name] > low) & (columns[name] <= high) for name, (low, high) in path.items()]
            found |= np.logical_and.reduce(fits)
        return found


@threadpool_limits.wrap(limits=1)
def learn_cluster_rules(attributes: pa.Table, assigned: pa.Table, *, seed: int = 0) -> dict[str, ClusterRule]:
    """Return a rule for each cluster by its id; none where there is one cluster only.

    attributes: user_id and numeric columns; assigned: USER_CLUSTERS. A tree of depth 3 is learned on a seeded
    sample of at most 20,000 users; the rule is its leaves in which most users are of the cluster, or the leaf
    with the greatest share of it where there is no such leaf. A value that is unknown counts as the median.
    The rows' order makes no difference.
    """
    attributes, cluster_ids = align_members(attributes, assigned)
    clusters = list_clusters(cluster_ids)
    if len(clusters) < 2:
        return {}
    names, middles, columns = [], {}, []
    for name in attributes.column_names[1:]:
        values = read_numbers(attributes, name, "attributes")
        if not np.isnan(values).all():
            names.append(name)
            middles[name] = float(np.nanmedian(values))
            columns.append(np.where(np.isnan(values), middles[name], values))
    rows = np.sort(np.random.default_rng(seed).permutation(len(cluster_ids))[:MOST_LEARNED_FROM])
    sample = np.stack(columns, axis=1)[rows]
    rules = {}
    for cluster_id in clusters:
        leaf = max(1, int(SMALLEST_LEAF * len(rows)))
        tree = DecisionTreeClassifier(max_depth=DEEPEST, min_samples_leaf=leaf, random_state=seed)
        tree.fit(sample, cluster_ids[rows] == cluster_id)
        paths = _find_paths(tree, names, sample) if len(tree.classes_) == 2 else ()
        used = {name for path in paths for name in path}
        rules[cluster_id] = ClusterRule(paths, {name: middles[name] for name in names if name in used})
    return rules


def _find_paths(tree: DecisionTreeClassifier, names: list[str], sample: np.ndarray) -> tuple[dict, ...]:
    nodes = tree.tree_
    shares = nodes.value[:, 0, 1] / nodes.value[:, 0].sum(axis=1)
    leaves = np.flatnonzero(nodes.children_left == -1)
    wanted = {leaf for leaf in leaves.tolist() if shares[leaf] > 0.5} or {int(leaves[np.argmax(shares[leaves])])}
    is_whole = (sample == np.round(sample)).all(axis=0)
    paths = []

    def walk(node: int, bounds: dict[str, tuple[float, float]]) -> None:
        below = _list_leaves(nodes, node)
        if below <= wanted and bounds:
            # A part of the tree whose leaves all agree needs no further conditions.
            paths.append((nodes.n_node_samples[node], bounds))
        elif below & wanted and nodes.children_left[node] != -1:
            feature = nodes.feature[node]
            border = _round_border(nodes.threshold[node], is_whole[feature])
            name = names[feature]
            low, high = bounds.get(name, (-np.inf, np.inf))
            walk(nodes.children_left[node], bounds | {name: (low, min(high, border))})
            walk(nodes.children_right[node], bounds | {name: (max(low, border), high)})

    walk(0, {})
    return tuple(bounds for _, bounds in sorted(paths, key=lambda path: -path[0]))


def _list_leaves(nodes: object, node: int) -> set[int]:
    if nodes.children_left[node] == -1:
        return {int(node)}
    return _list_leaves(nodes, nodes.children_left[node]) | _list_leaves(nodes, nodes.children_right[node])


def _round_border(border: float, is_whole: bool) -> float:
    """Whole numbers above 4.5 are those above 4; elsewhere three digits are what a person reads."""
    return float(np.floor(border)) if is_whole else float(f"{border:.3g}")


def _format_condition(attribute: str, low: float, high: float) -> str:
    words = find_words(attribute)

    def show(value: float) -> str:
        return f"{value:.3g}".rstrip() if abs(value) < 1 else f"{value:,.10g}"

    if words.is_share:
        low, high = 100 * low, 100 * high
    unit = " %" if words.is_share else ""
    if np.isinf(low):
        return f"{words.noun} <= {show(high)}{unit}"
    if np.isinf(high):
        return f"{words.noun} > {show(low)}{unit}"
    return f"{show(low)}{unit} < {words.noun} <= {show(high)}{unit}"
