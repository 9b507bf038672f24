"""Item clusters: items alike in who buys them, by regularised spectral clustering of buyers and items."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh
from threadpoolctl import threadpool_limits

from ml_assets.clusters.choice import choose_clusters
from ml_assets.clusters.table import CLUSTER_FIGURES, ITEM_CLUSTERS
from ml_assets.columns import read_ids, round_shares

FEWEST_ITEMS = 10
MOST_DIMENSIONS = 24
DEALS = 5
ROUNDS_OF_EXCHANGE = 100
ERRORS_ABOVE = 3
# Of the singular values. What differs by less is of rounding, not of taste.
TOLERANCE = 1e-4


@dataclass(frozen=True)
class ItemClusterFit:
    """clusters: ITEM_CLUSTERS; figures: CLUSTER_FIGURES, empty where no choice was possible; unclustered_count:
    items that too few have bought; dimensions: how many directions of taste stand above chance; reason: why
    there are fewer than two clusters, else None."""

    clusters: pa.Table
    figures: pa.Table
    unclustered_count: int
    dimensions: int
    reason: str | None


# One thread, so that sums come in one order whatever the machine does beside.
@threadpool_limits.wrap(limits=1)
def fit_item_clusters(
    purchases: pa.Table,
    *,
    min_buyers: int = 10,
    cluster_counts: Sequence[int] = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20),
    seed: int = 0,
) -> ItemClusterFit:
    """Cluster items by who buys them. purchases: user_id and item_id (text); a pair counts once.

    Items bought by fewer than `min_buyers` users are left out. The matrix of items and buyers is divided by
    the roots of their degrees, each raised by the mean degree (Rohe, Qin, Yu, PNAS 113(45), 2016), so that
    neither best-sellers nor big buyers own a direction. Of its singular vectors those stay whose singular
    value lies three standard deviations above those of the same purchases with the items dealt again at random, five
    times (parallel analysis); an item's place is its row in them, of length 1. KMeans is tried with each of
    `cluster_counts`, and choose_count takes one.

    With fewer than 10 items, or no direction above chance, there is one cluster and the reason explains why. The
    rows' order makes no difference. Raises ValueError on wrong columns or bad settings.
    """
    if min_buyers < 1:
        raise ValueError(f"min_buyers must be at least 1, got {min_buyers}")
    if not cluster_counts or min(cluster_counts) < 2:
        raise ValueError(f"cluster_counts must be whole numbers of at least 2, got {list(cluster_counts)}")
    items, buyer_counts, pairs, unclustered = _count_buyers(purchases, min_buyers)
    if not len(items):
        reason = "no items to cluster" if not unclustered else f"no item has {min_buyers} buyers"
        return ItemClusterFit(ITEM_CLUSTERS.empty_table(), CLUSTER_FIGURES.empty_table(), unclustered, 0, reason)
    places = _place_items(pairs, len(items), seed) if len(items) >= FEWEST_ITEMS else np.ones((len(items), 1))
    dimensions = places.shape[1] - 1
    shuffled = np.random.default_rng(seed).permutation(len(items))
    kinds = len(np.unique(places.round(9), axis=0))
    # A bootstrap sample holds less than two thirds of the kinds.
    counts = [count for count in sorted(set(cluster_counts)) if count <= kinds // 2]
    reason = _reason_against(len(items), dimensions, counts)
    if reason:
        centers, figures = places.mean(axis=0, keepdims=True), CLUSTER_FIGURES.empty_table()
    else:
        centers, figures = choose_clusters(places[shuffled], counts, starts=4, seed=seed)
    directions = centers / np.maximum(np.linalg.norm(centers, axis=1, keepdims=True), 1e-12)
    nearest = ((places[:, None, :] - centers[None]) ** 2).sum(axis=2).round(12).argmin(axis=1)
    sizes = np.bincount(nearest, buyer_counts, len(centers))
    firsts = [int(np.flatnonzero(nearest == number)[0]) for number in range(len(centers))]
    order = np.lexsort((firsts, -sizes))
    cluster_ids = np.argsort(order) + 1
    clusters = pa.table(
        {
            "item_id": items,
            "cluster_id": [str(number) for number in cluster_ids[nearest].tolist()],
            "buyer_count": buyer_counts,
            "strength": round_shares((places * directions[nearest]).sum(axis=1)),
        },
        schema=ITEM_CLUSTERS,
    )
    return ItemClusterFit(clusters, figures, unclustered, dimensions, reason)


def _count_buyers(purchases: pa.Table, min_buyers: int) -> tuple[pa.Array, np.ndarray, np.ndarray, int]:
    """Return the items kept (sorted), their buyers counted, (item, buyer) numbers in order, and how many
    items were left out."""
    pairs = (
        pa.table(
            {
                "user_id": read_ids(purchases, "user_id", "purchases"),
                "item_id": read_ids(purchases, "item_id", "purchases"),
            }
        )
        .group_by(["item_id", "user_id"])
        .aggregate([])
    )
    counted = pairs.group_by("item_id").aggregate([([], "count_all")]).sort_by("item_id")
    kept = counted.filter(pc.greater_equal(counted["count_all"], min_buyers))
    items = kept["item_id"].combine_chunks()
    item_numbers = pc.index_in(pairs["item_id"], items)
    pairs = pairs.filter(item_numbers.is_valid())
    users = pc.unique(pairs["user_id"]).sort()
    numbers = np.stack(
        [item_numbers.drop_null().to_numpy(), pc.index_in(pairs["user_id"], users).to_numpy()], axis=1
    ).astype(np.int64)
    numbers = numbers[np.lexsort((numbers[:, 1], numbers[:, 0]))]
    return items, kept["count_all"].to_numpy(), numbers, counted.num_rows - kept.num_rows


def _place_items(pairs: np.ndarray, item_count: int, seed: int) -> np.ndarray:
    """Return the items' places: a row of length 1 each, over the directions that stand above chance, with the
    one direction that all share before them."""
    user_count = int(pairs[:, 1].max()) + 1
    dimensions = min(MOST_DIMENSIONS, item_count - 2, user_count - 2)
    if dimensions < 1:
        return np.ones((item_count, 1))
    vectors, values = _decompose(pairs, (item_count, user_count), dimensions)
    random, chance = np.random.default_rng(seed), []
    for _ in range(DEALS):
        dealt = deal_again(pairs, random)
        chance.append(_decompose(dealt, (item_count, user_count), min(2, dimensions))[1][-1])
    above = int((values[1:] > np.mean(chance) + ERRORS_ABOVE * np.std(chance, ddof=1) + TOLERANCE).sum())
    places = vectors[:, : 1 + above]
    return places / np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-12)


def deal_again(pairs: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the pairs with the items dealt again to the buyers at random: as many for each, and none twice where a few
    exchanges can help it."""
    items, users = random.permutation(pairs[:, 0]), pairs[:, 1]
    width, is_affected = items.max() + 1, np.ones(users.max() + 1, dtype=bool)
    # By user, since keys that are sorted nearly are sorted quickly; and an exchange makes nothing twice but with the
    # users it affects, who soon are few.
    by_user = np.argsort(users, kind="stable")
    users_in_order = users[by_user]
    for _ in range(ROUNDS_OF_EXCHANGE):
        looked_at = is_affected[users_in_order]
        affected = by_user[looked_at]
        keys = users_in_order[looked_at] * width + items[affected]
        order = np.argsort(keys, kind="stable")
        twice = affected[order[1:][np.diff(keys[order]) == 0]]
        if not len(twice):
            break
        places = np.unique(np.concatenate([twice, random.integers(0, len(items), 2 * len(twice))]))
        items[places] = items[random.permutation(places)]
        is_affected[:] = False
        is_affected[users[places]] = True
    return np.stack([items, users], axis=1)


