"""The ranker: boosted trees that learn on past dates which candidates were bought in the days after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from ml_assets.recommendations.candidates import Candidates, find_candidates
from ml_assets.recommendations.features import make_features
from ml_assets.recommendations.history import History
from ml_assets.recommendations.items import describe_items
from ml_assets.recommendations.known import Known

BATCH_USERS = 500
EXAMPLE_USERS = 5_000
TRAINING_ROWS = 150_000
FEWEST_BOUGHT = 100


@dataclass(frozen=True)
class Batch:
    """Candidates of users with their features, one value a candidate."""

    found: Candidates
    features: dict[str, np.ndarray]

    @property
    def is_own(self) -> np.ndarray:
        """Whether the user bought the item before."""
        return self.features["own_days"] > 0


@dataclass(frozen=True)
class Examples:
    """Candidates of some users at a past date. known: what was known of these users; later: sorted keys (user x items +
    item) of what they bought in the days after; is_bought: whether a candidate is among it."""

    known: Known
    later: np.ndarray
    batch: Batch
    is_bought: np.ndarray


def make_batches(known: Known, users: np.ndarray) -> Iterator[Batch]:
    """Yield the candidates of users (places, ascending), some users at a time; of nobody one batch without any."""
    for start in range(0, max(len(users), 1), BATCH_USERS):
        yield make_batch(known, users[start : start + BATCH_USERS])


def make_batch(known: Known, users: np.ndarray) -> Batch:
    """Return the candidates of users (places, ascending)."""
    found = find_candidates(known, users)
    return Batch(found, make_features(known, found))


def make_examples(history: History, day: int, horizon_days: int, seed: int = 0) -> Examples:
    """Return the candidates at `day` of those who had bought before and bought anything in the days after, of
    EXAMPLE_USERS at most."""
    until = day + horizon_days
    users = np.unique(history.bought_within(day, until) // max(len(history.item_ids), 1))
    rows = history.purchases
    before = rows.user[(rows.day <= day) & (rows.counts["unit_count"] > 0)]
    users = users[np.bincount(before, minlength=len(history.user_ids))[users] > 0]
    if len(users) > EXAMPLE_USERS:
        users = np.sort(np.random.default_rng(seed).choice(users, EXAMPLE_USERS, replace=False))
    drawn = history.of(users)
    known, later = Known(drawn, day, describe_items(history, day)), drawn.bought_within(day, until)
    batch = join_batches(list(make_batches(known, np.arange(len(users)))))
    return Examples(known, later, batch, np.isin(batch.found.user * known.item_count + batch.found.item, later))


def join_batches(batches: Sequence[Batch]) -> Batch:
    """Return several batches, at least one, as one."""
    founds = (vars(batch.found).values() for batch in batches)
    found = Candidates(*(np.concatenate(values) for values in zip(*founds, strict=True)))
    return Batch(found, {n: np.concatenate([batch.features[n] for batch in batches]) for n in batches[0].features})


class TooLittleDataError(Exception):
    """There is too little to learn from. One sentence."""


class Ranker:
    """Scores candidates by the log-odds that they are bought in the days after."""

    @threadpool_limits.wrap(limits=1)
    def __init__(self, past: Sequence[Examples], seed: int = 0) -> None:
        """Learn from the examples of several dates: all that was bought, and as many others as TRAINING_ROWS leaves
        room for. Raises TooLittleDataError with fewer than FEWEST_BOUGHT bought."""
        bought = np.concatenate([np.zeros(0, bool), *(examples.is_bought for examples in past)])
        if (found := bought.sum()) < FEWEST_BOUGHT:
            raise TooLittleDataError(f"{found} candidates were bought on earlier dates: {FEWEST_BOUGHT} are needed")
        room = max(TRAINING_ROWS - bought.sum(), bought.sum()) / max((~bought).sum(), 1)
        chosen = bought | (np.random.default_rng(seed).random(len(bought)) < room)
        self.names = list(past[0].batch.features)
        columns = np.stack(
            [np.concatenate([examples.batch.features[name] for examples in past])[chosen] for name in self.names]
        ).T
        # What is nowhere known, such as views in a shop without events, cannot be learned from.
        is_known = np.isfinite(columns).any(axis=0)
        self.names = [name for name, known in zip(self.names, is_known, strict=True) if known]
        self._model = HistGradientBoostingClassifier(
            learning_rate=0.1,
            max_iter=100,
            max_leaf_nodes=8,
            min_samples_leaf=min(100, max(5, int(bought.sum()) // 20)),
            l2_regularization=10.0,
            early_stopping=False,
            random_state=seed,
        ).fit(columns[:, is_known], bought[chosen])

    @threadpool_limits.wrap(limits=1)
    def score(self, batch: Batch) -> np.ndarray:
        """Return one score a candidate, rounded so that equal rows are equal on every machine."""
        if not len(batch.found.user):
            return np.empty(0)
        # Column by column in memory, where the trees find them more than twice as fast as row by row.
        columns = np.stack([batch.features[name] for name in self.names], dtype=np.float64).T
        return np.round(self._model.decision_function(columns), 6)
