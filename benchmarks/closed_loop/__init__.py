"""What the plan brings in a closed loop, beside sending nothing, a coupon to everybody, and every trigger without cells
and caps: paired over seeds, by planted chances and by the orders that came."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import t

from benchmarks.closed_loop.warehouse import record_models
from benchmarks.processes import run_module

POLICIES = ("nothing", "coupons", "every", "plan")
SEEDS = tuple(range(101, 121))
# In percent of the coupons: what may go to the tenth of users who would order most likely without.
MOST_SURE_SHARE = 0.02
MARGINS = ("expected_margin", "realised_margin")


@dataclass(frozen=True)
class Difference:
    """By how much the plan brings more than another policy, in the shop's currency a seed: the mean, and the ends of
    its 95 % interval (Student's t over seeds; none of a single seed)."""

    margin: str
    other: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Loop:
    """What came of all policies, by seed and policy: one dictionary each, as run.py prints it."""

    results: dict[tuple[int, str], dict]

    def values(self, policy: str, name: str) -> np.ndarray:
        """A figure of a policy, by seed."""
        return np.array([found[name] for (_, policy_of), found in sorted(self.results.items()) if policy_of == policy])

    def compare(self) -> list[Difference]:
        """The plan beside each other policy, by both margins."""
        return [
            Difference(margin, other, *find_interval(self.values("plan", margin) - self.values(other, margin)))
            for margin in MARGINS
            for other in POLICIES
            if other != "plan"
        ]

    @property
    def sure_share(self) -> float:
        """The share of the plan's coupons that go to the tenth of users whose chance without one is highest."""
        return float(self.values("plan", "coupons_to_sure").sum() / max(self.values("plan", "coupons").sum(), 1))

    @property
    def faults(self) -> dict[str, int]:
        """On how many days of all seeds each blocking check of the plan found something."""
        found = [self.results[key]["faults"] for key in self.results if key[1] == "plan"]
        return {name: sum(days[name] for days in found) for name in found[0]}


def find_interval(differences: np.ndarray) -> tuple[float, float, float]:
    """Return the mean of paired differences and the ends of its 95 % interval.

    >>> [round(value, 2) for value in find_interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, -0.48, 4.48]
    """
    mean, count = float(differences.mean()), len(differences)
    if count < 2:
        return mean, -np.inf, np.inf
    width = float(t.ppf(0.975, count - 1) * differences.std(ddof=1) / np.sqrt(count))
    return mean, mean - width, mean + width


def run_loop(
    folder: Path, seeds: Iterable[int], users: int = 2000, alone: int = 60, days: int = 60, processes: int = 2
) -> Loop:
    """Run every policy on every seed, so many processes at once; `folder` keeps the logs, and what dbt was recorded."""
    for with_models in (False, True):
        record_models(folder, with_models)
    sizes = [f"--users={users}", f"--alone={alone}", f"--days={days}"]

    def run(key: tuple[int, str]) -> dict:
        home = folder / f"{key[1]}_{key[0]}"
        asked, log = (home, key[1], str(key[0]), *sizes), home.with_suffix(".log")
        return run_module("benchmarks.closed_loop.run", *asked, log=log)[1]

    # The long ones first.
    keys = [(seed, policy) for seed in seeds for policy in reversed(POLICIES)]
    with ThreadPoolExecutor(processes) as pool:
        return Loop(dict(zip(keys, pool.map(run, keys), strict=True)))


def measure_closed_loop(folder: Path, seeds: Iterable[int] = SEEDS, **sizes: int) -> Loop:
    """Run the loop and print what came of it."""
    loop = run_loop(folder, seeds, **sizes)
    print_loop(loop)
    return loop


def print_loop(loop: Loop) -> None:
    """Print margins, their differences with intervals, coupons, and the days on which a check found something."""
    print(f"closed loop, {len(loop.values('plan', 'seed'))} seeds, a seed on average")
    for policy in POLICIES:
        expected, realised = (loop.values(policy, name).mean() for name in MARGINS)
        orders = loop.values(policy, "expected_orders").mean()
        sent = np.mean([sum(found.values()) for found in loop.values(policy, "sent")])
        print(f"  {policy:<9} {expected:>10,.0f} expected {realised:>10,.0f} realised", end=" ")
        print(f"{orders:>7,.1f} orders {sent:>8,.0f} messages sent")
    for one in loop.compare():
        print(f"  {one.margin}: plan above {one.other:<8} {one.mean:>8,.1f} ({one.low:,.1f} to {one.high:,.1f})")
    print(f"  {loop.sure_share:.1%} of {loop.values('plan', 'coupons').sum():,} coupons to the surest tenth of users")
    print(f"  days on which a blocking check found something: {sum(loop.faults.values())}", flush=True)
