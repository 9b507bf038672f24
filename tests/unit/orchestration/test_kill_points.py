"""The points at which the proof of kills ends a run are still there in the product."""

import pytest
from kill_points import POINTS


@pytest.mark.parametrize("point", POINTS)
def test_it_names_a_function_or_a_dbt_node(point):
    assert POINTS[point].find()