def _decompose(pairs: np.ndarray, shape: tuple[int, int], dimensions: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the left singular vectors and the singular values, greatest first, of the scaled matrix."""
    matrix = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=shape)
    matrix.data[:] = 1
    rows, columns = matrix.sum(axis=1), matrix.sum(axis=0)
    scaled = matrix.multiply(1 / np.sqrt(rows + rows.mean())[:, None]).multiply(
        1 / np.sqrt(columns + columns.mean())[None]
    )
    scaled = scaled.tocsr()
    together = LinearOperator((shape[0], shape[0]), matvec=lambda items: scaled @ (scaled.T @ items), dtype=float)
    # Where directions are all alike the search begins anew at random places: the same ones every time. svds has others.
    squares, vectors = eigsh(
        together, k=dimensions, v0=np.ones(shape[0]), tol=TOLERANCE**2, rng=np.random.default_rng(0)
    )
    order = np.argsort(-squares)
    return vectors[:, order], np.sqrt(np.maximum(squares[order], 0))


def _reason_against(items: int, dimensions: int, counts: Sequence[int]) -> str | None:
    if items < FEWEST_ITEMS:
        return f"{items} items have enough buyers, too few for clusters: at least {FEWEST_ITEMS} are needed"
    if not dimensions:
        return "who buys what follows no pattern beyond chance"
    if not counts:
        return "items are of fewer kinds than the fewest clusters to try"
    return None
