"""Fisher's exact test for many tables at once, against scipy's for one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom

from ml_assets.fisher import fisher_p_values


@st.composite
def counts(draw) -> tuple[int, int, int, int]:
    total = draw(st.integers(1, 60))
    left, right = draw(st.integers(0, total)), draw(st.integers(0, total))
    return left, right, draw(st.integers(max(0, left + right - total), min(left, right))), total


@settings(max_examples=200, deadline=None)
@given(counts())
def test_equals_scipys(table):
    left, right, both, total = table
    cells = [[both, left - both], [right - both, total - left - right + both]]
    [found] = fisher_p_values(np.array([left]), np.array([right]), np.array([both]), total)
    assert found == pytest.approx(fisher_exact(cells, alternative="greater").pvalue, rel=1e-10)


@pytest.mark.parametrize("total", [1_000, 88_000])
def test_many_large_tables_equal_the_hypergeometric_tail(total):
    random = np.random.default_rng(4)
    left, right = random.integers(1, total // 3, (2, 500))
    both = np.minimum(np.minimum(left, right), (left * right / total * random.uniform(0.5, 2, 500)).astype(int))
    expected = hypergeom.sf(both - 1, total, left, right)
    found = fisher_p_values(left, right, both, total)
    # Below that scipy itself loses digits.
    seen = expected > 1e-200
    assert seen.sum() > 200
    assert found[seen] == pytest.approx(expected[seen], rel=1e-8)
    assert (found[~seen] < 1e-199).all()


def test_no_table_has_no_p():
    none = np.array([], dtype=np.int64)
    assert len(fisher_p_values(none, none, none, 5)) == 0
