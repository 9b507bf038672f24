"""The intervals of the closed loop: paired over seeds, by Student's t."""

import numpy as np
import pytest
from scipy.stats import ttest_rel

from benchmarks.closed_loop import POLICIES, Loop, find_interval


def make_loop(seeds: int) -> Loop:
    random = np.random.default_rng(1)
    figures = ("expected_margin", "realised_margin", "expected_orders")
    results = {
        (seed, policy): {name: float(random.normal(100 + 10 * at, 5)) for name in figures}
        | {"coupons": 50, "coupons_to_sure": 1, "faults": {"contacts_over_caps": seed % 2}}
        for seed in range(seeds)
        for at, policy in enumerate(POLICIES)
    }
    return Loop(results)


def test_intervals_are_those_of_a_paired_t_test():
    loop = make_loop(7)
    for one in loop.compare():
        pairs = ([loop.results[seed, policy][one.margin] for seed in range(7)] for policy in ("plan", one.other))
        interval = ttest_rel(*pairs).confidence_interval()
        assert (one.low, one.high) == pytest.approx((interval.low, interval.high))
        assert one.low < one.mean < one.high


def test_a_single_seed_has_no_interval():
    assert find_interval(np.array([3.0])) == (3.0, -np.inf, np.inf)


def test_coupons_and_faults_add_up_over_seeds():
    loop = make_loop(4)
    assert loop.sure_share == pytest.approx(0.02)
    assert loop.faults == {"contacts_over_caps": 2}
