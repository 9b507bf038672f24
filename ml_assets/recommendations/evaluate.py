"""The lists judged on what users bought after a date, beside the simple ones."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ml_assets.evaluation.evaluation import Evaluation
from ml_assets.evaluation.figures import coverage, mean_of
from ml_assets.recommendations.items import Items
from ml_assets.recommendations.ranker import Examples, Ranker
from ml_assets.recommendations.rivals import AGAIN, DISCOVER, HOME, OWN, RANKER, RIVALS, TO_BEAT, belongs, score_simply
from ml_assets.recommendations.similarity import place_within

LISTS = (HOME, DISCOVER, AGAIN)
LENGTH = 20
GATE = f"recall_at_{LENGTH}"
FEWEST_USERS = 30


@dataclass(frozen=True)
class Judged:
    """Lists of one kind and what their users bought later. users: places; shown: users x 20 items, -1 where a list is
    shorter; hits: of the same shape; wanted: how many items each user bought that could have been in the list."""

    shown: np.ndarray
    hits: np.ndarray
    wanted: np.ndarray

    def recall(self) -> np.ndarray:
        return self.hits.sum(axis=1) / self.wanted

    def ndcg(self) -> np.ndarray:
        gains = 1 / np.log2(np.arange(LENGTH) + 2)
        return (self.hits * gains).sum(axis=1) / np.cumsum(gains)[np.minimum(self.wanted, LENGTH) - 1]

    def hit_rate(self) -> np.ndarray:
        return self.hits.any(axis=1).astype(float)

    def novelty(self, buyer_share: np.ndarray) -> np.ndarray:
        """The mean, over a user's list, of how rare its items are: -log2 of the share of buyers who had bought it."""
        rare = np.where(self.shown >= 0, -np.log2(buyer_share)[self.shown], np.nan)
        counts = (self.shown >= 0).sum(axis=1)
        return np.where(counts > 0, np.nansum(rare, axis=1) / np.maximum(counts, 1), np.nan)


def model_name(name: str) -> str:
    """What ops.model_quality calls the ranker of a list."""
    return f"recommendations_{name}"


def give_up(note: str, as_of_date: date, horizon_days: int) -> "Verdict":
    """Return the verdict where nothing could be learned or judged: the first simple list serves; `note` says why."""
    rows = [Evaluation(model_name(n), as_of_date, horizon_days, np.empty(0)).give_up(GATE, note) for n in LISTS]
    return Verdict(rows, {name: TO_BEAT[name][0] for name in LISTS})


@dataclass(frozen=True)
class Verdict:
    """rows: of MODEL_QUALITY; winners: what is served in each list, the ranker or a simple list."""

    rows: list[dict[str, object]]
    winners: dict[str, str]


def judge(examples: Examples, ranker: Ranker, as_of_date: date, horizon_days: int, seed: int = 0) -> Verdict:
    """Judge every list on what known users bought later.

    examples: of the judged date (as_of_date) and the horizon_days after it; ranker: learned on dates whose days after
    were over by then.
    """
    rows: list[dict[str, object]] = []
    winners: dict[str, str] = {}
    scores = {RANKER: ranker.score(examples.batch)} | {r: score_simply(examples.batch, r) for r in RIVALS}
    known, later = examples.known, examples.later
    is_old = known.bought.find(later) >= 0
    for name in LISTS:
        wanted = later if name == HOME else later[is_old == (name == AGAIN)]
        users, counts = np.unique(wanted // max(known.item_count, 1), return_counts=True)
        mine = Evaluation(model_name(name), as_of_date, horizon_days, users, seed)
        if len(users) < FEWEST_USERS:
            rows.append(
                mine.give_up(GATE, f"{len(users)} users bought what the list could hold; {FEWEST_USERS} needed.")
            )
            winners[name] = TO_BEAT[name][0]
            continue
        # Of what was never bought, one's own most bought are none.
        rivals = [rival for rival in RIVALS if name != DISCOVER or rival != OWN]
        judged = {who: show(examples, score, name, users, counts) for who, score in scores.items()}
        measured = [row for rival in rivals for row in measure(mine, judged[RANKER], judged[rival], rival, known.items)]
        rows += measured
        winners[name] = choose(measured, name)
    return Verdict(rows, winners)


def choose(rows: list[dict[str, object]], name: str) -> str:
    """Return the ranker where its recall is surely above every list that it has to beat; else the best of those."""
    rivals = {row["naive_model"]: row for row in rows if row["metric"] == GATE and row["naive_model"] in TO_BEAT[name]}
    if all(row["is_better_than_naive"] for row in rivals.values()):
        return RANKER
    return max(TO_BEAT[name], key=lambda rival: rivals[rival]["naive_value"])


def show(examples: Examples, score: np.ndarray, name: str, users: np.ndarray, wanted: np.ndarray) -> Judged:
    """Return the lists that the scores make of these users; candidates that do not belong in the list are left out."""
    found = examples.batch.found
    kept = np.flatnonzero(belongs(examples.batch, name) & np.isin(found.user, users))
    kept = kept[np.lexsort((found.item[kept], -score[kept], found.user[kept]))]
    place = place_within(found.user[kept])
    kept, place = kept[place < LENGTH], place[place < LENGTH]
    row = np.searchsorted(users, found.user[kept])
    shown, hits = np.full((len(users), LENGTH), -1), np.zeros((len(users), LENGTH), bool)
    shown[row, place], hits[row, place] = found.item[kept], examples.is_bought[kept]
    return Judged(shown, hits, wanted)


def measure(evaluation: Evaluation, ours: Judged, theirs: Judged, rival: str, items: Items) -> list[dict[str, object]]:
    """Return the rows of one list beside one simple list: what it finds, how many items it shows, how rare they are."""
    buyers = items.buyer_counts
    shares = np.clip(buyers / max(items.buyer_count, 1), 1e-9, 1)
    figures = {
        GATE: [mean_of(lists.recall()) for lists in (ours, theirs)],
        f"ndcg_at_{LENGTH}": [mean_of(lists.ndcg()) for lists in (ours, theirs)],
        "hit_rate": [mean_of(lists.hit_rate()) for lists in (ours, theirs)],
        "coverage": [coverage(lists.shown, int((buyers > 0).sum())) for lists in (ours, theirs)],
        "novelty": [mean_of(lists.novelty(shares)) for lists in (ours, theirs)],
    }
    return [evaluation.measure(metric, mine, rival, naive) for metric, (mine, naive) in figures.items()]
