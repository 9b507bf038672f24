"""The points at which the proof of kills ends a run are still there in the product."""

import pytest
from kill_points import DROP_POINTS, POINTS


@pytest.mark.parametrize("point", [*POINTS.values(), *DROP_POINTS.values()], ids=[*POINTS, *DROP_POINTS])
def test_it_names_a_function_or_a_dbt_node(point):
    assert point.find()
