"""The plan in a closed loop: the shop answers what it sends, and no blocking check ever finds anything.

Three seeds and 20 days show what is broken, and what all policies brought is printed. Whether the plan surely brings
more is for 20 seeds and 60 days: `make bench STEPS=closed_loop`.
"""

import pytest

from benchmarks.closed_loop import MOST_SURE_SHARE, POLICIES, measure_closed_loop

pytestmark = [pytest.mark.timeout(5400), pytest.mark.proof]
SEEDS = (1, 2, 3)
DAYS = 20


def test_the_plan_in_a_closed_loop(tmp_path):
    loop = measure_closed_loop(tmp_path, SEEDS, days=DAYS)
    assert loop.faults
    assert not any(loop.faults.values()), loop.faults
    assert loop.sure_share <= MOST_SURE_SHARE
    for policy in set(POLICIES) - {"nothing"}:
        assert all(sum(sent.values()) > 0 for sent in loop.values(policy, "sent")), policy
